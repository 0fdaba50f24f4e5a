"""What links stand on, on a database where nobody waits for another by itself: one does something, another comes in between."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from connectors.base import ActorType
from tests import linked
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.crm import register
from webapp.crm.pairings import Place
from webapp.crm.register import Record
from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, Link, LinkSuggestion
from webapp.services import accepting, linking, records, unlinking
from webapp.services.journal import Origin

pytestmark = pytest.mark.postgresql


@pytest.fixture
def visma(cast: dict[str, Any]) -> Connection:
    return linked.workbook_erp(cast)[0]


def in_between(first: Callable[[], Any], second: Callable[[], Any]) -> str:
    """Do *second* while the transaction of *first* isn't stored yet; why it was refused, if it was."""
    begun, ended, said = Event(), Event(), []

    def other() -> None:
        with db.connection_context():
            begun.set()
            try:
                second()
            except Problem as problem:
                said.append(problem.code)
        ended.set()

    with ThreadPoolExecutor(1) as pool:
        with db.atomic():
            first()
            after = pool.submit(other)
            assert begun.wait(5)
            ended.wait(0.5)  # whoever doesn't wait for us is done by now
        after.result(20)
    return "".join(said)


def linking_of(connection: Connection, record: Record, key: str, type_: ActorType) -> Callable[[], Any]:
    origin = Origin("connected", connection=connection)
    return lambda: linking.link(record, connection, linking.Actor(type_, key), None, origin)


def accepting_of(connection: Connection, record: Record, type_: ActorType) -> Callable[[], Any]:
    """Accept a suggestion as the workbench does."""
    found = LinkSuggestion.create(
        connection=connection, actor_type=type_.value, entity=record.entity.value, record_id=record.id, erp_key="20319", score=90
    )
    return lambda: accepting.one(Place(connection, type_), found.id, None)


def test_a_person_is_not_linked_under_a_company_that_is_being_disconnected(visma: Connection):
    company = linked.company("Fjordkraft")
    link = linked.link(visma, company, "20318")
    person = linked.person(company, "Åse", "Berg")
    code = in_between(lambda: unlinking.unlink([link], Origin("disconnected")), linking_of(visma, person, "1", linked.PERSON))
    assert code == "parent_not_linked"
    assert not Link.select().exists()


def test_a_company_that_is_disconnected_takes_along_the_person_just_linked(visma: Connection):
    company = linked.company("Fjordkraft")
    link = linked.link(visma, company, "20318")
    person = linked.person(company, "Åse", "Berg")
    in_between(linking_of(visma, person, "1", linked.PERSON), lambda: unlinking.unlink([link], Origin("disconnected")))
    assert not Link.select().exists()


def test_a_record_that_is_being_deleted_is_not_linked_and_one_being_linked_is_not_deleted(
    visma: Connection, cast: dict[str, Any]
):
    one, other = linked.company("Fjordkraft"), linked.company("Nordlys")
    accept, accept_other = (accepting_of(visma, each, linked.CUSTOMER) for each in (one, other))
    assert in_between(lambda: records.delete(one, cast["åse"]), accept) == "record_gone"
    assert in_between(accept_other, lambda: records.delete(other, cast["åse"])) == "record_linked"
    assert register.get(other.entity, [other.id])[other.id].deleted_at is None


def test_a_company_that_is_being_deleted_gets_no_person(cast: dict[str, Any]):
    company = linked.company("Fjordkraft")
    add = {"LASTNAME": "Berg"}
    code = in_between(
        lambda: records.delete(company, cast["åse"]),
        lambda: records.add(linked.Entity.PERSON, add, company.id, cast["åse"]),
    )
    assert code == "company_gone"


def test_a_person_being_linked_keeps_its_company(visma: Connection, cast: dict[str, Any]):
    company, other = linked.company("Fjordkraft"), linked.company("Nordlys")
    linked.link(visma, company, "20318")
    person = linked.person(company, "Åse", "Berg")
    found = accepting_of(visma, person, linked.PERSON)
    LinkSuggestion.update(parent_type="Customer", parent_key="20318").execute()
    code = in_between(found, lambda: records.change(person, person.texts, other.id, person.version, cast["åse"]))
    assert code == "person_linked"
