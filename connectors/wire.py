"""Events as bytes on the pipe between us and a connector's process.

Actors go column by column, or where their fields differ as plain tuples: objects of a class take several times as long to
write and to read.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import chain
from types import NoneType
from typing import Any, TypeAlias, get_args

from connectors.base import Actor, ActorType, Text, Unknown
from connectors.process import ActorsRead, Event, Fault, RecordsRead
from connectors.table import Columns, Table, columns_of

LENGTH = struct.Struct("!I")
LONGEST_EVENT = 4_000_000
_BROKEN = (
    pickle.UnpicklingError, ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
_VALUES = {str, int, float, bool, datetime, NoneType, Unknown}
_OURS = ("connectors.base", "connectors.checking", "connectors.process", "datetime")

_Lean: TypeAlias = tuple[ActorsRead | RecordsRead, list[tuple[str, ...]], list[tuple[Any, ...]]]
"""An event without its actors; the sets of field keys that they have; the actors, their values after one another."""


class Unreadable(ValueError):
    """Bytes that are no event."""


class _Reader(pickle.Unpickler):
    """Reads what events consist of and nothing else: a connector may have written to the pipe by itself."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of an event's parts. Raises UnpicklingError for anything else."""
        if module not in _OURS or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an event")
        found = super().find_class(module, name)
        if not isinstance(found, type) or found.__module__ != module:  # what a module of ours has imported does other things
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an event")
        return found


def packed(event: Event) -> bytes:
    """An event as the child sends it: its length, then itself. One with more actors than go in one becomes several."""
    if not isinstance(event, ActorsRead | RecordsRead):
        return _measured(pickle.dumps(event, pickle.HIGHEST_PROTOCOL))
    columns = columns_of(event.actors)
    lean = (replace(event, actors=()), tuple(columns)) if columns else _lean(event)
    data = pickle.dumps(lean, pickle.HIGHEST_PROTOCOL)
    if len(data) <= LONGEST_EVENT or len(event.actors) < 2:
        return _measured(data)
    half = len(event.actors) // 2
    return packed(ActorsRead(event.actors[:half])) + packed(replace(event, actors=event.actors[half:]))


def _measured(data: bytes) -> bytes:
    return LENGTH.pack(len(data)) + data


def unpacked(data: bytes) -> Event:
    """The event that *data* is, its length taken off. Raises `Unreadable`."""
    try:
        found = _Reader(io.BytesIO(data)).load()
        event = _whole(found) if isinstance(found, tuple) else _alone(found)
    except _BROKEN as error:
        raise Unreadable(str(error)) from error
    return replace(event, size=len(data)) if isinstance(event, ActorsRead) else event


def _lean(event: ActorsRead | RecordsRead) -> _Lean:
    shapes: dict[tuple[str, ...], int] = {}
    rows = [
        (
            shapes.setdefault(tuple(actor.values), len(shapes)),
            actor.type,
            actor.erp_key,
            actor.last_modified,
            actor.parent_type,
            actor.parent_key,
            *actor.values.values(),
        )
        for actor in event.actors
    ]
    return replace(event, actors=()), list(shapes), rows


def _alone(event: Any) -> Event:
    """An event that has come without actors."""
    if not isinstance(event, get_args(Event)) or isinstance(event, ActorsRead | RecordsRead):
        raise TypeError("it is something else than an event")
    for each in fields(event):
        getattr(event, each.name)  # an object can be made without what it consists of
    return event  # type: ignore[no-any-return]


def _whole(found: tuple[Any, ...]) -> Event:
    event = found[0]
    if not isinstance(event, ActorsRead | RecordsRead):
        raise TypeError("only such events have actors")
    _demand_told(event)
    if len(found) == 2:
        columns = Columns(*found[1])
        _demand_columns(columns)
        return replace(event, actors=Table(columns))
    _event, shapes, rows = found
    actors = [
        Actor(type_, key, dict(zip(shapes[shape], values, strict=True)), modified, parent_type, parent_key)
        for shape, type_, key, modified, parent_type, parent_key, *values in rows
    ]
    _demand_actors(actors)
    return replace(event, actors=actors)


# ---- who has written what was sent, nobody knows: what is of a wrong type would break something much later


def _demand(types: set[type], *columns: Any) -> None:
    """Raise TypeError where in lists there is something of another type."""
    if set(map(type, columns)) - {list, tuple} or set(map(type, chain.from_iterable(columns))) - types:
        raise TypeError("a part of an event is of a wrong type")


def _demand_told(event: ActorsRead | RecordsRead) -> None:
    _demand({Fault}, event.faults)
    reasons = [fault.reason for fault in event.faults]
    _demand({Text}, reasons)
    _demand({str}, *((fault.erp_key, fault.title) for fault in event.faults), *((each.en, each.nb) for each in reasons))
    _demand({int} if isinstance(event, ActorsRead) else {str}, [event.untold if isinstance(event, ActorsRead) else event.cursor])


def _demand_columns(columns: Columns) -> None:
    beside = dict(columns.beside)
    _demand({list}, [columns.erp_keys, columns.values, *beside.values(), *columns.values])
    _demand({tuple}, [columns.keys])
    _demand({ActorType}, [columns.type])
    _demand({ActorType, NoneType}, beside.pop("parent_type", []))
    _demand({str}, columns.erp_keys, columns.keys, *beside.values())
    _demand(_VALUES, *columns.values)


def _demand_actors(actors: Sequence[Actor]) -> None:
    _demand({ActorType}, [actor.type for actor in actors])
    _demand({ActorType, NoneType}, [actor.parent_type for actor in actors])
    _demand({str}, *((actor.erp_key, actor.last_modified, actor.parent_key, *actor.values) for actor in actors))
    _demand(_VALUES, *(list(actor.values.values()) for actor in actors))
