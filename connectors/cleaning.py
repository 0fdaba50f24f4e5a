"""Actors as a connector answers them, made fit to be shown and stored, or told as faults one by one.

A key is never altered, since it is what an actor is found by. A value that can't be written as it is becomes `UNKNOWN`,
which nothing is made of: what is cut or blackened here would be carried into the other system.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from types import NoneType
from typing import Any

from connectors import faulty
from connectors.base import UNKNOWN, Actor, ActorType, Text, Unknown, Unusable, Value, utc
from connectors.process import Fault
from connectors.redaction import forms_of
from connectors.soundness import LONGEST_KEY, is_text
from connectors.values import INTEGER_LIMIT

LONGEST_VALUE = 65_536
"""Characters of a text that is still carried."""
HEAVIEST = 3_000_000
"""The most that an actor may take on its way, in bytes; well below `wire.LONGEST_EVENT`."""
_IDENTIFYING = 8  # a shorter secret stands in keys and cursors by chance
_COSTS = 32  # bytes that a value of any type takes at most, beside a text's characters
_TYPES = {str, int, float, bool, datetime, NoneType, Unknown}


class Cleaner:
    """For one answer, in which a key may stand once. *secrets* must show nowhere."""

    def __init__(self, actor_type: ActorType, field_keys: Collection[str], secrets: Sequence[str] = ()) -> None:
        self._type = actor_type
        self._asked = frozenset(field_keys)
        self.secrets = tuple(secrets)
        self._forms = forms_of(secrets)
        self._seen: set[str] = set()

    def clean(self, actors: Sequence[Any]) -> tuple[list[Actor], list[Fault]]:
        """What can be used of *actors*, and what can't."""
        return self._together(actors) or self._each(actors)

    def portions(self, actors: Sequence[Any]) -> Iterator[tuple[list[Actor], list[Fault]]]:
        """As `clean`, no more at a time than goes in one event: of actors with long texts few."""
        if together := self._together(actors):
            yield together
        elif len(actors) < 2 or sum(map(_weight_of_any, actors)) <= HEAVIEST:
            yield self._each(actors)
        else:
            half = len(actors) // 2
            yield from self.portions(actors[:half])
            yield from self.portions(actors[half:])

    def _together(self, actors: Sequence[Any]) -> tuple[list[Actor], list[Fault]] | None:
        if not self._are_sound(actors):
            return None
        self._seen.update(actor.erp_key for actor in actors)
        return list(actors), []

    def _each(self, actors: Sequence[Any]) -> tuple[list[Actor], list[Fault]]:
        done = [self._one(each) for each in actors]
        return [each for each in done if isinstance(each, Actor)], [each for each in done if isinstance(each, Fault)]

    def unusable(self, found: Sequence[Any]) -> list[Fault]:
        """What the connector itself says can't be used, with its reasons as they are."""
        return [self._unusable(each) for each in found]

    def _unusable(self, each: Any) -> Fault:
        actor = each.actor if isinstance(each, Unusable) else None
        if not isinstance(actor, Actor) or not isinstance(actor.values, Mapping) or not isinstance(each.reason, Text):
            return Fault("", faulty.SHAPE)
        hidden = isinstance(actor.erp_key, str) and self.hides(actor.erp_key)
        key = "" if hidden else faulty.shown_key(actor.erp_key)
        return Fault(key, each.reason, self._title(actor.values))

    def hides(self, text: str) -> bool:
        """Whether a secret stands in a key or cursor."""
        return any(form in text for form in self._forms if len(form) >= _IDENTIFYING)

    def value(self, value: Any) -> Value | Unknown:
        """*value* as it can be carried, `UNKNOWN` where it can't. Raises TypeError where it is of an impossible type."""
        if isinstance(value, str):
            return self._text(storable(value))
        if isinstance(value, bool | NoneType | Unknown):
            return value
        if isinstance(value, int):
            return int(value) if abs(value) < INTEGER_LIMIT else UNKNOWN
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else UNKNOWN
        if isinstance(value, datetime):
            return _moment(value)
        raise TypeError(type(value).__name__)

    def _text(self, text: str) -> str | Unknown:
        return UNKNOWN if len(text) > LONGEST_VALUE or any(form in text for form in self._forms) else text

    def _one(self, actor: Any) -> Actor | Fault:
        """One actor made fit, or what is wrong with it."""
        if not isinstance(actor, Actor) or not isinstance(actor.values, Mapping):
            return Fault("", faulty.SHAPE)
        title, key, parent_key = self._title(actor.values), actor.erp_key, actor.parent_key
        if any(isinstance(each, str) and self.hides(each) for each in (key, parent_key)):
            return Fault("", faulty.SECRET, title)
        reason = faulty.key_reason(key, self._seen) or faulty.parent_reason(parent_key)
        if reason:
            return Fault(faulty.shown_key(key), reason, title)
        self._seen.add(actor.erp_key)
        values: dict[str, Value | Unknown] = {}
        for key, value in actor.values.items():
            try:
                if key in self._asked:
                    values[key] = self.value(value)
            except TypeError as error:
                return Fault(actor.erp_key, faulty.impossible(key, str(error)), title)
        if weight(actor) > HEAVIEST:
            return Fault(actor.erp_key, faulty.TOO_LARGE, title)
        parent = actor.parent_type if isinstance(actor.parent_type, ActorType) else None
        return Actor(self._type, actor.erp_key, values, self.mark(actor.last_modified), parent, actor.parent_key)

    def mark(self, modified: Any) -> str:
        """When an actor was last modified, as far as that can be kept."""
        return modified if is_text(modified) and len(modified) <= LONGEST_KEY and not self.hides(modified) else ""

    def _title(self, values: Mapping[Any, Any]) -> str:
        """What an actor is probably called: the first of its texts."""
        texts = (self._text(storable(each)) for each in values.values() if isinstance(each, str))
        return next((faulty.short(each) for each in texts if isinstance(each, str) and each.strip()), "")

    def _are_sound(self, actors: Sequence[Any]) -> bool:
        """Whether nothing at all is wrong with *actors*, looked at together: one by one takes many times as long. Those that
        are too heavy to go in one event aren't."""
        if set(map(type, actors)) - {Actor}:
            return False
        keys = [actor.erp_key for actor in actors]
        named = [*keys, *(actor.parent_key for actor in actors), *(actor.last_modified for actor in actors)]
        maps = [actor.values for actor in actors]
        parents = {type(actor.parent_type) for actor in actors} | {type(actor.type) for actor in actors}
        if set(map(type, named)) - {str} or set(map(type, maps)) - {dict} or parents - {ActorType, NoneType}:
            return False
        if any(set(shape) - self._asked for shape in set(map(tuple, maps))) or {actor.type for actor in actors} - {self._type}:
            return False
        return self._are_sound_keys(keys, named) and self._are_sound_values(list(chain.from_iterable(map(dict.values, maps))))

    def _are_sound_keys(self, keys: Sequence[str], named: Sequence[str]) -> bool:
        if len(set(keys)) < len(keys) or not self._seen.isdisjoint(keys) or not all(map(str.strip, keys)):
            return False
        joined = "".join(named)
        return max(map(len, named), default=0) <= LONGEST_KEY and not faulty.has_control(joined) and not self.hides(joined)

    def _are_sound_values(self, values: Sequence[Any]) -> bool:
        types = set(map(type, values))
        if types - _TYPES:
            return False
        texts = [value for value in values if type(value) is str]
        lengths = list(map(len, texts))
        if max(lengths, default=0) > LONGEST_VALUE or 4 * sum(lengths) + _COSTS * len(values) > HEAVIEST:
            return False
        joined = "\n".join(texts)
        if storable(joined) != joined or any(form in joined for form in self._forms):
            return False
        numbers = [value for value in values if type(value) is int] if int in types else ()
        moments = (value.tzinfo is UTC for value in values if type(value) is datetime) if datetime in types else ()
        finite = float not in types or math.isfinite(sum(value for value in values if type(value) is float))
        return finite and all(abs(number) < INTEGER_LIMIT for number in numbers) and all(moments)


def weight(actor: Actor) -> int:
    """How many bytes *actor* takes at most on its way."""
    values = (actor.erp_key, actor.last_modified, actor.parent_key, *actor.values.values())
    return sum(4 * len(value) for value in values if isinstance(value, str)) + _COSTS * len(values)


def _weight_of_any(actor: Any) -> int:
    return weight(actor) if isinstance(actor, Actor) and isinstance(actor.values, Mapping) else 0


def storable(text: str) -> str:
    """*text* without what no database stores: NUL, halves of characters."""
    if text.isascii():
        return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _moment(value: datetime) -> datetime | Unknown:
    try:
        return utc(value if type(value) is datetime else datetime.fromisoformat(value.isoformat()))
    except (ValueError, OverflowError):
        return UNKNOWN
