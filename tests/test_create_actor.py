"""Creating an actor in the ERP: what is sent and where it comes from, what is refused, and what is stored on our side."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ERP_KEY
from tests import linked
from tests.conftest import Browser
from tests.creating import form, press, rule, url
from tests.erpserver import ErpServer
from tests.mapped import pair, put
from tests.pages import Page, open_page
from webapp import config
from webapp.crm import register
from webapp.crm.lists import items
from webapp.crm.register import Draft, Record
from webapp.db import db
from webapp.models import (
    Connection,
    ConnectionAccess,
    ConnectionField,
    CreateIntent,
    DefaultRule,
    FieldChange,
    Link,
    SyncConnector,
)
from webapp.models.stored import field_data, field_of
from webapp.services import calls, crm_lists, record_saving
from webapp.services.journal import Origin


@pytest.fixture
def fjord(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return linked.memory_erp(cast, memory, erp)


@pytest.fixture
def record(cast: dict[str, Any]) -> Record:
    return linked.company("Havørn Fiske AS", POSTALCITY="Ålesund", NUMBER2="4711")


def sent(erp: ErpServer) -> dict[str, Any]:
    """The values of the actor that was created last, those that are not blank."""
    return {key: value for key, value in json.loads(erp.records[-1])[3].items() if value is not None}


def now(record: Record) -> dict[str, str]:
    return dict(register.get(record.entity, [record.id])[record.id].texts)


def journal() -> dict[str, dict[str, Any]]:
    rows = FieldChange.select().where(FieldChange.kind == "created_in_erp", FieldChange.changes != "{}")
    return {row.side: json.loads(row.changes) for row in rows}


def test_the_crms_values_and_the_defaults_are_sent_and_the_new_actor_is_linked(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    put(fjord, ERP_KEY, "NUMBER1", ">")
    rule(fjord, "City", "Oslo")
    rule(fjord, "Ad1", "c/o {user}, {company}, {number} {nobody}")
    rule(fjord, "Terms", "30")
    rule(fjord, "Since", "{today}")
    page = form(bjorn, record, fjord)
    assert "Name Havørn Fiske AS From the CRM's “Name”." in page
    assert "Days of credit 30 Default value." in page
    done = press(page)
    [link] = Link.select()
    assert f"“Havørn Fiske AS” is customer {link.erp_key} in “Fjord” now, and linked to it." in done
    assert "Written in the CRM: Code, Address 1 (postal)." in done
    today = f"{datetime.now(config.current['TIMEZONE']):%Y-%m-%d}T00:00:00Z"
    assert sent(erp) == {
        "Nm": "Havørn Fiske AS", "City": "Ålesund", "Terms": "30", "Since": today,
        "Ad1": "c/o Bjørn Øyen, Havørn Fiske AS, 4711 {nobody}",
    }  # fmt: skip
    assert (link.record_id, link.title, link.made_by.name) == (record.id, "Havørn Fiske AS", "Bjørn Øyen")
    assert link.agreed == {key: sent(erp).get(key, "") for key in ("Nm", "Ad1", "Zip", "City")} | {ERP_KEY: link.erp_key}
    assert now(record)["NUMBER1"] == link.erp_key
    assert now(record)["POSTALAD1"] == sent(erp)["Ad1"]
    assert CreateIntent.select().count() == 0
    assert journal()["crm"]["NUMBER1"] == ["", link.erp_key, "from_erp"]
    assert {key: each[2] for key, each in journal()["erp"].items()} == {
        "Nm": "from_crm", "City": "from_crm", "Ad1": "default", "Terms": "default", "Since": "default",
    }  # fmt: skip


def test_what_is_asked_for_stands_in_controls_with_what_it_would_be(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    for key, value in (
        ("Terms", "30"),
        ("CustGr", "2"),
        ("Blocked", "1"),
        ("Since", "{today}"),
        ("Credit", "12.5"),
        ("City", ""),
    ):
        rule(fjord, key, value or None, ask=True)
    page = form(bjorn, record, fjord)
    assert (page.value("Days of credit"), page.value("Customer group"), page.value("Blocked")) == ("30", "2", "on")
    assert page.value("City") == "Ålesund"
    today = page.value("Customer since")
    assert today == f"{datetime.now(config.current['TIMEZONE']):%Y-%m-%d}T00:00"
    page.type("Days of credit", "14").type("Customer group", "3").type("Blocked", None).type("City", "Molde")
    press(page.type("Credit limit", "").type("Customer since", "2020-03-01T00:00"))
    midnight = "2020-03-01T00:00:00Z"  # a day has no zone
    assert sent(erp) == {
        "Nm": "Havørn Fiske AS", "City": "Molde", "Terms": "14", "CustGr": "3", "Blocked": "0", "Since": midnight,
    }  # fmt: skip
    assert {key: each[2] for key, each in journal()["erp"].items()} == {
        "Nm": "from_crm", "City": "asked", "Terms": "asked", "CustGr": "asked", "Blocked": "asked", "Since": "asked",
    }  # fmt: skip
    assert now(record)["POSTALCITY"] == "Molde"  # it goes both ways, and somebody chose it
    assert journal()["crm"] == {"POSTALCITY": ["Ålesund", "Molde", "asked"]}


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("Days of credit", "mange", "“mange” is not a whole number."),
        ("Days of credit", "", "Fill in this field."),
        ("Credit limit", "1,2,3", "is not a number."),
        ("Customer since", "i går", "is not a date and time that exists."),
        ("Customer group", "77", "“77” is not in the list."),
        ("Address", "x" * 61, "This is 61 characters; at most 60 are possible."),
        ("Address", "x" * 120_000, "at most 60 are possible."),
        ("Address", "a\x07b", "There are invisible control characters in the text."),
    ],
)
def test_what_is_no_value_is_refused_at_its_field_with_everything_typed_still_there(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, label: str, typed: str, said: str
):
    for key in ("Terms", "Credit", "Since", "CustGr", "Ad1"):
        rule(fjord, key, ask=True, mandatory=key == "Terms")
    page = form(bjorn, record, fjord).type("Days of credit", "30").type("Credit limit", "5 000,5" if label == "x" else "5000")
    wrong = press(page.type(label, typed))
    assert (wrong.status, said in wrong.error_at(label), wrong.value(label)) == (422, True, typed)
    assert wrong.value("Credit limit") == (typed if label == "Credit limit" else "5000")
    assert (erp.records, Link.select().count(), CreateIntent.select().count()) == ([], 0, 0)
    right = {"Days of credit": "30", "Customer group": "2"}.get(label, "")
    assert "linked to it" in press(wrong.type(label, right))


def test_a_mandatory_value_that_nothing_gives_is_said_before_anything_is_pressed(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    rule(fjord, "Ad1", mandatory=True)
    rule(fjord, "Terms", mandatory=True)
    page = form(bjorn, record, fjord)
    assert "the CRM has none. Give it one there first, under “Address 1 (postal)”. Edit in the CRM" in page
    assert "nothing gives it one. An administrator can give it a default value" in page
    wrong = press(page)
    assert (wrong.status, erp.records, CreateIntent.select().count()) == (422, [], 0)
    DefaultRule.update(use_value=True, value="30").execute()
    assert "linked to it" in press(form(bjorn, record, fjord))


def test_an_item_without_counterpart_is_said_and_the_default_takes_its_place(
    bjorn: Browser, fjord: Connection, cast: dict[str, Any], erp: ErpServer
):
    crm_lists.add_items("category", ["Industri", "Handel"], cast["åse"])
    row = put(fjord, "CustGr", "CATEGORY", "<>")
    pair(row, "2", "Industri")
    keys = {name: key for key, name in items(["category"])["category"].items()}
    lost = linked.company("Uten motpart", CATEGORY=keys["Handel"])
    assert "The CRM's “Category” has no item of the ERP for it, so it isn't sent." in form(bjorn, lost, fjord)
    rule(fjord, "CustGr", "1")
    assert "Customer group Retail Default value. The CRM's “Category” has no item" in form(bjorn, lost, fjord)
    found = linked.company("Med motpart", CATEGORY=keys["Industri"])
    press(form(bjorn, found, fjord))
    assert sent(erp)["CustGr"] == "2"


def test_what_is_too_long_is_cut_and_the_crm_keeps_its_own(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Havørn " * 12)
    page = form(bjorn, record, fjord)
    assert "Is cut to 60 characters in the ERP." in page
    press(page)
    assert (sent(erp)["Nm"], now(record)["NAME"]) == (("Havørn " * 12)[:60].strip(), "Havørn " * 12)


def test_without_a_search_before_it_it_leads_there(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    here = url(record, fjord).split("?")[0]
    for query in ("", "?searched=", "?searched=x", "?searched=1", f"?searched={10**400}", f"?searched={int(time.time()) - 4000}"):
        assert "/search" in bjorn.get(here + query).location, query
    page = open_page(bjorn, here)
    assert "Search in the ERP first: what is there already is connected, not created once more." in page
    [way] = [each.get("href") for each in page.root.all("a") if each.text() == "Create in ERP"]
    assert "Is sent" in open_page(bjorn, way)
    assert bjorn.post(here).location.split("?")[0].endswith("/search")
    assert erp.records == []


def test_it_is_created_as_the_type_that_is_chosen(bjorn: Browser, fjord: Connection, record: Record):
    page = form(bjorn, record, fjord)
    [way] = [each.get("href") for each in page.root.all("a") if each.text() == "Supplier"]
    page = open_page(bjorn, way)
    page.url = way
    assert "is supplier" in press(page)
    assert Link.get().actor_type == "Supplier"
    assert bjorn.get(url(record, fjord, "&type=Person")).location.endswith(f"/crm/company/{record.id}/erp")
    other = linked.company("En annen")
    assert [bjorn.get(url(other, fjord, f"&type={each}")).status_code for each in ("Person", "Employee", "x" * 9_000)] == [
        404
    ] * 3


def test_a_person_is_created_within_the_companys_actor(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    person = linked.person(record, "Åse", "Havn")
    assert "can be linked once its company is linked on “Fjord”." in open_page(bjorn, url(person, fjord))
    linked.link(fjord, record, "10003")
    page = form(bjorn, person, fjord)
    assert "Within Havørn Fiske AS (customer 10003), which the company is linked to." in page
    press(page)
    assert json.loads(erp.records[-1])[4:] == ["Customer", "10003"]
    assert Link.get(Link.entity == "person").record_id == person.id


def test_a_project_is_created_too(bjorn: Browser, fjord: Connection, erp: ErpServer):
    press(form(bjorn, linked.project("Nybygg", TEXT="Øst\nVest"), fjord))
    assert sent(erp) == {"Nm": "Nybygg", "Description": "Øst\nVest"}


def test_what_the_erp_refuses_is_said_at_its_field_and_can_be_corrected(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    rule(fjord, "Ad1", ask=True)
    read = ConnectionField.get(ConnectionField.actor_type == "Customer", ConnectionField.key == "Ad1")
    read.metadata = field_data(replace(field_of(read.metadata), max_length=0))  # it was longer when it was read
    read.save()
    wrong = press(form(bjorn, record, fjord).type("Address", "x" * 61))
    assert wrong.status == 422
    assert wrong.error_at("Address") == "The ERP doesn't take this: “Address” holds at most 60 characters. Nothing is stored."
    assert (Link.select().count(), CreateIntent.select().count(), erp.records, journal()) == (0, 0, [], {})
    assert "linked to it" in press(wrong.type("Address", "Kaia 8"))
    assert sent(erp)["Ad1"] == "Kaia 8"


def test_an_erp_that_refuses_it_as_a_whole_says_why(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    erp.mode = "no-write"
    wrong = press(form(bjorn, record, fjord))
    assert (wrong.status, "The ERP doesn't take this: The user may only read. Nothing is stored." in wrong) == (422, True)
    erp.mode = "ok"
    assert "linked to it" in press(wrong)


def test_an_erp_that_is_away_has_made_nothing_and_is_asked_again_at_the_next_press(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = form(bjorn, record, fjord)
    erp.mode = "closing"
    away = press(page)
    assert (away.status, "Nothing is created." in away, CreateIntent.select().count()) == (200, True, 0)
    erp.mode = "ok"
    assert "linked to it" in press(away)


def test_values_that_changed_since_are_shown_before_anything_is_created(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    rule(fjord, "Terms", ask=True)
    page = form(bjorn, record, fjord).type("Days of credit", "14")
    record_saving.save(record.entity, [Draft({"POSTALCITY": "Molde"}, record.id)], Origin("edited"))
    again = press(page)
    assert (again.status, erp.records, again.value("Days of credit")) == (422, [], "14")
    assert "The values of “Havørn Fiske AS” have changed meanwhile." in again
    press(again)
    assert sent(erp)["City"] == "Molde"


def test_a_second_press_creates_nothing_more_and_says_what_came_of_the_first(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = form(bjorn, record, fjord)
    press(page)
    again = press(page)
    assert f"“Havørn Fiske AS” is linked to customer {Link.get().erp_key} already." in again
    assert len(erp.records) == 1


class Meanwhile(list[str]):
    """What an ERP keeps; while it is being written, something else happens, once."""

    def __init__(self, what: Callable[[], Any]) -> None:
        self.what: Callable[[], Any] | None = what

    def append(self, line: str) -> None:
        super().append(line)
        what, self.what = self.what, None
        if what:
            with db.connection_context():
                what()


def test_two_at_once_one_wins_and_the_other_is_told(
    app: Flask, bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    other = Browser(app)
    other.sign_in("åse")
    late = form(other, record, fjord)
    told: list[Page] = []
    erp.records = Meanwhile(lambda: told.append(press(late)))
    page = press(form(bjorn, record, fjord))
    assert "“Havørn Fiske AS” is being created in “Fjord” already" in told[0]
    assert "Bjørn Øyen asked for it today" in told[0]
    assert "The ERP's answer may still come." in told[0]
    assert "linked to it" in page
    assert (len(erp.records), Link.select().count()) == (1, 1)


def test_a_record_that_was_linked_at_that_very_moment_leaves_the_new_actor_free_and_says_so(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    erp.records = Meanwhile(lambda: linked.link(fjord, record, "10003"))
    half = press(form(bjorn, record, fjord))
    assert "Created in the ERP, but not linked" in half
    assert "was linked to Havørn Fiske AS (10003) meanwhile." in half
    assert "“Fjord” has Havørn Fiske AS (customer" in half
    assert (Link.get().erp_key, CreateIntent.select().count(), journal()["erp"]["Nm"][1]) == ("10003", 0, "Havørn Fiske AS")


@pytest.mark.parametrize(("may_connect", "ways"), [(True, ["Connect", "To the ERP tab"]), (False, ["To the ERP tab"])])
def test_a_new_actor_without_a_link_is_offered_for_connecting_to_whoever_may_connect(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, may_connect: bool, ways: list[str]
):
    ConnectionAccess.update(may_connect=may_connect).execute()
    erp.records = Meanwhile(lambda: linked.link(fjord, linked.company("Konkurrenten"), json.loads(erp.records[-1])[2]))
    half = press(form(bjorn, record, fjord))
    assert "Created in the ERP, but not linked" in half
    links = {each.text(): each.get("href") for each in half.by_id("dialog").all("a")}
    assert list(links) == ["Help", *ways]
    assert ("You may create in “Fjord”, but not connect or disconnect." in half) is not may_connect
    assert {bjorn.get(url).status_code for way, url in links.items() if way != "Connect"} == {200}
    assert [bjorn.get(url).status_code for way, url in links.items() if way == "Connect"] == [422] * may_connect  # taken


def test_who_may_not_create_is_told_and_out_of_scope_there_is_nothing(
    app: Flask, fjord: Connection, record: Record, erp: ErpServer
):
    answers = {}
    ConnectionAccess.update(may_connect=True).execute()  # connecting alone is not enough
    for user in ("åse", "cecilie", "dag"):
        browser = Browser(app)
        browser.sign_in(user)
        page = form(browser, record, fjord)
        answers[user] = page.status, "You may not create anything in “Fjord”." in page
        if user != "åse":
            assert {browser.post(each).status_code for each in (page.url, page.url.replace("?", "/look?"))} == {page.status}
    assert answers == {"åse": (200, False), "cecilie": (403, True), "dag": (404, False)}
    assert erp.records == []


def test_the_form_costs_the_same_number_of_queries_however_many_fields(bjorn: Browser, fjord: Connection, record: Record):
    form(bjorn, record, fjord)
    with count_queries() as few:
        form(bjorn, record, fjord)
    for key in ("Terms", "Credit", "Since", "CustGr", "Ad1", "Blocked"):
        rule(fjord, key, ask=True)
    with count_queries() as many:
        form(bjorn, record, fjord)
    assert (few.count, few.count < 30) == (many.count, True)


def test_in_norwegian_too(app: Flask, fjord: Connection, record: Record, erp: ErpServer):
    calls.forget()
    config.current["CALL_SECONDS"] = 10
    browser = Browser(app, "nb")
    browser.sign_in("bjørn")
    rule(fjord, "Credit", "12.5", ask=True)
    page = form(browser, record, fjord)
    assert "Opprett «Havørn Fiske AS» i Fjord" in page
    press(page.type("Kredittgrense", "1.250,75"), "Opprett")
    assert sent(erp)["Credit"] == "1250.75"
