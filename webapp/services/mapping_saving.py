"""Storing how the fields of an actor type are mapped: all that stands on a page in one transaction, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.base import ActorType, Text
from webapp.db import db, now
from webapp.errors import Problem, Problems
from webapp.models import ActorMapping, Connection, ConnectionField, FieldMapping, ListItemMapping, User
from webapp.services import audit, readings, rows, sheets
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.mappings import Choices, as_stored, differing, may_choose
from webapp.services.sheets import Row, Sheet
from webapp.services.staying_active import kept_active
from webapp.sync.choices import Choice

PARTS = ("crm_key", "to_crm", "to_erp", "in_search", "in_tab")
"""What a choice says of its field; the names are those of `FieldMapping`'s columns."""


@dataclass(frozen=True)
class Wanted:
    """What is to be stored: from a page that was made at *version* and had *gone* fields that there are no more.

    `as_of` is `stamp` of the mappings that the page was made from.
    """

    choices: Choices
    active: bool
    version: int
    gone: int = 0
    as_of: str = ""


def stamp(sheet: Sheet) -> str:
    """When somebody saved the mappings last: a reading changes their version, but not this."""
    return str(sheet.actor.changed_at.isoformat())


def save(connection: Connection, type_: ActorType, wanted: Wanted, user: User) -> int:
    """Store the mappings of an actor type; how many fields are different now. Fields without a choice stay as they are.

    Raises `Problem`: mapping_fields_gone, conflict or mapping_reread (somebody, or a reading, has changed them since that
    version), or `Problems`: what can't be chosen (their `field` is the ERP field's key), or why the connection, being
    active, couldn't be.
    """
    with db.atomic(), kept_active(connection):
        sheet = sheets.of(connection).sheets.get(type_)
        if sheet is None:  # a reading has taken it away since the page was loaded
            raise Problem("mapping_fields_gone", count=len(wanted.choices))
        changed = differing(sheet, wanted.choices)
        _refuse_stale(connection, sheet, wanted, changed)
        _refuse_impossible(sheet, wanted.choices, changed)
        if changed or wanted.active != sheet.actor.active:
            _store(sheet, wanted, changed, user)
            audit.note("mappings", user, _noted(sheet, wanted, changed), connection, type_.value)
        _seen(sheet)
    return len(changed)


def _seen(sheet: Sheet) -> None:
    """Whoever saves has seen which fields have another type than before."""
    mine = (ConnectionField.connection == sheet.actor.connection_id) & (ConnectionField.actor_type == sheet.actor.actor_type)
    ConnectionField.update(old_type=None).where(mine, ConnectionField.old_type.is_null(False)).execute()


def _refuse_stale(connection: Connection, sheet: Sheet, wanted: Wanted, changed: Sequence[Row]) -> None:
    if wanted.gone:
        raise Problem("mapping_fields_gone", count=wanted.gone)
    if wanted.version == sheet.actor.version or not (changed or wanted.active != sheet.actor.active):
        return
    read = readings.last(connection).at if wanted.as_of == stamp(sheet) else None
    raise rows.conflict(sheet.actor) if read is None else Problem("mapping_reread", when=read)


def _refuse_impossible(sheet: Sheet, choices: Choices, changed: Iterable[Row]) -> None:
    if found := [problem for row in changed for problem in _impossible(sheet, row, choices[row.field.key])]:
        raise Problems(found)


def _impossible(sheet: Sheet, row: Row, choice: Choice) -> list[Problem]:
    """What *choice* asks for that no page offers: a request made by hand, or a page older than what it was made from."""
    if not may_choose(sheet, row, choice.crm_key):
        return [Problem("mapping_crm_unknown", row.field.key)]
    crm = sheet.crm_fields.get(choice.crm_key)
    found = [why_not(row.field, row.missing, crm, each) for each in Direction if getattr(choice, each)]
    if choice.in_search and not row.searchable:
        found.append(Problem("mapping_not_searchable"))
    return [Problem(each.code, row.field.key, **each.facts) for each in found if each is not None]


def _store(sheet: Sheet, wanted: Wanted, changed: Sequence[Row], user: User) -> None:
    values = {"active": wanted.active, "changed_at": now(), "changed_by": user, "version": ActorMapping.version + 1}
    mine = (ActorMapping.id == sheet.actor.id) & (ActorMapping.version == sheet.actor.version)
    if not ActorMapping.update(values).where(mine).execute():
        raise rows.conflict(sheet.actor)
    stale = [row.mapping.id for row in changed if _other_list(sheet, row, wanted.choices[row.field.key])]
    ListItemMapping.delete().where(ListItemMapping.field.in_(stale)).execute()
    FieldMapping.update(items_version=FieldMapping.items_version + 1).where(FieldMapping.id.in_(stale)).execute()
    if changed:
        present = [_present(row.mapping, wanted.choices[row.field.key]) for row in changed]
        FieldMapping.bulk_update(present, PARTS, batch_size=500)  # type: ignore[no-untyped-call]


def _present(mapping: FieldMapping, choice: Choice) -> FieldMapping:
    """A field's row as it is to be stored."""
    return FieldMapping(id=mapping.id, **{part: getattr(choice, part) for part in PARTS})


def _other_list(sheet: Sheet, row: Row, choice: Choice) -> bool:
    """Whether the items of a field go to another list than before, or to none: what was said of them no longer holds."""
    before, after = row.crm, sheet.crm_fields.get(choice.crm_key)
    return (before.list_name if before else "") != (after.list_name if after else "")


def _noted(sheet: Sheet, wanted: Wanted, changed: Sequence[Row]) -> list[audit.Change]:
    found = []
    if wanted.active != sheet.actor.active:
        found.append(audit.Change("types_active", str(sheet.actor.actor_type), sheet.actor.active, wanted.active))
    for row in changed:
        before, after = as_stored(row), wanted.choices[row.field.key]
        for part in PARTS:
            old, new = getattr(before, part), getattr(after, part)
            if old != new and part == "crm_key":
                old, new = _crm_name(sheet, old), _crm_name(sheet, new)
            if old != new:
                found.append(audit.Change(part, row.field.name, old, new))
    return found


def _crm_name(sheet: Sheet, key: str) -> Text | str | None:
    crm = sheet.crm_fields.get(key)
    return crm.name if crm else key or None
