"""The ERP tab of a record: what each of its panels says, to whom, and what an ERP that fails costs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ERP_KEY
from tests.conftest import Browser
from tests.creating import add
from tests.erpserver import Dying, ErpServer, Mode
from tests.linked import BOOK, SUPPLIER, company, link, memory_erp, person, project, scoped, workbook_erp
from tests.mapped import put
from tests.pages import Page, open_page
from webapp import config
from webapp.crm.register import Record
from webapp.models import ActorMapping, Connection, ConnectionField, CreateIntent, FieldMapping, SyncConnector, SyncRank
from webapp.services import calls


@pytest.fixture
def fjord(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return memory_erp(cast, memory, erp)


@pytest.fixture
def visma(cast: dict[str, Any]) -> Connection:
    calls.forget()
    return workbook_erp(cast)[0]


def signed_in(app: Flask, name: str, language: str = "en") -> Browser:
    browser = Browser(app, language)
    assert browser.sign_in(name).status_code == 303
    return browser


def tab(record: Record) -> str:
    return f"/crm/{record.entity.value}/{record.id}/erp"


def panel(browser: Browser, record: Record, connection: Connection, query: str = "") -> Page:
    return open_page(browser, f"{tab(record)}/{connection.id}{query}")


def follow(page: Page, words: str) -> Page:
    """The page that the link of these words leads to."""
    return open_page(page.browser, next(each.get("href") for each in page.root.all("a") if each.text() == words))


def values(page: Page) -> dict[str, str]:
    """What the panel's fields say, by their labels."""
    rows = [node for node in page.root.all("div") if node.parent and node.parent.tag == "dl"]
    return {next(row.all("dt")).text(): next(row.all("dd")).text() for row in rows}


def titles(page: Page) -> list[str]:
    """The panels' names with their states, in the order of the page."""
    return [node.text() for node in page.root.all("header") if node.parent and node.parent.has("erp-panel")]


def buttons(page: Page) -> list[str]:
    """What can be pressed in the panels."""
    strips = [node for node in page.root.all("div") if node.has("strip")]
    return [node.text() for strip in strips for node in strip.all("a", "button") if "disabled" not in node.attributes]


