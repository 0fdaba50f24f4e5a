"""Changes to the cells of a workbook opened with openpyxl: what is there keeps its kind, its format, its formulas."""

from __future__ import annotations

import re
from copy import copy
from datetime import datetime
from typing import Any, TypeAlias

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from connectors.base import Value
from connectors.excel.cells import as_text
from connectors.excel.edits import Edit

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


AnyCell: TypeAlias = Cell | MergedCell


def apply(sheet: Worksheet, edit: Edit) -> int | None:
    """Carry out *edit*. Returns the place of a cell that must not be written, nothing being changed then."""
    if edit.row is None:
        return _append(sheet, edit)
    cells = {place: sheet.cell(edit.row + 1, place + 1) for place in (*edit.cells, *edit.stamps)}
    for place in edit.cells:
        if _is_closed(cells[place]):
            return place
    for place, value in edit.cells.items():
        _put(cells[place], value, cells[place].value)
    for place, moment in edit.stamps.items():
        if not _is_closed(cells[place]):
            _stamp(cells[place], moment, cells[place].value)
    return None


def _append(sheet: Worksheet, edit: Edit) -> int | None:
    row = _free_row(sheet, edit.last + 1)
    models = [sheet.cell(edit.last + 1, column) for column in range(1, sheet.max_column + 1)]
    has_model = not edit.bare
    for place, value in edit.cells.items():
        if has_model and value is not None and _is_closed(models[place]):
            return place
    for place, model in enumerate(models):
        _like(sheet.cell(row, place + 1), model, has_model)
    for place, value in edit.cells.items():
        _put(sheet.cell(row, place + 1), value, models[place].value if has_model else None)
    for place, moment in edit.stamps.items():
        if edit.bare or not _is_closed(models[place]):
            _stamp(sheet.cell(row, place + 1), moment, models[place].value if has_model else None)
    _stretch(sheet, row)
    return None


def _free_row(sheet: Worksheet, last: int) -> int:
    """The row below the last actor, or below everything where something else stands there."""
    if all(cell.value is None for cell in sheet[last + 1]):
        return last + 1
    row = sheet.max_row
    while row > last and all(cell.value is None for cell in sheet[row]):
        row -= 1
    return row + 1


def _like(cell: Any, model: Any, has_model: bool) -> None:
    """Give a new cell the format of the one above, and the formula where there is one."""
    if not has_model or isinstance(model, MergedCell):
        return
    if model.has_style:
        cell._style = copy(model._style)
    if model.data_type == "f" and isinstance(model.value, str):
        cell.value = Translator(model.value, origin=model.coordinate).translate_formula(cell.coordinate)


def _is_closed(cell: AnyCell) -> bool:
    return isinstance(cell, MergedCell) or cell.data_type == "f"


def _put(cell: AnyCell, value: Value, model: Any) -> None:
    if isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)  # openpyxl gives it a date's format if it has none
    elif isinstance(value, str):
        _put_text(cell, value, model)
    else:
        cell.value = value


def _put_text(cell: AnyCell, text: str, model: Any) -> None:
    """A number stays a number where text and numbers are mixed, as in keys and postal codes, if none of it is lost."""
    if isinstance(model, int | float) and not isinstance(model, bool) and _is_number(text):
        cell.value = int(text)
        return
    cell.value = _ESCAPE.sub("_x005F_", text)
    if cell.data_type != "s":  # «=1+1» and «#N/A» are texts here, and no formula ever gets in from outside
        cell.data_type = "s"
        cell.quotePrefix = True


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,15}", text) is not None and as_text(float(text)) == text


def _stamp(cell: AnyCell, moment: datetime, model: Any) -> None:
    cell.value = moment.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(model, str) else moment.replace(tzinfo=None)


def _stretch(sheet: Worksheet, row: int) -> None:
    """Let tables, filters and validation that ended just above the new row include it."""
    for table in sheet.tables.values():
        table.ref = _stretched(table.ref, row)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = _stretched(table.autoFilter.ref, row)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _stretched(sheet.auto_filter.ref, row)
    for validation in sheet.data_validations.dataValidation:
        for area in validation.sqref.ranges:
            if area.max_row == row - 1:
                area.expand(down=1)


def _stretched(reference: str, row: int) -> str:
    area = CellRange(reference)
    if area.max_row == row - 1:
        area.expand(down=1)
    return str(area.coord)
