"""Whether an ERP's fields can take an actor's values: the rules that hold before any ERP is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.base import UNKNOWN, Actor, FieldMetadata, FieldType, Refused, Text, Unknown, Value

_PYTHON: dict[FieldType, type] = {
    FieldType.CHECKBOX: bool,
    FieldType.INTEGER: int,
    FieldType.DOUBLE: float,
    FieldType.DATETIME: datetime,
}


def fits(field: FieldMetadata, value: Value | Unknown) -> bool:
    """Whether *value* is of the field's type; blank is None, never the empty text, and fits everywhere."""
    if value is None:
        return True
    if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
        return False
    # type() and not isinstance(): True is an int to Python and not to us.
    return type(value) is _PYTHON.get(field.type, str) and value != ""


def refusal(actor: Actor, fields: Mapping[str, FieldMetadata]) -> Refused | None:
    """Why the values of *actor* can't be written into *fields* (by key); None where they can.

    A new actor (`erp_key` is "") needs a value in every mandatory field, an existing one only in those it carries.
    """
    for key, value in actor.values.items():
        reason = _reason(fields.get(key), key, value)
        if reason:
            return Refused(actor.erp_key, reason, key)
    for field in fields.values():
        if field.mandatory and actor.values.get(field.key, None if not actor.erp_key else UNKNOWN) is None:
            return Refused(actor.erp_key, _missing(field), field.key)
    return None


def _reason(field: FieldMetadata | None, key: str, value: Value | Unknown) -> Text | None:
    if field is None:
        return Text(f"There is no field “{key}”.", f"Det finnes ikke noe felt «{key}».")
    en, nb = field.name.en, field.name.in_language("nb")
    if field.read_only:
        return Text(f"“{en}” can only be read.", f"«{nb}» kan bare leses.")
    if value is UNKNOWN:
        return Text(f"The value of “{en}” is not known.", f"Verdien av «{nb}» er ikke kjent.")
    if not fits(field, value):
        shown = str(value)[:60]
        return Text(f"“{shown}” is not a value for “{en}”.", f"«{shown}» er ikke en verdi for «{nb}».")
    if field.max_length and isinstance(value, str) and len(value) > field.max_length:
        most = field.max_length
        return Text(f"“{en}” holds at most {most} characters.", f"«{nb}» har plass til høyst {most} tegn.")
    return None


def _missing(field: FieldMetadata) -> Text:
    return Text(f"“{field.name.en}” must have a value.", f"«{field.name.in_language('nb')}» må ha en verdi.")
