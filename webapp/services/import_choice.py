"""What somebody has ticked among the hits of an import: kept from page to page and search to search until it is previewed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from connectors.base import ActorType
from webapp.db import db, now, one_at_a_time
from webapp.errors import Problem
from webapp.models import Connection, ImportChoice, User

LIMIT = 2_000
"""How many actors can be ticked one by one; whoever wants more takes all that match, and leaves rows out of the preview."""
KEPT = timedelta(days=7)
"""How long ticks wait for the preview: over a weekend and a holiday, but the ERP is another one some day."""


def of(connection: Connection, user: User, type_: ActorType) -> list[str]:
    """The keys of the actors ticked, in the order in which they were. One query."""
    found = ImportChoice.get_or_none(_mine(connection, user, type_))
    return list(found.keys) if found else []


def change(connection: Connection, user: User, type_: ActorType, shown: Collection[str], ticked: Sequence[str]) -> list[str]:
    """Keep which of the actors *shown* are *ticked*; those on other pages stay as they are. All that are ticked now.

    Raises `Problem("import_too_many")` where they would be more than `LIMIT`; nothing is changed then.
    """
    with db.atomic():
        one_at_a_time("import choice")  # two presses in a row must not overtake each other
        before = of(connection, user, type_)
        keys = list(dict.fromkeys([*(key for key in before if key not in shown), *(key for key in ticked if key in shown)]))
        if len(keys) > LIMIT:
            raise Problem("import_too_many", limit=LIMIT, number=len(keys))
        if keys != before:
            _store(connection, user, type_, keys)
    return keys


def clear(connection: Connection, user: User, type_: ActorType) -> None:
    """Untick all."""
    ImportChoice.delete().where(_mine(connection, user, type_)).execute()


def forget_old() -> None:
    """Untick what nobody has come back to."""
    ImportChoice.delete().where(ImportChoice.changed_at < now() - KEPT).execute()


def _mine(connection: Connection, user: User, type_: ActorType) -> object:
    return (ImportChoice.connection == connection) & (ImportChoice.user == user) & (ImportChoice.actor_type == type_.value)


def _store(connection: Connection, user: User, type_: ActorType, keys: list[str]) -> None:
    clear(connection, user, type_)
    if keys:
        ImportChoice.create(connection=connection, user=user, actor_type=type_.value, keys=keys, changed_at=now())
