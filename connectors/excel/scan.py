"""What calamine doesn't tell about a sheet: its true extent, its formulas, and cells whose value can't be known.

The quick look over the bytes settles most sheets; only those with formulas or error values are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from connectors.base import Text
from connectors.errors import ConfigInvalid
from connectors.excel.filekind import damaged
from connectors.excel.glance import REF
from connectors.excel.package import Package, overlapping

MOST_CELLS = 30_000_000
"""Reading keeps room for the whole rectangle of a sheet: one stray cell in the far corner would take all memory."""
_REF_ROWS = re.compile(REF + rb"[A-Za-z]*([0-9]+)")
_REF_COLUMNS = re.compile(REF + rb"([A-Za-z]+)[0-9]")

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """What was seen in a sheet; rows and columns count from 0.

    `unknown`: cells that have a value which can't be told (a formula nobody has computed, an error). `formulas`: all
    cells with a formula. `extensions`: identifiers of the sheet's extensions. `rows`: the number of the last row, which
    may be blank; None where rows aren't numbered.
    """

    unknown: frozenset[Cell] = frozenset()
    formulas: frozenset[Cell] = frozenset()
    extensions: frozenset[bytes] = frozenset()
    rows: int | None = None

    @property
    def unknown_by_row(self) -> Mapping[int, list[int]]:
        """The columns of the unknown cells by row."""
        found: dict[int, list[int]] = {}
        for row, column in self.unknown:
            found.setdefault(row, []).append(column)
        return found


def scan(package: Package, part: str) -> Scan:
    """What is to be known of the sheet in *part*. Raises `ConfigInvalid` for absurd extent, `ProtocolBroken` for broken XML."""
    seen = package.glances[part]
    if seen.far:
        _refuse_extent(package, part)
    unknown, formulas = _special_cells(package, part) if seen.special else (frozenset[Cell](), frozenset[Cell]())
    return Scan(unknown, formulas, frozenset(seen.extensions), seen.rows or None)


def _refuse_extent(package: Package, part: str) -> None:
    rows, columns = 1, 1
    for piece in overlapping(package.chunks(part)):
        rows = max(rows, *(int(digits[:9]) for digits in {b"1", *_REF_ROWS.findall(piece)}))
        columns = max(columns, *(_column(letters) for letters in {b"A", *_REF_COLUMNS.findall(piece)}))
    if rows * columns > MOST_CELLS:
        sheet = next(name for name, of in package.sheets.items() if of == part)
        raise ConfigInvalid(
            Text(
                f"The sheet “{sheet}” reaches to row {rows} and column {columns}, which is too far to read.",
                f"Arket «{sheet}» går til rad {rows} og kolonne {columns}, og det er for langt til å leses.",
            ),
            Text(
                "Delete what stands far away from the table (in Excel, Ctrl+End shows the last cell).",
                "Slett det som står langt unna tabellen (Ctrl+End i Excel viser den siste cellen).",
            ),
            field="file",
        )


def letters_of(place: int) -> str:
    """What Excel calls the column at a place, counted from 0: A to Z, AA and on."""
    rounds, last = divmod(place, 26)
    return (letters_of(rounds - 1) if rounds else "") + chr(ord("A") + last)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def _special_cells(package: Package, part: str) -> tuple[frozenset[Cell], frozenset[Cell]]:
    cells = _Cells()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.text
    feed: Callable[[bytes, bool], int] = parser.Parse
    try:
        for chunk in package.chunks(part):
            feed(chunk, False)
        feed(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(package.path, f"{part}: {error}") from error
    return frozenset(cells.unknown), frozenset(cells.formulas)


class _Cells:
    """Follows the rows and cells of a sheet as they are parsed; both may leave out their own address."""

    def __init__(self) -> None:
        self.unknown: set[Cell] = set()
        self.formulas: set[Cell] = set()
        self._row, self._column, self._type = -1, -1, "n"
        self._formula = self._value = self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._begin(attributes)
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
        elif name == "f":
            self._formula = True
        elif name == "v":
            # A formula whose text is empty has been computed: only there an empty value means something.
            self._in_value, self._value = True, self._type == "str"

    def text(self, data: str) -> None:
        if self._in_value:
            self._value = True

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._finish()

    def _begin(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if found := re.match(r"([A-Za-z]+)([0-9]+)$", attributes.get("r", "")):
            self._column, self._row = _column(found[1].encode()) - 1, int(found[2]) - 1
        self._type = attributes.get("t", "n")
        self._formula = self._value = False

    def _finish(self) -> None:
        cell = self._row, self._column
        if self._formula:
            self.formulas.add(cell)
        if self._type == "e" or (self._formula and not self._value):
            self.unknown.add(cell)
