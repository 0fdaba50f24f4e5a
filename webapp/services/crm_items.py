"""The items of a CRM list, as its editor sends them: checked and stored all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.crm import list_page, lists
from webapp.crm.list_page import NEW, Entry, ListPage
from webapp.db import now
from webapp.errors import Problem
from webapp.models import CrmList, CrmListItem, User
from webapp.services import audit, crm_list_rows, crm_lists, names, rows
from webapp.services.audit import Change

PROBLEMS_SHOWN = 20
ORDER_NOTED = 50
"""How many names the record of changes keeps of an order."""


def stored(row: CrmList) -> tuple[ListPage, dict[int, str]]:
    """The list as it is stored, and the names of all its items, deleted ones too, by id. Two queries."""
    live, gone = crm_list_rows.live_items(row), crm_list_rows.deleted_items(row)
    page = ListPage(row.name, tuple(Entry(each.id, each.name) for each in live), tuple(each.id for each in gone))
    return page, {each.id: each.name for each in (*live, *gone)}


def acted(page: ListPage, what: str, named: Mapping[int, str]) -> ListPage:
    """The page after a button of it; anything else than a button's word leaves it as it is. *named*: names by id."""
    acts: dict[str, list_page.Act] = {
        "up": list_page.up,
        "down": list_page.down,
        "top": list_page.top,
        "bottom": list_page.bottom,
        "sort": lambda it: list_page.sort(it, names.order),
        "delete": list_page.delete,
        "restore": lambda it: list_page.restore(it, named),
        "add": list_page.add,
    }
    return acts[what](page) if what in acts else page


def matching(page: ListPage, text: str) -> set[int]:
    """The places of the items whose names contain *text*."""
    part = names.key(text.strip())
    return {place for place, each in enumerate(page.live) if part in names.key(each.name)}


def save(row: CrmList, page: ListPage, version: int, by: User) -> None:
    """Store the list as it stands on *page*, which was read at *version*: names, order, new, deleted and restored items.

    Items that are not on the page stay as they are, after the others. A new name that a deleted item has revives that item.
    Raises `Problem` or `Problems` with their fields (`name-PLACE`, `lines`, `title`) and `Problem("conflict")`; nothing is
    stored then.
    """
    with rows.storing(page.title, field="title"):
        current = crm_list_rows.held(row.key)
        if current.version != version:
            raise rows.conflict(current)
        stored = {each.id: each for each in CrmListItem.select().where(CrmListItem.list == current)}
        names.refuse_if(*_troubles(current, page, stored)[:PROBLEMS_SHOWN])
        before = _Before.of(stored.values())
        _store(current, _with_ids(page, stored), stored)
        changes = [*crm_lists.rename(current, page.title), *_changes(current, before)]
        if changes:
            crm_list_rows.bump(current, by)
            audit.note(crm_lists.AREA, by, changes)


def _troubles(row: CrmList, page: ListPage, stored: Mapping[int, CrmListItem]) -> list[Problem]:
    ids = [*page.ids, *page.gone]
    if len(set(ids)) < len(ids) or not stored.keys() >= set(ids):
        return [Problem("item_gone")]
    if len(page.live) + len(page.new_names) > crm_lists.ITEM_LIMIT:
        return [Problem("list_full", "lines", name=lists.name(row), limit=crm_lists.ITEM_LIMIT)]
    unseen = (each.name_key for each in stored.values() if each.deleted_at is None and each.id not in ids)
    taken: dict[str | None, int] = dict.fromkeys(unseen, -1)
    found = [crm_lists.title_trouble(row, page.title)]
    for place, entry in enumerate(page.live):
        found.append(names.trouble(entry.name, f"name-{place}") or _twice(entry.name, place, taken))
    found.append(_line_trouble(page.new_names, taken))
    return [each for each in found if each]


def _twice(name: str, place: int, taken: dict[str | None, int]) -> Problem | None:
    first = taken.setdefault(names.key(name), place)
    return None if first == place else Problem("item_twice", f"name-{place}", name=name)


