"""What arrives of actors from which all arrives whole, made ready to be stored, hundreds of actors at a time.

It is what `intake` and `classifying` make of such an actor one by one, told faster: field by field, and texts are put into
JSON by a template for each set of fields that aren't blank.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType
from connectors.values import to_text
from webapp.crm import adding
from webapp.crm.fields import Entity
from webapp.services.crossing import Lane
from webapp.sync.carriers import Carrier, carrier

_quoted: Callable[[str], str] = encode_basestring


class Ready(NamedTuple):
    """A new record as `adding.prepared` makes it, and what is agreed as JSON text."""

    prepared: str
    agreed: str


class _Arrived(NamedTuple):
    """One field of many actors: the texts that arrive; as JSON text those, and what is agreed; and at which places something
    doesn't arrive whole."""

    texts: Sequence[str]
    quoted: Sequence[str]
    agreed: Sequence[str]
    odd: Sequence[int]


class Readying:
    """For all actors of one preview. Without a value in the *mandatory* fields (CRM keys) nothing is ready."""

    def __init__(self, entity: Entity, lanes: Sequence[Lane], mandatory: Collection[str] = ()) -> None:
        self._entity = entity
        self._columns = [_Column(lane) for lane in lanes]
        self._crm_keys = [lane.crm.key for lane in lanes]
        self._mandatory = [place for place, key in enumerate(self._crm_keys) if key in mandatory]
        self._possible = bool(lanes) and len(set(self._crm_keys)) == len(lanes) and set(mandatory) <= set(self._crm_keys)
        self._agreed = _object(f"{_escaped(lane.key)}: %s" for lane in lanes)

    def read(self, actors: Sequence[Actor]) -> list[Ready | None]:
        """For each of *actors* what arrives; None for those of which something doesn't arrive whole."""
        if not actors or not self._possible:
            return [None] * len(actors)
        found = [column.read(values) for column, values in zip(self._columns, self._values(actors), strict=True)]
        prepared = adding.prepared_of(
            self._entity, dict(zip(self._crm_keys, (each.texts for each in found), strict=True)), self._objects(found)
        )
        agreed = map(self._agreed.__mod__, zip(*(each.agreed for each in found), strict=True))
        ready: list[Ready | None] = list(map(Ready, prepared, agreed))
        for place in self._odd(found):
            ready[place] = None
        return ready

    def _values(self, actors: Sequence[Actor]) -> Iterator[list[Any]]:
        """Each field's values."""
        held = [actor.values for actor in actors]
        for column in self._columns:
            key = column.key
            yield [actor.erp_key for actor in actors] if key == ERP_KEY else [values.get(key, UNKNOWN) for values in held]

    def _odd(self, found: Sequence[_Arrived]) -> set[int]:
        blank = {place for each in self._mandatory for place, text in enumerate(found[each].texts) if not text.strip()}
        return blank.union(*(each.odd for each in found))

    def _objects(self, found: Sequence[_Arrived]) -> Iterator[str]:
        """The JSON text of each actor's values, those that aren't blank."""
        rows = zip(*(each.quoted for each in found), strict=True)
        partly = [place for place, each in enumerate(found) if not all(each.texts)]
        if not partly:
            yield from map(self._template(()).__mod__, rows)
            return
        known: dict[tuple[bool, ...], str] = {}
        for row, there in zip(rows, zip(*(map(bool, found[place].texts) for place in partly), strict=True), strict=True):
            if there not in known:
                known[there] = self._template([place for place, is_there in zip(partly, there, strict=True) if not is_there])
            yield known[there] % row

    def _template(self, blank: Collection[int]) -> str:
        """Of an object without the values at these places, which it takes all the same."""
        parts, before = list[str](), ""
        for place, key in enumerate(self._crm_keys):
            parts.append("%.0s" if place in blank else f"{before}{_escaped(key)}: %s")
            before = before if place in blank else ", "
        return "{" + "".join(parts) + "}"


class _Column:
    """One field of many actors."""

    def __init__(self, lane: Lane) -> None:
        self.key = lane.key
        self._is_text = lane.crm.type is FieldType.TEXT
        self._is_list = lane.erp.type is FieldType.LIST
        self._same = lane.erp.type is FieldType.TEXT and self._is_text
        self._limit = lane.crm.max_length or sys.maxsize
        self._carry: Carrier = carrier(lane.erp, lane.crm, lane.to_crm_items)

    def read(self, values: list[Any]) -> _Arrived:
        """What arrives of *values*."""
        different = set(values) if self._is_list and set(map(type, values)) == {str} else None
        if different is None or 4 * len(different) > len(values):
            return self._read(values)
        kept = list(different)  # of a list's items there are few: each is looked at once
        each = self._read(list(kept))
        known = dict(zip(kept, zip(each.texts, each.quoted, each.agreed, strict=True), strict=True))
        odd = {kept[place] for place in each.odd}
        texts, quoted, agreed = zip(*(known[value] for value in values), strict=True)
        return _Arrived(texts, quoted, agreed, [place for place, value in enumerate(values) if value in odd] if odd else [])

    def _read(self, values: list[Any]) -> _Arrived:
        carried = self._carried(values)
        odd = [] if carried is values else [place for place, each in enumerate(carried) if each.__class__ is not str]
        for place in odd:
            carried[place] = ""
        if self._is_text and not "".join(carried).isprintable():
            odd += [place for place, text in enumerate(carried) if not text.isprintable()]
        quoted = list(map(_quoted, carried))
        if self._same:
            return _Arrived(carried, quoted, quoted, odd)
        erp = [_quoted(to_text(value)) if value is not UNKNOWN else "" for value in values]
        agreed = [one if one == other else f"[{other}, {one}]" for one, other in zip(quoted, erp, strict=True)]
        return _Arrived(carried, quoted, agreed, odd)

    def _carried(self, values: list[Any]) -> list[Any]:
        if self._same and set(map(type, values)) == {str} and max(map(len, values)) <= self._limit:
            return values  # texts that fit are what they are
        return list(map(self._carry, values))


def _escaped(key: str) -> str:
    """A key as it stands in a template."""
    return _quoted(key).replace("%", "%%")


def _object(parts: Any) -> str:
    return "{" + ", ".join(parts) + "}"
