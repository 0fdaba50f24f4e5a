"""Events on the pipe: what was put in comes out, and nothing else does."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from connectors.base import Actor, ActorType
from connectors.process import ActorsRead, Crashed, RecordsRead
from connectors.wire import LENGTH, LONGEST_EVENT, Unreadable, packed, unpacked

LONG = [Actor(ActorType.CUSTOMER, str(n), {"name": "x" * 50_000}) for n in range(200)]


def events(data: bytes) -> list[object]:
    """The events in what was sent."""
    found = []
    while data:
        end = LENGTH.size + LENGTH.unpack_from(data)[0]
        assert end <= LENGTH.size + LONGEST_EVENT
        found.append(unpacked(data[LENGTH.size : end]))
        data = data[end:]
    return found


def test_more_actors_than_go_in_one_event_arrive_in_several_with_the_cursor_last():
    *pieces, last = events(packed(RecordsRead(LONG, "next")))
    assert isinstance(last, RecordsRead)
    assert last.cursor == "next"
    assert pieces
    arrived = [actor for piece in pieces if isinstance(piece, ActorsRead) for actor in piece.actors] + list(last.actors)
    assert arrived == LONG


SPRUNG: list[str] = []


class Trap:
    """Something that would do harm when it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return spring, ("sprung",)


def spring(word: str) -> Crashed:
    SPRUNG.append(word)
    return Crashed("")


@pytest.mark.parametrize("data", [b"", b"nonsense", pickle.dumps("text"), pickle.dumps((1, 2)), pickle.dumps(Trap())])
def test_what_is_no_event_is_not_read(data: bytes):
    with pytest.raises(Unreadable):
        unpacked(data)
    assert SPRUNG == []
    assert unpacked(packed(Crashed("why"))[LENGTH.size :]) == Crashed("why")
