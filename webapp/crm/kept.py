"""The records that a selection holds, those that are deleted by now among them: in their order, or all piece by piece."""

from __future__ import annotations

from typing import Any

from webapp.crm.fields import Entity
from webapp.crm.finding import PAGE, Found
from webapp.crm.register import TABLES, Record, get
from webapp.models import SelectionMember


def page(selection_id: int, entity: Entity, number: int) -> Found:
    """A page of the records in a selection by name, the last one where *number* is beyond it. Three queries.

    Only ids are sorted: whole records would take four times as long on a late page of many.
    """
    table = TABLES[entity]
    held = SelectionMember.select(SelectionMember.record_id).where(SelectionMember.selection == selection_id)
    count = held.count()
    pages = max(1, -(-count // PAGE))
    number = max(1, min(number, pages))
    sorted_: Any = table.select(table.id).where(table.id.in_(held)).order_by(table.sort_key, table.id)
    ids = [row[0] for row in sorted_.paginate(number, PAGE).tuples()]
    found = get(entity, ids)
    return Found([found[id_] for id_ in ids], count, number, pages)


def piece(selection_id: int, entity: Entity, after: int, limit: int) -> list[Record]:
    """Up to *limit* records of a selection by id, from above the id *after*. Two queries for each 500."""
    mine = (SelectionMember.selection == selection_id) & (SelectionMember.record_id > after)
    query = SelectionMember.select(SelectionMember.record_id).where(mine).order_by(SelectionMember.record_id).limit(limit)
    rows: Any = query.tuples()
    ids = [row[0] for row in rows]
    found = get(entity, ids)
    return [found[id_] for id_ in ids if id_ in found]
