"""Calls to a connector: what pages and workers get of it, and what a connector that fails costs the next call."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from flask import Flask

from connectors.base import Actor, ActorType, Context, Operator, Refused, Restriction, Saved
from connectors.errors import (
    ConnectorError,
    LoginRefused,
    OutcomeUnknown,
    ProtocolBroken,
    RecordRefused,
    SearchRefused,
    Unreachable,
)
from connectors.process import ActorsRead, Question
from connectors.registry import resolve
from tests.erpserver import ErpServer
from webapp import config
from webapp.services import call_memory, calls
from webapp.services.call_memory import Busy
from webapp.services.configuration import Configuration

CUSTOMER = ActorType.CUSTOMER
ANY = Question(CUSTOMER, ("Nm",), limit=5)
NEW = Actor(CUSTOMER, "", {"Nm": "Ny Kunde AS"})


@pytest.fixture(autouse=True)
def fresh(app: Flask) -> Iterator[None]:
    """Nothing is remembered of other tests, and limits are as they were in the end."""
    before = dict(config.current)
    call_memory.forget(everything=True)
    yield
    config.current.update(before)
    call_memory.forget(everything=True)


def to(erp: ErpServer, company: int = 1, **other: Any) -> Configuration:
    """A configuration that reaches *erp*; another company makes it another connection."""
    values = {"server": erp.address, "user": erp.user, "password": erp.password, "company": company}
    return Configuration("plugin://memory", resolve("plugin://memory").config_fields(Context()), values | other)


def hostile(behaviour: str, number: int = 10) -> Configuration:
    values = {"behaviour": behaviour, "password": "hemmelig-Ærfugl", "number": number}
    return Configuration("plugin://hostile", resolve("plugin://hostile").config_fields(Context()), values)


def waited(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something has come to be so within that time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def failed(call: Callable[[], Any]) -> tuple[type[ConnectorError], float]:
    """How a call fails, and after how many seconds."""
    begun = time.monotonic()
    with pytest.raises(ConnectorError) as raised:
        call()
    return type(raised.value), time.monotonic() - begun


def test_a_search_is_answered_page_by_page_and_actors_are_got_by_key(erp: ErpServer):
    first = calls.search(to(erp), ANY)
    second = calls.search(to(erp), Question(CUSTOMER, ("Nm",), limit=50, cursor=first.cursor))
    assert (len(first.actors), len(second.actors), second.cursor, first.faults) == (5, 7, "", [])
    [found] = calls.get(to(erp), Question(CUSTOMER, ("City",), erp_keys=("10003", "nobody")))
    assert (found.erp_key, found.values) == ("10003", {"City": "Oslo"})


def test_what_was_wrong_with_a_question_says_nothing_of_the_next_one(erp: ErpServer):
    wrong = Question(CUSTOMER, ("Nm",), restrictions=(Restriction("Nm", Operator.LESS, ("a",)),))
    with pytest.raises(SearchRefused) as refused:
        calls.search(to(erp), wrong)
    assert refused.value.field == "Nm"
    assert calls.search(to(erp), ANY).actors


def test_an_actor_that_cant_be_used_is_refused_alone_and_left_out_among_others():
    odd = hostile("odd types")
    with pytest.raises(RecordRefused) as refused:
        calls.get(odd, Question(CUSTOMER, ("name",), erp_keys=("1",)))
    assert (refused.value.key, "Decimal" in refused.value.text.en) == ("1", True)
    assert [actor.erp_key for actor in calls.get(odd, Question(CUSTOMER, ("name",), erp_keys=("1", "6")))] == ["6"]


def test_with_two_calls_under_way_the_third_is_told_so_at_once_and_that_is_not_remembered(erp: ErpServer):
    config.current["CALL_SECONDS"] = 3
    erp.mode = "silent"
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(failed, lambda: calls.search(to(erp), ANY)) for _ in range(2)]
        assert waited(lambda: erp.open_connections == 2)
        kind, seconds = failed(lambda: calls.search(to(erp), ANY))
        assert (kind, seconds < 0.2) == (Busy, True)
        erp.mode = "ok"  # those that wait go on waiting
        assert calls.search(to(erp, 2), ANY).actors
        assert [each.result()[0] for each in waiting] == [Unreachable] * 2
    kind, seconds = failed(lambda: calls.search(to(erp), ANY))
    assert (kind, seconds < 0.1) == (Unreachable, True)
    calls.forget()
    assert calls.search(to(erp), ANY).actors


def test_that_a_connection_was_busy_is_forgotten_when_it_no_longer_is(erp: ErpServer):
    key = to(erp).digest
    with call_memory.place(key), call_memory.place(key):
        assert failed(lambda: calls.search(to(erp), ANY))[0] is Busy
    assert calls.search(to(erp), ANY).actors


def test_half_of_the_web_servers_threads_never_wait_for_an_erp():
    config.current["THREADS"] = 4
    with call_memory.place("a"), call_memory.place("b"), pytest.raises(Busy), call_memory.place("c"):
        pass
    with call_memory.place("c"):
        config.current["THREADS"] = 1
        with pytest.raises(Busy), call_memory.place("d"):
            pass
    with call_memory.place("d"):
        pass


def test_an_actor_is_created_and_saved_and_a_refusal_is_an_answer(erp: ErpServer):
    saved = calls.create(to(erp), NEW)
    assert isinstance(saved, Saved)
    changed, refused = calls.save(to(erp), [Actor(CUSTOMER, saved.actor.erp_key, {"City": "Bø"}), Actor(CUSTOMER, "x", {})])
    assert isinstance(changed, Saved)
    assert (changed.actor.values["Nm"], changed.actor.values["City"]) == ("Ny Kunde AS", "Bø")
    assert isinstance(refused, Refused)
    assert calls.save(to(erp), []) == []


def test_after_a_write_without_an_answer_one_can_look_at_once_whether_it_was_written(erp: ErpServer):
    config.current["CALL_SECONDS"] = 2
    erp.mode = "mute"
    with pytest.raises(OutcomeUnknown):
        calls.create(to(erp), NEW)
    config.current["CALL_SECONDS"], erp.mode = 10, "ok"
    [made] = calls.search(to(erp), Question(CUSTOMER, ("Nm",), text="Ny Kunde")).actors
    assert made.values == {"Nm": "Ny Kunde AS"}


@pytest.mark.parametrize("behaviour", ["hangs on write", "dies on write", "forgets an answer"])
def test_a_connector_that_breaks_while_it_writes_leaves_it_open_within_the_limit(behaviour: str):
    config.current["CALL_SECONDS"] = 2
    kind, seconds = failed(lambda: calls.create(hostile(behaviour), Actor(CUSTOMER, "", {"name": "x"})))
    assert (kind, seconds < 4) == (OutcomeUnknown, True)


def test_a_connector_that_says_it_is_away_has_not_written_and_is_not_asked_again_for_a_while():
    away = hostile("away on write")
    assert failed(lambda: calls.create(away, Actor(CUSTOMER, "", {"name": "x"})))[0] is Unreachable
    kind, seconds = failed(lambda: calls.save(away, [Actor(CUSTOMER, "1", {"name": "x"})]))
    assert (kind, seconds < 0.1) == (Unreachable, True)


def test_a_write_is_not_held_up_by_a_question_that_broke_but_by_a_refused_sign_in(erp: ErpServer):
    erp.mode = "garbage"
    assert failed(lambda: calls.search(to(erp), ANY))[0] is ProtocolBroken
    erp.mode = "ok"
    assert isinstance(calls.create(to(erp), NEW), Saved)
    wrong = to(erp, password="feil")
    assert failed(lambda: calls.search(wrong, ANY))[0] is LoginRefused
    tried = len(erp.sign_ins)
    assert failed(lambda: calls.create(wrong, NEW))[0] is LoginRefused
    assert len(erp.sign_ins) == tried


def test_a_stream_gives_everything_in_pieces_of_some_thousands(erp: ErpServer):
    [piece] = calls.stream(to(erp), Question(CUSTOMER, ("Nm",)), 20)
    assert len(piece.actors) == 12
    assert [len(piece.actors) for piece in calls.stream(hostile("many", 4_700), Question(CUSTOMER, ("name",)), 20)] == [
        2_000,
        2_000,
        700,
    ]


def test_faults_that_are_only_counted_are_counted_also_where_nothing_else_comes_between():
    slow = count(0, 0.3).__next__
    pieces = list(calls.stream(hostile("faulty", 20_000), Question(CUSTOMER, ("name",)), 10_000, slow))
    assert sum(len(piece.faults) + piece.untold for piece in pieces) == 20_000


@pytest.mark.parametrize(
    ("behaviour", "error"), [("half", ProtocolBroken), ("breaks off", Unreachable), ("circles", ProtocolBroken)]
)
def test_what_came_before_a_stream_broke_off_is_given_and_the_next_one_is_asked(behaviour: str, error: type[ConnectorError]):
    came: list[Actor] = []
    with pytest.raises(error):
        _take(calls.stream(hostile(behaviour, 700), Question(CUSTOMER, ()), 20), came)
    assert len(came) == (3 if behaviour == "circles" else 500)
    assert len(list(calls.stream(hostile("many"), Question(CUSTOMER, ()), 20))) == 1


def _take(pieces: Iterator[ActorsRead], into: list[Actor]) -> None:
    for piece in pieces:
        into += piece.actors


def test_a_stream_without_an_end_ends_with_its_time_which_stands_still_while_somebody_works_on_it():
    assert failed(lambda: deque(calls.stream(hostile("endless"), Question(CUSTOMER, ()), 0.4), 1))[0] is Unreachable
    pieces = calls.stream(hostile("many", 1_000), Question(CUSTOMER, ()), 1)
    first = next(pieces)
    time.sleep(1.2)
    assert len(first.actors) + sum(len(piece.actors) for piece in pieces) == 1_000
