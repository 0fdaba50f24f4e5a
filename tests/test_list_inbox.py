"""The list mappings of a connection at a glance: what waits for a decision, also when the ERP gets new items."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import Text
from connectors.excel.demo import write_demo
from tests.conftest import Browser
from tests.dialogs import save_connection, save_memory
from tests.erpserver import ErpServer
from tests.lists import choose, chosen, crm_items, decide, dialog, erp_has, goes, map_list, row, url_of
from tests.pages import Node, Page, open_page
from webapp import config
from webapp.models import (
    ActorMapping,
    Connection,
    ConnectionList,
    ConnectionReading,
    FieldMapping,
    ListItemMapping,
    SyncConnector,
)
from webapp.models.stored import fact_data
from webapp.services import calls, readings, sync_connectors


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def demo(app: Flask, cast: dict[str, Any]) -> tuple[Connection, Path]:
    """A connection to the demonstration workbook."""
    path = config.current["INSTANCE"] / "demo.xlsx"
    write_demo(path)
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    return save_connection(cast["åse"], connector, "Nord", {"file": str(path)}), path


def inbox(browser: Browser, connection: Connection) -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/lists")


def states(part: Node) -> list[str]:
    return [each.text() for each in part.all("span") if each.has("state")]


def state_of(page: Page, field: str) -> list[str]:
    """What is said of the field of that name."""
    return next(states(each) for each in page.root.all("tr") if each.text().startswith(field))


def test_without_a_mapped_list_field_the_page_says_what_it_is_for(admin: Browser, demo: tuple[Connection, Path]):
    connection, _path = demo
    page = inbox(admin, connection)
    assert "A list mapping says which item of a CRM list each item of an ERP list is" in page
    assert f'href="/sync/connections/{connection.id}/mappings"' in page.html
    ActorMapping.delete().execute()
    assert "The fields of this connection have not been read yet." in inbox(admin, connection)


def test_each_mapped_list_field_is_there_with_its_state(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY")
    status = map_list(saved, "Project", "Status", "STATUS", "<>")
    map_list(saved, "Supplier", "SupGr", "CATEGORY", "")
    crm, running = crm_items("category", "Shops"), crm_items("project_status", "Active")
    decide(group, {"1": crm["Shops"], "2": None, "3": None})
    decide(status, {"P": running["Active"], "R": running["Active"], "gone": None})
    page = inbox(admin, saved)
    assert state_of(page, "Customer group") == ["All decided"]
    assert state_of(page, "Supplier group Category no direction chosen, so nothing is synced") == ["2 items undecided"]
    assert state_of(page, "Status") == ["A way back is missing for “Active”", "1 item undecided", "1 item missing in the ERP"]


def test_only_what_is_synced_waits_for_a_decision(admin: Browser, saved: Connection):
    map_list(saved, "Supplier", "SupGr", "CATEGORY", "")
    map_list(saved, "Customer", "CustGr", "CATEGORY", ">")
    page = inbox(admin, saved)
    assert page.by_id("inbox").text() == "To decide (3) Customer: Customer group → Category Retail Industry Public sector"
    assert "Supplier group" in page


def test_the_inbox_leads_to_what_is_undecided(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY")
    decide(group, {"1": None})
    link = next(inbox(admin, saved).by_id("inbox").all("a")).get("href")
    page = Page(admin, admin.get(link))
    assert ["hidden" in row(page, key).attributes for key in "12"] == [True, False]


def test_a_new_item_of_the_erp_comes_into_the_inbox(admin: Browser, demo: tuple[Connection, Path]):
    connection, path = demo
    group = map_list(connection, "Customer", "CustGr", "CATEGORY")
    dialog(admin, group).press("Create missing CRM items").press("OK")
    assert state_of(inbox(admin, connection), "Customer group") == ["All decided"]
    book = openpyxl.load_workbook(path)
    book["CustomerGroup"].append((11, "Landbruk"))
    book.save(path)
    readings.request(connection, None)
    page = inbox(admin, connection)
    assert ("Landbruk" in page.by_id("inbox").text(), state_of(page, "Customer group")) == (True, ["1 item undecided"])


def test_a_list_that_could_not_be_read_says_why(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY")
    ConnectionList.delete().where(ConnectionList.name == "CustomerGroup").execute()
    assert state_of(inbox(admin, saved), "Customer group") == ["The list has not been read from the ERP"]
    said = [["list_unread", "CustomerGroup", fact_data([Text("The server is away.")])]]
    ConnectionReading.update(changes=said).execute()
    assert state_of(inbox(admin, saved), "Customer group") == ["The server is away."]
    assert "The list has not been read from the ERP." in dialog(admin, group)


def test_use_is_counted_in_the_erp_when_asked(admin: Browser, demo: tuple[Connection, Path]):
    connection, _path = demo
    group = map_list(connection, "Customer", "CustGr", "CATEGORY")
    page = dialog(admin, group)
    assert f'hx-get="{url_of(group)}/usage"' in page.html
    counted = choose(page, "1", "none").press("Count use in the ERP")
    numbers = [each.text() for each in counted.root.all("td") if each.has("number")]
    assert (len(numbers), sum(map(int, numbers)), chosen(counted, "1")) == (6, 230, "(No selection)")
    again = counted.press("Match by name")
    assert [each.text() for each in again.root.all("td") if each.has("number")] == numbers
    assert 'name="counts"' in admin.get(f"{url_of(group)}/usage", htmx=True).get_data(as_text=True)


def test_a_failing_erp_costs_the_counts_alone(admin: Browser, demo: tuple[Connection, Path]):
    connection, path = demo
    group = map_list(connection, "Customer", "CustGr", "CATEGORY")
    path.rename(path.with_name("away"))
    page = choose(dialog(admin, group), "1", "none").press("Count use in the ERP")
    assert (page.status, "Use could not be counted:" in page, chosen(page, "1")) == (200, True, "(No selection)")
    path.with_name("away").rename(path)
    calls.forget()
    page = page.press("Count use in the ERP")
    assert [each.text() for each in page.root.all("td") if each.has("number")][:2] == ["47", "50"]
    page.press("OK")
    assert goes(group) == {"1": None}


def test_records_with_items_that_the_list_hasnt_are_told_of(admin: Browser, saved: Connection):
    page = dialog(admin, map_list(saved, "Customer", "CustGr", "CATEGORY")).press("Count use in the ERP")
    assert "1 record has an item that the list doesn't have." in page


def test_thousands_of_items_cost_no_more_queries_than_three(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY", "<>")
    crm = list(crm_items("category", *(f"Category {n}" for n in range(200))).values())
    counts = []
    for many in (3, 2_000):
        erp_has(saved, "CustomerGroup", {f"K{n}": f"Group {n}" for n in range(many)})
        ListItemMapping.delete().execute()
        decide(group, {f"K{n}": crm[n] for n in range(min(many, 200))})
        for path in (url_of(group), f"/sync/connections/{saved.id}/lists"):
            with count_queries() as counter:
                assert admin.get(path).status_code == 200
            counts.append(counter.count)
    assert counts[:2] == counts[2:]


def test_a_long_list_is_typed_with_suggestions_and_saved_in_one_request(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY")
    crm_items("category", *(f"Category {n}" for n in range(200)))
    erp_has(saved, "CustomerGroup", {f"K{n}": f"Category {n % 200}" for n in range(2_000)})
    page = dialog(admin, group).press("Match by name").press("Undecided to (No selection)")
    choose(choose(page, "K0", " category 7 "), "K1", "Nowhere")
    page = choose(page, "K2", "(no selection)").press("OK")
    assert page.status == 422
    assert "“Nowhere” is not the name of a CRM item." in page
    assert row(page, "K1").has("red")
    choose(page, "K1", "").press("OK")
    stored = goes(group)
    assert (len(stored), stored["K0"], stored.get("K1"), stored["K2"], stored["K203"]) == (
        1999,
        "Category 7",
        None,
        None,
        "Category 3",
    )


def test_counts_are_of_one_field_mapping(admin: Browser, saved: Connection):
    """Two fields that share a list are mapped each for itself."""
    first, second = map_list(saved, "Supplier", "SupGr", "CATEGORY"), map_list(saved, "Customer", "CustGr", "CATEGORY")
    dialog(admin, first).press("Create missing CRM items").press("OK")
    assert (len(goes(first)), goes(second)) == (2, {})
    assert FieldMapping.get_by_id(first.id).items_version == 2
