"""What was seen while reading a sheet of actors through once: kinds of values per column, keys, faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from connectors.base import FieldType, Unknown
from connectors.excel.cells import EXACT, Raw, as_key, is_blank, is_text_date
from connectors.excel.workbook import Row

_BATCH = 1000
_EXAMPLES = 5


@dataclass(slots=True)
class Seen:
    """What a column holds. Rows are numbered as Excel shows them."""

    kinds: set[type] = field(default_factory=set)
    whole: bool = True
    only_text_dates: bool = True
    text_dates: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)

    def add(self, numbers: Sequence[int], cells: Sequence[Raw]) -> None:
        """Take in a stretch of the column."""
        kinds = {kind for kind in set(map(type, cells)) if kind is not str}
        self.kinds |= kinds
        if float in kinds and self.whole:
            self.whole = all(cell.is_integer() and abs(cell) < EXACT for cell in cells if type(cell) is float)
        if Unknown in kinds:
            found = (number for number, cell in zip(numbers, cells, strict=True) if isinstance(cell, Unknown))
            self.unknown.extend(islice(found, _EXAMPLES))
        self._add_texts(numbers, cells)

    def _add_texts(self, numbers: Sequence[int], cells: Sequence[Raw]) -> None:
        for number, cell in zip(numbers, cells, strict=True):
            if type(cell) is not str or is_blank(cell):
                continue
            self.kinds.add(str)
            if len(self.texts) < _EXAMPLES:
                self.texts.append(number)
            elif not self.only_text_dates:
                return  # names and the like: nothing more is to be learnt here
            self.only_text_dates = self.only_text_dates and is_text_date(cell)
            if self.only_text_dates and len(self.text_dates) < _EXAMPLES:
                self.text_dates.append(number)

    @property
    def type(self) -> FieldType:
        """The type that all values of the column have; text for a mixture and for an empty column."""
        kinds = self.kinds - {Unknown}
        if kinds == {bool}:
            return FieldType.CHECKBOX
        if kinds == {float}:
            return FieldType.INTEGER if self.whole else FieldType.DOUBLE
        return FieldType.DATETIME if kinds & {date, datetime} and self.may_be_dates else FieldType.TEXT

    @property
    def mixed(self) -> bool:
        """Whether it holds texts among numbers, dates or check boxes, and is therefore read as text."""
        return str in self.kinds and len(self.kinds - {Unknown}) > 1 and self.type is FieldType.TEXT

    @property
    def may_be_dates(self) -> bool:
        """Whether it holds nothing but dates, those written as text among them; true of an empty column."""
        return self.kinds <= {date, datetime, str, Unknown} and (str not in self.kinds or self.only_text_dates)


@dataclass(slots=True)
class Keys:
    """The keys of a sheet: how many, and where some stand twice or not at all (row numbers as Excel shows them)."""

    rows: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)

    def add(self, numbers: Sequence[int], cells: Sequence[Raw]) -> None:
        """Take in a stretch of the key column."""
        for number, cell in zip(numbers, cells, strict=True):
            key = as_key(cell)
            if not key:
                self.blank.append(number)
            elif key in self.rows:
                self.repeated.setdefault(key, [self.rows[key]]).append(number)
            else:
                self.rows[key] = number


@dataclass(slots=True)
class Table:
    """A sheet read through: what each of its columns holds and what its keys are."""

    columns: list[Seen]
    keys: Keys


def read_through(rows: Iterable[tuple[int, Row]], width: int, key_column: int) -> Table:
    """Go through the data rows of a sheet once, whole columns of a stretch at a time, since that is several times
    quicker than cell by cell."""
    table = Table([Seen() for _ in range(width)], Keys())
    for stretch in _stretches(rows):
        numbers = [number + 1 for number, _ in stretch]
        columns = _columns([row for _, row in stretch], width)
        table.keys.add(numbers, columns[key_column])
        for seen, cells in zip(table.columns, columns, strict=True):
            seen.add(numbers, cells)
    return table


def _stretches(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    source = iter(rows)
    while stretch := list(islice(source, _BATCH)):
        yield stretch


def _columns(rows: list[Row], width: int) -> list[tuple[Raw, ...]]:
    blank: Row = [""] * width
    return list(zip(*((row + blank)[:width] for row in rows), strict=True))
