"""What is to be written into a workbook, in no library's terms: openpyxl takes long to load, and few calls write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.base import Text, Value
from connectors.excel.workbook import Workbook

MOST_ROWS = 20_000
"""Rows a sheet may have in a workbook that is written."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Values for cells of one row, by place from 0. `row` counts from 0; None for a new row below the row `last`, which
    serves as its model unless it is `bare` (the header, where there are no actors yet).

    `stamps` are written too, except over formulas: the time of the change.
    """

    sheet: str
    cells: Mapping[int, Value]
    stamps: Mapping[int, datetime] = field(default_factory=dict)
    row: int | None = None
    last: int = 0
    bare: bool = False


def computed_text(name: Text) -> Text:
    """Why a cell is not written: it is a formula (or inside a merged one)."""
    return Text(
        f"“{name.en}” is a formula in the workbook and is not overwritten.",
        f"«{name.in_language('nb')}» er en formel i arbeidsboken og blir ikke overskrevet.",
    )


def obstacles(workbook: Workbook) -> list[Text]:
    """Why a workbook is only read: what would be lost, and sheets that are too long. Empty when it can be written."""
    long = [sheet for sheet in workbook.sheets if workbook.is_longer(sheet, MOST_ROWS)]
    return [
        *workbook.losses,
        *(Text(f"more than 20,000 rows in “{sheet}”", f"mer enn 20 000 rader i «{sheet}»") for sheet in long),
    ]
