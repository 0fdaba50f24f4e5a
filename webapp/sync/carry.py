"""Carrying a value from a field of one side to a field of the other: the one code that the engine, the import and the
trial of a mapping share. Nothing here knows a database.

Which types can be carried, from the row to the column; a value must arrive without losing what it says:

|          | checkbox | text | integer | double | list | datetime |
|----------|----------|------|---------|--------|------|----------|
| checkbox | yes      | yes  | yes     | yes    |      |          |
| text     |          | yes  |         |        |      |          |
| integer  |          | yes  | yes     | yes    |      |          |
| double   |          | yes  |         | yes    |      |          |
| list     |          | yes  |         |        | yes  |          |
| datetime |          | yes  |         |        |      | yes      |

A list goes to a list by its list mapping, and to a text by its item's text. Numbers and times become texts that people can
read and that still say all of it: 12.5, 12, 2026-11-21, 2026-11-21T13:02:00Z. Passwords and labels go nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum

from connectors.base import FieldMetadata, FieldType, Unknown, Value, utc
from connectors.values import INTEGER_LIMIT, to_text

_CHECKBOX, _TEXT, _INTEGER, _DOUBLE = FieldType.CHECKBOX, FieldType.TEXT, FieldType.INTEGER, FieldType.DOUBLE
_LIST, _DATETIME = FieldType.LIST, FieldType.DATETIME

CARRIED: Mapping[FieldType, frozenset[FieldType]] = {
    _CHECKBOX: frozenset({_CHECKBOX, _TEXT, _INTEGER, _DOUBLE}),
    _TEXT: frozenset({_TEXT}),
    _INTEGER: frozenset({_INTEGER, _TEXT, _DOUBLE}),
    _DOUBLE: frozenset({_DOUBLE, _TEXT}),
    _LIST: frozenset({_LIST, _TEXT}),
    _DATETIME: frozenset({_DATETIME, _TEXT}),
}
"""The table above: to which types a value of a type can go."""

_EXACT = 2**53  # the largest integer below which a double is exact


class Outcome(StrEnum):
    """What became of a value."""

    CARRIED = "carried"
    BLANK = "blank"
    """There was nothing to carry; the other side becomes blank."""
    TRUNCATED = "truncated"
    """Cut to the length that the other side takes."""
    LIST_MISS = "list_miss"
    """The item has no counterpart: nothing is written, and the record is reported."""
    UNSELECTED = "unselected"
    """The item is mapped to (No selection): the other side becomes blank."""
    UNCONVERTIBLE = "unconvertible"
    """The value is not of its field's type, or the other type can't hold it: nothing is written, and the record is reported."""
    UNKNOWN = "unknown"
    """The ERP has a value that can't be read now: nothing is written."""


WRITTEN = frozenset({Outcome.CARRIED, Outcome.BLANK, Outcome.TRUNCATED, Outcome.UNSELECTED})
"""The outcomes after which the value is written."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A value as it arrives, and what became of it on the way. `value` is None where nothing is written."""

    value: Value
    outcome: Outcome

    @property
    def written(self) -> bool:
        """Whether the other side gets the value."""
        return self.outcome in WRITTEN


