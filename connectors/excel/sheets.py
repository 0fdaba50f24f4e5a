"""The sheets of a workbook as actor types: their fields, special columns, and what is wrong or doubtful in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from connectors.base import ActorType, FieldAccess, FieldMetadata, FieldType, Text
from connectors.excel.cells import as_key
from connectors.excel.convention import (
    ACTOR_TYPES,
    DATE_KEYS,
    ID,
    PARENT_ID_COLUMN,
    SPECIAL,
    TEXT_KEYS,
    actor_type_of,
    list_of,
    name_of,
)
from connectors.excel.fields_sheet import Declared, FieldsSheet, read_fields_sheet
from connectors.excel.lists import Lists, list_named, read_lists
from connectors.excel.table import Seen, Table
from connectors.excel.workbook import Workbook


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a field in it; `place` counts from 0. `computed`: every cell in it is a formula."""

    place: int
    field: FieldMetadata
    table: Table
    computed: bool = False
    missing_list: str = ""

    @property
    def seen(self) -> Seen:
        """What it holds."""
        return self.table.columns[self.place]


@dataclass(frozen=True, slots=True)
class ActorSheet:
    """A sheet of actors. `header` is its header's row from 0, `heads` what stands in it; `special` the places of the special
    columns by name."""

    type: ActorType
    name: str
    header: int
    heads: Sequence[str]
    special: Mapping[str, int]
    table: Table
    columns: Sequence[Column] = ()

    @property
    def fields(self) -> Mapping[str, FieldMetadata]:
        """The fields by key, in the order of the columns."""
        return {column.field.key: column.field for column in self.columns}

    @property
    def count(self) -> int:
        """How many actors there are."""
        return len(self.table.keys.rows)

    @property
    def repeated_header(self) -> Sequence[str]:
        """The keys that are above more than one column."""
        folded = [head.casefold() for head in self.heads]
        return list(dict.fromkeys(head for head in self.heads if head and folded.count(head.casefold()) > 1))

    @property
    def headless(self) -> Sequence[int]:
        """Columns with values and no key above them."""
        return [place for place, head in enumerate(self.heads) if not head and self.table.columns[place].kinds]

    @property
    def has_parents(self) -> bool:
        """Whether its actors can belong to others."""
        return PARENT_ID_COLUMN in self.special


class Layout:
    """What a workbook holds by the convention. Each sheet is read through once, when it is first asked for; a large one
    later, when that is asked which nothing else tells: where its types are declared, its first rows can be given at once."""

    def __init__(self, workbook: Workbook, read_only: bool) -> None:
        self.workbook = workbook
        self._read_only = read_only
        self._sheets: dict[ActorType, ActorSheet | None] = {}

    @cached_property
    def lists(self) -> Lists:
        """The lists by name."""
        return read_lists(self.workbook)

    @cached_property
    def declared(self) -> FieldsSheet:
        """What the sheet `Fields` says."""
        return read_fields_sheet(self.workbook)

    @property
    def sheets(self) -> Sequence[ActorSheet]:
        """The sheets of actors, in the order of the convention."""
        found = (self.sheet(type_) for type_ in ACTOR_TYPES)
        return [sheet for sheet in found if sheet is not None]

    @property
    def without_key(self) -> Sequence[str]:
        """Names of sheets that are called like an actor type and have no column `ID`."""
        taken = {sheet.name for sheet in self.sheets}
        return [name for name in self.workbook.sheets if actor_type_of(name) and name not in taken]

    def sheet(self, type_: ActorType) -> ActorSheet | None:
        """The sheet of an actor type, None where there is none with a key."""
        if type_ not in self._sheets:
            name = next((name for name in self.workbook.sheets if actor_type_of(name) is type_), None)
            self._sheets[type_] = self._read(type_, name) if name else None
        return self._sheets[type_]

    def _read(self, type_: ActorType, name: str) -> ActorSheet | None:
        header, cells = next(self.workbook.rows(name), (0, []))
        heads = [as_key(cell) for cell in cells]
        special = _special(heads)
        if ID not in special:
            return None
        sheet = ActorSheet(type_, name, header, heads, special, self._table(name, len(heads), special[ID]))
        return replace(sheet, columns=tuple(self._columns(sheet)))

    def _table(self, name: str, width: int, key_column: int) -> Table:
        table = Table(lambda: islice(self.workbook.rows(name), 1, None), width, key_column)
        if not self.workbook.is_cut(name):
            table.read()  # now that it is held whole
        return table

    def _columns(self, sheet: ActorSheet) -> Iterator[Column]:
        heads, formulas = sheet.heads, self._formulas(sheet)
        places = [place for place, head in enumerate(heads) if head and head.casefold() not in SPECIAL]
        for rank, place in enumerate(place for place in places if heads.index(heads[place]) == place):
            computed = place in formulas and 0 < sheet.count <= formulas[place]
            column = self._column(sheet, place)
            access = FieldAccess.READ_ONLY if self._read_only or computed else column.access
            field = replace(column, rank=rank, access=access)
            yield Column(place, field, sheet.table, computed, self._missing_list(sheet, heads[place]))

    def _formulas(self, sheet: ActorSheet) -> Mapping[int, int]:
        counts: dict[int, int] = {}
        for row, column in self.workbook.scan(sheet.name).formulas:
            if row > sheet.header:
                counts[column] = counts.get(column, 0) + 1
        return counts

    def _column(self, sheet: ActorSheet, place: int) -> FieldMetadata:
        key = sheet.heads[place]
        said = self.declared.of(sheet.type, key) or Declared(0)
        list_name = self._list(key, said)
        type_ = FieldType.LIST if list_name else _type(key, said, sheet.table, place)
        name = Text(said.name, said.name) if said.name else name_of(key)
        length = said.max_length if type_ is FieldType.TEXT else 0
        return FieldMetadata(key, name, type_, list_name=list_name, max_length=length, access=said.access)

    def _list(self, key: str, said: Declared) -> str:
        if said.type not in (None, FieldType.LIST):
            return ""
        return list_named(self.lists, said.list_name or list_of(key))

    def _missing_list(self, sheet: ActorSheet, key: str) -> str:
        said = self.declared.of(sheet.type, key) or Declared(0)
        meant = said.list_name or (list_of(key) if said.type is FieldType.LIST or list_of(key) != key else "")
        return meant if meant and not list_named(self.lists, meant) else ""


def _special(heads: Sequence[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = SPECIAL.get(head.casefold())
        if name:
            found.setdefault(name, place)
    return found


def _type(key: str, said: Declared, table: Table, place: int) -> FieldType:
    """The type of a column; what it holds is looked at where nothing else tells."""
    if said.type not in (None, FieldType.LIST):
        return said.type
    if key in TEXT_KEYS:
        return FieldType.TEXT
    seen = table.columns[place]
    if key in DATE_KEYS and seen.may_be_dates:
        return FieldType.DATETIME
    return seen.type
