"""What stands in a cell, as a value of the protocol. Workbook dates have no time zone: they are taken to be in UTC.

Cells come as calamine gives them: every number a float, a date without time as `date`, blank as "". A value that can't
be read as the field's type is `UNKNOWN`, never blank: otherwise a misspelt number in the ERP would empty the CRM.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeAlias, cast

from connectors.base import UNKNOWN, FieldType, Unknown, Value, utc

Raw: TypeAlias = int | float | str | bool | time | date | datetime | timedelta | Unknown

EXACT = 10**15
"""Excel keeps fifteen digits of a number."""
_TRUE = {"true", "sann", "yes", "ja", "1", "x"}
_FALSE = {"false", "usann", "no", "nei", "0"}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?Z?)?$")
_NORWEGIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2})[.:](\d{2}))?$")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?$")


def is_blank(raw: Raw) -> bool:
    """Whether a cell holds nothing, or nothing but spaces."""
    return raw == "" or (isinstance(raw, str) and raw.isspace())


def as_text(raw: Raw) -> str:
    """A cell as text: numbers without a needless decimal point, dates as 2026-11-21, times after a T."""
    if isinstance(raw, str):
        return "" if raw.isspace() else raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < EXACT else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(timespec="seconds")
    if isinstance(raw, date | time):
        return raw.isoformat()
    return "" if isinstance(raw, Unknown) else str(raw)


def as_key(raw: Raw) -> str:
    """A cell as the key of an actor or of a list item: 10001.0 is «10001». An unknown one is blank."""
    return as_text(raw).strip()


def as_keys(cells: Sequence[Raw]) -> list[str]:
    """A stretch of a column as keys; one of texts in a tenth of the time that it takes cell by cell."""
    return list(map(str.strip, cast("Sequence[str]", cells))) if are_texts(cells) else list(map(as_key, cells))


def are_texts(cells: Iterable[Raw]) -> bool:
    """Whether all cells are texts or blank."""
    return set(map(type, cells)) <= {str}


def as_date(raw: Raw) -> datetime | None:
    """A cell as a moment; dates as text are understood where day and month can't be mixed up."""
    if isinstance(raw, datetime):
        return utc(raw)
    if isinstance(raw, date):
        return utc(datetime(raw.year, raw.month, raw.day))  # noqa: DTZ001 - a workbook's dates have no zone
    return _date_of_text(raw.strip()) if isinstance(raw, str) else None


def is_text_date(raw: Raw) -> bool:
    """Whether a cell holds a date written as text."""
    return isinstance(raw, str) and _date_of_text(raw.strip()) is not None


def _date_of_text(text: str) -> datetime | None:
    try:
        if _ISO_DATE.match(text):
            return utc(datetime.fromisoformat(text))
        if found := _NORWEGIAN_DATE.match(text):
            day, month, year, hour, minute = (int(part or 0) for part in found.groups())
            return utc(datetime(year, month, day, hour, minute))  # noqa: DTZ001 - a workbook's dates have no zone
    except ValueError:
        pass
    return None


def _text(raw: Raw) -> Value | Unknown:
    return as_text(raw)


def _key(raw: Raw) -> Value | Unknown:
    return as_key(raw)


def _checkbox(raw: Raw) -> Value | Unknown:
    if isinstance(raw, bool):
        return raw
    word = as_key(raw).casefold()
    return True if word in _TRUE else False if word in _FALSE else UNKNOWN


def _integer(raw: Raw) -> Value | Unknown:
    number = _double(raw)
    return int(number) if isinstance(number, float) and number.is_integer() else UNKNOWN


def _double(raw: Raw) -> Value | Unknown:
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return float(raw)
    if isinstance(raw, str) and _NUMBER.match(raw.strip()):
        return float(raw.strip().replace(",", "."))
    return UNKNOWN


def _datetime(raw: Raw) -> Value | Unknown:
    return as_date(raw) or UNKNOWN


_READERS: Mapping[FieldType, Callable[[Raw], Value | Unknown]] = {
    FieldType.TEXT: _text,
    FieldType.LIST: _key,
    FieldType.CHECKBOX: _checkbox,
    FieldType.INTEGER: _integer,
    FieldType.DOUBLE: _double,
    FieldType.DATETIME: _datetime,
}


def to_value(raw: Raw, type_: FieldType) -> Value | Unknown:
    """A cell as a value of a field's type: None for a blank one, `UNKNOWN` for one that can't be told."""
    if isinstance(raw, Unknown):
        return UNKNOWN
    return None if is_blank(raw) else _READERS[type_](raw)


def to_values(cells: Sequence[Raw], type_: FieldType) -> list[Value | Unknown]:
    """A stretch of a column as values of a field's type; most are texts, of which nothing but blank ones must be changed."""
    if type_ in (FieldType.TEXT, FieldType.LIST) and are_texts(cells):
        texts = cast("Sequence[str]", cells)
        if type_ is FieldType.LIST:
            return [text.strip() or None for text in texts]
        if not any(map(str.isspace, texts)):
            return [text or None for text in texts]
    return [to_value(cell, type_) for cell in cells]
