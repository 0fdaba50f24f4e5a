"""What a connector's process answers when actors are asked for: pages, those with certain keys, streams, and what is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from connectors.base import ERP_KEY, ActorType, Operator, Restriction
from connectors.faulty import CONTROL, LONG, NO_KEY, SECRET, SHAPE, TWICE
from connectors.finding import MOST_FAULTS
from connectors.process import ActorsRead, Crashed, Done, Event, Failed, Kind, Question
from tests.answers import actors, cursor, faults, hear, keys
from tests.erpserver import ErpServer
from tests.workbooks import make

CUSTOMER, PERSON = ActorType.CUSTOMER, ActorType.PERSON
PASSWORD = "hemmelig-Ærfugl"
Ask = Callable[[Kind, Question], list[Event]]


def memory(erp: ErpServer) -> Ask:
    values = {"server": erp.address, "user": erp.user, "password": erp.password, "company": "1"}
    return lambda kind, question: hear(kind, "plugin://memory", values, question)


def hostile(behaviour: str, kind: Kind = "search", number: int = 10, **asked: object) -> list[Event]:
    """What the hostile connector answers to a question for its first two fields."""
    question = Question(CUSTOMER, **{"field_keys": ("name", "id"), "limit": 20, **asked})  # type: ignore[arg-type]
    values = {"behaviour": behaviour, "password": PASSWORD, "number": str(number)}
    return hear(kind, "plugin://hostile", values, question, (PASSWORD,))


@pytest.fixture(params=["excel", "memory"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ask, str, str]]:
    """A question to one of two kinds, with a company's key there, and the key of a person in it."""
    if request.param == "excel":
        values = {"file": make(tmp_path / "erp.xlsx").name}
        yield partial(_excel, values, tmp_path), "10001", "2"
    else:
        with ErpServer() as erp:
            yield memory(erp), "10001", "P2"


def _excel(values: dict[str, str], folder: Path, kind: Kind, question: Question) -> list[Event]:
    return hear(kind, "plugin://excel", values, question, folder=folder)


def test_pages_follow_one_another_by_their_cursors_and_the_last_has_none(ask: tuple[Ask, str, str]):
    question, pages, at = Question(CUSTOMER, ("Nm",), limit=3), [], ""
    whole = keys(ask[0]("stream", question))
    while at or not pages:
        answer = ask[0]("search", Question(CUSTOMER, ("Nm",), limit=3, cursor=at))
        pages.append(keys(answer))
        at = cursor(answer)
    assert [key for page in pages for key in page] == whole
    assert max(map(len, pages)) == 3
    assert len(whole) >= 4


def test_persons_are_searched_within_their_company_by_text_and_by_restrictions(ask: tuple[Ask, str, str]):
    within, company, person = ask
    family = Question(PERSON, ("LastName",), parent=(CUSTOMER, company), limit=50)
    assert set(keys(within("search", family))) < set(keys(within("stream", Question(PERSON, ("LastName",)))))
    named = Restriction("LastName", Operator.IS_NOT, ("Nobody",))
    narrowed = Question(PERSON, ("LastName",), parent=(CUSTOMER, company), restrictions=(named,), limit=50)
    assert keys(within("search", narrowed)) == keys(within("search", family))
    assert person in keys(within("stream", narrowed))


def test_actors_are_got_by_their_keys_with_the_fields_asked_for(ask: tuple[Ask, str, str]):
    found = ask[0]("get", Question(CUSTOMER, ("Nm", ERP_KEY), erp_keys=("10003", "10001", "nobody", "10001")))
    assert sorted(keys(found)) == ["10001", "10003"]
    assert [set(actor.values) for actor in actors(found)] == [{"Nm"}, {"Nm"}]


def test_what_a_connector_answers_beside_the_keys_it_was_asked_for_is_left_out():
    assert keys(hostile("all at once", "get", erp_keys=("3", "7"))) == ["3", "7"]


def test_a_search_that_cant_be_asked_names_its_field_and_the_next_one_is_answered(ask: tuple[Ask, str, str]):
    wrong = Restriction("Zip", Operator.ONE_OF, ("x",))
    [failed] = ask[0]("search", Question(CUSTOMER, ("Nm",), restrictions=(wrong,)))
    assert isinstance(failed, Failed)
    assert (failed.error, failed.field) == ("SearchRefused", "Zip")
    right = Restriction("Zip", Operator.BEGINS, ("0",))
    assert keys(ask[0]("search", Question(CUSTOMER, ("Nm",), restrictions=(right,))))


def test_an_actors_own_key_is_no_field_that_a_connector_is_asked_for():
    [found] = actors(hostile("many", number=1, field_keys=("name", ERP_KEY)))
    assert found.values == {"name": "name 1"}


