"""Whether what a connector answers is of the protocol's shape. Others' code stands behind it, so nothing is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.base import UNKNOWN, Actor, ActorType, Check, FieldMetadata, Text
from connectors.errors import ProtocolBroken

MOST_FIELDS = 500
MOST_STEPS = 100
LONGEST_KEY = 500
"""Of a field or of a list's item: what a database can find rows by, whatever it is."""


def sound_fields(fields: Sequence[FieldMetadata]) -> list[FieldMetadata]:
    """*fields*, each with a key of its own. Raises `ProtocolBroken`."""
    found = list(fields)
    keys = [each.key for each in found if isinstance(each, FieldMetadata)]
    _demand(len(keys) == len(found) <= MOST_FIELDS, f"{len(found)} fields; each a FieldMetadata, at most {MOST_FIELDS}")
    for each in found:
        _demand(is_text(each.key) and 0 < len(each.key) <= LONGEST_KEY, f"a field with the key {each.key!r:.200}")
        texts = isinstance(each.name, Text) and isinstance(each.description, Text)
        _demand(texts and _sound(each.name) and _sound(each.description), f"the texts of the field {each.key!r}")
        _demand(is_text(each.default) and is_text(each.list_name), f"the default or the list of the field {each.key!r}")
    _demand(len(set(keys)) == len(keys), "two fields with the same key")
    return found


def sound_items(name: str, items: Mapping[str, Text]) -> dict[str, Text]:
    """The items of the list *name*. Raises `ProtocolBroken`."""
    for key, text in items.items():
        sound = is_text(key) and len(key) <= LONGEST_KEY and isinstance(text, Text) and _sound(text)
        _demand(sound, f"the item {key!r:.200} of the list {name!r:.200}")
    return dict(items)


def sound_checks(checks: Sequence[Check]) -> list[Check]:
    """The steps of a test. Raises `ProtocolBroken`."""
    found = list(checks)
    _demand(len(found) <= MOST_STEPS, f"{len(found)} steps; at most {MOST_STEPS}")
    _demand(all(isinstance(each, Check) and isinstance(each.title, Text) for each in found), "a step that isn't a Check")
    return found


def sound_types(types: Sequence[ActorType]) -> list[ActorType]:
    """Actor types, each once. Raises `ProtocolBroken`."""
    found = list(types)
    _demand(all(isinstance(each, ActorType) for each in found), "an actor type that isn't an ActorType")
    return list(dict.fromkeys(found))


def sound_keys(keys: Sequence[str]) -> list[str]:
    """Keys of fields. Raises `ProtocolBroken`."""
    found = list(keys)
    _demand(all(is_text(each) for each in found) and len(found) <= MOST_FIELDS, "the searchable fields")
    return found


def sound_actors(actors: Sequence[Actor]) -> list[Actor]:
    """Actors with values of the protocol's types; texts as they can be stored. Raises `ProtocolBroken`."""
    found = list(actors)
    for each in found:
        _demand(isinstance(each, Actor) and isinstance(each.erp_key, str), "an actor without a key")
        for key, value in each.values.items():
            known = value is None or value is UNKNOWN or isinstance(value, str | int | float | datetime)
            _demand(isinstance(key, str) and known, f"the value of the field {key!r}")
    return found


def sound_counts(counts: Mapping[str, int] | None) -> dict[str, int] | None:
    """Counts by key. Raises `ProtocolBroken`."""
    if counts is None:
        return None
    _demand(all(isinstance(key, str) and isinstance(each, int) for key, each in counts.items()), "the counts of use")
    return dict(counts)


def is_text(value: Any) -> bool:
    """Whether *value* is a text that can be stored: no NUL, no half of a character."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)


def _sound(text: Text) -> bool:
    return is_text(text.en) and is_text(text.nb)


def _demand(met: bool, what: str) -> None:
    if not met:
        raise ProtocolBroken(
            Text("The connector's answer isn't of the right kind.", "Svaret fra connectoren har feil form."),
            Text("Report it to whoever made the connector.", "Meld fra til den som har laget connectoren."),
            detail=f"Wrong: {what}.",
        )
