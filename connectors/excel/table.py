"""What is seen in reading a sheet of actors through once: kinds of values per column, keys, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from connectors.base import FieldType, Unknown
from connectors.excel.cells import EXACT, Raw, as_keys, is_blank, is_text_date
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
        keys = as_keys(cells)
        if all(keys) and len(set(keys)) == len(keys) and self.rows.keys().isdisjoint(keys):
            self.rows.update(zip(keys, numbers, strict=True))
            return
        for number, key in zip(numbers, keys, strict=True):
            if not key:
                self.blank.append(number)
            elif key in self.rows:
                self.repeated.setdefault(key, [self.rows[key]]).append(number)
            else:
                self.rows[key] = number


class Table:
    """What each column of a sheet holds and what its keys are. It is read through when that is first asked."""

    def __init__(self, rows: Callable[[], Iterable[tuple[int, Row]]], width: int, key_column: int) -> None:
        self._rows = rows
        self._width = width
        self._key_column = key_column
        self._found: tuple[Sequence[Seen], Keys] | None = None

    @property
    def columns(self) -> Sequence[Seen]:
        """What each column holds. Raises `ProtocolBroken`."""
        return self.read()[0]

    @property
    def keys(self) -> Keys:
        """All keys. Raises `ProtocolBroken`."""
        return self.read()[1]

    @property
    def known_keys(self) -> Keys | None:
        """All keys, if it has been read through."""
        return self._found[1] if self._found else None

    def read(self) -> tuple[Sequence[Seen], Keys]:
        """Read it through, unless that has been done: columns and keys. Raises `ProtocolBroken`."""
        if self._found is None:
            self._found = _read_through(self._rows(), self._width, self._key_column)
        return self._found


def _read_through(rows: Iterable[tuple[int, Row]], width: int, key_column: int) -> tuple[Sequence[Seen], Keys]:
    """Whole columns of a stretch at a time, since that is several times quicker than cell by cell."""
    seen, keys = [Seen() for _ in range(width)], Keys()
    for stretch in _stretches(rows):
        numbers = [number + 1 for number, _ in stretch]
        columns = _columns([row for _, row in stretch], width)
        keys.add(numbers, columns[key_column])
        for each, cells in zip(seen, columns, strict=True):
            each.add(numbers, cells)
    return seen, keys


def _stretches(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    source = iter(rows)
    while stretch := list(islice(source, _BATCH)):
        yield stretch


def _columns(rows: list[Row], width: int) -> list[tuple[Raw, ...]]:
    blank: Row = [""] * width
    return list(zip(*(row if len(row) == width else (row + blank)[:width] for row in rows), strict=True))
