"""The screens of the CRM's lists: all of them, and the editor of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from webapp import texts
from webapp.crm import list_page, lists
from webapp.crm.list_page import ListPage
from webapp.errors import Problem, Problems
from webapp.i18n import _, when
from webapp.models import CrmList
from webapp.services import crm_items, crm_lists, crm_uses

NAMED = 3
"""How many of the connections that use an item are named in its row."""
CONFLICTS = 20


def overview() -> list[dict[str, Any]]:
    """A row for every list. Three queries."""
    counts, fields = crm_lists.counts(), crm_uses.fields_by_list()
    return [
        {
            "id": row.id,
            "name": texts.text(name),
            "built_in": row.built_in,
            "count": counts.get(row.id, 0),
            "fields": "; ".join(f"{texts.entity(entity)}: {texts.text(field)}" for entity, field in fields.get(row.key, [])),
            "changed": _changed(row),
        }
        for row, name in crm_lists.all_lists()
    ]


def _changed(row: CrmList) -> str:
    if row.version == 1 and row.changed_by is None:
        return ""
    by = row.changed_by.name if row.changed_by else ""
    return _("%(when)s by %(who)s", when=when(row.changed_at), who=by) if by else when(row.changed_at)


def editor(row: CrmList, page: ListPage | None, version: int, text: str = "", error: Any = None) -> dict[str, Any]:
    """The context of the editor for the list as it stands on *page* (None: as it is stored). Three queries.

    *text*: only items that contain it are shown. *error*: what saving refused.
    """
    stored, named = crm_items.stored(row)
    page = stored if page is None else page
    uses = crm_uses.of_items(row)
    words = problems(error)
    shown = crm_items.matching(page, text) if text.strip() else set(range(len(page.live)))
    gone = [_gone(id_, page, stored, named, uses) for id_ in page.gone if id_ in named]
    return {
        "id": row.id,
        "name": texts.text(lists.name(row)),
        "built_in": row.built_in,
        "title": page.title,
        "version": version,
        "rows": [_row(place, page, shown, uses, words) for place in range(len(page.live))],
        "shown": len(shown),
        "gone": gone,
        "gone_used": [each for each in gone if each["unsaved"] and each["used"]],
        "lines": page.lines,
        "text": text,
        "changed": not list_page.same(page, stored),
        "said": _said(page, stored),
        "errors": words,
        "summary": [
            (field if field in ("title", "lines") or field.startswith("name-") else "", text) for field, text in words.items()
        ],
    }


def _said(page: ListPage, stored: ListPage) -> str:
    """What a screen reader says after a button."""
    ticked = [(place, each.name) for place, each in enumerate(page.live, 1) if each.ticked]
    if list_page.same(page, stored):
        return ""
    if len(ticked) == 1:
        place, name = ticked[0]
        return _("%(name)s is number %(place)s of %(count)s. Not saved yet.", name=name, place=place, count=len(page.live))
    return _("Not saved yet")


def _row(
    place: int, page: ListPage, shown: set[int], uses: Mapping[int, Sequence[str]], words: Mapping[str, str]
) -> dict[str, Any]:
    entry = page.live[place]
    return {
        "id": entry.id,
        "place": place,
        "name": entry.name,
        "ticked": entry.ticked,
        "hidden": place not in shown,
        "used": _names(uses.get(entry.id, [])),
        "error": words.get(f"name-{place}", ""),
    }


def _gone(
    id_: int, page: ListPage, stored: ListPage, named: Mapping[int, str], uses: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    unsaved = id_ not in stored.gone
    return {"id": id_, "name": named[id_], "ticked": id_ in page.back, "unsaved": unsaved, "used": _names(uses.get(id_, []))}


def _names(using: Sequence[str]) -> str:
    return ", ".join(using[:NAMED]) + (" …" if len(using) > NAMED else "")


def problems(error: Problem | Problems | None) -> dict[str, str]:
    """What saving refused: texts by field, the first at each."""
    found: dict[str, str] = {}
    for field, text in texts.worded(error) if error else []:
        found.setdefault(field, text)
    return found


def differences(row: CrmList, mine: ListPage) -> list[tuple[str, str, str]]:
    """Where the items on the page are others than those stored: name, theirs, ours."""
    theirs, named = crm_items.stored(row)
    gone, their_names, my_names = _("(deleted)"), _names_by_id(theirs), _names_by_id(mine)
    rows = [(name, their_names.get(id_, gone), my_names.get(id_, gone)) for id_, name in named.items()]
    new = [("–", "–", each.name) for each in mine.live if each.id == list_page.NEW]
    title = [] if row.built_in or theirs.title == mine.title else [(_("Name"), theirs.title, mine.title)]
    found = [*title, *(each for each in rows if each[1] != each[2]), *new]
    if not found and theirs.ids != mine.ids:
        found.append((_("Order"), _start(theirs.live), _start(mine.live)))
    return found[:CONFLICTS]


def _names_by_id(page: ListPage) -> dict[int, str]:
    return {each.id: each.name for each in page.live}


def _start(live: Iterable[list_page.Entry]) -> str:
    every = [each.name for each in live]
    return ", ".join(every[:10]) + (" …" if len(every) > 10 else "")
