"""Try on real records: what the CRM would get, of the mapping as it stands on the page, before anything is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ERP_KEY, ActorType
from tests.aids import choose, chosen, demonstration, dialog, pressed, rows
from tests.conftest import Browser
from tests.dialogs import save_connection, save_memory
from tests.erpserver import ErpServer
from tests.lists import crm_items, delete_crm_item
from tests.mapped import pair, put, sheet_of
from tests.pages import Page
from tests.workbooks import make
from webapp import config
from webapp.models import AuditEvent, Connection, ConnectionField, CrmField, FieldMapping, SyncConnector
from webapp.services import call_memory


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


def tried(page: Page, text: str = "") -> Page:
    return pressed(page, "try", try_text=text)


def said(page: Page) -> str:
    """The line over the records."""
    return next(each.text() for each in page.by_id("trial").all("p") if each.has("aid-said"))


def line(page: Page, field: str) -> list[str]:
    """The cells of a field, record by record."""
    return next(cells[1:] for cells in rows(page.by_id("trial")) if cells[0].startswith(f"{field} →"))


def test_ten_records_are_shown_through_the_mapping_as_it_stands_on_the_page(admin: Browser, connection: Connection):
    page = choose(choose(dialog(admin, connection), "Nm", "NAME", ">"), "Terms", "NUMBER1", "<>")
    page = tried(page)
    assert said(page) == "All 10 records arrive whole."
    assert line(page, "Name")[:2] == ["Bjørnefjell Sport AS", "Ærfugl Dun og Fjær"]
    assert line(page, "Days of credit")[6:8] == ["– blank", "0"]
    heads = [each.text() for each in page.by_id("trial").all("th") if each.get("scope") == "col"]
    assert heads[:2] == ["ERP field → CRM field", "Bjørnefjell Sport AS 10001"]
    assert (chosen(page, "Nm"), sheet_of(connection).by_key["Nm"].mapping.crm_key) == (("NAME", ">"), "")


def test_a_field_that_only_goes_to_the_erp_or_nowhere_is_not_read_and_named(admin: Browser, connection: Connection):
    page = choose(dialog(admin, connection), "Nm", "NAME", ">")
    page = tried(choose(choose(page, "City", "POSTALCITY", "<"), "Zip", "POSTALZIP"))
    assert "Not read, since they only go from the CRM to the ERP: City." in page
    assert "Not read, since they have no direction: Postal code." in page
    assert len(rows(page.by_id("trial"))) == 1


def test_without_a_field_to_read_the_erp_is_not_asked(admin: Browser, connection: Connection, erp: ErpServer):
    before = len(erp.sign_ins)
    page = tried(choose(dialog(admin, connection), "City", "POSTALCITY", "<"))
    assert said(page).startswith("No field goes from the ERP to the CRM yet.")
    assert len(erp.sign_ins) == before


def test_texts_are_cut_as_the_sync_would_cut_them(admin: Browser, connection: Connection):
    CrmField.create(entity="company", key="X_SHORT", name="Short", name_key="short", type=1, max_length=12)
    page = tried(choose(dialog(admin, connection), "Nm", "X_SHORT", ">"), "Bjørnefjell")
    assert line(page, "Name") == ["Bjørnefjell Sport AS → Bjørnefjell cut to 12 of 20 characters"]
    assert said(page) == "0 of 1 records arrive whole; 1 value is cut."


def test_a_list_item_without_a_mapping_is_marked_with_the_way_to_the_list_mapping(admin: Browser, connection: Connection):
    crm_items("category", "Butikk")
    row = put(connection, "CustGr", "CATEGORY", ">")
    pair(row, "1", "Butikk")
    pair(row, "3", "")
    page = tried(dialog(admin, connection))
    cells = line(page, "Customer group")
    assert cells[0] == "Retail → Butikk"
    assert cells[2] == "Industry item without a mapping"
    assert cells[5:7] == ["Public sector mapped to (No selection)", "– blank"]
    assert said(page) == "6 of 10 records arrive whole; 1 list item has no mapping."
    links = [each.get("href") for each in page.by_id("trial").all("a")]
    assert links == [f"/sync/connections/{connection.id}/lists/Customer/{row.mapping.id}"]


def test_a_crm_item_deleted_since_or_of_another_list_is_no_mapping(admin: Browser, connection: Connection):
    key = crm_items("category", "Butikk")["Butikk"]
    pair(put(connection, "CustGr", "CATEGORY", ">"), "1", "Butikk")
    moved = tried(choose(dialog(admin, connection), "CustGr", "BUSINESS", ">"))
    assert line(moved, "Customer group")[0] == "Retail item without a mapping"
    assert not list(moved.by_id("trial").all("a"))
    delete_crm_item(key)
    assert line(tried(dialog(admin, connection)), "Customer group")[0] == "Retail item without a mapping"


def test_a_list_goes_to_a_text_by_the_text_of_its_item(admin: Browser, connection: Connection):
    page = tried(choose(dialog(admin, connection), "CustGr", "DEPARTMENT", ">"), "100%")
    assert line(page, "Customer group") == ["9 the ERP's list has no such item"]
    assert said(page) == "0 of 1 records arrive whole; 1 list item is unknown."
    page = tried(choose(dialog(admin, connection), "CustGr", "DEPARTMENT", ">"), "Bjørnefjell")
    assert line(page, "Customer group") == ["Retail"]


def test_a_value_that_cannot_be_read_now_and_one_that_the_crm_needs_are_marked(admin: Browser, connection: Connection):
    page = tried(choose(dialog(admin, connection), "Balance", "NUMBER1", ">"), "Måneskinn")
    assert line(page, "Balance") == ["can't be read in the ERP now"]
    person = tried(choose(dialog(admin, connection, "Person"), "FirstName", "LASTNAME", ">"), "Rask")
    assert line(person, "First name") == ["blank, but the CRM needs a value"]
    assert said(person) == "0 of 1 records arrive whole; 1 value is missing that the CRM needs."


def test_values_are_shown_as_people_write_them(admin: Browser, connection: Connection):
    for entry, key, type_ in (("Blocked", "X_B", 0), ("Credit", "X_C", 4), ("Since", "X_D", 6)):
        CrmField.create(entity="company", key=key, name=key, name_key=key.casefold(), type=type_)
        put(connection, entry, key, ">")
    page = tried(dialog(admin, connection), "Kvae")
    assert [line(page, name)[0] for name in ("Credit limit", "Customer since")] == ["5000", "2023-08-14 11:00"]
    admin.language = "nb"
    page = tried(dialog(admin, connection), "Måneskinn")
    assert [line(page, name)[0] for name in ("Kredittgrense", "Sperret", "Kunde siden")] == ["3000,5", "Nei", "01.01.2025"]


def test_the_erps_own_key_goes_along_and_a_certain_record_can_be_looked_for(admin: Browser, connection: Connection):
    page = tried(choose(dialog(admin, connection), ERP_KEY, "NUMBER2", ">"), "  ærfugl ")
    assert line(page, "Key in the ERP") == ["10002"]
    assert page.value("Records that contain") == "ærfugl"
    none = tried(page, "finnes ikke")
    assert said(none) == "No record in the ERP contains “finnes ikke”."
    assert line(tried(none, ""), "Key in the ERP")[:2] == ["10001", "10002"]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("closing", "ended the conversation"), ("refuse", "refused the user"), ("garbage", "something else than expected"),
        ("silent", "in time"),
    ],
)  # fmt: skip
def test_an_erp_that_fails_costs_the_panel_alone_and_is_tried_again(
    admin: Browser, connection: Connection, erp: ErpServer, mode: Any, words: str
):
    page = choose(dialog(admin, connection), "Nm", "NAME", ">")
    erp.mode, config.current["CALL_SECONDS"] = mode, 1 if mode == "silent" else 10
    page = tried(page, "Bjørne")
    assert (page.status, words in page.by_id("trial").text()) == (200, True)
    assert (chosen(page, "Nm"), page.value("Records that contain")) == (("NAME", ">"), "Bjørne")
    assert erp.password not in page.html
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    call_memory.forget(everything=True)
    assert line(tried(page, "Bjørne"), "Name") == ["Bjørnefjell Sport AS"]


def test_nothing_is_written_in_the_erp_or_here(admin: Browser, cast: dict[str, Any]):
    demo = demonstration(cast)
    book = Path(config.current["INSTANCE"]) / "demo" / "erp.xlsx"
    before = (book.read_bytes(), AuditEvent.select().count(), list(FieldMapping.select().dicts()))
    page = tried(choose(dialog(admin, demo), "Nm", "NAME", "<>"))
    assert said(page) == "All 10 records arrive whole."
    assert (book.read_bytes(), AuditEvent.select().count(), list(FieldMapping.select().dicts())) == before


def test_a_field_lost_in_the_erp_is_not_asked_for(admin: Browser, connection: Connection):
    page = choose(choose(dialog(admin, connection), "Nm", "NAME", ">"), "City", "POSTALCITY", ">")
    ConnectionField.update(missing=True).where(ConnectionField.key == "City").execute()
    page = tried(page)
    assert "Not read, since they have no direction: City." in page
    assert said(page) == "All 10 records arrive whole."


def test_the_panel_closes_and_a_fragment_has_it_too(admin: Browser, connection: Connection):
    page = tried(choose(dialog(admin, connection), "Nm", "NAME", ">"))
    closed = page.press("Close")
    assert "Records that contain" not in closed
    assert chosen(closed, "Nm") == ("NAME", ">")
    fragment = pressed(choose(dialog(admin, connection), "Nm", "NAME", ">"), "try", htmx=True)
    assert fragment.by_id("trial").get("data-announce") == "All 10 records arrive whole."
    assert "<html" not in fragment.html


def test_a_hundred_and_fifty_fields_cost_no_more_queries_than_one(admin: Browser, cast: dict[str, Any]):
    demo = demonstration(cast)
    heads = ["ID", "Nm", *(f"Felt{at}" for at in range(149))]
    book = make(config.current["INSTANCE"] / "wide.xlsx", {"Customer": [heads, *([at, *["x"] * 150] for at in range(60))]})
    connector = SyncConnector.get(SyncConnector.url == "plugin://excel")
    wide = save_connection(cast["åse"], connector, "Wide", {"file": str(book)})
    counts = []
    for each in (demo, wide):
        page = dialog(admin, each)
        for row in sheet_of(each, ActorType.CUSTOMER).rows:
            choose(page, row.field.key, "NAME", ">")
        with count_queries() as counter:
            page = tried(page)
        counts.append(counter.count)
        assert len(line(page, "Name")) == 10
    assert counts[0] == counts[1] < 20
