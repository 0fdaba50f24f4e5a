"""The first step of an import: what is searched for in the ERP, the hits, and what is ticked among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from connectors.base import Actor, ActorType
from webapp import texts
from webapp.errors import Problem
from webapp.i18n import _, ngettext, whole
from webapp.models import Connection
from webapp.pages import actor_values, import_order, import_runs
from webapp.pages import connection as connection_pages
from webapp.pages import criteria as criteria_page
from webapp.pages.actor_values import COLUMNS
from webapp.pages.aids import trouble
from webapp.pages.values import shortened
from webapp.services.criteria import Criteria
from webapp.services.import_hits import LONGEST, Hits
from webapp.services.importing import requests
from webapp.services.linking import Taken
from webapp.services.sheets import Book, Sheet

Args = MultiDict[str, str]
_SEARCH = re.compile("text|search|keep_blanks|[fov][0-9]{1,3}")


@dataclass(frozen=True)
class Standing:
    """What stands on the page: the address it was asked by, its criteria, the hits (None: nothing searched for), what is
    ticked on all pages, what else was ticked here just now, and what was refused."""

    args: Args
    criteria: Criteria
    hits: Hits | None = None
    chosen: Sequence[str] = ()
    typed: Sequence[str] = ()
    problems: Sequence[tuple[str, str]] = ()
    refused: str = ""


def page(book: Book, sheet: Sheet, on_page: Standing) -> SimpleNamespace:
    """All of the page. A constant number of queries beside those of the hits."""
    connection, type_ = book.connection, sheet.type
    url = _urls(connection, type_, on_page)
    types = dict.fromkeys((each for each, known in book.sheets.items() if known.rows), "")
    return SimpleNamespace(
        h=connection_pages.head(connection, "imports"),
        tabs=connection_pages.tabs(connection, "imports.sheet", types, type_),
        actor=texts.actor(type_),
        entity=texts.entity(sheet.entity),
        problems=on_page.problems,
        refused=on_page.refused,
        why_not=why_not(connection, type_),
        first_companies=import_order.message(book, sheet),
        text=on_page.args.get("text", "")[:LONGEST],
        longest=LONGEST,
        criteria=criteria_page.panel(on_page.criteria, sheet, book.lists, url.search),
        hits=_hits(book, sheet, on_page) if on_page.hits is not None else None,
        chosen=chosen(on_page.chosen),
        keep_blanks="keep_blanks" in on_page.args,
        runs=import_runs.listed(connection),
        under_way=import_runs.under_way(connection),
        url=url,
    )


def why_not(connection: Connection, type_: ActorType) -> SimpleNamespace | None:
    """Why nothing can be imported, and where that is mended. Seven queries."""
    try:
        requests.refuse(connection, type_)
    except Problem as problem:
        label, url = _mended(connection, type_, problem.code)
        return SimpleNamespace(text=texts.problem(problem), label=label, url=url)
    return None


def _mended(connection: Connection, type_: ActorType, code: str) -> tuple[str, str]:
    if code == "import_untested":
        return _("Go to the test"), url_for("connection_dialog.edit", row=connection.id)
    return _("Go to Mappings"), url_for("mappings.sheet", row=connection.id, actor_type=type_.value)


def chosen(keys: Sequence[str]) -> SimpleNamespace:
    """How many are ticked, on all pages."""
    said = ngettext("%(num)s actor is ticked", "%(num)s actors are ticked", len(keys)) if keys else _("Nothing is ticked")
    one = len(keys) == 1
    preview = _("Preview the one ticked") if one else _("Preview the %(count)s ticked", count=whole(len(keys)))
    return SimpleNamespace(any=bool(keys), said=said, preview=preview)


def _urls(connection: Connection, type_: ActorType, on_page: Standing) -> SimpleNamespace:
    here: dict[str, Any] = {"row": connection.id, "actor_type": type_.value}
    asked = kept(on_page.args) | {"cursor": on_page.args.get("cursor") or None}
    cursor = on_page.hits.cursor if on_page.hits else ""
    return SimpleNamespace(
        search=url_for("imports.sheet", **here),
        all=url_for("imports.sheet", **here, search="1"),
        again=url_for("imports.sheet", **here, **asked, again="1"),
        choose=url_for("imports.choose", **here, **asked),
        cursor_next=cursor,
    )


def kept(args: Args) -> dict[str, Any]:
    """What an address searches for, as the fields of another address."""
    return {name: values for name, values in args.lists() if _SEARCH.fullmatch(name)}


def _hits(book: Book, sheet: Sheet, on_page: Standing) -> SimpleNamespace:
    hits, ticked = on_page.hits, {*on_page.chosen, *on_page.typed}
    assert hits is not None
    columns = [texts.text(row.field.name) for row in hits.columns[:COLUMNS]]
    cursor = on_page.args.get("cursor", "")
    return SimpleNamespace(
        trouble=trouble(hits.trouble) if hits.trouble else None,
        columns=columns or [_("Name"), _("Details")],
        rows=[_row(book, sheet, hits, each, ticked) for each in hits.actors],
        faults=[SimpleNamespace(key=each.erp_key, title=each.title, text=texts.text(each.reason)) for each in hits.faults],
        first=not cursor,
        more=bool(hits.cursor),
        said=_said(hits, cursor),
        take_all=_take_all(hits, cursor),
    )


def _said(hits: Hits, cursor: str) -> str:
    number = len(hits.actors)
    if hits.cursor or cursor:
        return ngettext("%(num)s hit on this page", "%(num)s hits on this page", number)
    return ngettext("%(num)s hit", "%(num)s hits", number)


def _take_all(hits: Hits, cursor: str) -> str:
    """The words of the button that takes all that match: how many that is isn't known while there are more pages."""
    if hits.cursor or cursor:
        return _("Preview all that match")
    number = len(hits.actors)
    return _("Preview the one hit") if number == 1 else _("Preview all %(count)s hits", count=whole(number))


def _row(book: Book, sheet: Sheet, hits: Hits, actor: Actor, ticked: set[str]) -> SimpleNamespace:
    taken = hits.taken.get(actor.erp_key)
    return SimpleNamespace(
        key=actor.erp_key,
        shown_key=shortened(actor.erp_key),
        title=hits.telling.title(actor),
        cells=_cells(book.lists, hits, actor),
        rest=actor_values.named([(row.field, actor.values.get(row.field.key)) for row in hits.columns[COLUMNS:]], book.lists),
        ticked=actor.erp_key in ticked,
        linked=_linked(taken) if taken else None,
    )


def _cells(lists: Mapping[str, Any], hits: Hits, actor: Actor) -> list[str]:
    if not hits.columns:
        return [hits.telling.title(actor), hits.telling.details(actor)]
    return [actor_values.shown(row.field, actor.values.get(row.field.key), lists) for row in hits.columns[:COLUMNS]]


def _linked(taken: Taken) -> SimpleNamespace:
    return SimpleNamespace(name=taken.name, url=url_for("records.show", entity=taken.entity.value, row=taken.record_id))
