"""Rows of a sheet as actors, in batches, from a cursor on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from connectors.base import Actor, ActorType, Batch, Context, Text, Unknown, Unusable, Value
from connectors.errors import Cancelled
from connectors.excel.cells import Raw, as_date, as_key, as_keys, to_values
from connectors.excel.convention import ID, MODIFIED, PARENT_ID_COLUMN, PARENT_TYPE_COLUMN, actor_type_of
from connectors.excel.sheets import ActorSheet, Column
from connectors.excel.table import Keys
from connectors.excel.workbook import Row, Workbook

BATCH = 500
_STRETCH = 500

Placed = tuple[int, Actor]
"""An actor with its row, counted from 0."""
Found = tuple[int, Actor | Unusable]
"""The same, or what can't be used as one."""


class Reader:
    """Reads the actors of one sheet."""

    def __init__(self, workbook: Workbook, sheet: ActorSheet, context: Context) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._context = context
        self._written = moment_text(datetime.fromtimestamp(workbook.modified, UTC))

    def actors(self, field_keys: Sequence[str] | None = None) -> Iterator[Placed]:
        """The actors in the order of the sheet with the fields named (None: all; unknown ones are left out).

        Rows without a key are left out, and so is every row after the first with the same key.
        """
        return ((number, actor) for number, actor, fault in self._read(field_keys, "") if fault is None)

    def found(self, field_keys: Sequence[str], fits: Callable[[Actor], bool] | None = None, since: str = "") -> Iterator[Found]:
        """The same for those that fit, and among them the rows that are left out there, with the reason.

        *since*: only those changed on or after it; a text that is no time asks for all.
        """
        for number, actor, fault in self._read(None if fits else field_keys, since):
            if fits is None or fits(actor):
                given = narrowed(actor, field_keys) if fits else actor
                yield number, given if fault is None else Unusable(given, fault)

    def _read(self, field_keys: Sequence[str] | None, since: str) -> Iterator[tuple[int, Actor, Text | None]]:
        columns = self._columns(field_keys)
        moment = as_date(since)
        earliest = moment_text(moment) if moment else ""
        changed, is_child = self._sheet.special.get(MODIFIED), PARENT_ID_COLUMN in self._sheet.special
        passed = Keys() if self._sheet.table.known_keys is None else None
        for stretch in self._stretches():
            keyed = self._keyed(stretch, passed)
            marks = [self._written if changed is None else self.modified(_at(row, changed)) for _, _, row, _ in keyed]
            chosen = [(*one, mark) for one, mark in zip(keyed, marks, strict=True) if mark >= earliest]
            values = _values([row for _, _, row, _, _ in chosen], columns)
            for (number, key, row, fault, modified), each in zip(chosen, values, strict=True):
                parent_type, parent_key = self._parent(row) if is_child else (None, "")
                yield number, Actor(self._sheet.type, key, each, modified, parent_type, parent_key), fault

    def modified(self, raw: Raw) -> str:
        """When a row was changed, as text that sorts by time. A row that doesn't say so may have been changed whenever
        the file was: it counts as changed with it, so that nothing is ever missed."""
        moment = as_date(raw)
        return moment_text(moment) if moment else self._written

    def _stretches(self) -> Iterator[list[tuple[int, Row]]]:
        rows = self._workbook.rows(self._sheet.name)
        next(rows, None)  # the header
        while stretch := list(islice(rows, _STRETCH)):
            if self._context.cancelled():
                raise Cancelled
            yield stretch

    def _keyed(self, stretch: Sequence[tuple[int, Row]], passed: Keys | None) -> list[tuple[int, str, Row, Text | None]]:
        """The rows with their keys, and what is wrong with those that have none, or one that a row before has. *passed*: the
        keys of those before, where not all are known."""
        cells = [_at(row, self._sheet.special[ID]) for _, row in stretch]
        if passed is not None:
            passed.add([number + 1 for number, _ in stretch], cells)
        first_rows = (passed or self._sheet.table.keys).rows
        placed = zip(stretch, as_keys(cells), strict=True)
        firsts = ((number, key, row, first_rows.get(key)) for (number, row), key in placed)
        return [
            (number, key, row, None if first == number + 1 else self._fault(number + 1, first))
            for number, key, row, first in firsts
        ]

    def _fault(self, row: int, first: int | None) -> Text:
        """What is wrong with the key of a row, numbered as Excel shows it. *first*: the row that has the same key."""
        sheet = self._sheet.name
        if first is None:
            return Text(
                f"Row {row} of the sheet “{sheet}” has no key in the column “{ID}”.",
                f"Rad {row} i arket «{sheet}» har ingen nøkkel i kolonnen «{ID}».",
            )
        return Text(
            f"Row {row} of the sheet “{sheet}” has the same key as row {first}; that one is used.",
            f"Rad {row} i arket «{sheet}» har samme nøkkel som rad {first}; den brukes.",
        )

    def _columns(self, field_keys: Sequence[str] | None) -> Sequence[Column]:
        columns = self._sheet.columns
        return columns if field_keys is None else [one for one in columns if one.field.key in set(field_keys)]

    def _parent(self, row: Row) -> tuple[ActorType | None, str]:
        """A parent is a customer unless the row says otherwise; a type that isn't known makes it no parent."""
        special = self._sheet.special
        key, word = as_key(_at(row, special.get(PARENT_ID_COLUMN))), as_key(_at(row, special.get(PARENT_TYPE_COLUMN)))
        type_ = actor_type_of(word) if word else ActorType.CUSTOMER
        return (type_, key) if key and type_ else (None, "")


