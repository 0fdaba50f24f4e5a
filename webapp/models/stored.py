"""What connectors answer, as plain data for JSON columns, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.base import ActorType, FieldAccess, FieldMetadata, FieldType, StepState, TestStep, Text


def text_data(text: Text) -> list[str]:
    """[en, nb]."""
    return [text.en, text.nb]


def text_of(data: list[str]) -> Text:
    """A text from [en, nb]."""
    return Text(*data)


def field_data(field: FieldMetadata) -> dict[str, Any]:
    """A field as plain data."""
    return {
        "key": field.key,
        "name": text_data(field.name),
        "type": int(field.type),
        "description": text_data(field.description),
        "list": field.list_name,
        "default": field.default,
        "max": field.max_length,
        "access": field.access.value,
        "rank": field.rank,
        "address": field.address,
    }


def field_of(data: Mapping[str, Any]) -> FieldMetadata:
    """A field from `field_data`."""
    return FieldMetadata(
        key=data["key"],
        name=text_of(data["name"]),
        type=FieldType(data["type"]),
        description=text_of(data["description"]),
        list_name=data["list"],
        default=data["default"],
        max_length=data["max"],
        access=FieldAccess(data["access"]),
        rank=data["rank"],
        address=data["address"],
    )


def step_data(step: TestStep) -> dict[str, Any]:
    """A step as plain data."""
    return {
        "key": step.key,
        "title": text_data(step.title),
        "state": step.state.value,
        "text": text_data(step.text),
        "remedy": text_data(step.remedy),
        "detail": step.detail,
        "seconds": round(step.seconds, 4),
        "field": step.field,
        "error": step.error,
    }


def step_of(data: Mapping[str, Any]) -> TestStep:
    """A step from `step_data`."""
    return TestStep(
        key=data["key"],
        title=text_of(data["title"]),
        state=StepState(data["state"]),
        text=text_of(data["text"]),
        remedy=text_of(data["remedy"]),
        detail=data["detail"],
        seconds=data["seconds"],
        field=data["field"],
        error=data["error"],
    )


def list_data(items: Mapping[str, Text]) -> list[list[str]]:
    """[[key, en, nb], …]."""
    return [[key, text.en, text.nb] for key, text in items.items()]


def list_of(data: list[list[str]]) -> dict[str, Text]:
    """A list's items from `list_data`."""
    return {key: Text(en, nb) for key, en, nb in data}


def fact_data(value: Any) -> Any:
    """A fact of a problem or of a change as plain data: texts in both languages, actor types, times, lists and mappings."""
    if isinstance(value, Text):
        return {"text": text_data(value)}
    if isinstance(value, ActorType):
        return {"actor": value.value}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, Mapping):
        return {"facts": {str(key): fact_data(part) for key, part in value.items()}}
    return [fact_data(part) for part in value] if isinstance(value, list | tuple) else value


def fact_of(data: Any) -> Any:
    """A fact from `fact_data`."""
    if isinstance(data, list):
        return [fact_of(part) for part in data]
    if not isinstance(data, dict):
        return data
    if "text" in data:
        return text_of(data["text"])
    if "actor" in data:
        return ActorType(data["actor"])
    if "moment" in data:
        return datetime.fromisoformat(data["moment"])
    return {key: fact_of(part) for key, part in data["facts"].items()}
