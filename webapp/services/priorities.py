"""The sync priority: in which order the connections are worked, and who wins where two sides have changed the same.

The CRM itself is one place in it; in the list it is None.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import JOIN, IntegrityError

from webapp.db import db
from webapp.models import Connection, SyncRank, User
from webapp.services import audit, ordering, rows

CRM = "crm"
"""The key of the CRM's own place; a connection's is its row id."""


def order() -> list[Connection | None]:
    """The connections that aren't deleted and the CRM, highest first. Those without a place come last. One or two queries."""
    ranked = SyncRank.select(SyncRank, Connection).join(Connection, JOIN.LEFT_OUTER)
    found = {_key(row.connection): row.connection for row in ranked.order_by(SyncRank.position, SyncRank.id)}
    everything: dict[str, Connection | None] = {CRM: None} if CRM not in found else {}
    everything |= found
    placed = [row.id for row in found.values() if row is not None]
    unplaced = Connection.select().where(Connection.id.not_in(placed)).order_by(Connection.id)
    everything |= {_key(row): row for row in unplaced}
    return [row for row in everything.values() if row is None or row.deleted_at is None]


def keys(rows: Sequence[Connection | None]) -> list[str]:
    """The keys of what `order` answers."""
    return [_key(row) for row in rows]


def save(wanted: Sequence[str], seen: Sequence[str], by: User | None) -> None:
    """Put everything in the order *wanted* (keys), on a page that was made when the order was *seen*.

    What has come since goes last, what has been deleted is left out. Raises `Problem("conflict")` where the order itself
    has been changed since.
    """
    try:
        with db.atomic():
            ranked = order()
            there = keys(ranked)
            if _common(there, seen) != _common(seen, there):
                raise rows.conflict_in("priority")
            after = ordering.merged(wanted, there)
            _store(after)
            audit.note("priority", by, _changes(ranked, after))
    except IntegrityError:  # two saves at the very same moment
        raise rows.conflict_in("priority") from None


def _common(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return [each for each in some if each in set(others)]


def _store(after: Sequence[str]) -> None:
    """A place for each of *after*; deleted connections keep theirs, for when they are restored."""
    ids = [int(key) for key in after if key != CRM]
    SyncRank.delete().where(SyncRank.connection.in_(ids) | SyncRank.connection.is_null()).execute()
    places = [{"connection": None if key == CRM else int(key), "position": place} for place, key in enumerate(after)]
    SyncRank.insert_many(places).execute()


def _changes(rows: Sequence[Connection | None], after: Sequence[str]) -> list[audit.Change]:
    names = {_key(row): row.name if row else "CRM" for row in rows}
    return [audit.Change("place", names[key], old, new) for key, old, new in ordering.places(keys(rows), after)]


def _key(row: Connection | None) -> str:
    return CRM if row is None else str(row.id)
