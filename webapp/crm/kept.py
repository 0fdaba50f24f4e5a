"""The records that a selection holds, those that are deleted by now among them: in their order, or all piece by piece."""

from __future__ import annotations

from typing import Any

from webapp.crm.fields import Entity
from webapp.crm.finding import PAGE, Found
from webapp.crm.register import TABLES, Record, get, record_of
from webapp.models import SelectionMember


def page(selection_id: int, entity: Entity, number: int) -> Found:
    """A page of the records in a selection by name, the last one where *number* is beyond it. Two queries."""
    table = TABLES[entity]
    held = SelectionMember.select(SelectionMember.record_id).where(SelectionMember.selection == selection_id)
    query = table.select().where(table.id.in_(held))
    count = query.count()
    pages = max(1, -(-count // PAGE))
    number = max(1, min(number, pages))
    rows = query.order_by(table.sort_key, table.id).paginate(number, PAGE)
    return Found([record_of(entity, row) for row in rows], count, number, pages)


def piece(selection_id: int, entity: Entity, after: int, limit: int) -> list[Record]:
    """Up to *limit* records of a selection by id, from above the id *after*. Two queries for each 500."""
    mine = (SelectionMember.selection == selection_id) & (SelectionMember.record_id > after)
    query = SelectionMember.select(SelectionMember.record_id).where(mine).order_by(SelectionMember.record_id).limit(limit)
    rows: Any = query.tuples()
    ids = [row[0] for row in rows]
    found = get(entity, ids)
    return [found[id_] for id_ in ids if id_ in found]
