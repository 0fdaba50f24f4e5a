"""Many actors that have the same fields, held column by column.

That is how they travel and how most of them are worked on; an `Actor` is made of one only where somebody asks for it, which
takes longer than everything else that happens to it on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple, overload

from connectors.base import UNKNOWN, Actor, ActorType

_EXTENT = ("last_modified", "parent_type", "parent_key")
_BLANK: dict[str, Any] = {"last_modified": "", "parent_type": None, "parent_key": ""}


class Columns(NamedTuple):
    """What a table consists of: the fields' keys and their columns; of what an actor has beside its values, those columns in
    which something stands."""

    type: ActorType
    erp_keys: list[str]
    beside: dict[str, list[Any]]
    keys: tuple[str, ...]
    values: list[list[Any]]


class Table(Sequence[Actor]):
    """Actors of one type with the same fields, as a sequence. Raises ValueError where the columns are of different lengths."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        lengths = set(map(len, (columns.erp_keys, *columns.beside.values(), *columns.values)))
        if len(lengths) > 1 or len(columns.keys) != len(columns.values) or set(columns.beside) - set(_EXTENT):
            raise ValueError("columns of different lengths")

    @property
    def erp_keys(self) -> list[str]:
        """Their keys."""
        return self._columns.erp_keys

    def column(self, key: str) -> list[Any]:
        """The values of a field; `UNKNOWN` where the actors haven't got it. Leave it as it is: it isn't a copy."""
        keys = self._columns.keys
        return self._columns.values[keys.index(key)] if key in keys else [UNKNOWN] * len(self)

    def with_others(self, other: Table) -> Table | None:
        """These actors and then those; None where they have other fields."""
        mine, theirs = self._columns, other._columns
        if (mine.type, mine.keys, mine.beside.keys()) != (theirs.type, theirs.keys, theirs.beside.keys()):
            return None
        beside = {name: each + theirs.beside[name] for name, each in mine.beside.items()}
        values = [each + more for each, more in zip(mine.values, theirs.values, strict=True)]
        return Table(Columns(mine.type, mine.erp_keys + theirs.erp_keys, beside, mine.keys, values))

    def __len__(self) -> int:
        return len(self._columns.erp_keys)

    def __iter__(self) -> Iterator[Actor]:
        type_, keys = self._columns.type, self._columns.keys
        rows = zip(*self._columns.values, strict=True) if keys else repeat(())
        beside = zip(*(self._columns.beside.get(name, repeat(_BLANK[name])) for name in _EXTENT), strict=False)
        for erp_key, row, more in zip(self.erp_keys, rows, beside, strict=False):
            yield Actor(type_, erp_key, dict(zip(keys, row, strict=True)), *more)

    @overload
    def __getitem__(self, place: int) -> Actor: ...
    @overload
    def __getitem__(self, place: slice) -> list[Actor]: ...
    def __getitem__(self, place: int | slice) -> Actor | list[Actor]:
        if isinstance(place, slice):
            return list(self)[place]
        columns = self._columns
        values = {key: column[place] for key, column in zip(columns.keys, columns.values, strict=True)}
        beside = {name: column[place] for name, column in columns.beside.items()}
        return Actor(columns.type, columns.erp_keys[place], values, **beside)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # as of a list


def columns_of(actors: Sequence[Actor]) -> Columns | None:
    """*actors* column by column; None where they aren't of one type with the same fields in the same order."""
    kinds = {(actor.type, tuple(actor.values)) for actor in actors}
    if len(kinds) != 1:
        return None
    type_, keys = kinds.pop()
    beside = {name: [getattr(actor, name) for actor in actors] for name in _EXTENT}
    return Columns(
        type_,
        [actor.erp_key for actor in actors],
        {name: column for name, column in beside.items() if any(column)},
        keys,
        list(map(list, zip(*(actor.values.values() for actor in actors), strict=True))),
    )


def joined(one: Sequence[Actor], other: Sequence[Actor]) -> Sequence[Actor]:
    """The actors of both, column by column where both are alike."""
    if isinstance(one, Table) and isinstance(other, Table):
        both = one.with_others(other)
        if both is not None:
            return both
    return [*one, *other]


def keys_of(actors: Sequence[Actor]) -> list[str]:
    """The keys of actors."""
    return actors.erp_keys if isinstance(actors, Table) else [actor.erp_key for actor in actors]


def column(actors: Sequence[Actor], key: str) -> list[Any]:
    """The values of a field of actors; `UNKNOWN` for those that haven't got it. Leave it as it is: it may be no copy."""
    if isinstance(actors, Table):
        return actors.column(key)
    return [actor.values.get(key, UNKNOWN) for actor in actors]
