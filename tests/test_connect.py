"""Connecting a record and an actor side by side: what is offered, what is written where, and what happens when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from tests import linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.mapped import pair, put
from tests.pages import Node, Page, open_page
from webapp import config
from webapp.crm import register
from webapp.crm.register import Draft, Record
from webapp.db import db
from webapp.forms.connect import pick_name
from webapp.models import Connection, FieldChange, Link, SyncConnector, SyncRank
from webapp.services import calls, record_saving
from webapp.services.journal import Origin


@pytest.fixture
def fjord(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return linked.memory_erp(cast, memory, erp)


@pytest.fixture
def record(cast: dict[str, Any]) -> Record:
    """What the ERP calls 10003 Østensjø Maskin AS, Verkstedveien 4, 0680 Oslo."""
    return linked.company("Østensjø Maskin", POSTALCITY="Oslo", POSTALZIP="3500")


def compare(browser: Browser, record: Record, connection: Connection, key: str = "10003", query: str = "") -> Page:
    url = f"/crm/{record.entity.value}/{record.id}/erp/{connection.id}/compare?key={key}{query}"
    page = open_page(browser, url)
    page.url = url
    return page


def rows(page: Page) -> dict[str, str]:
    """The fields that differ, each with what is picked."""
    table = [node for node in page.root.all("table") if node.has("sides-table")]
    return {name(row): picked(row) for row in (table[0].all("tr") if table else ()) if row.get("id")}


def name(row: Node) -> str:
    return next(row.all("th")).text().split(" Changed")[0]


def picked(row: Node) -> str:
    return next(each.get("value") for each in row.all("input") if "checked" in each.attributes)


def offered(page: Page, key: str) -> list[str]:
    """What can be picked of an ERP field."""
    return [
        each.get("value")
        for each in page.by_id(pick_name(key)).all("input")
        if each.get("type") == "radio" and "disabled" not in each.attributes
    ]


def now(record: Record) -> dict[str, str]:
    return dict(register.get(record.entity, [record.id])[record.id].texts)


def kept(erp: ErpServer) -> dict[str, Any]:
    """The values of the actor that was written last."""
    return json.loads(erp.records[-1])[3] if erp.records else {}


def changed_there(erp: ErpServer, key: str, type_: str = "Customer", **values: str) -> None:
    """Somebody changes an actor in the ERP."""
    erp.records.append(json.dumps(["production/1", type_, key, values, None, ""]))


def journal(kind: str = "connected") -> list[tuple[str, dict[str, Any]]]:
    rows = FieldChange.select().where(FieldChange.kind == kind).order_by(FieldChange.id)
    return [(row.side, json.loads(row.changes)) for row in rows if row.changes != "{}"]


def test_what_differs_is_shown_side_by_side_and_what_is_picked_is_written_to_both_and_linked(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = compare(bjorn, record, fjord)
    assert rows(page) == {"Name": "crm", "Address 1 (postal) (Address)": "erp", "Postal code (postal) (Postal code)": "crm"}
    assert "1 field is equal" in page
    done = page.fill(**{pick_name("Zip"): "erp"}).press("Connect")
    assert "“Østensjø Maskin” is connected to customer 10003. Written in the ERP: Name. Written in the CRM: Address 1" in done
    assert kept(erp)["Nm"] == "Østensjø Maskin"
    assert (now(record)["POSTALZIP"], now(record)["POSTALAD1"], now(record)["NAME"]) == (
        kept(erp)["Zip"],
        kept(erp)["Ad1"],
        kept(erp)["Nm"],
    )
    link = Link.get()
    assert (link.record_id, link.erp_key, link.title, link.made_by.name) == (record.id, "10003", "Østensjø Maskin", "Bjørn Øyen")
    assert link.agreed == {key: kept(erp)[key] for key in ("Nm", "Ad1", "Zip", "City")}
    assert FieldChange.select().where(FieldChange.kind == "connected", FieldChange.erp_key == "10003").count() == 2
    assert journal() == [
        ("crm", {"POSTALZIP": ["3500", kept(erp)["Zip"], "chosen"], "POSTALAD1": ["", kept(erp)["Ad1"], "chosen"]}),
        ("erp", {"Nm": ["Østensjø Maskin AS", "Østensjø Maskin", "chosen"]}),
    ]


def test_a_whole_side_is_taken_at_a_press(bjorn: Browser, fjord: Connection, record: Record):
    page = compare(bjorn, record, fjord)
    assert set(rows(page.press("All from the ERP")).values()) == {"erp"}
    assert set(rows(page.press("All from the CRM")).values()) == {"crm"}
    assert Link.select().count() == 0


def test_the_priority_says_what_is_meant(bjorn: Browser, fjord: Connection, record: Record):
    SyncRank.delete().execute()
    SyncRank.create(connection=fjord, position=0)
    SyncRank.create(connection=None, position=1)
    assert rows(compare(bjorn, record, fjord))["Name"] == "erp"


def test_against_the_mapping_nothing_is_offered_and_the_value_may_stay(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    put(fjord, "Nm", "NAME", ">")
    put(fjord, "Zip", "POSTALZIP", "<")
    page = compare(bjorn, record, fjord)
    assert (offered(page, "Nm"), offered(page, "Zip")) == (["erp", "none"], ["crm", "none"])
    assert "The mapping goes from the ERP to the CRM only." in page
    page = page.press("All from the CRM")
    assert rows(page)["Name"] == "none"
    page.press("Connect")
    assert (now(record)["NAME"], kept(erp)["Zip"]) == ("Østensjø Maskin", "3500")
    assert "Nm" not in Link.get().agreed
    assert journal()[-1][1]["Zip"][2] == "from_crm"


def test_an_item_without_counterpart_says_so_and_stays(bjorn: Browser, fjord: Connection, cast: dict[str, Any]):
    row = put(fjord, "CustGr", "CATEGORY", "<>")
    record = linked.company("Østensjø Maskin AS")
    assert "The list mapping has no item of the CRM for this." in compare(bjorn, record, fjord)
    from webapp.services import crm_lists

    crm_lists.add_items("category", ["Industri"], cast["åse"])
    pair(row, "2", "Industri")
    page = compare(bjorn, record, fjord)
    assert rows(page)["Category (Customer group)"] == "erp"
    page.press("Connect")
    assert Link.get().agreed["CustGr"] == ["2", now(record)["CATEGORY"]]


def test_what_would_be_cut_says_so(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Østensjø " * 12)
    page = compare(bjorn, record, fjord)
    assert "Is cut to 60 characters in the ERP." in page
    page.press("Connect")
    assert len(kept(erp)["Nm"]) <= 60
    assert len(Link.get().agreed["Nm"]) == 2


def test_where_nothing_differs_there_is_one_button(bjorn: Browser, fjord: Connection, erp: ErpServer):
    page = compare(
        bjorn, linked.company("Fjellheim skole", POSTALAD1="Skoleveien 21", POSTALZIP="5705", POSTALCITY="Voss"), fjord, "10012"
    )
    assert "All synced fields are equal." in page
    assert "is connected to customer 10012." in page.press("Connect")
    assert erp.records == []


@pytest.mark.parametrize("changed", ["erp", "crm"])
def test_values_that_changed_since_come_again_before_anything_is_stored(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, changed: str
):
    page = compare(bjorn, record, fjord).fill(**{pick_name("Nm"): "erp", pick_name("Zip"): "erp"})
    if changed == "erp":
        changed_there(erp, "10003", City="Gol")
    else:
        record_saving.save(record.entity, [Draft({"POSTALCITY": "Gol"}, record.id)], Origin("edited"))
    before = len(erp.records)
    again = page.press("Connect")
    assert again.status == 422
    assert "Values have been changed meanwhile, in the CRM or in “Fjord”." in again
    assert rows(again)["Name"] == rows(again)["Postal code (postal) (Postal code)"] == "erp"  # what was picked stands
    assert "City (postal) (City) Changed meanwhile" in again
    assert (Link.select().count(), len(erp.records)) == (0, before)
    assert "is connected" in again.press("Connect")


def test_a_link_that_somebody_made_meanwhile_wins_and_the_other_is_told(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = compare(bjorn, record, fjord)
    linked.link(fjord, other := linked.company("Konkurrenten"), "10003")
    late = page.press("Connect")
    assert (late.status, erp.records) == (422, [])
    assert "10003 in the ERP is already linked to “Konkurrenten”." in late
    assert Link.get().record_id == other.id
    linked.link(fjord, record, "10001")
    assert "was linked to Østensjø Maskin (10001) meanwhile" in compare(bjorn, record, fjord, "10002")


class Meanwhile(list[str]):
    """What an ERP keeps; while it is being written, something else happens."""

    def __init__(self, what: Callable[[], Any]) -> None:
        self.what = what

    def append(self, line: str) -> None:
        super().append(line)
        with db.connection_context():
            self.what()


def test_what_was_written_in_the_erp_is_said_exactly_where_the_link_was_lost_at_that_very_moment(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    other = linked.company("Konkurrenten")
    page = compare(bjorn, record, fjord)
    erp.records = Meanwhile(lambda: linked.link(fjord, other, "10003"))
    half = page.press("Connect")
    assert "Not connected, but written in the ERP" in half
    assert "10003 in the ERP is already linked to “Konkurrenten”." in half
    assert "Name Østensjø Maskin AS Østensjø Maskin Postal code" in half
    assert now(record)["POSTALZIP"] == "3500"
    assert "POSTALAD1" not in now(record)  # all or nothing on our side
    assert [(side, "Nm" in changes) for side, changes in journal("edited")] == [("erp", True)]
    assert Link.select().count() == 1


def test_a_record_that_was_changed_at_that_very_moment_keeps_what_it_got(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    page = compare(bjorn, record, fjord)
    erp.records = Meanwhile(lambda: record_saving.save(record.entity, [Draft({"PHONE": "1"}, record.id)], Origin("edited")))
    half = page.press("Connect")
    assert "“Østensjø Maskin” was changed or deleted in the CRM at this very moment." in half
    assert (Link.select().count(), now(record)["PHONE"], "POSTALAD1" in now(record)) == (0, "1", False)
    erp.records = list(erp.records)  # type: ignore[assignment]
    assert "is connected" in compare(bjorn, record, fjord).press("Connect")


def test_a_dialog_that_ends_without_a_link_has_its_help_too(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    refused, page = compare(bjorn, record, fjord, "nobody"), compare(bjorn, record, fjord)
    erp.records = Meanwhile(lambda: linked.link(fjord, linked.company("Konkurrenten"), "10003"))
    half = page.press("Connect")
    for each in (refused, half):
        assert [link.get("href") for link in each.by_id("dialog").all("a") if link.text() == "Help"] == [
            "/help/connect#in-between"
        ]
    assert bjorn.get("/help/connect").status_code == 200


@pytest.mark.parametrize(("mode", "written"), [("deaf", False), ("mute", True)])
def test_an_erp_that_doesnt_answer_may_have_written_and_that_is_said(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, mode: Any, written: bool
):
    page = compare(bjorn, record, fjord)
    erp.mode, config.current["CALL_SECONDS"] = mode, 1
    late = page.press("Connect")
    assert "Not connected, and the ERP may have been written" in late
    assert "Name Østensjø Maskin AS Østensjø Maskin" in late
    assert (Link.select().count(), bool(erp.records), now(record)["POSTALZIP"]) == (0, written, "3500")
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    again = compare(bjorn, record, fjord, query="&again=1")
    assert ("Name" in rows(again)) is not written
    assert "is connected" in again.press("Connect")


def test_what_the_erp_refuses_is_said_and_nothing_is_stored(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    page = compare(bjorn, record, fjord)
    erp.mode = "no-write"
    refused = page.fill(**{pick_name("Zip"): "erp"}).press("Connect")
    assert refused.status == 422
    assert "The ERP doesn't take this: The user may only read. Nothing is stored." in refused
    assert rows(refused)["Postal code (postal) (Postal code)"] == "erp"
    assert (Link.select().count(), "POSTALAD1" in now(record)) == (0, False)
    erp.mode = "ok"
    assert "is connected" in refused.press("Connect")


def test_an_erp_that_is_away_says_so_and_can_be_asked_again(bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer):
    erp.mode = "closing"
    page = compare(bjorn, record, fjord)
    assert (page.status, "Nothing is written or stored." in page) == (200, True)
    erp.mode = "ok"
    assert rows(compare(bjorn, record, fjord, query="&again=1"))["Name"] == "crm"
    page = compare(bjorn, record, fjord)
    erp.mode = "closing"
    page.fill(**{pick_name("Zip"): "erp"})
    away = page.press("Connect")
    assert (away.status, "Nothing is written or stored." in away, Link.select().count()) == (200, True, 0)
    erp.mode = "ok"
    assert "is connected" in page.press("Connect")


@pytest.mark.parametrize("key", ["", "nobody", "x" * 1_000_000, "%00", "a%0Ab", "' or 1=1", "%F0%9F%98%80", "%E2%80%AE10003"])
def test_a_key_that_no_actor_has_is_refused_in_words(bjorn: Browser, fjord: Connection, record: Record, key: str):
    page = compare(bjorn, record, fjord, key)
    assert (page.status, "it was deleted, or its key was changed" in page, len(page.html) < 20_000) == (422, True, True)


def test_a_pick_that_isnt_offered_or_missing_is_refused_at_its_field(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer
):
    put(fjord, "Nm", "NAME", ">")
    page = compare(bjorn, record, fjord).fill(**{pick_name("Nm"): "crm", pick_name("Zip"): "x" * 100_000})
    wrong = page.press("Connect")
    assert (wrong.status, wrong.errors()) == (422, ["Choose what this field is to hold."] * 2)
    assert (Link.select().count(), erp.records) == (0, [])
    assert "is connected" in wrong.press("Connect")


def test_a_person_is_linked_within_the_companys_actor_only(bjorn: Browser, fjord: Connection, record: Record):
    person = linked.person(record, "Åse", "Østensjø")
    assert "can be linked once its company is linked on “Fjord”." in compare(bjorn, person, fjord, "P3")
    linked.link(fjord, record, "10003")
    elsewhere = compare(bjorn, person, fjord, "P1")
    assert "In the ERP “Ingrid Bjørnefjell” doesn't belong to “Østensjø Maskin”, which the company is linked to." in elsewhere
    assert "is connected to person P3." in compare(bjorn, person, fjord, "P3").press("Connect")


def test_who_may_not_connect_is_told_and_out_of_scope_there_is_nothing(app: Flask, fjord: Connection, record: Record):
    answers = {}
    for user in ("åse", "cecilie", "dag"):
        browser = Browser(app)
        browser.sign_in(user)
        page = compare(browser, record, fjord)
        answers[user] = page.status, "You may look at “Fjord”, but not connect to it." in page
        answers[user, "post"] = browser.post(page.url).status_code, ""
    assert [answers[user][0] for user in ("åse", "cecilie", "dag")] == [200, 403, 404]
    assert answers["cecilie"][1]
    assert [answers[user, "post"][0] for user in ("cecilie", "dag")] == [403, 404]
    assert Link.select().count() == 0


@pytest.mark.parametrize("type_", ["Person", "Partner", "Employee", "nonsense"])
def test_a_type_that_isnt_synced_to_the_entity_isnt_found(bjorn: Browser, fjord: Connection, record: Record, type_: str):
    assert compare(bjorn, record, fjord, query=f"&type={type_}").status == 404


def test_a_supplier_is_connected_as_one(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Rask Transport", POSTALCITY="Hamar")
    compare(bjorn, record, fjord, "50002", "&type=Supplier").press("Connect")
    assert (Link.get().actor_type, Link.get().erp_key) == (ActorType.SUPPLIER.value, "50002")


@pytest.mark.parametrize(
    ("field", "value"),
    [("Ad1", "x" * 20_000), ("Ad1", "a\x07b\x1f"), ("Ad1", "\u202e\u05d0 emoji 😀"), ("Nm", "<b>&amp;</b> {{ 7*7 }}")],
)
def test_hostile_values_of_the_erp_are_shown_and_carried_or_left(
    bjorn: Browser, fjord: Connection, record: Record, erp: ErpServer, field: str, value: str
):
    changed_there(erp, "10003", **{field: value})
    page = compare(bjorn, record, fjord)
    assert (page.status, len(page.html) < 60_000) == (200, True)
    assert "is connected" in page.press("All from the ERP").press("Connect")


def test_what_cant_be_read_now_stays_as_it_is(bjorn: Browser, fjord: Connection):
    put(fjord, "Balance", "NUMBER1", ">")
    record = linked.company("café Måneskinn", NUMBER1="7")
    page = compare(bjorn, record, fjord, "10008")
    assert (rows(page)["Code (Balance)"], offered(page, "Balance")) == ("none", ["none"])
    assert "The ERP has a value that can't be read now." in page
    page.press("Connect")
    assert (now(record)["NUMBER1"], "Balance" in Link.get().agreed) == ("7", False)


def test_dates_long_ago_and_far_ahead_go_across(bjorn: Browser, fjord: Connection, erp: ErpServer, cast: dict[str, Any]):
    for key, day in (("J1", "1899-12-30T00:00:00Z"), ("J2", "9999-12-31T23:00:00Z")):
        changed_there(erp, key, "Project", EndDate=day)
        record = linked.project(f"Prosjekt {key}")
        assert "is connected" in compare(bjorn, record, fjord, key).press("All from the ERP").press("Connect")
        assert now(record)["ENDDATE"] == day


def test_the_dialog_costs_the_same_number_of_queries_however_many_fields(bjorn: Browser, fjord: Connection, record: Record):
    compare(bjorn, record, fjord)
    with count_queries() as few:
        compare(bjorn, record, fjord)
    for erp_key, crm_key in (("Terms", "NUMBER2"), ("Credit", "NUMBER1"), ("Blocked", "DEPARTMENT"), ("Since", "FAX")):
        put(fjord, erp_key, crm_key, ">")
    with count_queries() as many:
        compare(bjorn, record, fjord)
    assert (few.count, few.count < 35) == (many.count, True)


def test_in_norwegian_too(app: Flask, fjord: Connection, record: Record):
    calls.forget()
    browser = Browser(app, "nb")
    browser.sign_in("bjørn")
    page = compare(browser, record, fjord)
    assert "Knytt «Østensjø Maskin» til kunde 10003" in page
    assert "er knyttet til kunde 10003. Skrevet i ERP: Navn" in page.press("Knytt til")
