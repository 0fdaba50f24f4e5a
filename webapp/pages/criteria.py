"""Criteria of an advanced search as `criteria/_criteria.html` shows them."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from connectors.base import FieldMetadata, FieldType, Operator, Text
from connectors.matching import OPERATORS
from webapp import texts
from webapp.i18n import _
from webapp.services import criteria
from webapp.services.criteria import Criteria, Criterion
from webapp.services.sheets import Sheet
from webapp.wording.criteria import OPERATORS as WORDS

KINDS = {
    FieldType.CHECKBOX: "checkbox",
    FieldType.TEXT: "text",
    FieldType.INTEGER: "integer",
    FieldType.DOUBLE: "double",
    FieldType.LIST: "list",
    FieldType.DATETIME: "date",
}


def panel(found: Criteria, sheet: Sheet, lists: Mapping[str, Mapping[str, Text]], url: str) -> SimpleNamespace:
    """The rows with their controls and what is wrong at each, and the fields that another row can be for.

    *url* is the address that answers with the fragment alone where a row is added or removed (`criteria.pressed`).
    """
    errors = {each.field: texts.problem(each) for each in found.problems}
    rows = [_row(each, lists, errors) for each in found.rows]
    names = {part: row.name for row in rows for part in (f"o{row.n}", f"v{row.n}", f"v{row.n}-2")}
    offered = criteria.searchable(sheet)
    return SimpleNamespace(
        url=url,
        rows=rows,
        problems=[(field, f"{names[field]}: {text}") for field, text in errors.items()],
        choices=[(row.field.key, texts.text(row.field.name)) for row in offered],
        full=_("A search has at most %(limit)s criteria.", limit=criteria.MOST) if len(rows) >= criteria.MOST else "",
        added=found.added,
    )


def _row(each: Criterion, lists: Mapping[str, Mapping[str, Text]], errors: Mapping[str, str]) -> SimpleNamespace:
    n = each.number
    field = each.row.field if each.row else FieldMetadata(each.key, Text(each.key[:100]), FieldType.LABEL)
    entries = [*each.entries, "", ""]
    return SimpleNamespace(
        n=n,
        key=each.key,
        name=texts.text(field.name) or each.key,
        kind=KINDS.get(field.type, ""),
        operators=_operators(field, each.operator),
        items=_items(each, lists.get(field.list_name, {})) if field.type is FieldType.LIST else [],
        between=Operator.BETWEEN in OPERATORS[field.type],
        first=entries[0],
        second=entries[1],
        typed=any(entry and not _is_day(entry) for entry in each.entries),
        yes=entries[0] != "0",
        operator_error=errors.get(f"o{n}", ""),
        error=errors.get(f"v{n}", ""),
        second_error=errors.get(f"v{n}-2", ""),
    )


def _operators(field: FieldMetadata, chosen: str) -> list[tuple[str, str, bool]]:
    return [(each.value, _(WORDS[each]), each == chosen) for each in OPERATORS[field.type]]


def _items(each: Criterion, items: Mapping[str, Text]) -> list[tuple[str, str, bool]]:
    """The items that can be ticked. One that is gone stands there ticked: it is why nothing is searched for."""
    known = [(key, texts.text(text) or key, key in each.entries) for key, text in items.items() if key]
    gone = [entry for entry in dict.fromkeys(each.entries) if entry and entry not in items]
    return [*((key, _("%(item)s (gone)", item=key[:100]), True) for key in gone), *known]


def _is_day(entry: str) -> bool:
    """Whether the browser's own control for dates can show it."""
    return len(entry) == 10 and entry[4] == entry[7] == "-"
