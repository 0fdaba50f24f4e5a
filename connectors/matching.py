"""Search operators over Python values: what an advanced search means, for connectors that filter by themselves.

The rules: text ignores case and how its accents are composed; `between` includes both ends; list keys match exactly.
A blank value meets no positive operator and every negated one. A value that is `UNKNOWN` meets nothing.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from connectors.base import (
    PARENT_KEY,
    PARENT_TYPE,
    UNKNOWN,
    Actor,
    FieldMetadata,
    FieldType,
    Operator,
    Restriction,
    Text,
    Unknown,
    Value,
    utc,
)
from connectors.errors import SearchRefused
from connectors.values import to_text

_NUMBER = (
    Operator.EQUALS,
    Operator.NOT_EQUAL,
    Operator.LESS,
    Operator.LESS_OR_EQUAL,
    Operator.GREATER,
    Operator.GREATER_OR_EQUAL,
    Operator.BETWEEN,
)
OPERATORS: Mapping[FieldType, tuple[Operator, ...]] = {
    FieldType.CHECKBOX: (Operator.EQUALS,),
    FieldType.TEXT: (
        Operator.EQUALS,
        Operator.IS_NOT,
        Operator.BEGINS,
        Operator.NOT_BEGINS,
        Operator.CONTAINS,
        Operator.NOT_CONTAINS,
        Operator.ENDS,
        Operator.NOT_ENDS,
        Operator.BETWEEN,
    ),
    FieldType.PASSWORD: (),
    FieldType.INTEGER: _NUMBER,
    FieldType.DOUBLE: _NUMBER,
    FieldType.LIST: (Operator.ONE_OF, Operator.NOT_ONE_OF),
    FieldType.DATETIME: (
        Operator.EQUALS,
        Operator.BEFORE,
        Operator.AFTER,
        Operator.BEFORE_OR_EQUAL,
        Operator.AFTER_OR_EQUAL,
        Operator.BETWEEN,
    ),
    FieldType.LABEL: (),
}
"""Which operators go with which type; a type without any can't be searched."""

NEGATED: Mapping[Operator, Operator] = {
    Operator.IS_NOT: Operator.EQUALS,
    Operator.NOT_BEGINS: Operator.BEGINS,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_ENDS: Operator.ENDS,
    Operator.NOT_EQUAL: Operator.EQUALS,
    Operator.NOT_ONE_OF: Operator.ONE_OF,
}
"""Each negated operator with the one it denies."""

PARENT_FIELDS: Mapping[str, FieldMetadata] = {
    PARENT_KEY: FieldMetadata(PARENT_KEY, Text("Parent's key", "Nøkkel til overordnet")),
    PARENT_TYPE: FieldMetadata(PARENT_TYPE, Text("Parent's type", "Type overordnet")),
}
"""The two special keys of a restriction; they behave as text fields."""

_Test: TypeAlias = Callable[[Any, tuple[Any, ...]], bool]
_POSITIVE: Mapping[Operator, _Test] = {
    Operator.EQUALS: lambda value, operands: value == operands[0],
    Operator.BEGINS: lambda value, operands: value.startswith(operands[0]),
    Operator.CONTAINS: lambda value, operands: operands[0] in value,
    Operator.ENDS: lambda value, operands: value.endswith(operands[0]),
    Operator.BETWEEN: lambda value, operands: operands[0] <= value <= operands[1],
    Operator.LESS: lambda value, operands: value < operands[0],
    Operator.LESS_OR_EQUAL: lambda value, operands: value <= operands[0],
    Operator.GREATER: lambda value, operands: value > operands[0],
    Operator.GREATER_OR_EQUAL: lambda value, operands: value >= operands[0],
    Operator.BEFORE: lambda value, operands: value < operands[0],
    Operator.AFTER: lambda value, operands: value > operands[0],
    Operator.BEFORE_OR_EQUAL: lambda value, operands: value <= operands[0],
    Operator.AFTER_OR_EQUAL: lambda value, operands: value >= operands[0],
    Operator.ONE_OF: lambda value, operands: value in operands,
}


