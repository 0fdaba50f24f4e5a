"""What a cell can hold: the form in which a value is stored, and why another value is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from connectors.base import FieldMetadata, FieldType, Text, Unknown, Value, utc
from connectors.excel.cells import EXACT
from connectors.excel.lists import Lists

MOST_CHARACTERS = 32_767
EARLIEST = datetime(1904, 1, 2, tzinfo=UTC)
"""The first day that both of Excel's calendars know (one of them begins in 1904)."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def stored_form(value: Value | Unknown) -> Value | Unknown:
    """*value* as it will be read back: one kind of line break, blank text as None, whole milliseconds, and the fifteen
    digits that Excel keeps of a number."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else None
    if isinstance(value, float):
        return float(f"{value:.15g}")
    if isinstance(value, datetime):
        return utc(value).replace(microsecond=value.microsecond // 1000 * 1000)
    return value


def why_not(values: Mapping[str, Value | Unknown], fields: Mapping[str, FieldMetadata], lists: Lists) -> tuple[str, Text] | None:
    """The first field whose value (of the field's type) no cell can hold, and why; None where all can be stored."""
    for key, value in values.items():
        reason = _reason(fields[key], value, lists)
        if reason:
            return key, reason
    return None


def _reason(field: FieldMetadata, value: Value | Unknown, lists: Lists) -> Text | None:
    if field.type is FieldType.LIST and isinstance(value, str):
        return _list_reason(field, value, lists)
    if isinstance(value, str):
        return _text_reason(field, value)
    if isinstance(value, datetime):
        return _date_reason(field, value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _number_reason(field, value)
    return None


def _list_reason(field: FieldMetadata, value: str, lists: Lists) -> Text | None:
    if value in lists.get(field.list_name, {}):
        return None
    return Text(
        f"The list “{field.list_name}” has no item with the key “{value[:60]}”.",
        f"Listen «{field.list_name}» har ikke noe element med nøkkelen «{value[:60]}».",
    )


def _text_reason(field: FieldMetadata, value: str) -> Text | None:
    en, nb = field.name.en, field.name.in_language("nb")
    if _NOT_IN_XML.search(value):
        return Text(f"“{en}” contains control characters.", f"«{nb}» inneholder kontrolltegn.")
    if len(value.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        return Text(
            f"“{en}” is longer than the 32,767 characters that a cell holds.",
            f"«{nb}» er lengre enn de 32 767 tegnene en celle har plass til.",
        )
    return None


def _date_reason(field: FieldMetadata, value: datetime) -> Text | None:
    if value >= EARLIEST:
        return None
    en, nb = field.name.en, field.name.in_language("nb")
    return Text(f"“{en}” is earlier than Excel can show.", f"«{nb}» er tidligere enn Excel kan vise.")


def _number_reason(field: FieldMetadata, value: float) -> Text | None:
    en, nb = field.name.en, field.name.in_language("nb")
    if not math.isfinite(value):
        return Text(f"“{en}” is not a number.", f"«{nb}» er ikke et tall.")
    if field.type is FieldType.INTEGER and abs(value) >= EXACT:
        return Text(f"“{en}” has more than fifteen digits.", f"«{nb}» har mer enn femten siffer.")
    return None
