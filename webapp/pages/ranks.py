"""The order of an actor type's fields, as `ranks/edit.html` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages import connection as pages
from webapp.pages import order
from webapp.pages.order import Entry
from webapp.services.sheets import Book, Row, Sheet


def page(
    book: Book,
    sheet: Sheet,
    version: int,
    shown: Sequence[str] | None = None,
    press: str = "",
    conflict: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The page of *sheet*, its fields in the order *shown* (names; None: as stored)."""
    all_entries = entries(sheet)
    here = url_for("ranks.edit", row=book.connection.id, actor_type=sheet.type.value)
    return {
        "h": pages.head(book.connection, "ranks"),
        "tabs": pages.tabs(book.connection, "ranks.edit", dict.fromkeys(book.sheets, ""), sheet.type),
        "title": texts.actor(sheet.type),
        "order": order.order(all_entries, shown if shown is not None else [each.name for each in all_entries], press),
        "version": version,
        "conflict": conflict,
        "theirs_url": here,
        "cancel_url": url_for("sync.index", selected=book.connection.id),
    }


def nothing(connection: Connection) -> dict[str, Any]:
    """The page of a connection whose fields have not been read."""
    return {"h": pages.head(connection, "ranks"), "mappings_url": url_for("mappings.index", row=connection.id)}


def entries(sheet: Sheet) -> list[Entry]:
    """The fields in the order that is stored."""
    return [Entry(html_name(row.field.key), _label(row), tags=_tags(row), lost=row.missing) for row in sheet.ranked]


def keys(sheet: Sheet, names: Sequence[str]) -> list[str]:
    """The keys of the fields with these names in the form."""
    by_name = {html_name(key): key for key in sheet.by_key}
    return [by_name[name] for name in names]


def came_and_gone(sheet: Sheet, sent: Sequence[str]) -> list[str]:
    """Sentences on fields that weren't on the page, which had the names *sent*, and on those that no longer are there."""
    there = {html_name(row.field.key): row for row in sheet.ranked}
    came = ", ".join(_label(row) for name, row in there.items() if name not in set(sent))
    gone = len({*sent} - there.keys())
    said = [_("New since you opened the page, and placed last: %(fields)s.", fields=came)] if came else []
    if gone:
        said.append(ngettext("%(num)s field of the page no longer exists.", "%(num)s fields of the page no longer exist.", gone))
    return said


def _label(row: Row) -> str:
    return texts.text(row.field.name) or row.field.key


def _tags(row: Row) -> list[str]:
    told = {
        _("in search"): row.mapping.in_search,
        _("in ERP tab"): row.mapping.in_tab,
        _("missing in ERP"): row.missing,
    }
    return [tag for tag, applies in told.items() if applies]