def folded(text: str) -> str:
    """*text* as it is compared: without case, with accents composed (a name typed on a Mac may come decomposed)."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def predicate(restrictions: Sequence[Restriction], fields: Mapping[str, FieldMetadata]) -> Callable[[Actor], bool]:
    """Whether an actor meets every one of *restrictions*, as a function.

    *fields* are the searchable fields by key; `PARENT_KEY` and `PARENT_TYPE` are always known. The actor must carry the
    fields named; one that is missing counts as blank. Raises `SearchRefused` for an unknown or unsearchable field, an
    operator that doesn't go with the field's type, and a wrong number or type of operands.
    """
    tests = [_test(restriction, fields) for restriction in restrictions]
    return lambda actor: all(test(actor) for test in tests)


def contains(actor: Actor, text: str) -> bool:
    """Whether the key or any value of *actor*, written as text, contains *text*; blank text is in every actor.

    Check boxes don't count: nobody who searches for 1 means them.
    """
    sought = folded(text.strip())
    if not sought or sought in folded(actor.erp_key):
        return True
    written = (to_text(value) for value in actor.values.values() if not isinstance(value, Unknown | bool))
    return any(sought in folded(one) for one in written)


def _test(restriction: Restriction, fields: Mapping[str, FieldMetadata]) -> Callable[[Actor], bool]:
    field = PARENT_FIELDS.get(restriction.field) or fields.get(restriction.field)
    if field is None or not OPERATORS[field.type]:
        raise _unsearchable(restriction.field)
    if restriction.operator not in OPERATORS[field.type]:
        raise _wrong_operator(restriction, field)
    operands = tuple(_operand(restriction, field, value) for value in _counted(restriction, field))
    positive = NEGATED.get(restriction.operator, restriction.operator)
    return partial(_holds, field, _POSITIVE[positive], operands, positive is not restriction.operator)


def _holds(field: FieldMetadata, test: _Test, operands: tuple[Any, ...], negated: bool, actor: Actor) -> bool:
    value = _value(actor, field.key)
    if value is UNKNOWN:
        return False
    ready = _comparable(field.type, value)
    return (ready is not None and test(ready, operands)) is not negated


def _value(actor: Actor, key: str) -> Value | Unknown:
    if key == PARENT_KEY:
        return actor.parent_key
    if key == PARENT_TYPE:
        return actor.parent_type and str(actor.parent_type)
    return actor.values.get(key)


def _comparable(type_: FieldType, value: Value | Unknown) -> Value:
    """*value* in the form that is compared; None for a blank one and for one that is not of the type."""
    if type_ is FieldType.TEXT and isinstance(value, str) and value:
        return folded(value)
    if type_ is FieldType.LIST and isinstance(value, str) and value:
        return value
    if type_ is FieldType.CHECKBOX and isinstance(value, bool):
        return value
    if type_ is FieldType.DATETIME and isinstance(value, datetime):
        return utc(value)
    if type_ in (FieldType.INTEGER, FieldType.DOUBLE) and _is_number(value):
        return value  # type: ignore[return-value]
    return None


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _operand(restriction: Restriction, field: FieldMetadata, value: Value) -> Value:
    # A blank text is a fair operand ("contains nothing" is true of every text), unlike a blank anything else.
    ready = "" if value == "" and field.type is FieldType.TEXT else _comparable(field.type, value)
    if ready is None:
        raise SearchRefused(
            Text(
                f"“{value}” can't be searched for in “{field.name.en}”: it is not of the field's type.",
                f"«{value}» kan ikke søkes etter i «{field.name.in_language('nb')}»: Verdien er ikke av feltets type.",
            ),
            Text("Write a value of the field's type.", "Skriv en verdi av feltets type."),
            detail=f"type={field.type.name} operator={restriction.operator} operand={type(value).__name__}",
            field=restriction.field,
        )
    return ready


def _counted(restriction: Restriction, field: FieldMetadata) -> tuple[Value, ...]:
    expected = 2 if restriction.operator is Operator.BETWEEN else 1
    if restriction.operator in (Operator.ONE_OF, Operator.NOT_ONE_OF) or len(restriction.values) == expected:
        return restriction.values
    en, nb = ("two values", "to verdier") if expected == 2 else ("one value", "én verdi")
    raise SearchRefused(
        Text(
            f"The search in “{field.name.en}” needs {en} and got {len(restriction.values)}.",
            f"Søket i «{field.name.in_language('nb')}» trenger {nb} og fikk {len(restriction.values)}.",
        ),
        Text(f"Give {en}.", f"Oppgi {nb}."),
        detail=f"operator={restriction.operator}",
        field=restriction.field,
    )


def _wrong_operator(restriction: Restriction, field: FieldMetadata) -> SearchRefused:
    allowed = " ".join(OPERATORS[field.type])
    return SearchRefused(
        Text(
            f"“{restriction.operator}” can't be used in “{field.name.en}”.",
            f"«{restriction.operator}» kan ikke brukes i «{field.name.in_language('nb')}».",
        ),
        Text(f"Use one of these: {allowed}.", f"Bruk en av disse: {allowed}."),
        detail=f"type={field.type.name}",
        field=restriction.field,
    )


def _unsearchable(key: str) -> SearchRefused:
    return SearchRefused(
        Text(f"The field “{key}” can't be searched.", f"Feltet «{key}» kan ikke søkes i."),
        Text("Choose one of the searchable fields.", "Velg et av feltene som kan søkes i."),
        field=key,
    )
