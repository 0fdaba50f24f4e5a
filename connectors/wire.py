"""Events as bytes on the pipe between us and a connector's process.

Actors go as plain tuples, since objects of a class take several times as long to write and to read.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias, get_args

from connectors.base import Actor
from connectors.process import ActorsRead, Event, RecordsRead

LENGTH = struct.Struct("!I")
LONGEST_EVENT = 4_000_000
_BROKEN = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, TypeError, ValueError)
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
        return super().find_class(module, name)


def packed(event: Event) -> bytes:
    """An event as the child sends it: its length, then itself. One with more actors than go in one becomes several."""
    if not isinstance(event, ActorsRead | RecordsRead):
        return _measured(pickle.dumps(event, pickle.HIGHEST_PROTOCOL))
    data = pickle.dumps(_lean(event), pickle.HIGHEST_PROTOCOL)
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
        event = _whole(*found) if isinstance(found, tuple) else found
    except _BROKEN as error:
        raise Unreadable(str(error)) from error
    if not isinstance(event, get_args(Event)):
        raise Unreadable("it is something else than an event")
    return event  # type: ignore[no-any-return]


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


def _whole(event: ActorsRead | RecordsRead, shapes: Sequence[tuple[str, ...]], rows: Sequence[tuple[Any, ...]]) -> Event:
    actors = [
        Actor(type_, key, dict(zip(shapes[shape], values, strict=True)), modified, parent_type, parent_key)
        for shape, type_, key, modified, parent_type, parent_key, *values in rows
    ]
    return replace(event, actors=actors)
