"""What arrives of actors from which all arrives whole, made ready to be stored, hundreds of actors at a time.

It is what `intake` and `classifying` make of such an actor one by one, told faster: values are carried field by field, and
texts are put into JSON by a template for each set of fields that aren't blank.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from json.encoder import encode_basestring
from typing import Any

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType
from connectors.values import to_text
from webapp.services.crossing import Lane
from webapp.sync.carriers import Carrier, carrier

_quoted: Callable[[str], str] = encode_basestring


@dataclass(frozen=True, slots=True)
class Ready:
    """A new record: `texts` by CRM key, none of them blank; as JSON text those, and what is agreed."""

    texts: Mapping[str, str]
    values: str
    agreed: str


class _Shape:
    """The JSON of records in which the same fields aren't blank."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.values = _object(f"{_escaped(key)}: %s" for key in keys)


class Readying:
    """For all actors of one preview."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._columns = [_Column(lane) for lane in lanes]
        self._crm_keys = [lane.crm.key for lane in lanes]
        self._possible = bool(lanes) and len(set(self._crm_keys)) == len(lanes)
        self._shapes: dict[tuple[bool, ...], _Shape] = {}
        self._agreed = _object(f"{_escaped(lane.key)}: %s" for lane in lanes)

    def read(self, actors: Sequence[Actor]) -> list[Ready | None]:
        """For each of *actors* what arrives; None for those of which something doesn't arrive whole."""
        if not actors or not self._possible:
            return [None] * len(actors)
        columns = [column.read(values) for column, values in zip(self._columns, self._values(actors), strict=True)]
        odd = {place for _texts, _agreed, places in columns for place in places}
        texts = zip(*(each for each, _agreed, _odd in columns), strict=True)
        agreed = zip(*(each for _texts, each, _odd in columns), strict=True)
        rows = enumerate(zip(texts, agreed, strict=True))
        return [None if place in odd else self._ready(*row) for place, row in rows]

    def _values(self, actors: Sequence[Actor]) -> Iterator[list[Any]]:
        """Each field's values."""
        held = [actor.values for actor in actors]
        for column in self._columns:
            key = column.key
            yield [actor.erp_key for actor in actors] if key == ERP_KEY else [values.get(key, UNKNOWN) for values in held]

    def _ready(self, texts: tuple[str, ...], agreed: tuple[str, ...]) -> Ready:
        there = tuple(map(bool, texts))
        shape = self._shapes.get(there)
        if shape is None:
            shape = self._shapes[there] = _Shape(list(compress(self._crm_keys, there)))
        kept = tuple(compress(texts, there))
        quoted = tuple(map(_quoted, kept))
        return Ready(dict(zip(shape.keys, kept, strict=True)), shape.values % quoted, self._agreed % agreed)


class _Column:
    """One field of many actors."""

    def __init__(self, lane: Lane) -> None:
        self.key = lane.key
        self._is_text = lane.crm.type is FieldType.TEXT
        self._same = lane.erp.type is FieldType.TEXT and self._is_text
        self._limit = lane.crm.max_length or sys.maxsize
        self._carry: Carrier = carrier(lane.erp, lane.crm, lane.to_crm_items)

    def read(self, values: list[Any]) -> tuple[Sequence[str], Sequence[str], Sequence[int]]:
        """The texts that arrive, what is agreed of each as JSON, and at which places something doesn't arrive whole."""
        carried = self._carried(values)
        odd = [] if carried is values else [place for place, each in enumerate(carried) if each.__class__ is not str]
        for place in odd:
            carried[place] = ""
        if self._is_text and not "".join(carried).isprintable():
            odd += [place for place, text in enumerate(carried) if not text.isprintable()]
        quoted = list(map(_quoted, carried))
        if self._same:
            return carried, quoted, odd
        erp = [_quoted(to_text(value)) if value is not UNKNOWN else "" for value in values]
        return carried, [one if one == other else f"[{other}, {one}]" for one, other in zip(quoted, erp, strict=True)], odd

    def _carried(self, values: list[Any]) -> list[Any]:
        if self._same and set(map(type, values)) == {str} and max(map(len, values)) <= self._limit:
            return values  # texts that fit are what they are
        return list(map(self._carry, values))


def _escaped(key: str) -> str:
    """A key as it stands in a template."""
    return _quoted(key).replace("%", "%%")


def _object(parts: Any) -> str:
    return "{" + ", ".join(parts) + "}"
