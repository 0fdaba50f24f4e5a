"""The order of an actor type's fields, in the ERP tab and in search results."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.db import db
from webapp.models import ActorMapping, Connection, FieldMapping, User
from webapp.services import audit, ordering, rows
from webapp.services.sheets import Sheet


def save(connection: Connection, sheet: Sheet, wanted: Sequence[str], version: int, by: User) -> None:
    """Put the fields of *sheet* in the order *wanted* (keys); those it doesn't name come last, in the order they had.

    Raises `Problem("conflict")` where somebody else has ordered them since *version*. Three statements, however many fields.
    """
    before = [row.field.key for row in sheet.ranked]
    after = ordering.merged(wanted, before)
    with db.atomic():
        same = (ActorMapping.id == sheet.actor.id) & (ActorMapping.ranks_version == version)
        if not ActorMapping.update(ranks_version=version + 1).where(same).execute():
            raise rows.conflict_in("ranks", connection)
        _store(sheet, after)
        audit.note("ranks", by, _changes(sheet, before, after), connection, sheet.type.value)


def _store(sheet: Sheet, keys: Sequence[str]) -> None:
    mappings = [sheet.by_key[key].mapping for key in keys]
    for rank, mapping in enumerate(mappings, 1):
        mapping.rank = rank
    FieldMapping.bulk_update(mappings, ["rank"], batch_size=500)  # type: ignore[no-untyped-call]


def _changes(sheet: Sheet, before: Sequence[str], after: Sequence[str]) -> list[audit.Change]:
    moved = ordering.places(before, after)
    return [audit.Change("place", sheet.by_key[key].field.name, old, new) for key, old, new in moved]
