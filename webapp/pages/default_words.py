"""What the defaults dialog says of fields and rules, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connectors.base import FieldType
from connectors.values import read_entry
from webapp import config, texts
from webapp.i18n import _, language, ngettext
from webapp.pages import values
from webapp.services.default_lists import Lists
from webapp.services.sheets import Row
from webapp.sync.tags import TODAY
from webapp.sync.wishes import Wish


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


def kind(row: Row, lists: Lists) -> str:
    """The type in a line: "text, 80 characters", "list, 3 items"."""
    kind = texts.field_type(row.field.type)
    if row.field.type is FieldType.LIST:
        number = len(lists.items(row.field.list_name))
        return f"{kind}, {ngettext('%(num)s item', '%(num)s items', number)}"
    if row.field.max_length:
        return f"{kind}, {ngettext('%(num)s character', '%(num)s characters', row.field.max_length)}"
    return kind
