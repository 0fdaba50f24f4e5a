"""The record of changes. Whoever stores a change notes it here, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from connectors.base import Text
from webapp.models import AuditEvent, Connection, User
from webapp.models.stored import fact_data, fact_of

AREAS = (
    "connection", "configuration", "scope", "activation", "fields", "mappings", "lists", "defaults", "ranks", "priority",
    "crm_fields", "crm_lists", "connectors", "users", "groups",
)  # fmt: skip
"""Where a change can have been made, in the order in which a filter offers them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now.

    `what`: a code that `texts` has words for (created, deleted, name, direction …). `of`: what it concerns, by its name, for
    example the ERP field; blank where it is the thing itself. `old` and `new`: texts, `Text`, numbers, truth values, lists of
    these, or None where there was (or is) nothing. A secret is never among them.
    """

    what: str
    of: Text | str = ""
    old: Any = None
    new: Any = None


def note(area: str, user: User | None, changes: Iterable[Change], connection: Connection | None = None) -> None:
    """Record *changes* that *user* (None: the program itself) has made. Without any, nothing is recorded."""
    data = [{"what": each.what, "of": each.of, "old": each.old, "new": each.new} for each in changes]
    if data:
        AuditEvent.create(
            user=user,
            user_name=user.name if user else "",
            connection=connection,
            connection_name=connection.name if connection else "",
            area=area,
            changes=[{key: fact_data(value) for key, value in each.items()} for each in data],
        )


def changes_of(event: AuditEvent) -> list[Change]:
    """The changes that an event records."""
    return [Change(**{key: fact_of(value) for key, value in each.items()}) for each in event.changes]
