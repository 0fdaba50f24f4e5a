"""The search for the actor that a record is, as `connect/search.html` shows it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import current_app, url_for
from werkzeug.datastructures import MultiDict

from connectors.base import Actor, ActorType, Unknown, Value
from webapp import texts
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.i18n import _, ngettext
from webapp.pages import actor_values, erp_suggestions
from webapp.pages import criteria as criteria_page
from webapp.pages.actor_values import COLUMNS
from webapp.pages.aids import trouble
from webapp.pages.record_head import ERP, head
from webapp.pages.values import shortened
from webapp.services.connect_search import Found, Place, words
from webapp.services.criteria import Criteria
from webapp.services.import_hits import LONGEST, Search
from webapp.services.rights import Rights
from webapp.services.sheets import Book, Row, Sheet
from webapp.wording.erp_tab import NAMED

LONGEST_CURSOR = 2_000


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `first`: nothing but the page, so that the record's own name is searched for."""

    args: MultiDict[str, str]
    criteria: Criteria
    search: Search
    first: bool


def asked(args: MultiDict[str, str], criteria: Criteria, name: str) -> Asked:
    """The search that an address asks for."""
    first = "q" not in args and not criteria.rows
    text = name if first else args.get("q", "")
    search = Search(text.strip()[:LONGEST], criteria.restrictions, args.get("cursor", "")[:LONGEST_CURSOR])
    return Asked(args, criteria, search, first and not search.cursor)


def closed(record: Record, rights: Rights, where: Place) -> dict[str, Any]:
    """The page where there is nothing to search for: the record is linked already, or its company isn't."""
    connection, company = rights.connection, record.company_id
    link_url, label = _tab(record.entity.value, record.id, connection.id), _("To the ERP tab")
    if where.link is not None:
        actor = _(NAMED[ActorType(where.link.actor_type)], key=shortened(where.link.erp_key))
        said = _(
            "“%(name)s” is linked to %(actor)s on “%(connection)s” already. Disconnect it first, if that is wrong.",
            name=record.name, actor=actor, connection=connection.name,
        )  # fmt: skip
    else:
        said = _(
            "“%(name)s” can be linked once its company is linked on “%(connection)s”. Link that first.",
            name=record.name, connection=connection.name,
        )  # fmt: skip
        link_url, label = _tab("company", company or 0, connection.id), _("To the company's ERP tab")
    return {**_frame(record, rights), "s": None, "said": said, "next": SimpleNamespace(url=link_url, label=label)}


def page(
    record: Record, rights: Rights, book: Book, sheet: Sheet, where: Place, ask: Asked, found: Found | None
) -> dict[str, Any]:
    """The whole page; *found* is None where nothing is searched for yet: criteria come and go, or are to be corrected."""
    here: dict[str, Any] = {"entity": record.entity.value, "row": record.id, "connection": rights.connection.id}
    url = url_for("connect.search", **here)
    fields = {"type": sheet.type.value} | ({"q": ask.search.text} if not ask.criteria.rows and not ask.first else {})
    again: dict[str, Any] = {**fields, **_grouped(ask.criteria)}
    shown = SimpleNamespace(
        url=url,
        type=sheet.type.value,
        types=_types(where, sheet, here, ask),
        text=words(record)[:LONGEST] if ask.criteria.rows else ask.search.text,
        asked=_("Advanced search") if ask.criteria.rows else ask.search.text,
        longest=LONGEST,
        within=_within(where),
        advanced=bool(ask.criteria.rows),
        criteria=criteria_page.panel(ask.criteria, sheet, book.lists, url),
        hits=_hits(record, rights, book, sheet, ask, found) if found else None,
        again=url_for("connect.search", **here, **again, cursor=ask.search.cursor or None),
        start=url_for("connect.search", **here, **again) if ask.search.cursor else "",
        next=url_for("connect.search", **here, **again, cursor=found.hits.cursor) if found and found.hits.cursor else "",
        create=_create(rights, here, sheet) if found and found.hits.trouble is None else None,
    )
    return {**_frame(record, rights), "s": shown}


def _frame(record: Record, rights: Rights) -> dict[str, Any]:
    return {"h": head(record, ERP, "connect#search"), "title": _("Connect to %(name)s", name=rights.connection.name)}


