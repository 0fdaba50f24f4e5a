"""The rows of CRM lists and their items: read, held while they are changed, added."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import fn

from webapp.db import now
from webapp.errors import Problem
from webapp.models import CrmList, CrmListItem, User
from webapp.services import names


def held(list_key: str) -> CrmList:
    """The list of that key, its row held until the transaction ends, so that two who add to it come one after the other.

    Raises `Problem("list_gone")`.
    """
    CrmList.update(key=CrmList.key).where(CrmList.key == list_key).execute()
    found: CrmList | None = CrmList.get_or_none(CrmList.key == list_key)
    if found is None:
        raise Problem("list_gone", "list")
    return found


def live_items(row: CrmList) -> list[CrmListItem]:
    """The items of a list that aren't deleted, in their order."""
    query = CrmListItem.select().where(CrmListItem.list == row, CrmListItem.deleted_at.is_null())
    return list(query.order_by(CrmListItem.position, CrmListItem.id))


def deleted_items(row: CrmList) -> list[CrmListItem]:
    """The deleted items of a list, by name; of those with the same name the one deleted last comes first."""
    query = CrmListItem.select().where(CrmListItem.list == row, CrmListItem.deleted_at.is_null(False))
    return sorted(query.order_by(CrmListItem.deleted_at.desc()), key=lambda item: names.order(item.name))


def insert(row: CrmList, wanted: Mapping[int, str]) -> None:
    """Store new items of a list: names (which have been checked) by position."""
    new = [{"list": row, "name": name, "name_key": names.key(name), "position": place} for place, name in wanted.items()]
    for begin in range(0, len(new), 500):
        CrmListItem.insert_many(new[begin : begin + 500]).execute()


def next_position(row: CrmList) -> int:
    """The place after the last item of a list."""
    last = CrmListItem.select(fn.MAX(CrmListItem.position)).where(CrmListItem.list == row).scalar()
    return (last or 0) + 1


def bump(row: CrmList, user: User | None) -> None:
    """Give a list its next version: something in it is different now."""
    CrmList.update(version=CrmList.version + 1, changed_at=now(), changed_by=user).where(CrmList.id == row.id).execute()