def _line_trouble(new: Sequence[str], taken: dict[str | None, int]) -> Problem | None:
    """What is wrong with the names typed as lines: one that can't be a name, else all that are in the list already."""
    wrong = next((found for found in (names.trouble(name, "lines") for name in new) if found), None)
    if wrong:
        return wrong
    there = [name for line, name in enumerate(new, 2) if taken.setdefault(names.key(name), -line) != -line]
    return Problem("items_there", "lines", names=[*there[:10], *(["…"] if len(there) > 10 else [])]) if there else None


def _with_ids(page: ListPage, stored: Mapping[int, CrmListItem]) -> list[Entry]:
    """The items to be, in order: new ones that revive a deleted item have its id, what isn't on the page is at the end."""
    ids = set(page.ids)
    asleep = [each for each in stored.values() if each.id not in ids and (each.deleted_at is not None or each.id in page.gone)]
    by_key = {names.key(each.name): each.id for each in asleep}
    new = (Entry(NEW, name) for name in page.new_names)
    wanted = [each if each.id != NEW else Entry(by_key.pop(names.key(each.name), NEW), each.name) for each in (*page.live, *new)]
    live = sorted((each for each in stored.values() if each.deleted_at is None), key=lambda each: (each.position, each.id))
    unseen = [Entry(each.id, each.name) for each in live if each.id not in ids and each.id not in page.gone]
    return [*wanted, *unseen]


def _store(row: CrmList, wanted: Sequence[Entry], stored: Mapping[int, CrmListItem]) -> None:
    kept = {entry.id: (place, entry.name) for place, entry in enumerate(wanted, 1) if entry.id != NEW}
    changed = [each for id_, each in stored.items() if id_ in kept and kept[id_] != (_place(each), each.name)]
    lost = [id_ for id_, each in stored.items() if id_ not in kept and each.deleted_at is None]
    # Names move from item to item in one save, so all that change give theirs back first.
    mine = CrmListItem.list == row
    CrmListItem.update(name_key=None, deleted_at=now()).where(mine, CrmListItem.id.in_(lost)).execute()
    CrmListItem.update(name_key=None, deleted_at=None).where(mine, CrmListItem.id.in_([each.id for each in changed])).execute()
    for each in changed:
        each.position, each.name = kept[each.id]
        each.name_key = names.key(each.name)
    columns = [CrmListItem.name, CrmListItem.name_key, CrmListItem.position]
    CrmListItem.bulk_update(changed, fields=columns, batch_size=500)  # type: ignore[no-untyped-call]
    crm_list_rows.insert(row, {place: entry.name for place, entry in enumerate(wanted, 1) if entry.id == NEW})


def _place(item: CrmListItem) -> int:
    """Where a stored item is; nowhere while deleted."""
    return item.position if item.deleted_at is None else -1


@dataclass(frozen=True)
class _Before:
    """The items before a save: names by id of those in the list, in order, and the ids of all."""

    live: Mapping[int, str]
    all: frozenset[int]

    @staticmethod
    def of(items: Iterable[CrmListItem]) -> _Before:
        known = list(items)
        live = sorted((each for each in known if each.deleted_at is None), key=lambda each: (each.position, each.id))
        return _Before({each.id: each.name for each in live}, frozenset(each.id for each in known))


def _changes(row: CrmList, before: _Before) -> list[Change]:
    """What is different now, for the record of changes. One query."""
    of, old = lists.name(row), before.live
    new = {each.id: each.name for each in crm_list_rows.live_items(row)}
    found = {
        "items_added": [name for id_, name in new.items() if id_ not in before.all],
        "items_restored": [name for id_, name in new.items() if id_ in before.all and id_ not in old],
        "items_deleted": [name for id_, name in old.items() if id_ not in new],
    }
    changes = [Change(what, of, new=named) for what, named in found.items() if named]
    changes += [Change("item_name", of, old[id_], name) for id_, name in new.items() if id_ in old and old[id_] != name]
    if [id_ for id_ in old if id_ in new] != [id_ for id_ in new if id_ in old]:
        changes.append(Change("items_order", of, _start(old.values()), _start(new.values())))
    return changes


def _start(named: Iterable[str]) -> list[str]:
    every = list(named)
    return every[:ORDER_NOTED] + (["…"] if len(every) > ORDER_NOTED else [])
