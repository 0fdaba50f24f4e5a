"""What a connector's process answers when it is told to write: what became of each actor, whatever the connector does."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.base import Actor, ActorType, Refused, Saved
from connectors.process import Crashed, Event, Failed, Kind, Question, Stored
from connectors.storing import BEGINS
from tests.answers import actors, hear, keys
from tests.erpserver import ErpServer, Mode
from tests.workbooks import make

CUSTOMER = ActorType.CUSTOMER
NEW = Actor(CUSTOMER, "", {"Nm": "Ny Kunde AS"})


def answers(events: list[Event]) -> list[Saved | Refused]:
    """What became of each actor."""
    return [answer for event in events if isinstance(event, Stored) for answer in event.answers]


def memory(erp: ErpServer, kind: Kind, *given: Actor, **asked: object) -> list[Event]:
    values = {"server": erp.address, "user": erp.user, "password": erp.password, "company": "1"}
    question = Question(CUSTOMER, ("Nm", "City"), actors=given, **asked)  # type: ignore[arg-type]
    silent = erp.mode in ("deaf", "mute", "silent")
    return hear(kind, "plugin://memory", values, question, timeout=0.5 if silent else 10)


def excel(book: Path, kind: Kind, *given: Actor, **asked: object) -> list[Event]:
    question = Question(CUSTOMER, ("Nm", "Zip"), actors=given, **asked)  # type: ignore[arg-type]
    return hear(kind, "plugin://excel", {"file": book.name}, question, folder=book.parent)


def hostile(behaviour: str, kind: Kind = "create") -> list[Event]:
    values = {"behaviour": behaviour, "password": "hemmelig-Ærfugl"}
    given = Actor(CUSTOMER, "" if kind == "create" else "1", {"name": "x"})
    return hear(kind, "plugin://hostile", values, Question(CUSTOMER, ("name",), actors=(given,)), ("hemmelig-Ærfugl",))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "erp.xlsx")


def test_a_created_actor_has_a_key_by_which_another_process_finds_it(book: Path, erp: ErpServer):
    [in_excel], [in_memory] = answers(excel(book, "create", NEW)), answers(memory(erp, "create", NEW))
    assert isinstance(in_excel, Saved)
    assert isinstance(in_memory, Saved)
    assert keys(excel(book, "get", erp_keys=(in_excel.actor.erp_key,))) == [in_excel.actor.erp_key]
    [found] = actors(memory(erp, "get", erp_keys=(in_memory.actor.erp_key,)))
    assert (found.values["Nm"], found.erp_key) == ("Ny Kunde AS", in_memory.actor.erp_key)


def test_of_several_that_are_saved_each_has_its_answer_in_order_and_a_bad_one_harms_no_other(book: Path, erp: ErpServer):
    given = [Actor(CUSTOMER, key, {"Nm": f"Endret {key}"}) for key in ("10001", "nobody", "10002")]
    for ask in (lambda kind, *some, **more: excel(book, kind, *some, **more), lambda *some, **more: memory(erp, *some, **more)):
        first, second, third = answers(ask("save", *given))
        assert isinstance(second, Refused)
        assert (type(first), second.erp_key, type(third)) == (Saved, "nobody", Saved)
        found = actors(ask("get", erp_keys=("10001", "10002")))
        assert [actor.values["Nm"] for actor in found] == ["Endret 10001", "Endret 10002"]


def test_what_the_erp_refuses_is_said_at_its_field(book: Path, erp: ErpServer):
    long = Actor(CUSTOMER, "", {"Nm": "x" * 200})
    for [answer] in (answers(excel(book, "create", long)), answers(memory(erp, "create", long))):
        assert isinstance(answer, Refused)
        assert (answer.field, "60" in answer.reason.nb) == ("Nm", True)


def test_a_user_who_may_only_read_is_refused_and_nothing_is_written(erp: ErpServer):
    erp.mode = "no-write"
    [answer] = answers(memory(erp, "create", NEW))
    assert isinstance(answer, Refused)
    assert (answer.reason.en, erp.records) == ("The user may only read.", [])


@pytest.mark.parametrize(("mode", "written"), [("deaf", False), ("mute", True)])
def test_an_erp_that_never_answers_a_write_leaves_it_open_whether_it_has_written(erp: ErpServer, mode: Mode, written: bool):
    erp.mode = mode
    begun, failed = memory(erp, "create", NEW)
    assert begun == BEGINS
    assert isinstance(failed, Failed)
    assert failed.error == "OutcomeUnknown"
    erp.mode = "ok"
    assert bool(keys(memory(erp, "search", text="Ny Kunde", limit=5))) is written


@pytest.mark.parametrize("mode", ["refuse", "silent", "closing"])
def test_an_erp_that_lets_nobody_in_has_surely_not_written(erp: ErpServer, mode: Mode):
    erp.mode = mode
    failed = memory(erp, "create", NEW)[-1]
    assert isinstance(failed, Failed)
    assert failed.error == ("LoginRefused" if mode == "refuse" else "Unreachable")


@pytest.mark.parametrize("behaviour", ["writes without a key", "forgets an answer", "answers nonsense"])
def test_an_answer_that_cant_be_understood_leaves_it_open_whether_it_was_written(behaviour: str):
    failed = hostile(behaviour)[-1]
    assert isinstance(failed, Failed)
    assert (failed.error, bool(failed.remedy.nb)) == ("OutcomeUnknown", True)


def test_a_connector_that_dies_while_it_writes_had_begun_to():
    begun, crashed = hostile("dies on write")
    assert begun == BEGINS
    assert isinstance(crashed, Crashed)


def test_a_refusal_speaks_of_the_actor_that_was_given_and_has_a_reason_in_words():
    [without] = answers(hostile("refuses without reason", "save"))
    assert isinstance(without, Refused)
    assert (without.erp_key, without.reason.nb) == ("1", "ERP-systemet oppga ingen grunn.")
    [raised] = answers(hostile("raises on write", "save"))
    assert isinstance(raised, Refused)
    assert (raised.reason.en, raised.field) == ("Not this one.", "name")
