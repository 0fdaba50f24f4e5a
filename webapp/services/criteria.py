"""Criteria of an advanced search: from the fields of an address, which is what such a search is kept by, to restrictions.

An address holds them in rows: `f1` the ERP field's key, `o1` the operator, `v1` each of its values. `do` is a button: `add`
takes a row for the field `add` in, `remove1` takes the row 1 out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from connectors.base import FieldType, Operator, Restriction, Text, Value, utc
from connectors.matching import OPERATORS, folded
from connectors.values import EntryProblem, read_entry
from webapp import config
from webapp.errors import Problem
from webapp.services.sheets import Row, Sheet

MOST = 20
"""How many criteria a search has at most."""
LONGEST = 500
"""How many characters a value has at most."""
_ROW = re.compile(r"f([0-9]{1,3})")
_LAST_SECOND = timedelta(days=1, seconds=-1)
Args = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row as it was entered: `entries` as typed. `row` is None where the field can't be searched in (any more)."""

    number: int
    key: str
    row: Row | None
    operator: str
    entries: tuple[str, ...] = ()

    @property
    def values_wanted(self) -> int:
        """How many values the operator takes; of a list, any number, told as 0."""
        if self.row is not None and self.row.field.type is FieldType.LIST:
            return 0
        return 2 if self.operator == Operator.BETWEEN else 1


@dataclass(frozen=True, slots=True)
class Criteria:
    """The rows of a search, and what they come to: `restrictions` where all are in order, else `problems` at their controls.

    The field of a problem is a control's name (`o1`, `v1`; `v1-2` the second value).
    """

    rows: tuple[Criterion, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    problems: tuple[Problem, ...] = ()
    added: int = 0
    """The row that was added just now."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields of the address of this search."""
        found: list[tuple[str, str]] = []
        for each in self.rows:
            found += [(f"f{each.number}", each.key), (f"o{each.number}", each.operator)]
            found += [(f"v{each.number}", entry) for entry in each.entries]
        return found


def searchable(sheet: Sheet) -> list[Row]:
    """The fields of an actor type that can be searched in, in rank order."""
    return [row for row in sheet.ranked if row.searchable and not row.missing and OPERATORS[row.field.type]]


def read(sheet: Sheet, lists: Mapping[str, Mapping[str, Text]], args: Args, language: str) -> Criteria:
    """The criteria that an address holds, after the button that was pressed. Never raises. No query.

    *lists*: the ERP's lists by name, as last read (`Book.lists`); an item that isn't among them is refused.
    """
    known = {row.field.key: row for row in searchable(sheet)}
    rows = [_row(number, known, args) for number in _numbers(args)]
    if not pressed(args):
        return _judged(rows, lists, language)
    press, wanted = args["do"], known.get(args.get("add", ""))  # nothing is searched for yet, so nothing is wrong yet
    if press != "add" or wanted is None or len(rows) >= MOST:
        return Criteria(tuple(each for each in rows if press != f"remove{each.number}"))
    number = max((each.number for each in rows), default=0) + 1
    return Criteria((*rows, Criterion(number, wanted.field.key, wanted, _usual(wanted))), added=number)


def pressed(args: Args) -> bool:
    """Whether a button was pressed that changes the rows: nothing is searched for then."""
    return bool(args.get("do", ""))


def _usual(row: Row) -> Operator:
    """The operator that people mean most: a text contains."""
    return Operator.CONTAINS if row.field.type is FieldType.TEXT else OPERATORS[row.field.type][0]


def _numbers(args: Args) -> list[int]:
    found = [int(match[1]) for name in args if (match := _ROW.fullmatch(name))]
    return sorted(set(found))[:MOST]


def _row(number: int, known: Mapping[str, Row], args: Args) -> Criterion:
    key = args.get(f"f{number}", "")
    entries = tuple(args.getlist(f"v{number}"))
    return Criterion(number, key, known.get(key), args.get(f"o{number}", ""), entries)


def _judged(rows: Sequence[Criterion], lists: Mapping[str, Mapping[str, Text]], language: str) -> Criteria:
    restrictions: list[Restriction] = []
    problems: list[Problem] = []
    for each in rows:
        try:
            restrictions.append(_restriction(each, lists, language))
        except Problem as problem:
            problems.append(problem)
    return Criteria(tuple(rows), () if problems else tuple(restrictions), tuple(problems))


def _restriction(each: Criterion, lists: Mapping[str, Mapping[str, Text]], language: str) -> Restriction:
    if each.row is None:
        raise Problem("criterion_gone", f"o{each.number}", key=each.key[:100])
    field = each.row.field
    if each.operator not in OPERATORS[field.type]:
        raise Problem("criterion_operator", f"o{each.number}")
    operator = Operator(each.operator)
    if field.type is FieldType.LIST:
        return Restriction(field.key, operator, _items(each, lists.get(field.list_name, {})))
    values = [_value(each, place, language) for place in range(each.values_wanted)]
    if operator is Operator.BETWEEN and _order(values[0]) > _order(values[1]):
        raise Problem("criterion_order", f"v{each.number}-2")
    return _of_days(field.key, operator, values) if field.type is FieldType.DATETIME else _plain(field.key, operator, values)


def _order(value: Value) -> Any:
    return folded(value) if isinstance(value, str) else value


def _items(each: Criterion, items: Mapping[str, Text]) -> tuple[Value, ...]:
    chosen = tuple(dict.fromkeys(entry for entry in each.entries if entry))
    if not chosen:
        raise Problem("criterion_blank", f"v{each.number}")
    for key in chosen:
        if key not in items:
            raise Problem("criterion_item", f"v{each.number}", item=key[:100])
    return chosen


def _value(each: Criterion, place: int, language: str) -> Value:
    assert each.row is not None
    at = f"v{each.number}" if place == 0 else f"v{each.number}-2"
    entry = each.entries[place] if place < len(each.entries) else ""
    if not entry.strip():
        raise Problem("criterion_blank", at)
    if len(entry) > LONGEST:
        raise Problem("too_long", at, limit=LONGEST, length=len(entry))
    try:
        return read_entry(replace(each.row.field, max_length=0), entry, language, config.current["TIMEZONE"])
    except EntryProblem as problem:
        raise Problem(problem.code, at, **problem.facts) from None


def _plain(key: str, operator: Operator, values: Sequence[Value]) -> Restriction:
    return Restriction(key, operator, tuple(values))


def _of_days(key: str, operator: Operator, values: Sequence[Value]) -> Restriction:
    """People search by days, ERP systems by moments: a day is from its first second to its last, where the pages are read."""
    first, last = _day(values[0])[0], _day(values[-1])[1]
    if operator in (Operator.EQUALS, Operator.BETWEEN):
        return Restriction(key, Operator.BETWEEN, (first, last))
    until = operator in (Operator.AFTER, Operator.BEFORE_OR_EQUAL)
    return Restriction(key, operator, (last if until else first,))


def _day(value: Value) -> tuple[datetime, datetime]:
    """The first and the last second of the day in which a moment is."""
    assert isinstance(value, datetime)
    try:
        here = utc(value).astimezone(config.current["TIMEZONE"])
        first = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return utc(first), utc((first.replace(tzinfo=None) + _LAST_SECOND).replace(tzinfo=first.tzinfo))
    except OverflowError:  # the first and the last day there is
        return value, value
