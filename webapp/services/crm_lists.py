"""The CRM's lists: those that it begins with, and those that an administrator has added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import JOIN, fn

from connectors.base import Text
from webapp.crm import lists
from webapp.crm.keys import list_key
from webapp.db import db
from webapp.errors import Problem
from webapp.models import CrmList, CrmListItem, User
from webapp.services import audit, crm_list_rows, crm_uses, names, rows
from webapp.services.audit import Change

ITEM_LIMIT = 5_000
"""How many items a list can have: its editor shows and sends them all at once."""
AREA = "crm_lists"


def all_lists() -> list[tuple[CrmList, Text]]:
    """Every list with its name, with who changed it last: those that the CRM begins with, then the others by name. One query."""
    query = CrmList.select(CrmList, User).join(User, JOIN.LEFT_OUTER, on=(CrmList.changed_by == User.id))
    built_in = list(lists.NAMES)

    def place(row: CrmList) -> tuple[int, str]:
        return (built_in.index(row.key), "") if row.key in lists.NAMES else (len(built_in), names.order(row.name))

    return [(row, lists.name(row)) for row in sorted(query, key=place)]


def counts() -> dict[int, int]:
    """How many items every list has that has any, by the list's row id. One query."""
    query: Any = CrmListItem.select(CrmListItem.list, fn.COUNT(CrmListItem.id)).where(CrmListItem.deleted_at.is_null())
    return dict(query.group_by(CrmListItem.list).tuples())


def add(name: str, items: Iterable[str], by: User) -> CrmList:
    """A new list with these items. Raises `Problem` or `Problems` with their fields: name, items."""
    name = name.strip()
    with rows.storing(name):
        names.refuse_if(title_trouble(None, name, "name"))
        made = CrmList.create(key=list_key(name), name=name, name_key=names.key(name), changed_by=by)
        audit.note(AREA, by, [Change("created", name)])
        add_items(made.key, items, by)
    return made


def delete(row: CrmList, by: User) -> None:
    """Delete an added list with its items. Raises `Problem`: list_built_in, list_in_use."""
    with db.atomic():
        current = crm_list_rows.held(row.key)
        if current.built_in:
            raise Problem("list_built_in", name=lists.name(row))
        if using := crm_uses.fields_of(current):
            raise Problem("list_in_use", name=current.name, names=[each.name for each in using])
        current.delete_instance()
        audit.note(AREA, by, [Change("deleted", current.name)])


def title_trouble(row: CrmList | None, title: str, field: str = "title") -> Problem | None:
    """What is wrong with a name for the list *row* (None: a new one), if anything. A built-in one keeps its name."""
    if row is not None and row.built_in:
        return None
    given = {names.key(text) for each in lists.NAMES.values() for text in (each.en, each.nb)}
    if names.key(title) in given:
        return Problem("name_taken", field, name=title)
    same = (CrmList.name_key == names.key(title)) & (CrmList.id != (row.id if row else 0))
    taken = Problem("name_taken", field, name=title) if CrmList.select().where(same).exists() else None
    return names.trouble(title, field) or taken


def rename(row: CrmList, title: str) -> list[Change]:
    """Give an added list another name (which has been checked); what is different then."""
    if row.built_in or row.name == title:
        return []
    CrmList.update(name=title, name_key=names.key(title)).where(CrmList.id == row.id).execute()
    return [Change("name", row.name, row.name, title)]


def add_items(list_key: str, wanted: Iterable[str], user: User | None) -> dict[str, CrmListItem]:
    """The items of these names in the list of that key, by the names as given; what isn't there is added at its end.

    A name that is there (whatever its case) gives the item that has it, one that a deleted item has revives that item.
    In the caller's transaction, if there is one; five queries or so, however many names. Noted in the record of changes.
    Raises `Problem`: list_gone, list_full, and what `names.trouble` finds (with the field "items").
    """
    cleaned = {name: name.strip() for name in wanted}
    names.refuse_if(*(names.trouble(name, "items") for name in cleaned.values()))
    with db.atomic():
        row = crm_list_rows.held(list_key)
        _add_missing(row, list(dict.fromkeys(cleaned.values())), user)
        present = {each.name_key: each for each in crm_list_rows.live_items(row)}
        return {name: present[names.key(text)] for name, text in cleaned.items()}


def _add_missing(row: CrmList, wanted: Sequence[str], user: User | None) -> None:
    """Add or revive what isn't in the list, in this order. `wanted` has been checked."""
    present = {each.name_key for each in crm_list_rows.live_items(row)}
    missing = {names.key(name): name for name in reversed(wanted) if names.key(name) not in present}
    if not missing:
        return
    if len(present) + len(missing) > ITEM_LIMIT:
        raise Problem("list_full", "items", name=lists.name(row), limit=ITEM_LIMIT)
    revived = _revive(row, missing)
    added = [missing[key] for key in dict.fromkeys(map(names.key, wanted)) if key in missing and key not in revived]
    crm_list_rows.insert(row, dict(enumerate(added, crm_list_rows.next_position(row))))
    crm_list_rows.bump(row, user)
    of = lists.name(row)
    note_items(user, [("items_added", of, added), ("items_restored", of, list(revived.values()))])


def _revive(row: CrmList, missing: Mapping[str, str]) -> dict[str, str]:
    """Take those of the names that deleted items have back into the list, at its end; the names by key."""
    found = {names.key(each.name): each for each in reversed(crm_list_rows.deleted_items(row)) if names.key(each.name) in missing}
    for position, (key, each) in enumerate(found.items(), crm_list_rows.next_position(row)):
        values = {"name": missing[key], "name_key": key, "deleted_at": None, "position": position}
        CrmListItem.update(values).where(CrmListItem.id == each.id).execute()
    return {key: missing[key] for key in found}


def note_items(user: User | None, found: Iterable[tuple[str, object, Sequence[str]]]) -> None:
    """Record what has become of items: (what, the list's name, the items' names); nothing where there are none."""
    changes = [Change(what, of=of, new=list(items)) for what, of, items in found if items]  # type: ignore[arg-type]
    audit.note(AREA, user, changes)
