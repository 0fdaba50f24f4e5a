"""The optional sheet `Fields`: what its author says about columns, and what in it can't be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base import FieldAccess, FieldType, Text
from connectors.excel.cells import Raw, as_key
from connectors.excel.convention import ACCESS_WORDS, FIELDS_SHEET, TYPE_WORDS, actor_type_of
from connectors.excel.workbook import Row, Workbook

_COLUMNS = ("actor", "key", "name", "type", "list", "access", "maxlength")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a row of the sheet says of one column; what it leaves out is None or blank. `row` as Excel shows it."""

    row: int
    name: str = ""
    type: FieldType | None = None
    list_name: str = ""
    access: FieldAccess = FieldAccess.NORMAL
    max_length: int = 0


@dataclass(slots=True)
class FieldsSheet:
    """The declarations by actor type's name and field key (both folded; a blank actor means all), and the doubts."""

    declared: dict[tuple[str, str], Declared] = field(default_factory=dict)
    doubts: list[Text] = field(default_factory=list)

    def of(self, actor: str, key: str) -> Declared | None:
        """What is said of a column, first for its actor type, then for all."""
        folded = key.casefold()
        return self.declared.get((actor.casefold(), folded)) or self.declared.get(("", folded))


def read_fields_sheet(workbook: Workbook) -> FieldsSheet:
    """The sheet `Fields` of a workbook; an empty one where there is none."""
    result = FieldsSheet()
    sheet = next((name for name in workbook.sheets if name.strip().casefold() == FIELDS_SHEET.casefold()), None)
    rows = workbook.rows(sheet) if sheet else iter(())
    header = next(rows, None)
    places = _places(header[1]) if header else {}
    if header and "key" not in places:
        result.doubts.append(
            Text(
                "The sheet “Fields” has no column “Key” and is ignored.",
                "Arket «Fields» mangler kolonnen «Key» og blir ikke brukt.",
            )
        )
        return result
    for number, row in rows:
        _take(result, number + 1, {name: _cell(row, place) for name, place in places.items()})
    return result


def _places(header: Row) -> Mapping[str, int]:
    named = {as_key(cell).casefold().replace(" ", ""): place for place, cell in reversed(list(enumerate(header)))}
    return {name: named[name] for name in _COLUMNS if name in named}


def _cell(row: Row, place: int) -> str:
    raw: Raw = row[place] if place < len(row) else ""
    return as_key(raw)


def _take(result: FieldsSheet, row: int, cells: Mapping[str, str]) -> None:
    actor, key = cells.get("actor", ""), cells["key"]
    if not key:
        return
    if actor and actor_type_of(actor) is None:
        result.doubts.append(_doubt(row, "Actor", actor))
        return
    length = cells.get("maxlength", "")
    if length and not length.isdecimal():
        result.doubts.append(_doubt(row, "MaxLength", length))
    result.declared[actor.strip().casefold(), key.casefold()] = Declared(
        row,
        cells.get("name", ""),
        _type(result, row, cells.get("type", "")),
        cells.get("list", ""),
        _access(result, row, cells.get("access", "")),
        int(length) if length.isdecimal() else 0,
    )


def _type(result: FieldsSheet, row: int, word: str) -> FieldType | None:
    found = TYPE_WORDS.get(word.casefold())
    if word and found is None:
        result.doubts.append(_doubt(row, "Type", word))
    return found


def _access(result: FieldsSheet, row: int, word: str) -> FieldAccess:
    found = ACCESS_WORDS.get(word.casefold().replace(" ", "-"))
    if found is None:
        result.doubts.append(_doubt(row, "Access", word))
    return found or FieldAccess.NORMAL


def _doubt(row: int, column: str, word: str) -> Text:
    return Text(
        f"The sheet “Fields”, row {row}: “{word}” is not understood in the column “{column}”.",
        f"Arket «Fields», rad {row}: «{word}» er ukjent i kolonnen «{column}».",
    )
