"""Carrying many values of one field: `carry` with everything decided beforehand that is the same for all of them.

What `carry` makes of a value is what counts; nothing here decides anything of its own, and a test holds the two together.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypeAlias

from connectors.base import FieldMetadata, FieldType, Unknown, Value
from connectors.values import INTEGER_LIMIT, to_text
from webapp.sync.carry import Carried, Items, Outcome, carry

Carrier: TypeAlias = Callable[[Value | Unknown], str | Carried]
"""The text form of a value as it arrives ("" for blank), or, where it doesn't arrive whole, what became of it."""

WHOLE = frozenset({Outcome.CARRIED, Outcome.BLANK, Outcome.UNSELECTED})
_Quick: TypeAlias = Callable[[Any], str | None]
_TEXT, _LIST = FieldType.TEXT, FieldType.LIST


def carrier(source: FieldMetadata, target: FieldMetadata, items: Items | None = None) -> Carrier:
    """What carries values of the field *source* to the field *target*, as `carry` does; *items* as there."""
    quick = _quick(source, target, items or Items())

    def carried(value: Value | Unknown) -> str | Carried:
        text = quick(value)
        return text if text is not None else _slowly(value, source, target, items)

    return carried


def _slowly(value: Value | Unknown, source: FieldMetadata, target: FieldMetadata, items: Items | None) -> str | Carried:
    found = carry(value, source, target, items)
    return to_text(found.value) if found.outcome in WHOLE else found


def _quick(source: FieldMetadata, target: FieldMetadata, items: Items) -> _Quick:
    """What answers for ordinary values; None for all others."""
    ways: Mapping[tuple[FieldType, FieldType], Callable[[], _Quick]] = {
        (_TEXT, _TEXT): lambda: _text(target),
        (_LIST, _LIST): lambda: _item({erp: crm for erp, crm in items.goes.items() if crm is not None and erp != ""}),
        (_LIST, _TEXT): lambda: _item({key: text for key, text in items.texts.items() if key and _fits(text, target)}),
        (FieldType.INTEGER, FieldType.INTEGER): lambda: _integer,
        (FieldType.DOUBLE, FieldType.DOUBLE): lambda: _double,
        (FieldType.DATETIME, FieldType.DATETIME): lambda: _moment,
        (FieldType.CHECKBOX, FieldType.CHECKBOX): lambda: _tick,
    }
    return ways.get((source.type, target.type), lambda: _never)()


def _fits(text: str, target: FieldMetadata) -> bool:
    return not target.max_length or len(text) <= target.max_length


def _text(target: FieldMetadata) -> _Quick:
    limit = target.max_length or sys.maxsize
    return lambda value: value if value.__class__ is str and len(value) <= limit else "" if value is None else None


def _item(known: Mapping[str, str]) -> _Quick:
    return lambda value: known.get(value) if value.__class__ is str else None


def _integer(value: Any) -> str | None:
    return str(value) if value.__class__ is int and abs(value) < INTEGER_LIMIT else None


def _double(value: Any) -> str | None:
    return repr(value) if value.__class__ is float and isfinite(value) else None


def _moment(value: Any) -> str | None:
    if value.__class__ is not datetime or value.tzinfo is not UTC:
        return None
    text: str = value.isoformat()
    return text.replace("+00:00", "Z")


def _tick(value: Any) -> str | None:
    return "1" if value is True else "0" if value is False else None


def _never(value: Any) -> str | None:
    return None
