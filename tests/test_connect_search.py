"""Searching an ERP for the actor that a record is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from connectors.memory.data import FIELDS
from tests import linked
from tests.conftest import Browser
from tests.erpserver import Dying, ErpServer
from tests.pages import Page, open_page
from webapp import config
from webapp.crm.register import Record
from webapp.models import Connection, ConnectionAccess, FieldMapping, SyncConnector


@pytest.fixture
def fjord(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return linked.memory_erp(cast, memory, erp)


def search(browser: Browser, record: Record, connection: Connection, query: str = "", htmx: bool = False) -> Page:
    url = f"/crm/{record.entity.value}/{record.id}/erp/{connection.id}/search{query}"
    return Page(browser, browser.get(url, htmx=htmx))


def hits(page: Page) -> list[str]:
    """The rows of the hit list."""
    table = [node for node in page.root.all("table") if node.has("hits")]
    return [row.text() for row in table[0].all("tr")][1:] if table else []


def follow(page: Page, words: str) -> Page:
    return open_page(
        page.browser, next(each.get("href") for each in page.root.all("a") if words in (each.text(), each.get("aria-label")))
    )


def likest(page: Page) -> list[str]:
    return [node.text() for part in page.root.all("section") if part.has("likest") for node in part.all("li")]


def test_the_records_name_is_searched_for_by_itself_with_what_is_likest_first(bjorn: Browser, fjord: Connection):
    page = search(bjorn, record := linked.company("Nordlys Kraft"), fjord)
    assert page.value("Search in the ERP") == "Nordlys Kraft"
    assert hits(page) == ["10009 Nordlys Kraft ASA Tromsø Connect", "10010 Nordlys Kraft Nett Tromsø Connect"]
    assert [each.split(",")[0] for each in likest(page)] == ["Nordlys Kraft ASA", "Nordlys Kraft Nett"]
    assert "Connect “Nordlys Kraft” to customer 10009" in follow(page, "Connect to 10009")
    assert "Connect “Nordlys Kraft” to customer 10010" in follow(page, "Connect to Nordlys Kraft Nett (10010)")
    other = search(bjorn, record, fjord, "?q=fjellheim")
    assert (hits(other), likest(other)) == (["10012 Fjellheim skole Voss Connect"], [])


def test_an_erp_that_dies_after_the_hits_leaves_them_and_says_what_is_likest_when_it_is_back(
    bjorn: Browser, fjord: Connection, erp: ErpServer
):
    record = linked.company("Nordlys Kraft")
    erp.sign_ins = Dying(erp, "closing")
    page = search(bjorn, record, fjord)
    assert (page.status, len(hits(page)), likest(page)) == (200, 2, [])
    erp.mode, erp.sign_ins = "ok", []
    assert len(likest(search(bjorn, record, fjord, "?again=1"))) == 2


def test_the_fields_to_show_in_search_stand_in_rank_order(bjorn: Browser, fjord: Connection):
    FieldMapping.update(rank=-1).where(FieldMapping.erp_key == "City").execute()
    record = linked.company("Fjellheim skole")
    assert hits(search(bjorn, record, fjord)) == ["Voss 10012 Fjellheim skole Connect"]
    FieldMapping.update(in_search=False).execute()
    assert hits(search(bjorn, record, fjord)) == ["Fjellheim skole 5705 Voss 10012 Connect"]


def test_many_fields_to_show_stand_beneath_the_first_instead_of_side_by_side(bjorn: Browser, fjord: Connection):
    FieldMapping.update(in_search=True).execute()
    page = search(bjorn, linked.company("Fjellheim skole"), fjord)
    beneath = next(node.text() for node in page.root.all("span") if node.has("rest"))
    assert hits(page)[0].startswith(f"10012 {beneath} Fjellheim skole ")
    assert "Days of credit: " in beneath
    assert len(list(page.root.all("td"))) == 7


def test_a_blank_search_shows_all_a_page_at_a_time(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Hvem som helst")
    assert "No match in ERP" in search(bjorn, record, fjord)
    for number in range(60):
        values = dict.fromkeys(field.key for field in FIELDS[ActorType.CUSTOMER]) | {"Nm": f"Kunde {number}"}
        erp.records.append(json.dumps(["production/1", "Customer", f"9{number:03}", values, None, ""]))
    first = search(bjorn, record, fjord, "?q=")
    assert len(hits(first)) == 50
    second = follow(first, "Next")
    assert (len(hits(second)), set(hits(first)) & set(hits(second))) == (22, set())
    assert hits(follow(second, "First page")) == hits(first)


def test_an_actor_that_is_linked_says_to_whom_and_cant_be_chosen(bjorn: Browser, fjord: Connection):
    other = linked.company("Konkurrenten")
    linked.link(fjord, other, "10012")
    page = search(bjorn, linked.company("Fjellheim skole"), fjord)
    assert hits(page) == ["10012 Fjellheim skole Voss Linked to Konkurrenten"]
    assert "Already linked to “Konkurrenten”" in likest(page)[0]


def test_a_record_that_is_linked_is_not_searched_for(bjorn: Browser, fjord: Connection, erp: ErpServer):
    linked.link(fjord, record := linked.company("Fjellheim skole"), "10012")
    page = search(bjorn, record, fjord)
    assert "“Fjellheim skole” is linked to customer 10012 on “Fjord” already." in page
    assert erp.sign_ins == []


def test_persons_are_searched_for_within_their_companys_actor(bjorn: Browser, fjord: Connection, erp: ErpServer):
    person = linked.person(company := linked.company("Østensjø Maskin"), "Åse", "Østensjø")
    alone = search(bjorn, person, fjord)
    assert "can be linked once its company is linked on “Fjord”. Link that first." in alone
    assert erp.sign_ins == []
    linked.link(fjord, company, "10003")
    by_name = search(bjorn, person, fjord)
    assert (by_name.value("Search in the ERP"), [hit.split()[0] for hit in hits(by_name)]) == ("Østensjø", ["P3"])
    page = search(bjorn, person, fjord, "?q=")
    assert [hit.split()[0] for hit in hits(page)] == ["P3", "P4"]
    assert "Only within Østensjø Maskin (customer 10003)" in page
    advanced = search(bjorn, person, fjord, "?f1=LastName&o1=contains&v1=a")
    assert [hit.split()[0] for hit in hits(advanced)] == ["P4"]


def test_an_advanced_search_goes_by_criteria_that_come_and_go_without_script(bjorn: Browser, fjord: Connection):
    record = linked.company("Fjellheim skole")
    page = search(bjorn, record, fjord, "?do=add&add=Since")
    assert (hits(page), page.by_id("o1").tag) == ([], "select")
    page = search(bjorn, record, fjord, "?f1=Since&o1=after&v1=2019-01-01&do=add&add=CustGr")
    assert page.by_id("v1").get("value") == "2019-01-01"
    found = search(bjorn, record, fjord, "?f1=Since&o1=after&v1=2019-01-01&f2=CustGr&o2=oneof&v2=3&v2=1&f3=Nm&o3=ends&v3=SKOLE")
    assert hits(found) == ["10012 Fjellheim skole Voss Connect"]
    assert "f1" not in search(bjorn, record, fjord, "?f1=Since&o1=after&v1=x&do=remove1").html.split("criteria", 1)[1]


def test_criteria_that_cant_be_used_are_refused_at_their_controls(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Fjellheim skole")
    wrong = search(bjorn, record, fjord, "?f1=Credit&o1=between&v1=abc&v1=&f2=Balance&o2=contains&f3=Nope&o3=%3D")
    assert (wrong.status, erp.sign_ins) == (422, [])
    assert wrong.by_id("v1").get("value") == "abc"
    assert [
        each for each in wrong.errors() if "not a number" in each or "how to compare" in each or "Remove this" in each
    ] == wrong.errors()
    assert len(wrong.errors()) == 3


def test_an_erp_in_trouble_says_so_and_can_be_asked_again(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = linked.company("Fjellheim skole")
    erp.mode, config.current["CALL_SECONDS"] = "silent", 1
    page = search(bjorn, record, fjord)
    assert (page.status, "did not answer" in page or "answer" in page, hits(page)) == (200, True, [])
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    assert hits(follow(page, "Try again")) == ["10012 Fjellheim skole Voss Connect"]


def test_suppliers_are_searched_for_on_their_own(bjorn: Browser, fjord: Connection):
    page = follow(search(bjorn, linked.company("Rask"), fjord), "Supplier")
    assert [hit.split()[0] for hit in hits(page)] == ["50002", "50006"]
    assert "to supplier 50002" in follow(page, "Connect to Rask Transport (50002)")


def test_who_may_not_connect_is_told_and_out_of_scope_there_is_nothing(app: Flask, fjord: Connection):
    record, statuses = linked.company("Fjellheim skole"), []
    for user in ("cecilie", "dag"):
        browser = Browser(app)
        browser.sign_in(user)
        statuses.append(search(browser, record, fjord).status)
    assert statuses == [403, 404]


def test_who_may_create_but_not_connect_searches_all_the_same(app: Flask, fjord: Connection):
    ConnectionAccess.update(may_connect=False).where(ConnectionAccess.may_create).execute()
    record, browser = linked.company("Fjellheim skole"), Browser(app)
    browser.sign_in("bjørn")
    panel = open_page(browser, f"/crm/company/{record.id}/erp/{fjord.id}")
    assert "You may create in “Fjord”, but not connect or disconnect." in panel
    found = follow(panel, "Search")
    assert "You may create in “Fjord”, but not connect." in found
    assert not [each for each in found.root.all("a") if "/compare" in each.get("href")]
    assert follow(found, "Create in ERP").status == 200
    assert browser.get(f"/crm/company/{record.id}/erp/{fjord.id}/compare?key=10002").status_code == 403


def test_to_htmx_the_search_is_a_fragment_and_so_are_the_criteria(bjorn: Browser, fjord: Connection):
    record = linked.company("Fjellheim skole")
    found = search(bjorn, record, fjord, "?q=skole", htmx=True)
    assert (found.html.lstrip()[:8], len(hits(found))) == ("<section", 1)
    assert search(bjorn, record, fjord, "?do=add&add=Nm", htmx=True).html.lstrip().startswith('<div class="criteria"')
    assert bjorn.get(f"/crm/company/{record.id}/erp/{fjord.id}/search", htmx=True).headers["Vary"].count("HX-Request") == 1


@pytest.mark.parametrize(
    "query", ["?q=" + "x" * 100_000, "?cursor=" + "9" * 100_000, "?q=%00%01", "?q=%27%20or%201=1", "?type=", "?page=-1"]
)
def test_odd_addresses_come_to_a_page(bjorn: Browser, fjord: Connection, query: str):
    page = search(bjorn, linked.company("Fjellheim skole"), fjord, query)
    assert (page.status, len(page.html) < 60_000) == (200, True)
    assert search(bjorn, linked.company("Fjellheim skole"), fjord, "?type=nonsense").status == 404


def test_a_page_of_hits_costs_the_same_number_of_queries_however_many(bjorn: Browser, fjord: Connection):
    record = linked.company("Hvem som helst")
    search(bjorn, record, fjord, "?q=skole")
    with count_queries() as one:
        search(bjorn, record, fjord, "?q=skole")
    for number, key in enumerate(("10001", "10002", "10003", "10004")):
        linked.link(fjord, linked.company(f"Firma {number}"), key)
    with count_queries() as many:
        assert len(hits(search(bjorn, record, fjord, "?q="))) == 12
    assert many.count <= one.count + 1