def _tab(entity: str, row: int, connection: int) -> str:
    known = "erp_tab.index" in current_app.view_functions
    return url_for("erp_tab.index", entity=entity, row=row) + f"#erp-{connection}" if known else ""


def _grouped(criteria: Criteria) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in criteria.pairs:
        found.setdefault(key, []).append(value)
    return found


def _types(where: Place, sheet: Sheet, here: dict[str, Any], ask: Asked) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is this one) of the actor types, where there are several. The text goes along."""
    if len(where.types) < 2:
        return []
    text = None if ask.first or ask.criteria.rows else ask.search.text
    return [
        (texts.actor(each), url_for("connect.search", **here, type=each.value, q=text), each is sheet.type)
        for each in where.types
    ]


def _within(where: Place) -> str:
    if where.parent is None:
        return ""
    actor = _(NAMED[ActorType(where.parent.actor_type)], key=shortened(where.parent.erp_key))
    return _("Only within %(actor)s, which the company is linked to.", actor=f"{shortened(where.parent.title)} ({actor})")


def _create(rights: Rights, here: dict[str, Any], sheet: Sheet) -> SimpleNamespace | None:
    """The way to a new actor, which is open after a search."""
    if "create_actor.form" not in current_app.view_functions:
        return None
    why_off = "" if rights.may_create else texts.problem(Problem("may_not_create", name=rights.connection.name))
    return SimpleNamespace(
        url=url_for("create_actor.form", **here, type=sheet.type.value, searched=int(time.time())), why_off=why_off
    )


def _hits(record: Record, rights: Rights, book: Book, sheet: Sheet, ask: Asked, found: Found) -> SimpleNamespace:
    hits = found.hits
    columns = [row for row in sheet.ranked if row.mapping.in_search and not row.missing]
    paged = bool(hits.cursor or ask.search.cursor)
    number = len(hits.actors)
    said = ngettext("%(num)s hit on this page", "%(num)s hits on this page", number)
    return SimpleNamespace(
        trouble=trouble(hits.trouble) if hits.trouble else None,
        said=said if paged else ngettext("%(num)s hit", "%(num)s hits", number),
        none=not hits.actors and not paged,
        columns=[texts.text(row.field.name) for row in columns[:COLUMNS]] or [_("Name"), _("Details"), _("Key")],
        rows=[_row(record, rights, book, found, columns, each) for each in hits.actors],
        faults=[SimpleNamespace(key=each.erp_key, title=each.title, text=texts.text(each.reason)) for each in hits.faults],
        may_not="" if rights.may_connect else _("You may create in “%(name)s”, but not connect.", name=rights.connection.name),
        suggestions=[erp_suggestions.row(rights.connection, record, each) for each in found.suggestions],
    )


def _row(record: Record, rights: Rights, book: Book, found: Found, columns: list[Row], actor: Actor) -> SimpleNamespace:
    hits, taken = found.hits, found.hits.taken.get(actor.erp_key)
    here: dict[str, Any] = {"entity": record.entity.value, "row": record.id, "connection": rights.connection.id}
    title = hits.telling.title(actor)
    cells = [actor_values.shown(row.field, _value(row, actor), book.lists) for row in columns[:COLUMNS]]
    cells = cells or [title, hits.telling.details(actor), actor.erp_key]
    return SimpleNamespace(
        cells=cells,
        rest=actor_values.named([(row.field, _value(row, actor)) for row in columns[COLUMNS:]], book.lists),
        label=_("Connect to %(title)s (%(key)s)", title=shortened(title), key=shortened(actor.erp_key)),
        url=url_for("connect.compare", **here, type=actor.type.value, key=actor.erp_key),
        linked=_linked(taken.entity.value, taken.record_id, taken.name) if taken else None,
    )


def _value(row: Row, actor: Actor) -> Value | Unknown:
    return actor.erp_key if row.is_key else actor.values.get(row.field.key)


def _linked(entity: str, row: int, name: str) -> SimpleNamespace:
    return SimpleNamespace(name=shortened(name) or _("(no name)"), url=url_for("records.show", entity=entity, row=row))
