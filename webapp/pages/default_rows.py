"""The rows of the defaults dialog: a field each, with its rule in controls of the field's type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from connectors.base import FieldType
from connectors.values import read_entry
from webapp import config, texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, language, ngettext
from webapp.models import DefaultRule
from webapp.pages import values
from webapp.services import defaults
from webapp.services.default_lists import Lists
from webapp.services.sheets import Row, Sheet
from webapp.sync.tags import TODAY
from webapp.sync.wishes import Wish

KINDS = {
    FieldType.CHECKBOX: "checkbox",
    FieldType.TEXT: "text",
    FieldType.INTEGER: "integer",
    FieldType.DOUBLE: "double",
    FieldType.LIST: "list",
    FieldType.DATETIME: "datetime",
}

_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")  # what the browser's control for dates can show


def rows(sheet: Sheet, wishes: Mapping[str, Wish], errors: Mapping[str, str], lists: Lists) -> list[SimpleNamespace]:
    """The fields that can have a rule, with *wishes* in their controls and *errors* at them (see `defaults.at`)."""
    seen: set[str] = set()
    found = []
    for row in sheet.rows:
        if row.field.key in wishes:
            shown = _row(row, wishes[row.field.key], errors, lists)
            shown.asks_first = row.field.type is FieldType.LIST and row.field.list_name not in seen
            seen.add(row.field.list_name)
            found.append(shown)
    return found


def _row(row: Row, wish: Wish, errors: Mapping[str, str], lists: Lists) -> SimpleNamespace:
    key = row.field.key
    today = row.field.type is FieldType.DATETIME and wish.entry == TODAY
    error = errors.get(defaults.at("value", key), "")
    demands = row.field.mandatory and not (wish.use or wish.ask or row.mapping.to_erp)
    return SimpleNamespace(
        n=html_name(key),
        name=name(row),
        words=f"{name(row)} {key}".casefold(),
        about=texts.text(row.field.description),
        kind=KINDS[row.field.type],
        line=_line(row, lists),
        use=wish.use,
        entry="" if today else wish.entry,
        on=wish.entry not in ("", "0"),
        today=today,
        typed=bool(wish.entry) and not today and not _LOCAL.fullmatch(wish.entry),
        ask=wish.ask,
        mandatory=wish.mandatory or row.field.mandatory,
        locked=row.field.mandatory,
        error=error,
        mandatory_error=errors.get(defaults.at("mandatory", key), ""),
        crm=_("The CRM's “%(name)s” goes first.", name=texts.text(row.crm.name)) if row.crm and row.mapping.to_erp else "",
        demands=_("The ERP demands a value: give one here, or map the field.") if demands else "",
        **(_list_parts(row, wish.entry, lists) if row.field.type is FieldType.LIST else {}),
    )


def _list_parts(row: Row, entry: str, lists: Lists) -> dict[str, Any]:
    failure = lists.failure(row.field.list_name)
    said = _("As last read.")
    if failure is not None:
        said = _("The items are as last read: %(reason)s", reason=texts.connector_error(failure))
    elif lists.fresh(row.field.list_name):
        said = _("As in the ERP now.")
    return {"options": _options(row, entry, lists), "list": html_name(row.field.list_name), "items_said": said}


def _options(row: Row, entry: str, lists: Lists) -> Markup:
    """The options of a list; written here, since a page may have thousands. An item with a blank key can't be chosen."""
    items = {key: texts.text(text) or key for key, text in lists.items(row.field.list_name).items() if key}
    gone = {entry: _("%(item)s (gone)", item=entry)} if entry and entry not in items else {}
    plain, chosen = Markup('<option value="{}">{}</option>'), Markup('<option value="{}" selected>{}</option>')
    all_ = {"": _("(No selection)")} | gone | items
    return Markup("").join((chosen if key == entry else plain).format(key, text) for key, text in all_.items())


def lost(sheet: Sheet, rules: Mapping[str, DefaultRule], dropped: frozenset[str], lists: Lists) -> list[SimpleNamespace]:
    """The rules of fields that can have none any more: why, what they say, and whether they are to go."""
    found = []
    for row in defaults.lost(sheet, rules):
        key = row.field.key
        wish = defaults.wish(row.field, defaults.plain(rules[key]), language())
        why = defaults.why_not(row)
        found.append(
            SimpleNamespace(
                n=html_name(key),
                name=name(row),
                why=texts.problem(why) if why else "",
                said=said(row, wish, lists),
                drop=key in dropped,
            )
        )
    return found


def name(row: Row) -> str:
    """What a field is called."""
    return texts.text(row.field.name) or row.field.key


def said(row: Row, wish: Wish, lists: Lists) -> str:
    """A rule in words, for example: 30 · Ask user for value."""
    parts = {
        _value_said(row, wish.entry, lists): wish.use,
        _("Ask user for value"): wish.ask,
        _("mandatory"): wish.mandatory and (wish.use or wish.ask),
    }
    return " · ".join(words for words, applies in parts.items() if applies) or "–"


def _value_said(row: Row, entry: str, lists: Lists) -> str:
    if entry == TODAY and row.field.type is FieldType.DATETIME:
        return _("The day it is created")
    if row.field.type is FieldType.CHECKBOX:
        return _("No") if entry in ("", "0") else _("Yes")
    if row.field.type is FieldType.LIST:
        return texts.text(lists.items(row.field.list_name)[entry]) if entry in lists.items(row.field.list_name) else entry
    try:
        return values.shown(read_entry(row.field, entry, language(), config.current["TIMEZONE"]))
    except ValueError:
        return entry


def tags(user_name: str) -> Sequence[tuple[str, str, str]]:
    """The template tags: how each is written, what it is, and what it would be now, where that can be told."""
    return (
        ("{user}", _("the name of the user who creates the actor"), user_name),
        ("{company}", _("the name of the CRM's company; for a person or a project that of its company"), ""),
        ("{number}", _("the number of the same company"), ""),
        ("{today}", _("the date on which it is created"), f"{datetime.now(config.current['TIMEZONE']):%Y-%m-%d}"),
    )


def _line(row: Row, lists: Lists) -> str:
    """The type in a line: "text, 80 characters", "list, 3 values"."""
    kind = texts.field_type(row.field.type)
    if row.field.type is FieldType.LIST:
        number = len(lists.items(row.field.list_name))
        return f"{kind}, {ngettext('%(num)s value', '%(num)s values', number)}"
    if row.field.max_length:
        return f"{kind}, {ngettext('%(num)s character', '%(num)s characters', row.field.max_length)}"
    return kind
