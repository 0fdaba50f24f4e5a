"""What a connector's process answers when pages and readings ask: types, fields and lists, records, items, counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import ActorType, FieldType
from connectors.process import (
    ActorTypeRead,
    Done,
    Event,
    Failed,
    Kind,
    ListRead,
    Question,
    RecordsRead,
    Task,
    UsageRead,
)
from connectors.work import Work
from tests.workbooks import make

CUSTOMER = ActorType.CUSTOMER


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "erp.xlsx")


def ask(book: Path, kind: Kind, question: Question = Question(), secrets: tuple[str, ...] = ()) -> Iterator[Event]:
    """All events of a task, to its end."""
    task = Task(kind, "plugin://excel", {"file": book.name}, secrets, (book.parent,), question=question)
    with Work(task) as work:
        while True:
            event = work.wait(20)
            assert event is not None
            yield event
            if kind != "survey" or isinstance(event, Done | Failed):
                return


def test_a_survey_tells_types_with_their_fields_then_lists_then_that_it_is_done(book: Path):
    *events, end = ask(book, "survey")
    assert isinstance(end, Done)
    types = {event.actor_type: event for event in events if isinstance(event, ActorTypeRead)}
    assert [*types] == [CUSTOMER, ActorType.PERSON]
    assert {field.key: field.type for field in types[CUSTOMER].fields}["CustGr"] is FieldType.LIST
    assert "ParentErpKey" in types[ActorType.PERSON].searchable
    [items] = [event for event in events if isinstance(event, ListRead)]
    assert (items.name, [*items.items]) == ("CustomerGroup", ["1", "2"])


def test_a_survey_of_what_cant_be_read_fails_in_words_and_then_succeeds(book: Path):
    book.rename(book.with_name("away.xlsx"))
    [failed] = ask(book, "survey")
    assert isinstance(failed, Failed)
    assert "erp.xlsx" in failed.text.en
    book.with_name("away.xlsx").rename(book)
    assert isinstance([*ask(book, "survey")][-1], Done)


def test_records_come_with_the_fields_asked_for_and_no_more_than_the_limit(book: Path):
    [found] = ask(book, "records", Question(CUSTOMER, ("Nm", "PaymentDays"), limit=3))
    assert isinstance(found, RecordsRead)
    assert [actor.erp_key for actor in found.actors] == ["10001", "10002", "10003"]
    assert found.actors[0].values == {"Nm": "Fjordglimt Bygg AS", "PaymentDays": 14}


def test_records_can_be_searched_for(book: Path):
    [found] = ask(book, "records", Question(CUSTOMER, ("Nm",), text="ørneredet"))
    assert isinstance(found, RecordsRead)
    assert [actor.erp_key for actor in found.actors] == ["10003"]


def test_a_secret_that_stands_in_a_record_is_taken_out(book: Path):
    [found] = ask(book, "records", Question(CUSTOMER, ("Nm",), limit=1), secrets=("Fjordglimt",))
    assert isinstance(found, RecordsRead)
    assert found.actors[0].values == {"Nm": "••• Bygg AS"}


def test_the_items_of_a_list_and_how_often_each_is_used_are_told(book: Path):
    [items] = ask(book, "items", Question(list_name="CustomerGroup"))
    assert isinstance(items, ListRead)
    assert items.items["2"].en == "Handel"
    [counts] = ask(book, "usage", Question(CUSTOMER, ("CustGr",)))
    assert counts == UsageRead({"1": 2, "2": 1})


def test_a_list_that_isnt_there_is_an_answer_in_words(book: Path):
    [failed] = ask(book, "items", Question(list_name="Nowhere"))
    assert isinstance(failed, Failed)
    assert failed.error == "ListUnknown"
