"""A workbook opened for reading: checked, scanned, and its sheets given row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from connectors.base import UNKNOWN, Text
from connectors.excel.cells import Raw
from connectors.excel.cuts import Cut, cut
from connectors.excel.filekind import damaged, refuse_other_files, unreadable
from connectors.excel.folders import Stamp, stamp_of
from connectors.excel.losses import losses_of
from connectors.excel.package import open_package
from connectors.excel.scan import Scan, scan
from connectors.excel.stretches import Stretch, Stretches

Row = list[Raw]
_SMALL = 2_000
"""Rows of a sheet that is read beside a large one that is kept."""


class Workbook:
    """One state of a workbook, told by its stamp.

    Opening raises `ConfigInvalid` or `ProtocolBroken` with words for every file that is no readable workbook.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self.path = path
        try:
            self.stamp: Stamp = stamp_of(path)
            refuse_other_files(path, max_bytes)
            self.package = open_package(path, max_bytes)
            self._cut = cut(self.package)
            self._book = _opened(path, self._cut)
        except OSError as error:
            raise unreadable(path, error) from error
        self._scans: dict[str, Scan] = {}
        self._kept: dict[str, CalamineSheet] = {}
        pieces = self._cut.pieces if self._cut else {}
        self._stretches = {sheet: Stretches(names, self._read) for sheet, names in pieces.items()}

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        for each in self._stretches.values():
            each.close()
        if self._cut:
            self._cut.file.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets with cells, in the order of the workbook."""
        return tuple(self.package.sheets)

    @property
    def modified(self) -> float:
        """When the file was last written, as a Unix time."""
        return self.stamp[0] / 1e9

    @cached_property
    def losses(self) -> tuple[Text, ...]:
        """What would be lost if the workbook were written."""
        marks = frozenset[bytes]().union(*(self.scan(sheet).extensions for sheet in self.sheets))
        return losses_of(self.package, marks)

    def scan(self, sheet: str) -> Scan:
        """What a look over the sheet's bytes found; done once."""
        if sheet not in self._scans:
            self._scans[sheet] = scan(self.package, self.package.sheets[sheet])
        return self._scans[sheet]

    def is_longer(self, sheet: str, rows: int) -> bool:
        """Whether the sheet has values below so many rows. Formats alone don't count."""
        said = self.scan(sheet).rows
        if said is not None and said <= rows:
            return False
        last = (self._stretches.get(sheet) or self._sheet(sheet)).end
        return last is not None and last[0] >= rows

    def is_cut(self, sheet: str) -> bool:
        """Whether the sheet is so large that it is read in stretches."""
        return sheet in self._stretches

    def rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """The rows that are not blank, with their numbers from 0; the first column is A. Unknown values are marked."""
        unknown = self.scan(sheet).unknown_by_row
        number = -1
        for number, row in self._cells(sheet):
            if number in unknown:
                _mark(row, unknown[number])
            if row.count("") < len(row):
                yield number, row
        for beyond in sorted(row for row in unknown if row > number):
            yield beyond, _mark([], unknown[beyond])

    def _cells(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """The rows as calamine gives them, blank ones too."""
        if sheet in self._stretches:
            yield from _joined(self.path, self._stretches[sheet])
            return
        content = self._sheet(sheet)
        rows = cast("Iterator[Row]", content.iter_rows())
        yield from _placed(0, content.start[1] if content.start else 0, rows)

    def _sheet(self, sheet: str) -> CalamineSheet:
        self.scan(sheet)  # refuses a sheet of absurd extent before room is made for it
        if sheet in self._kept:
            return self._kept[sheet]
        rows = self.scan(sheet).rows
        if rows is None or rows > _SMALL:  # two large ones at once would take too much room
            self._kept.clear()
        found = self._read(sheet)
        if not self._kept:
            self._kept[sheet] = (
                found  # its types are told from it first, and its actors then: reading it twice takes twice as long
            )
        return found

    def _read(self, sheet: str) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_name(sheet)
        except CalamineError as error:
            raise damaged(self.path, f"{sheet}: {error}") from error


def _opened(path: Path, cut: Cut | None) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(cut.path if cut else str(path))
    except CalamineError as error:
        if cut:
            cut.file.close()
        raise damaged(path, str(error)) from error


def _placed(row: int, column: int, cells: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """Rows of cells that begin at *row* and *column*."""
    before: Row = [""] * column
    return ((number, [*before, *each] if before else each) for number, each in enumerate(cells, row))


def _joined(path: Path, stretches: Iterable[Stretch]) -> Iterator[tuple[int, Row]]:
    """The rows of a sheet that is read in stretches, between which there may be blank ones."""
    following = 0
    for row, column, cells in stretches:
        if row < following and cells:
            raise damaged(path, f"the row {row + 1} stands after the row {following}")
        yield from ((blank, []) for blank in range(following, row))
        yield from _placed(row, column, cells)
        following = max(following, row + len(cells))


def _mark(row: Row, columns: Sequence[int]) -> Row:
    """Put `UNKNOWN` where it belongs. A row can be too short for a cell that calamine takes to be blank."""
    row.extend([""] * (max(columns) + 1 - len(row)))
    for column in columns:
        row[column] = UNKNOWN
    return row