def test_a_linked_record_shows_the_chosen_fields_in_rank_order_as_people_read_them(bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    page = panel(bjorn, record, fjord)
    assert titles(page) == ["Fjord Linked to customer 10003"]
    shown = values(page)
    assert list(shown) == ["Name", "Customer group", "Credit limit", "Balance", "Blocked", "Customer since"]
    assert [*shown.values()] == ["Østensjø Maskin AS", "Industry", "250,000", "98,700.25", "No", "2009-01-05"]
    assert "Read at " in page
    FieldMapping.update(rank=0).where(FieldMapping.erp_key == "Blocked").execute()
    assert next(iter(values(panel(bjorn, record, fjord)))) == "Blocked"


def test_in_norwegian_too(app: Flask, fjord: Connection):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    shown = values(panel(signed_in(app, "bjørn", "nb"), record, fjord))
    assert [*shown.values()] == ["Østensjø Maskin AS", "Industri", "250 000", "98 700,25", "Nei", "05.01.2009"]


def test_blank_unreadable_and_listless_values_are_told_apart(bjorn: Browser, fjord: Connection):
    link(fjord, blank := company("Tromvik"), "10006")
    link(fjord, formula := company("Café"), "10008")
    link(fjord, lost_item := company("Ull"), "10011")
    assert values(panel(bjorn, blank, fjord))["Credit limit"] == "–"
    assert values(panel(bjorn, formula, fjord))["Balance"] == "Can't be read now"
    assert values(panel(bjorn, lost_item, fjord))["Customer group"] == "9"


def test_the_key_of_the_actor_can_be_shown_and_a_field_that_the_erp_has_lost_says_so(bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    FieldMapping.update(in_tab=True).where(FieldMapping.erp_key == ERP_KEY).execute()
    ConnectionField.update(missing=True).where(ConnectionField.key == "Credit").execute()
    shown = values(panel(bjorn, record, fjord))
    assert shown["Key in the ERP"] == "10003"
    assert shown["Credit limit"] == "The ERP no longer has this field"


def test_the_page_itself_asks_no_erp_and_leads_to_each_panel(
    bjorn: Browser, fjord: Connection, visma: Connection, erp: ErpServer
):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    page = open_page(bjorn, tab(record))
    assert titles(page) == ["Fjord Linked to customer 10003", "Visma Not linked"]
    assert erp.sign_ins == []
    assert [*values(page).values()] == ["…"] * 6
    there = follow(page, "Show values")
    assert values(there)["Name"] == "Østensjø Maskin AS"
    assert titles(follow(there, "All ERP connections")) == titles(page)


def test_panels_stand_in_the_order_of_the_sync_priority(bjorn: Browser, fjord: Connection, visma: Connection):
    record = company("Østensjø Maskin")
    assert [each.split()[0] for each in titles(open_page(bjorn, tab(record)))] == ["Fjord", "Visma"]
    SyncRank.insert_many([{"connection": visma, "position": 1}, {"connection": fjord, "position": 2}]).execute()
    assert [each.split()[0] for each in titles(open_page(bjorn, tab(record)))] == ["Visma", "Fjord"]


def test_to_htmx_a_panel_is_a_fragment_and_to_others_a_page(bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    fragment = bjorn.get(f"{tab(record)}/{fjord.id}", htmx=True)
    text = fragment.get_data(as_text=True)
    assert "<html" not in text
    assert f'id="erp-{fjord.id}"' in text
    assert "hx-trigger" not in text
    assert "HX-Request" in fragment.headers["Vary"]


def test_where_no_field_is_chosen_the_erp_is_not_asked_and_the_way_to_choose_is_told(
    admin: Browser, bjorn: Browser, fjord: Connection, erp: ErpServer
):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    FieldMapping.update(in_tab=False).execute()
    assert "An administrator can choose them under Mappings." in panel(bjorn, record, fjord)
    page = panel(admin, record, fjord)
    assert erp.sign_ins == []
    assert "Sync ERP" in follow(page, "Choose them under Mappings")


def test_an_actor_that_is_gone_from_the_erp_is_named_and_the_link_can_be_taken_away(bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Borte"), "99999")
    page = panel(bjorn, record, fjord)
    assert titles(page) == ["Fjord Gone from the ERP"]
    assert "The ERP no longer has customer 99999" in page
    assert "Disconnect" in buttons(page)


def test_an_erp_that_does_not_answer_says_what_to_do_and_what_is_kept(bjorn: Browser, fjord: Connection, erp: ErpServer):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    erp.mode = "closing"
    page = panel(bjorn, record, fjord)
    assert page.status == 200
    assert titles(page) == ["Fjord No contact"]
    assert "The link to customer 10003 is kept" in page
    erp.mode = "ok"
    assert titles(panel(bjorn, record, fjord)) == ["Fjord No contact"], "a failure is remembered for half a minute"
    assert values(follow(page, "Try again"))["Name"] == "Østensjø Maskin AS"


def test_a_suggestion_leads_to_the_comparison_and_others_are_folded(bjorn: Browser, visma: Connection):
    record = company("Fjordkraft", ORGNR="974 760 673", POSTALZIP="9008")
    page = panel(bjorn, record, visma)
    assert titles(page) == ["Visma Not linked"]
    assert "Fjordkraft Tromsø A/S" in page
    assert "Same org. no." in page
    assert buttons(page) == ["Connect to 20318", "Search", "Create in ERP"]
    beside = follow(page, "Connect to 20318")
    assert "Connect “Fjordkraft” to customer 20318" in beside
    assert titles(follow(beside, "Cancel")) == ["Visma Not linked"]


def test_a_suggestion_that_is_taken_says_to_whom_and_nothing_alike_is_said_too(bjorn: Browser, visma: Connection):
    link(visma, company("Den andre"), "20318")
    page = panel(bjorn, company("Fjordkraft", ORGNR="974760673"), visma)
    assert "Already linked to “Den andre”" in page
    assert "1 suggestion, already linked" in page
    assert buttons(page) == ["Search", "Create in ERP"]
    assert "Nothing in the ERP is like it" in panel(bjorn, company("Helt Ukjent"), visma)


@pytest.mark.parametrize("mode", ["closing", "silent", "garbage"])
@pytest.mark.parametrize("within", [True, False], ids=["within the first call", "before the second"])
def test_an_erp_that_dies_while_suggestions_are_searched_for_says_so_and_finds_them_when_it_is_back(
    bjorn: Browser, fjord: Connection, erp: ErpServer, mode: Mode, within: bool
):
    calls.forget()
    put(fjord, "Ad1", "ORGNR", ">")
    ActorMapping.update(active=False).where(ActorMapping.actor_type == "Supplier").execute()
    if within:
        add(erp, "77001", Nm="Noe annet")  # what was written since is asked for after the sign-in
    config.current["CALL_SECONDS"] = 2
    erp.sign_ins = Dying(erp, mode)
    record = company("Bjørnefjell Sport", ORGNR="974760673")
    page = panel(bjorn, record, fjord)
    assert (page.status, len(erp.sign_ins)) == (200, 1)
    assert [title in ("Fjord No contact", "Fjord Can't be read") for title in titles(page)] == [True]
    assert "Bjørnefjell Sport AS" not in page
    assert "Search" in buttons(page)
    erp.mode, erp.sign_ins, config.current["CALL_SECONDS"] = "ok", [], 10
    assert "Connect to 10001" in buttons(follow(page, "Try again"))


def test_a_person_whose_company_is_not_linked_is_sent_to_its_tab(bjorn: Browser, fjord: Connection, erp: ErpServer):
    somebody = person(of := company("Bjørnefjell Sport"), "Ingrid", "Bjørnefjell")
    page = panel(bjorn, somebody, fjord)
    assert titles(page) == ["Fjord Company not linked"]
    assert buttons(page) == []
    assert erp.sign_ins == []
    assert titles(follow(page, "To the company's ERP tab")) == ["Fjord Not linked"]
    link(fjord, of, "10001")
    assert buttons(panel(bjorn, somebody, fjord)) == ["Connect to P1", "Search", "Create in ERP"]


def test_a_creation_that_is_in_doubt_is_to_be_looked_at_first(bjorn: Browser, fjord: Connection, erp: ErpServer):
    record = company("Bjørnefjell Sport")
    CreateIntent.create(connection=fjord, entity="company", record_id=record.id, actor_type="Customer", state="unknown")
    page = panel(bjorn, record, fjord)
    assert titles(page) == ["Fjord Creation not confirmed"]
    assert buttons(page) == []
    assert erp.sign_ins == []
    assert follow(page, "See whether it was created").status == 200
    CreateIntent.delete().execute()
    assert buttons(panel(bjorn, record, fjord)) == ["Connect to 10001", "Search", "Create in ERP"]


def test_projects_have_the_tab_too(bjorn: Browser, fjord: Connection):
    link(fjord, record := project("Nytt lager"), "J1")
    assert values(panel(bjorn, record, fjord)) == {"Name": "Nytt lager", "Status": "Running", "Budget": "1,250,000"}


def test_a_link_of_an_actor_type_that_is_no_longer_synced_still_shows(bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Rask"), "50002", SUPPLIER)
    ActorMapping.update(active=False).where(ActorMapping.actor_type == "Supplier").execute()
    assert titles(panel(bjorn, record, fjord)) == ["Fjord Linked to supplier 50002"]


def test_who_may_only_look_sees_values_and_why_there_are_no_buttons(app: Flask, fjord: Connection, erp: ErpServer):
    cecilie = signed_in(app, "cecilie")
    link(fjord, record := company("Østensjø Maskin"), "10003")
    page = panel(cecilie, record, fjord)
    assert values(page)["Name"] == "Østensjø Maskin AS"
    assert "You may look at “Fjord”, but not connect or disconnect." in page
    assert buttons(page) == ["Refresh"]
    before = len(erp.sign_ins)
    unlinked = panel(cecilie, company("Bjørnefjell Sport"), fjord)
    assert (buttons(unlinked), len(erp.sign_ins)) == ([], before)


def test_who_may_connect_but_not_create_is_told_so(app: Flask, cast: dict[str, Any], fjord: Connection):
    scoped(fjord, cast["dag"], connect=True)
    page = panel(signed_in(app, "dag"), company("Bjørnefjell Sport"), fjord)
    assert buttons(page) == ["Connect to 10001", "Search"]
    assert "You may not create anything in “Fjord”." in page


def test_out_of_scope_there_is_no_tab_and_no_panel(app: Flask, bjorn: Browser, fjord: Connection):
    link(fjord, record := company("Østensjø Maskin"), "10003")
    dag = signed_in(app, "dag")
    assert [dag.get(f"{tab(record)}{rest}").status_code for rest in ("", f"/{fjord.id}", f"/{fjord.id}/disconnect")] == [404] * 3
    assert tab(record) not in dag.get(f"/crm/company/{record.id}").get_data(as_text=True)
    assert tab(record) in bjorn.get(f"/crm/company/{record.id}").get_data(as_text=True)
    Connection.update(active=False).execute()
    assert bjorn.get(tab(record)).status_code == 404


def test_a_connection_that_syncs_nothing_to_the_entity_has_no_panel(bjorn: Browser, fjord: Connection):
    record = project("Nytt lager")
    ActorMapping.update(active=False).where(ActorMapping.actor_type == "Project").execute()
    assert [bjorn.get(url).status_code for url in (tab(record), f"{tab(record)}/{fjord.id}")] == [404, 404]
    assert bjorn.get(tab(company("Fjell"))).status_code == 200


@pytest.mark.parametrize("there", ["x", "0", str(10**30), "%00"])
def test_addresses_of_nothing_are_not_found(bjorn: Browser, fjord: Connection, there: str):
    record = company("Fjell")
    assert bjorn.get(f"{tab(record)}/{there}").status_code == 404
    assert bjorn.get(f"/crm/company/{there}/erp").status_code == 404
    assert bjorn.get(f"{tab(record)}/{fjord.id}?turn={there}&again=").status_code == 200


def test_hostile_values_are_shown_as_they_are_and_harm_nothing(bjorn: Browser, cast: dict[str, Any]):
    calls.forget()
    head, *_rows = BOOK["Customer"]
    name = "<script>alert(1)</script> \u202eright to left 🧾 " + "x" * 30_000
    connection, _path = workbook_erp(
        cast, "Rart", {**BOOK, "Customer": [head, (1, name, None, None, None, None, 77, 1e300, None)]}
    )
    link(connection, record := company("Rart"), "1")
    answer = bjorn.get(f"{tab(record)}/{connection.id}", htmx=True).get_data(as_text=True)
    assert "<script>" not in answer
    assert "\u202eright to left 🧾" in answer
    assert len(answer) < 6_000
    assert "1e+300" in answer


def test_the_number_of_queries_does_not_grow_with_connections_and_fields(
    bjorn: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    record = company("Østensjø Maskin")
    link(memory_erp(cast, memory, erp, "Fjord 0"), record, "10003")
    with count_queries() as few:
        assert len(titles(open_page(bjorn, tab(record)))) == 1
    for number in range(1, 9):
        link(memory_erp(cast, memory, erp, f"Fjord {number}"), record, "10003")
    with count_queries() as many:
        assert len(titles(open_page(bjorn, tab(record)))) == 9
    assert many.count - few.count <= 1, "the priority is asked for where there are several"
    assert many.count <= 16


def test_trying_one_erp_again_leaves_the_others_alone_and_repeats_no_refused_sign_in(
    bjorn: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    record = company("Østensjø Maskin")
    one, other, locked = (memory_erp(cast, memory, erp, f"Fjord {number}", str(number)) for number in (1, 2, 3))
    for each, mode in ((one, "closing"), (other, "closing"), (locked, "refuse")):
        link(each, record, "10003")
        erp.mode = mode  # type: ignore[assignment]
        panel(bjorn, record, each)
    erp.mode = "ok"
    assert titles(panel(bjorn, record, one, "?again=1")) == ["Fjord 1 Linked to customer 10003"]
    assert titles(panel(bjorn, record, other)) == ["Fjord 2 No contact"]
    assert titles(panel(bjorn, record, locked, "?again=1")) == ["Fjord 3 Can't be read"]
    assert [each for each in erp.sign_ins if not each[1]] == [("erp", False)]
