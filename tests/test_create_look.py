"""A creation whose outcome isn't known: it is looked for in the ERP, and nothing is created twice without anybody knowing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ERP_KEY, ActorType
from tests import linked
from tests.conftest import Browser
from tests.creating import add, begun, form, press, rule
from tests.erpserver import ErpServer
from tests.mapped import put
from tests.pages import Page, open_page
from tests.test_create_actor import journal, now, sent
from webapp import config
from webapp.crm.register import Record
from webapp.db import now as moment
from webapp.models import Connection, ConnectionField, CreateIntent, Link, SyncConnector


@pytest.fixture
def fjord(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return linked.memory_erp(cast, memory, erp)


@pytest.fixture
def record(cast: dict[str, Any]) -> Record:
    return linked.company("Havørn Fiske AS", POSTALCITY="Ålesund")


def timed_out(browser: Browser, record: Record, connection: Connection, erp: ErpServer, mode: Any = "mute") -> Page:
    """Press *Create* while the ERP doesn't answer (mute: it creates it all the same; deaf: it doesn't); it answers again then."""
    page = form(browser, record, connection)
    erp.mode, config.current["CALL_SECONDS"] = mode, 1
    late = press(page)
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    return late


def look(browser: Browser, record: Record, connection: Connection) -> Page:
    return open_page(browser, f"/crm/{record.entity.value}/{record.id}/erp/{connection.id}/create/look?ask=1")


def test_after_a_time_out_it_is_looked_for_and_what_was_made_is_linked(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    put(fjord, ERP_KEY, "NUMBER2", ">")
    rule(fjord, "Terms", "30")
    late = timed_out(bjorn, record, fjord, erp)
    assert "Whether “Fjord” has made it isn't known, so it is looked for there before anything else." in late
    assert late.by_id("sent").text() == "What was sent (Customer) NameHavørn Fiske AS CityÅlesund Days of credit30"
    assert (Link.select().count(), CreateIntent.get().state) == (0, "unknown")
    seen = look(bjorn, record, fjord)
    assert "It was made: this is in “Fjord”, has all the values sent and is linked to nobody." in seen
    key = json.loads(erp.records[0])[2]
    done = seen.press(f"Connect to {key}")
    assert f"“Havørn Fiske AS” is customer {key} in “Fjord” now, and linked to it." in done
    assert (Link.get().erp_key, len(erp.records), CreateIntent.select().count()) == (key, 1, 0)
    assert Link.get().agreed["Nm"] == "Havørn Fiske AS"
    assert now(record)["NUMBER2"] == key
    assert {name: each[2] for name, each in journal()["erp"].items()} == {
        "Nm": "from_crm",
        "City": "from_crm",
        "Terms": "default",
    }


def test_what_was_not_made_is_created_at_the_next_press_once(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    timed_out(bjorn, record, fjord, erp, "deaf")
    assert erp.records == []
    seen = look(bjorn, record, fjord)
    assert "It was not made: “Fjord” has nothing that is free and has all the values sent." in seen
    assert "linked to it" in seen.press("Create it now")
    assert (len(erp.records), sent(erp)["City"], CreateIntent.select().count()) == (1, "Ålesund", 0)
    assert "is linked to customer" in seen.press("Create it now")
    assert len(erp.records) == 1


def test_the_form_leads_to_the_look_whoever_opens_it(
    app: Flask, bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = form(bjorn, record, fjord)
    timed_out(bjorn, record, fjord, erp, "deaf")
    other = Browser(app)
    other.sign_in("åse")
    assert "Bjørn Øyen asked for it today" in form(other, record, fjord)
    assert "or that was tried and its outcome isn't known." in press(page)
    assert erp.records == []


def test_what_our_process_left_behind_when_it_was_ended_is_looked_for_too(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    begun(fjord, record, seconds=5, Nm="Havørn Fiske AS")
    fresh = form(bjorn, record, fjord)
    assert "The ERP's answer may still come. Look again in a moment." in fresh
    here = f"/crm/company/{record.id}/erp/{fjord.id}/create/look"
    assert "already, or that was tried" in open_page(bjorn, bjorn.post(here, {"do": "again"}).location)
    assert erp.records == []
    CreateIntent.update(at=moment() - timedelta(minutes=5)).execute()
    assert "It was asked for " in form(bjorn, record, fjord)  # today, or just before midnight yesterday
    assert "linked to it" in look(bjorn, record, fjord).press("Create it now")
    assert len(erp.records) == 1


def test_only_what_is_free_and_has_all_values_counts_as_made(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    begun(fjord, record, Nm="Havørn Fiske AS", City="Ålesund", Terms="30")
    add(erp, "30001", Nm="Havørn Fiske AS", City="Ålesund", Terms="30")
    add(erp, "30002", Nm="Havørn Fiske AS", City="Molde", Terms="30")
    add(erp, "30003", Nm="HAVØRN FISKE AS", City=" ålesund ", Terms="30")
    add(erp, "30004", Nm="Havørn Fiske AS og sønner", City="Ålesund", Terms="30")
    linked.link(fjord, linked.company("En annen"), "30001")
    seen = look(bjorn, record, fjord)
    assert [each.text() for each in seen.root.all("button") if each.text().startswith("Connect to")] == ["Connect to 30003"]
    assert "Of the same name or number, but with other values: Havørn Fiske AS" in seen
    assert "30002: Compare" in seen
    assert ("30001" in seen, "30004" in seen) == (False, False)
    seen.press("Connect to 30003")
    assert now(record)["NAME"] == "Havørn Fiske AS"  # what the ERP writes in its own way doesn't come back
    assert "Nm" not in Link.get(Link.erp_key == "30003").agreed


def test_something_that_turned_up_meanwhile_is_shown_before_anything_is_created(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    begun(fjord, record, Nm="Havørn Fiske AS")
    seen = look(bjorn, record, fjord)
    add(erp, "30001", Nm="Havørn Fiske AS")
    for words in ("Don't create it", "Create it now"):
        again = seen.press(words)
        assert (again.status, "There is something in the ERP that may be “Havørn Fiske AS”." in again) == (422, True)
    assert (len(erp.records), CreateIntent.select().count()) == (1, 1)
    assert "linked to it" in again.press("None of these: create it now")  # who has seen them may want another one
    assert len(erp.records) == 2


def test_it_can_be_left(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    begun(fjord, record, Nm="Havørn Fiske AS")
    assert "Nothing is created in “Fjord”." in look(bjorn, record, fjord).press("Don't create it")
    assert (CreateIntent.select().count(), erp.records) == (0, [])
    assert "linked to it" in press(form(bjorn, record, fjord))


@pytest.mark.parametrize("words", ["Create it now", "Don't create it"])
def test_an_erp_that_is_away_keeps_it_in_doubt(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, words: str):
    begun(fjord, record, Nm="Havørn Fiske AS")
    seen = look(bjorn, record, fjord)
    erp.mode = "closing"
    away = look(bjorn, record, fjord)
    assert (away.status, "It still isn't known whether it was made." in away) == (200, True)
    assert "Look in the ERP" in seen.press(words)
    assert CreateIntent.select().count() == 1
    erp.mode = "ok"
    assert "It was not made" in look(bjorn, record, fjord)


def test_what_the_erp_refuses_at_the_second_try_is_said_in_the_form(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    begun(fjord, record, Nm="Havørn Fiske AS")
    seen = look(bjorn, record, fjord)
    erp.mode = "no-write"
    refused = seen.press("Create it now")
    assert "The ERP doesn't take this: The user may only read. Nothing is stored." in refused
    assert (CreateIntent.select().count(), refused.has_control("Days of credit")) == (0, False)
    assert "Is sent" in refused


def test_another_actor_than_the_one_that_was_made_isnt_linked(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    begun(fjord, record, Nm="Havørn Fiske AS")
    add(erp, "30001", Nm="Havørn Fiske AS")
    seen = look(bjorn, record, fjord)
    for key in ("", "10001", "x" * 100_000, "a\x07b\u202e😀"):
        wrong = seen.press("Connect to 30001", key=key)
        assert (wrong.status, "The ERP has no free “" in wrong, len(wrong.html) < 20_000) == (422, True, True)
    assert bjorn.post(f"/crm/company/{record.id}/erp/{fjord.id}/create/look", {"do": "x"}).status_code == 400
    assert Link.select().count() == 0
    assert "linked to it" in wrong.press("Connect to 30001")


def test_two_who_settle_it_at_once_link_it_once(app: Flask, bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    begun(fjord, record, Nm="Havørn Fiske AS")
    add(erp, "30001", Nm="Havørn Fiske AS")
    other = Browser(app)
    other.sign_in("åse")
    mine, theirs = look(bjorn, record, fjord), look(other, record, fjord)
    assert "linked to it" in mine.press("Connect to 30001")
    assert "“Havørn Fiske AS” is linked to customer 30001 already." in theirs.press("None of these: create it now")
    assert (Link.select().count(), len(erp.records)) == (1, 1)


def test_a_person_is_looked_for_within_the_companys_actor(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    linked.link(fjord, record, "10003")
    person = linked.person(record, "Åse", "Havn")
    CreateIntent.create(
        connection=fjord, entity="person", record_id=person.id, actor_type="Person",
        sent={"FirstName": "Åse", "LastName": "Havn"}, state="unknown",
    )  # fmt: skip
    add(erp, "P70", "Person", ("Customer", "10001"), FirstName="Åse", LastName="Havn")
    assert "It was not made" in look(bjorn, person, fjord)
    add(erp, "P71", "Person", ("Customer", "10003"), FirstName="Åse", LastName="Havn")
    assert "is person P71 in “Fjord” now" in look(bjorn, person, fjord).press("Connect to P71")


def test_fields_that_cant_be_searched_or_are_gone_dont_hinder_the_look(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    ConnectionField.update(searchable=False).execute()
    begun(fjord, record, Nm="Havørn Fiske AS", Gone="x", Terms="not a number")
    add(erp, "30001", Nm="Havørn Fiske AS")
    assert "is customer 30001" in look(bjorn, record, fjord).press("Connect to 30001")


def test_without_anything_in_doubt_the_address_leads_on(bjorn: Browser, fjord: Connection, record: Record):
    here = f"/crm/company/{record.id}/erp/{fjord.id}/create/look"
    assert bjorn.get(here).location.endswith("/create")
    begun(fjord, record, Nm="Havørn")
    CreateIntent.update(actor_type=ActorType.PARTNER.value).execute()
    assert bjorn.get(here).status_code == 404


def test_the_look_costs_the_same_number_of_queries_however_much_is_found(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    begun(fjord, record, Nm="Havørn Fiske AS")
    add(erp, "30001", Nm="Havørn Fiske AS")
    look(bjorn, record, fjord)
    with count_queries() as few:
        look(bjorn, record, fjord)
    for number in range(20):
        add(erp, f"4{number:04}", Nm="Havørn Fiske AS")
    with count_queries() as many:
        look(bjorn, record, fjord)
    assert (few.count, few.count < 35) == (many.count, True)