def moment_text(moment: datetime) -> str:
    """A moment as `last_modified`: to the second, always of the same form, so that it sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def narrowed(actor: Actor, field_keys: Sequence[str]) -> Actor:
    """*actor* with the fields asked for."""
    wanted = set(field_keys)
    return replace(actor, values={key: value for key, value in actor.values.items() if key in wanted})


def batches(placed: Iterable[Found], limit: int, cursor: str, keys: Callable[[str], int | None]) -> Iterator[Batch]:
    """At most *limit* actors after *cursor*, in batches, with what can't be used among them; the last batch's cursor is ""
    when nothing follows.

    A cursor is the row and the key of the last actor given. If rows were moved meanwhile it is found by its key
    (*keys* gives the row of a key), if it is gone the question goes on at its row: a repeat is better than a gap. After
    what has no key of its own it is the row alone.
    """
    after = _position(cursor, keys)
    rest = (one for one in placed if one[0] > after)
    left = max(limit, 0)
    ahead = next(rest, None)
    while True:
        actors: list[Actor] = []
        unusable: list[Unusable] = []
        last: Found | None = None
        while ahead is not None and _has_room(ahead, len(actors), min(BATCH, left), len(unusable)):
            last, (_row, one) = ahead, ahead
            unusable.append(one) if isinstance(one, Unusable) else actors.append(one)
            ahead = next(rest, None)
        left -= len(actors)
        yield Batch(actors, _cursor(last) if ahead else "", unusable)
        if not ahead or not left:
            return


def _has_room(ahead: Found, actors: int, most: int, unusable: int) -> bool:
    return unusable < BATCH if isinstance(ahead[1], Unusable) else actors < most


def _cursor(last: Found | None) -> str:
    if last is None:
        return ""
    row, one = last
    return str(row) if isinstance(one, Unusable) else f"{row}:{one.erp_key}"


def _position(cursor: str, keys: Callable[[str], int | None]) -> int:
    row, colon, key = cursor.partition(":")
    if not row.isdecimal():
        return -1
    if not colon:
        return int(row)
    found = keys(key)
    return int(row) - 1 if found is None else found


def _values(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[dict[str, Value | Unknown]]:
    """The values of a stretch of rows, whole columns at a time."""
    if not columns:
        return ({} for _ in rows)
    width = max(one.place for one in columns) + 1
    cells = list(zip(*(row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows), strict=False))
    keys = [one.field.key for one in columns]
    read = [to_values(cells[one.place], one.field.type) for one in columns] if cells else []
    return (dict(zip(keys, values, strict=True)) for values in zip(*read, strict=True))


def _at(row: Row, place: int | None) -> Raw:
    return row[place] if place is not None and place < len(row) else ""
