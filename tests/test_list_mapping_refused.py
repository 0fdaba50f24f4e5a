"""What the list mapping dialog refuses: stale pages, forged values, two at once, and what an active connection needs."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import choose, chosen, crm_items, decide, delete_crm_item, dialog, erp_has, goes, map_list, noted, row, url_of
from tests.mapped import ready
from tests.pages import open_page
from webapp.forms.config_fields import html_name
from webapp.models import Connection, FieldMapping, SyncConnector
from webapp.sync.list_choices import NO_SELECTION


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def group(saved: Connection) -> FieldMapping:
    """Customer group, mapped from the ERP to Category."""
    return map_list(saved, "Customer", "CustGr", "CATEGORY")


@pytest.mark.parametrize("forged", ["other list", "deleted", "999999", "-1", "1e3", "²", "'; DROP TABLE", "x" * 5000, "1\0"])
def test_a_crm_item_that_isnt_in_the_list_is_refused_and_another_chosen(admin: Browser, group: FieldMapping, forged: str):
    crm = crm_items("category", "Shops", "Offices")
    known = {"other list": crm_items("business", "Trade")["Trade"], "deleted": crm["Offices"]}
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "2", known.get(forged, forged))
    delete_crm_item(crm["Offices"])
    page = page.press("OK")
    assert page.status == 422
    assert "The CRM item chosen for “Industry” is no longer in the list. Choose another." in page
    assert (goes(group), chosen(page, "1"), chosen(page, "2")) == ({}, "Shops", "")
    choose(page, "2", NO_SELECTION).press("OK")
    assert goes(group) == {"1": "Shops", "2": None}


def test_items_that_the_erp_has_lost_meanwhile_are_taken_off_the_page(admin: Browser, group: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "3", crm["Shops"])
    erp_has(saved, "CustomerGroup", {"3": "Public sector", "8": "New"})
    page = page.press("OK")
    assert page.status == 422
    assert "2 of the items on the page are no longer there" in page
    assert (goes(group), chosen(page, "3"), chosen(page, "8")) == ({}, "Shops", "")
    page.press("OK")
    assert goes(group) == {"3": "Shops"}


def test_an_item_that_came_meanwhile_is_left_as_it_is(admin: Browser, group: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    page = choose(dialog(admin, group), "1", crm["Shops"])
    erp_has(saved, "CustomerGroup", {"1": "Retail", "2": "Industry", "3": "Public sector", "8": "New"})
    assert "1 item undecided" not in page.press("OK")
    assert goes(group) == {"1": "Shops"}


def test_a_decision_for_a_crm_item_that_is_deleted_is_to_be_made_anew(admin: Browser, group: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops", "Offices")
    decide(group, {"1": crm["Shops"], "2": crm["Offices"], "3": None})
    delete_crm_item(crm["Offices"])
    assert "1 item goes to a deleted CRM item" in open_page(admin, f"/sync/connections/{saved.id}/lists")
    page = dialog(admin, group)
    assert "“Offices” is deleted: choose again" in row(page, "2").text()
    assert [row(page, key).has("red") for key in "123"] == [False, True, False]
    choose(page, "2", crm["Shops"]).press("OK")
    assert goes(group) == {"1": "Shops", "2": "Shops", "3": None}
    assert noted() == [("Customer group: Industry", "Offices", "Shops")]


def test_saving_over_somebody_elses_change_shows_both_and_then_keeps_mine(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Mine", "Theirs")
    page = choose(dialog(admin, group), "1", crm["Mine"])
    choose(choose(dialog(admin, group), "1", crm["Theirs"]), "2", crm["Theirs"]).press("OK")
    page = page.press("OK")
    assert page.status == 422
    assert "Åse Nygård saved other values meanwhile" in page
    rows = [[cell.text() for cell in each.all("th", "td")] for each in page.root.all("tr")]
    assert ["Retail", "Theirs", "Mine"] in rows
    assert ["Industry", "Theirs", "(not decided)"] in rows
    assert goes(group) == {"1": "Theirs", "2": "Theirs"}
    page.press("OK")
    assert goes(group) == {"1": "Mine"}


def test_a_page_of_lists_is_still_understood_when_the_crm_list_has_grown_long(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Shops", "12")
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "2", crm["12"])
    crm_items("category", *(f"Category {n}" for n in range(3_400)))
    assert "is saved." in page.press("OK")
    typed = dialog(admin, group)
    assert (goes(group), 'list="crm-items"' in typed.html) == ({"1": "Shops", "2": "12"}, True)
    choose(typed, "2", "shops").press("OK")
    assert goes(group) == {"1": "Shops", "2": "Shops"}


def test_a_post_without_anything_shows_the_page_and_stores_nothing(admin: Browser, group: FieldMapping):
    decide(group, {"1": None})
    for odd in ({}, {"do": "x"}, {"do": "save"}, {"do": "save", "version": "²"}, {"do": "count", "counts": "[" * 100_000}):
        assert admin.post(url_of(group), odd).status_code in (200, 422)
    assert goes(group) == {"1": None}


@pytest.mark.parametrize("counts", ["[]", "{", '{"a": "b"}', "[" * 100_000, '{"f": 1e400}', "nan", '{"f": true}', "x" * 300_000])
def test_counts_that_no_page_has_are_left_out(admin: Browser, group: FieldMapping, counts: str):
    answer = admin.post(url_of(group), {"do": "show", "counts": counts, "item": [html_name("1")]})
    assert answer.status_code == 200


def test_a_field_that_is_no_list_any_more_leads_to_the_overview(admin: Browser, group: FieldMapping, saved: Connection):
    page = choose(dialog(admin, group), "1", NO_SELECTION)
    map_list(saved, "Customer", "CustGr", "DEPARTMENT")
    page = page.press("OK")
    assert page.url == f"/sync/connections/{saved.id}/lists"
    assert "“Customer group” is no longer mapped to a list of the CRM" in page
    answer = admin.post(url_of(group), {"do": "match"}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/sync/connections/{saved.id}/lists")
    assert goes(group) == {}


def test_fields_that_arent_there_and_people_who_may_not(admin: Browser, bjorn: Browser, group: FieldMapping, saved: Connection):
    base = f"/sync/connections/{saved.id}/lists"
    for path in ("/Customer/0", "/Customer/99999999999", f"/Supplier/{group.id}", f"/Nobody/{group.id}", "/Customer/x"):
        assert admin.get(base + path).status_code == 404, path
    for path in (base, url_of(group), f"{url_of(group)}/usage"):
        assert bjorn.get(path).status_code == 403, path
    assert admin.get(f"/sync/connections/999/lists/Customer/{group.id}").status_code == 404


def test_an_active_connection_keeps_what_it_needs(admin: Browser, saved: Connection):
    ready(saved, ActorType.CUSTOMER)
    group = map_list(saved, "Customer", "CustGr", "CATEGORY")
    crm = crm_items("category", "Shops")
    decide(group, {"1": crm["Shops"]})
    Connection.update(active=True).execute()
    page = choose(dialog(admin, group), "1", "").press("OK")
    assert page.status == 422
    assert "list fields without a list mapping: Customer group" in page
    assert (goes(group), noted()) == ({"1": "Shops"}, [])
    choose(page, "1", NO_SELECTION).press("OK")
    assert goes(group) == {"1": None}
