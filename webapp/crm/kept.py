"""The records that a selection holds: in their order, or all piece by piece.

One that is deleted leaves it, as it leaves all lists, and is back in it when it is restored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import fn

from webapp.crm.fields import Entity
from webapp.crm.finding import PAGE, Found
from webapp.crm.register import TABLES, Record, get
from webapp.models import SelectionMember


def page(selection_id: int, entity: Entity, number: int) -> tuple[Found, int]:
    """A page of the records in a selection by name, the last one where *number* is beyond it, and how many more were put in
    and are deleted by now. Four queries.

    Only ids are sorted: whole records would take four times as long on a late page of many.
    """
    table = TABLES[entity]
    held = SelectionMember.select(SelectionMember.record_id).where(SelectionMember.selection == selection_id)
    count = _live(entity, held).count()
    pages = max(1, -(-count // PAGE))
    number = max(1, min(number, pages))
    sorted_: Any = table.select(table.id).where(table.id.in_(held), table.deleted_at.is_null()).order_by(table.sort_key, table.id)
    ids = [row[0] for row in sorted_.paginate(number, PAGE).tuples()]
    found = get(entity, ids)
    return Found([found[id_] for id_ in ids], count, number, pages), held.count() - count


def counts(entity: Entity, selection_ids: Sequence[int]) -> dict[int, int]:
    """How many records each of these selections of an entity holds; those with none aren't named. One query at most."""
    if not selection_ids:
        return {}
    query: Any = SelectionMember.select(SelectionMember.selection, fn.COUNT(SelectionMember.id))
    held = query.where(SelectionMember.selection.in_(selection_ids)).group_by(SelectionMember.selection)
    return dict(_live(entity, held).tuples())


def piece(selection_id: int, entity: Entity, after: int, limit: int) -> list[Record]:
    """Up to *limit* records of a selection by id, from above the id *after*. Two queries for each 500."""
    mine = (SelectionMember.selection == selection_id) & (SelectionMember.record_id > after)
    query = _live(entity, SelectionMember.select(SelectionMember.record_id).where(mine))
    ids = [row[0] for row in query.order_by(SelectionMember.record_id).limit(limit).tuples()]
    found = get(entity, ids)
    return [found[id_] for id_ in ids if id_ in found]


def _live(entity: Entity, held: Any) -> Any:
    table = TABLES[entity]
    return held.join(table, on=(SelectionMember.record_id == table.id)).where(table.deleted_at.is_null())
