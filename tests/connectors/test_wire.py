"""Events on the pipe: what was put in comes out, and nothing else does."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from connectors.base import Actor, ActorType, Connector
from connectors.process import ActorsRead, Crashed, Described, Fault, Question, RecordsRead
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


def columns(**other: Any) -> tuple[Any, ...]:
    """An event with one actor, column by column, in which something may be otherwise."""
    parts = {"type": ActorType.CUSTOMER, "erp_keys": ["1"], "beside": {}, "keys": ("name",), "values": [["x"]]}
    return ActorsRead(()), tuple((parts | other).values())


def rows(*actor: Any) -> tuple[Any, ...]:
    """The same actor by actor; what stands before its values may be otherwise."""
    return ActorsRead(()), [("name",)], [(0, *(actor or (ActorType.CUSTOMER, "1", "", None, "")), "x")]


def test_an_actor_by_hand_is_read_either_way():
    there = ActorsRead([Actor(ActorType.CUSTOMER, "1", {"name": "x"})])
    assert unpacked(pickle.dumps(columns())) == there
    assert unpacked(pickle.dumps(rows())) == there


@pytest.mark.parametrize(
    "event",
    [
        (),
        columns(erp_keys="1", values=["x"]),
        columns(erp_keys=5),
        columns(erp_keys=[None]),
        columns(erp_keys=["1", "2"]),
        columns(type="Customer"),
        columns(type=[]),
        columns(keys=(5,)),
        columns(keys=([],)),
        columns(keys="n"),
        columns(keys=()),
        columns(values=[{"x": 1}]),
        columns(values=[[["x"]]]),
        columns(values=[[b"x"]]),
        columns(beside=["last_modified"]),
        columns(beside={"parent_key": [5]}),
        columns(beside={"parent_type": ["Customer"]}),
        columns(beside={"other": ["1"]}),
        rows("Customer", "1", "", None, ""),
        rows(ActorType.CUSTOMER, None, "", None, ""),
        rows(ActorType.CUSTOMER, "1", 5, None, ""),
        rows(ActorType.CUSTOMER, "1", "", "Customer", ""),
        rows(ActorType.CUSTOMER, "1", "", None, "", b"x"),
        (ActorsRead((), 5), *rows()[1:]),
        (ActorsRead((), [Fault(5, "why")]), *rows()[1:]),  # type: ignore[arg-type]
        (ActorsRead((), (), "many"), *rows()[1:]),  # type: ignore[arg-type]
        (RecordsRead((), 5), *rows()[1:]),  # type: ignore[arg-type]
        (Described("", [], {}, {}), *rows()[1:]),
        (Question(), *rows()[1:]),
        ActorsRead(5),  # type: ignore[arg-type]
        ActorsRead([]),
    ],
)  # fmt: skip
def test_actors_that_consist_of_something_else_are_not_read(event: Any):
    with pytest.raises(Unreadable):
        unpacked(pickle.dumps(event))


@pytest.mark.parametrize(
    "data",
    [
        b"cdatetime\ntimedelta\n(I" + b"9" * 30 + b"\ntR.",
        b"\x80\x02cconnectors.process\nActorsRead\n)\x81.",
        b"\x80\x02cconnectors.process\nFailed\n)\x81.",
        b"cconnectors.base\ndataclass\n(cconnectors.base\nConnector\ntR.",
    ],
    ids=[
        "a number without end",
        "actors without anything",
        "an error without anything",
        "no class of ours",
    ],
)
def test_what_is_hardly_a_pickle_is_not_read_and_changes_nothing(data: bytes):
    with pytest.raises(Unreadable):
        unpacked(data)
    assert not hasattr(Connector, "__dataclass_fields__")
