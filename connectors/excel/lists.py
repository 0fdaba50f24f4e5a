"""The lists of a workbook: every sheet with the columns `ID` and `Text` that is no actor type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.base import Text
from connectors.excel.cells import as_key, as_text
from connectors.excel.convention import FIELDS_SHEET, LIST_COLUMNS, actor_type_of
from connectors.excel.workbook import Row, Workbook

Lists = Mapping[str, Mapping[str, Text]]


def read_lists(workbook: Workbook) -> Lists:
    """Each list's items by key, in the order of the sheet, by the list's name. Of a key that stands twice, the first."""
    found = ((sheet.strip(), _items(workbook, sheet)) for sheet in workbook.sheets if _may_be_list(sheet))
    return {name: items for name, items in found if items is not None}


def list_named(lists: Lists, name: str) -> str:
    """The name of the list that *name* means, case ignored; "" where there is none."""
    return next((known for known in lists if known.casefold() == name.strip().casefold()), "")


def _may_be_list(sheet: str) -> bool:
    return actor_type_of(sheet) is None and sheet.strip().casefold() != FIELDS_SHEET.casefold()


def _items(workbook: Workbook, sheet: str) -> Mapping[str, Text] | None:
    rows = workbook.rows(sheet)
    _, header = next(rows, (0, []))
    names = [as_key(cell).casefold() for cell in header]
    if not all(column.casefold() in names for column in LIST_COLUMNS):
        return None
    key, text = (names.index(column.casefold()) for column in LIST_COLUMNS)
    items: dict[str, Text] = {}
    for item, shown in _pairs(rows, key, text):
        items.setdefault(item, Text(shown or item, shown or item))
    return items


def _pairs(rows: Iterator[tuple[int, Row]], key: int, text: int) -> Iterator[tuple[str, str]]:
    for _, row in rows:
        item = as_key(row[key]) if key < len(row) else ""
        if item:
            yield item, as_text(row[text]) if text < len(row) else ""