def test_a_connector_that_knows_no_pages_is_read_in_pages_all_the_same():
    first = hostile("all at once", limit=4)
    second = hostile("all at once", limit=4, cursor=cursor(first))
    third = hostile("all at once", limit=4, cursor=cursor(second))
    assert [keys(page) for page in (first, second, third)] == [list("1234"), list("5678"), ["9", "10"]]
    assert cursor(third) == ""


def test_actors_with_impossible_keys_are_told_one_by_one_and_the_others_go_on():
    answer = hostile("odd keys")
    assert keys(answer) == [" 10 ", "\u202e10", "good"]
    reasons = [fault.reason for fault in faults(answer)]
    assert reasons == [NO_KEY] * 5 + [CONTROL] * 3 + [LONG]
    assert {fault.erp_key for fault in faults(answer)} >= {"", "a\N{REPLACEMENT CHARACTER}b", "k" * 100 + "…"}
    assert faults(answer)[5].title.startswith("name a")


@pytest.mark.parametrize("kind", ["search", "stream"])
def test_a_key_that_comes_again_in_an_answer_is_a_fault_and_the_first_is_taken(kind: Kind):
    answer = hostile("twice", kind)
    assert keys(answer) == ["1", "2", "good"]
    assert [(fault.erp_key, fault.reason) for fault in faults(answer)] == [("1", TWICE)] * 2


def test_a_value_of_an_impossible_type_costs_its_actor_alone_and_names_the_field():
    answer = hostile("odd types")
    assert keys(answer) == ["6"]
    assert [fault.erp_key for fault in faults(answer)] == list("12345")
    assert "“name”" in faults(answer)[0].reason.en
    assert "Decimal" in faults(answer)[0].reason.nb


def test_of_thousands_of_faults_some_are_told_and_the_rest_are_counted():
    answer = hostile("faulty", "stream", number=10_000)
    assert keys(answer) == ["good"]
    assert len(faults(answer)) == MOST_FAULTS
    assert sum(event.untold for event in answer if isinstance(event, ActorsRead)) == 10_000 - MOST_FAULTS


def test_neither_a_value_nor_a_key_shows_the_password():
    answer = hostile("leaky")
    assert PASSWORD not in repr(answer)
    assert [actor.values["name"] for actor in actors(answer)] == [actors(answer)[0].values["name"], "name good"]
    assert repr(actors(answer)[0].values["name"]) == "<Unknown.UNKNOWN: 'unknown'>"
    assert [fault.reason for fault in faults(answer)] == [SECRET]


@pytest.mark.parametrize("kind", ["search", "stream"])
def test_what_a_connector_says_of_what_it_cannot_give_is_told_without_the_password(kind: Kind):
    answer = hostile("unusable", kind)
    assert keys(answer) == ["good"]
    said = [(fault.erp_key, fault.title, fault.reason.en) for fault in faults(answer)]
    assert said[0] == ("1", "First", "Its row is locked.")
    assert said[1][::2] == ("", "It is •••.")
    assert said[2] == ("", "", SHAPE.en)
    assert PASSWORD not in repr(answer)


def test_a_stream_of_many_comes_in_pieces_and_says_that_it_is_done():
    *pieces, end = hostile("many", "stream", number=2_300)
    assert isinstance(end, Done)
    assert [len(piece.actors) for piece in pieces if isinstance(piece, ActorsRead)] == [500, 500, 500, 500, 300]


def test_texts_as_long_as_may_be_go_in_as_many_events_as_they_need():
    question = Question(CUSTOMER, ("name", "id"), limit=200)
    values = {"behaviour": "long texts", "password": "x", "number": "100"}
    answer = hear("search", "plugin://hostile", values, question)
    assert len(keys(answer)) == 100
    assert len(answer) > 1


@pytest.mark.parametrize(
    ("behaviour", "end", "came"),
    [("half", Crashed, 500), ("breaks off", Failed, 500), ("circles", Failed, 3), ("no batch", Failed, 0)],
)
def test_what_came_before_a_stream_broke_off_stands(behaviour: str, end: type[Event], came: int):
    answer = hostile(behaviour, "stream", number=2_000)
    assert isinstance(answer[-1], end)
    assert len(keys(answer)) == came


def test_a_page_of_an_answer_without_an_end_or_going_in_circles_ends():
    circling = hostile("circles", limit=3)
    assert (keys(circling), cursor(circling)) == (["1", "2", "3"], "0:again")
    [failed] = hostile("circles", limit=3, cursor="0:again")
    assert isinstance(failed, Failed)
    assert failed.error == "ProtocolBroken"
    assert keys(hostile("endless", limit=50)) == ["1"]
