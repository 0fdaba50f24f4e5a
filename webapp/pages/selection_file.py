"""A selection as a file for a spreadsheet: a row for each record, with all its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from connectors.base import FieldMetadata, FieldType
from webapp import texts
from webapp.crm import kept, register
from webapp.crm.fields import Entity, Fields, fields
from webapp.crm.register import Record
from webapp.i18n import _
from webapp.models import Selection
from webapp.pages import record_values, values
from webapp.pages.record_values import Items
from webapp.services import sending

BATCH = 500
ID = "ID"


def rows(selection: Selection) -> Iterator[Sequence[str]]:
    """The heads, then the records by id, as the page of the selection has them; read a batch at a time."""
    entity = Entity(selection.entity)
    known = {key: each for key, each in sending.piece(partial(fields, entity)).items() if key != ID}
    yield _heads(entity, known)
    after = 0
    while found := sending.piece(partial(_batch, selection.id, entity, known, after)):
        yield from (cells for _id, cells in found)
        after = found[-1][0]


def _heads(entity: Entity, known: Fields) -> list[str]:
    owner = [] if entity is Entity.COMPANY else [_("Company")]
    return [_("CRM id"), *(texts.text(each.name) for each in known.values()), *owner]


def _batch(selection_id: int, entity: Entity, known: Fields, after: int) -> list[tuple[int, list[str]]]:
    """The next rows, each with the id of its record. Some six queries."""
    records = kept.piece(selection_id, entity, after, BATCH)
    items = record_values.items_of(records, known)
    owners = register.get(Entity.COMPANY, [each.company_id for each in records if each.company_id])
    return [(each.id, _cells(each, known, items, owners)) for each in records]


def _cells(record: Record, known: Fields, items: Items, owners: Mapping[int, Record]) -> list[str]:
    cells = [str(record.id), *(_cell(record, each, items) for each in known.values())]
    if record.entity is not Entity.COMPANY:
        owner = owners.get(record.company_id or 0)
        cells.append(owner.name if owner else "")
    return cells


def _cell(record: Record, field: FieldMetadata, items: Items) -> str:
    """All of a value, and numbers without their thousands apart: a spreadsheet is to understand them."""
    stored = record.texts.get(field.key, "")
    if not stored:
        return ""
    if field.type is FieldType.LIST:
        return items.get(stored, (stored, True))[0]
    value = record.value({field.key: field}, field.key)
    return stored if value is None or isinstance(value, str) else values.shown(value)
