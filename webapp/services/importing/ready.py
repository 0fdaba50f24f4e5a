"""What arrives of actors from which all arrives whole, made ready to be stored, hundreds of actors at a time.

It is what `intake` and `classifying` make of such an actor one by one, told faster: field by field, and texts are put into
JSON by one template.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType
from connectors.table import column, keys_of
from connectors.values import to_text
from webapp.crm import adding
from webapp.crm.fields import Entity
from webapp.services.crossing import Lane
from webapp.sync.carriers import Carrier, carrier

_quoted: Callable[[str], str] = encode_basestring


class Ready(NamedTuple):
    """New records as `adding.ready` makes them, and of each what is agreed as JSON text.

    At the places in `odd` something doesn't arrive whole: what stands there is of no use.
    """

    stored: Sequence[Sequence[str]]
    agreed: Sequence[str]
    odd: Collection[int]


class _Arrived(NamedTuple):
    """One field of many actors: the texts that arrive; as JSON text those, and what is agreed; and at which places something
    doesn't arrive whole."""

    texts: Sequence[str]
    quoted: Sequence[str]
    agreed: Sequence[str]
    odd: Sequence[int]


class Readying:
    """For all actors of one preview or import. Without a value in the *mandatory* fields (CRM keys) nothing is ready."""

    def __init__(self, entity: Entity, lanes: Sequence[Lane], mandatory: Collection[str] = ()) -> None:
        self._entity = entity
        self._columns = [_Column(lane) for lane in lanes]
        self._crm_keys = [lane.crm.key for lane in lanes]
        self._mandatory = [place for place, key in enumerate(self._crm_keys) if key in mandatory]
        self._possible = bool(lanes) and len(set(self._crm_keys)) == len(lanes) and set(mandatory) <= set(self._crm_keys)
        self._agreed = _object(f"{_escaped(lane.key)}: %s" for lane in lanes)

    def read(self, actors: Sequence[Actor]) -> Ready:
        """What arrives of *actors*."""
        if not actors or not self._possible:
            return Ready([[""] * len(actors)] * len(adding.STORED), [""] * len(actors), range(len(actors)))
        found = [column.read(values) for column, values in zip(self._columns, self._values(actors), strict=True)]
        texts = dict(zip(self._crm_keys, (each.texts for each in found), strict=True))
        agreed = list(map(self._agreed.__mod__, zip(*(each.agreed for each in found), strict=True)))
        return Ready(adding.ready(self._entity, texts, self._objects(found)), agreed, self._odd(found))

    def _values(self, actors: Sequence[Actor]) -> Iterator[list[Any]]:
        """Each field's values."""
        for each in self._columns:
            yield keys_of(actors) if each.key == ERP_KEY else column(actors, each.key)

    def _odd(self, found: Sequence[_Arrived]) -> set[int]:
        blank = {place for each in self._mandatory for place, text in enumerate(found[each].texts) if not text.strip()}
        return blank.union(*(each.odd for each in found))

    def _objects(self, found: Sequence[_Arrived]) -> Iterator[str]:
        """The JSON text of each actor's values, those that aren't blank.

        A value that is blank in some of them brings its comma along, which stands on the side of one that all of them have.
        """
        whole = [all(each.texts) for each in found]
        first = whole.index(True) if any(whole) else len(found)
        parts, columns = list[str](), list[Sequence[str]]()
        for place, (key, each) in enumerate(zip(self._crm_keys, found, strict=True)):
            named, before, after = f"{_quoted(key)}: ", ", " if place > first else "", ", " if place < first else ""
            parts.append(f"{before}{_escaped(key)}: %s" if whole[place] else "%s")
            columns.append(each.quoted if whole[place] else _named(each, before + named, after))
        rows = zip(*columns, strict=True)
        if any(whole):
            return map(("{" + "".join(parts) + "}").__mod__, rows)
        return (f"{{{''.join(row).removesuffix(', ')}}}" for row in rows)


def _named(arrived: _Arrived, before: str, after: str) -> list[str]:
    """A field's values, each with what stands around it; nothing for those that are blank."""
    pairs = zip(arrived.texts, arrived.quoted, strict=True)
    return [f"{before}{quoted}{after}" if text else "" for text, quoted in pairs]


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
