"""Values as text and back: the invariant form that is stored and compared, and the form in which people write them.

The invariant form: check boxes `1`/`0`, integers `-12`, doubles `12.5`, datetimes `2026-11-21T13:02:00Z`, text and list
keys as they are, blank as the empty text.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, tzinfo

from connectors.base import FieldMetadata, FieldType, Value, utc

INTEGER_LIMIT = 2**63
_TRUE = {"1", "true", "on", "yes", "ja", "sann"}
_FALSE = {"", "0", "false", "off", "no", "nei", "usann"}
_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_LOCAL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$")
_NORWEGIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (?:kl\. ?)?(\d{1,2})[.:](\d{2}))?$")


class EntryProblem(ValueError):
    """What somebody wrote is not a value of the field.

    `code`: too_long, control_characters, integer, double, datetime, no_such_time or checkbox; `facts`: what the wording
    needs (`limit`, `length`, `entry`).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def to_text(value: Value) -> str:
    """The invariant text form of a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, datetime):
        return utc(value).isoformat().replace("+00:00", "Z")
    return str(value)


def from_text(type_: FieldType, text: str) -> Value:
    """The value whose invariant form is *text*; blank is None, but False for a check box. Raises ValueError."""
    if type_ is FieldType.CHECKBOX:
        return _checkbox(text)
    if text == "":
        return None
    if type_ is FieldType.INTEGER:
        return int(text)
    if type_ is FieldType.DOUBLE:
        return float(text)
    if type_ is FieldType.DATETIME:
        return utc(datetime.fromisoformat(text))
    return text


def default_of(field: FieldMetadata) -> Value:
    """A field's default. By the protocol a default for a number that can't be parsed is 0; another is no default."""
    try:
        return from_text(field.type, field.default)
    except ValueError:
        if field.type is FieldType.INTEGER:
            return 0
        return 0.0 if field.type is FieldType.DOUBLE else None


def read_entry(field: FieldMetadata, entry: str, language: str, zone: tzinfo) -> Value:
    """The value that a person wrote into *field*; blank is None (False for a check box).

    Numbers may have blanks between thousands; a decimal comma is accepted, in Norwegian alone or with points between
    thousands. Dates come as the browser's own control sends them or, in Norwegian, as 21.11.2026 13.02, in *zone*.
    Raises `EntryProblem`. Whether a blank is allowed, and whether a list has the item, is for the caller.
    """
    if field.type is FieldType.PASSWORD:
        value: Value = entry or None
    elif field.type in _READERS:
        value = _READERS[field.type](entry.strip(), language, zone)
    else:
        value = entry.strip() or None
    if isinstance(value, str):
        _check_text(field, value)
    return value


def show_entry(field: FieldMetadata, value: Value, language: str, zone: tzinfo) -> str:
    """The text with which *value* stands in the control for *field*: what `read_entry` takes back."""
    if isinstance(value, datetime):
        local = utc(value).astimezone(zone)
        return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")
    if isinstance(value, float) and field.type is FieldType.DOUBLE:
        text = repr(value)
        return text.replace(".", ",") if language == "nb" else text
    return to_text(value)


def _check_text(field: FieldMetadata, text: str) -> None:
    if field.max_length and len(text) > field.max_length:
        raise EntryProblem("too_long", limit=field.max_length, length=len(text))
    if any(ord(character) < 32 and character not in "\t\r\n" for character in text):
        raise EntryProblem("control_characters")


def _checkbox(text: str) -> bool:
    word = text.strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise EntryProblem("checkbox", entry=text)


def _read_checkbox(entry: str, language: str, zone: tzinfo) -> Value:
    return _checkbox(entry)


def _read_integer(entry: str, language: str, zone: tzinfo) -> Value:
    digits = _BLANKS.sub("", entry).replace("\u2212", "-")
    if not digits:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", digits) or abs(int(digits)) >= INTEGER_LIMIT:
        raise EntryProblem("integer", entry=entry)
    return int(digits)


def _read_double(entry: str, language: str, zone: tzinfo) -> Value:
    digits = _BLANKS.sub("", entry).replace("\u2212", "-")
    if not digits:
        return None
    if language == "nb" and "," in digits:
        digits = digits.replace(".", "")
    if digits.count(",") == 1 and "." not in digits and language == "nb":
        digits = digits.replace(",", ".")
    elif "," in digits and re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", digits):
        digits = digits.replace(",", "")
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", digits):
        raise EntryProblem("double", entry=entry)
    number = float(digits)
    if not math.isfinite(number):
        raise EntryProblem("double", entry=entry)
    return number


def _read_datetime(entry: str, language: str, zone: tzinfo) -> Value:
    if not entry:
        return None
    parts = _parts(entry)
    if parts is None:
        raise EntryProblem("datetime", entry=entry)
    try:
        local = datetime(*parts, tzinfo=zone)
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise EntryProblem("datetime", entry=entry) from None
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise EntryProblem("no_such_time", entry=entry)  # skipped when summer time begins
    return moment


def _parts(entry: str) -> tuple[int, int, int, int, int, int] | None:
    if found := _LOCAL.match(entry):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return year, month, day, hour, minute, second
    if found := _NORWEGIAN.match(entry):
        day, month, year, hour, minute = (int(part or 0) for part in found.groups())
        return year, month, day, hour, minute, 0
    return None


_READERS = {
    FieldType.CHECKBOX: _read_checkbox,
    FieldType.INTEGER: _read_integer,
    FieldType.DOUBLE: _read_double,
    FieldType.DATETIME: _read_datetime,
}
