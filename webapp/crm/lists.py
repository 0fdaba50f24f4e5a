"""The CRM's lists: their names, and their items by key (the row's id as text)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.base import Text
from webapp.models import CrmList, CrmListItem

NAMES: Mapping[str, Text] = {
    "category": Text("Category", "Kategori"),
    "business": Text("Business", "Bransje"),
    "position": Text("Position", "Stilling"),
    "project_type": Text("Project type", "Prosjekttype"),
    "project_status": Text("Project status", "Prosjektstatus"),
}
"""Those that the CRM begins with, by key."""


def name(row: CrmList) -> Text:
    """What a list is called."""
    return NAMES.get(row.key) or Text(row.name, row.name)


def items(list_keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """The items of these lists that aren't deleted, in their order: names by item key, by list key. One query."""
    wanted = list(dict.fromkeys(list_keys))
    found: dict[str, dict[str, str]] = {key: {} for key in wanted}
    rows = CrmListItem.select(CrmListItem, CrmList.key).join(CrmList)
    live = CrmList.key.in_(wanted) & CrmListItem.deleted_at.is_null()
    for row in rows.where(live).order_by(CrmListItem.position, CrmListItem.id):
        found[row.list.key][str(row.id)] = row.name
    return found


def items_by_key(keys: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Items of any list by their keys: the name, and whether the item is deleted; what is no item is left out. One query."""
    wanted = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10}
    if not wanted:
        return {}
    rows = CrmListItem.select(CrmListItem.id, CrmListItem.name, CrmListItem.deleted_at).where(CrmListItem.id.in_(wanted))
    return {str(row.id): (row.name, row.deleted_at is not None) for row in rows}
