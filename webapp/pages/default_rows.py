"""The rows of the defaults dialog: a field each, with its rule in controls of the field's type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from connectors.base import FieldType
from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, language
from webapp.models import DefaultRule
from webapp.pages import default_words
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
        name=default_words.name(row),
        words=f"{default_words.name(row)} {key}".casefold(),
        about=texts.text(row.field.description),
        kind=KINDS[row.field.type],
        line=default_words.kind(row, lists),
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
                name=default_words.name(row),
                why=texts.problem(why) if why else "",
                said=default_words.said(row, wish, lists),
                drop=key in dropped,
            )
        )
    return found