@dataclass(frozen=True, slots=True)
class ListPair:
    """One ERP item and the CRM item it goes to (None: no selection), and whether it is the way back."""

    erp_item: str
    crm_item: str | None
    way_back: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """What carrying a list field needs: where each item goes, and the texts of the items where the other side is a text.

    An item that is in `goes` with None is mapped to no selection; one that isn't in it has no counterpart.
    """

    goes: Mapping[str, str | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def to_crm_items(pairs: Iterable[ListPair]) -> dict[str, str | None]:
    """Where each ERP item goes. Several may go to one CRM item."""
    return {pair.erp_item: pair.crm_item for pair in pairs}


def to_erp_items(pairs: Iterable[ListPair]) -> dict[str, str | None]:
    """Where each CRM item goes: to the only ERP item that comes to it, or to the one that is marked as its way back.

    A CRM item to which several come without one being marked (or with several marked) is left out: it has no way back.
    """
    coming: dict[str, list[ListPair]] = {}
    for pair in pairs:
        if pair.crm_item is not None:
            coming.setdefault(pair.crm_item, []).append(pair)
    found: dict[str, str | None] = {}
    for crm_item, group in coming.items():
        marked = [pair for pair in group if pair.way_back] or group
        if len(marked) == 1:
            found[crm_item] = marked[0].erp_item
    return found


def can_carry(source: FieldType, target: FieldType) -> bool:
    """Whether a value of the type *source* can be carried to a field of the type *target*, by the table above."""
    return target in CARRIED.get(source, frozenset())


def carry(value: Value | Unknown, source: FieldMetadata, target: FieldMetadata, items: Items | None = None) -> Carried:
    """*value* of the field *source*, as the field *target* gets it. Never raises for a value, whatever it is.

    *items* is needed where *source* is a list. Texts are cut to the target's length; item keys never are.
    """
    if isinstance(value, Unknown):
        return Carried(None, Outcome.UNKNOWN)
    if not can_carry(source.type, target.type):
        return Carried(None, Outcome.UNCONVERTIBLE)
    if value is None or value == "":
        return Carried(None, Outcome.BLANK)
    if not _of_type(value, source.type):
        return Carried(None, Outcome.UNCONVERTIBLE)
    if source.type is _LIST:
        return _carry_item(str(value), target, items or Items())
    return _carry_plain(value, target)


def _carry_item(key: str, target: FieldMetadata, items: Items) -> Carried:
    if target.type is _TEXT:
        return _cut(items.texts[key], target) if key in items.texts else Carried(None, Outcome.LIST_MISS)
    if key not in items.goes:
        return Carried(None, Outcome.LIST_MISS)
    gone = items.goes[key]
    return Carried(None, Outcome.UNSELECTED) if gone is None else Carried(gone, Outcome.CARRIED)


def _carry_plain(value: Value, target: FieldMetadata) -> Carried:
    if target.type is _TEXT:
        return _cut(_written(value), target)
    if target.type is _DOUBLE and isinstance(value, int):  # a check box too
        exact = abs(value) <= _EXACT
        return Carried(float(value), Outcome.CARRIED) if exact else Carried(None, Outcome.UNCONVERTIBLE)
    if target.type is _INTEGER and isinstance(value, int):
        fits = abs(value) < INTEGER_LIMIT
        return Carried(int(value), Outcome.CARRIED) if fits else Carried(None, Outcome.UNCONVERTIBLE)
    return Carried(utc(value) if isinstance(value, datetime) else value, Outcome.CARRIED)


def _written(value: Value) -> str:
    """A value as text: its invariant form, without a fraction of nothing and a midnight that only a date has."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    if isinstance(value, datetime) and utc(value).time() == time():
        return utc(value).date().isoformat()
    return to_text(value)


def _cut(text: str, target: FieldMetadata) -> Carried:
    if target.max_length and len(text) > target.max_length:
        return Carried(text[: target.max_length], Outcome.TRUNCATED)
    return Carried(text, Outcome.CARRIED)


def _of_type(value: Value, type_: FieldType) -> bool:
    """Whether *value* is one that a field of that type can have."""
    if type_ is _CHECKBOX:
        return isinstance(value, bool)
    if type_ is _INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if type_ is _DOUBLE:
        return isinstance(value, int | float) and not isinstance(value, bool) and value == value and abs(value) != float("inf")
    if type_ is _DATETIME:
        return isinstance(value, datetime) and _has_utc(value)
    return isinstance(value, str)


def _has_utc(value: datetime) -> bool:
    try:
        utc(value).astimezone(UTC)
    except (OverflowError, ValueError):  # the first and the last day there is, in another zone
        return False
    return True
