"""The record of changes. Whoever stores a change notes it here, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from connectors.base import Text
from webapp.models import AuditEvent, Connection, User
from webapp.models.stored import fact_data, fact_of
from webapp.services import names, sending

AREAS = (
    "connection", "configuration", "scope", "activation", "fields", "mappings", "lists", "defaults", "ranks", "priority",
    "crm_fields", "crm_lists", "connectors", "users", "groups",
)  # fmt: skip
"""Where a change can have been made, in the order in which a filter offers them."""
PAGE = 50
BATCH = 500
PROGRAM = 0
"""As a user's id in a filter: the program itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now.

    `what`: a code that `texts` has words for (created, deleted, name, direction …). `of`: what it concerns, by its name, for
    example the ERP field; blank where it is the thing itself. `old` and `new`: texts, `Text`, numbers, truth values, lists of
    these, or None where there was (or is) nothing. A secret is never among them. `within`: the actor type that it belongs to,
    by its value, where it belongs to one.
    """

    what: str
    of: Text | str = ""
    old: Any = None
    new: Any = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are wanted: those of a connection, of an area, by a user (`PROGRAM`: by the program itself), with a text in
    a name or a value, from one moment until before another (UTC). What is None or blank doesn't matter."""

    connection: int | None = None
    area: str = ""
    user: int | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def note(
    area: str, user: User | None, changes: Iterable[Change], connection: Connection | None = None, actor_type: str = ""
) -> None:
    """Record *changes* that *user* (None: the program itself) has made. Without any, nothing is recorded.

    *actor_type*: what all of them belong to, where they belong to an actor type and don't say so themselves.
    """
    changes = [replace(each, within=each.within or actor_type) for each in changes]
    if changes:
        AuditEvent.create(
            user=user,
            user_name=user.name if user else "",
            connection=connection,
            connection_name=connection.name if connection else "",
            area=area,
            changes=[_data(each) for each in changes],
            words=names.key("\n".join(word for each in changes for word in _words([each.of, each.old, each.new]))),
        )


def _data(change: Change) -> dict[str, Any]:
    sides = {"of": fact_data(change.of), "old": fact_data(change.old), "new": fact_data(change.new)}
    return {"what": change.what, **sides, **({"within": change.within} if change.within else {})}


def _words(value: Any) -> Iterator[str]:
    """The texts in a value, in both languages."""
    if isinstance(value, Text):
        yield from (value.en, value.nb)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def changes_of(event: AuditEvent) -> list[Change]:
    """The changes that an event records."""
    return [Change(**{key: fact_of(value) for key, value in each.items()}) for each in event.changes]


def search(wanted: Filter, page: int) -> tuple[list[AuditEvent], int, int]:
    """The events of a page (from 1), the newest first, how many there are in all, and which page it is: the last one where
    *page* is beyond it. 2 queries."""
    query = _query(wanted)
    count = query.count()
    page = max(1, min(page, -(-count // PAGE)))
    return list(query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).paginate(page, PAGE)), count, page


def all_found(wanted: Filter) -> Iterator[AuditEvent]:
    """All events found, the newest first, read a batch at a time."""
    last: AuditEvent | None = None
    while True:
        query = _query(wanted)
        if last is not None:
            earlier = (AuditEvent.at < last.at) | ((AuditEvent.at == last.at) & (AuditEvent.id < last.id))
            query = query.where(earlier)
        found = query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(BATCH)
        batch: list[AuditEvent] = sending.piece(partial(list, found))
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]


def _query(wanted: Filter) -> Any:
    query = AuditEvent.select()
    if wanted.connection is not None:
        query = query.where(AuditEvent.connection == wanted.connection)
    if wanted.area:
        query = query.where(AuditEvent.area == wanted.area)
    if wanted.user is not None:
        query = query.where(AuditEvent.user.is_null() & (AuditEvent.user_name == "") if wanted.user == PROGRAM
                            else AuditEvent.user == wanted.user)  # fmt: skip
    if wanted.text.strip():
        query = query.where(AuditEvent.words.contains(names.key(wanted.text.strip())))
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    return query if wanted.until is None else query.where(AuditEvent.at < wanted.until)


def connections(also: int | None = None) -> list[Connection]:
    """The connections, deleted ones among them, that have events, and the one of the id *also*; by name. One query."""
    noted = AuditEvent.select(AuditEvent.connection).where(AuditEvent.connection.is_null(False))
    found = Connection.select().where(Connection.id.in_(noted) | (Connection.id == (also or 0)))
    return sorted(found, key=lambda each: (each.deleted_at is not None, names.order(each.name)))


def users() -> list[User]:
    """The users who have changed something, by name. One query."""
    found = User.select().where(User.id.in_(AuditEvent.select(AuditEvent.user).where(AuditEvent.user.is_null(False))))
    return sorted(found, key=lambda each: names.order(each.name))
