"""List mappings in both directions: where several items of the ERP go to one of the CRM, one of them is its way back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import choose, chosen, crm_items, decide, dialog, erp_has, goes, map_list, mark, noted, row
from tests.pages import Node, open_page
from webapp.models import Connection, FieldMapping, SyncConnector
from webapp.sync.list_choices import NO_SELECTION


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def both(saved: Connection) -> FieldMapping:
    """Customer group, mapped to Category both ways."""
    return map_list(saved, "Customer", "CustGr", "CATEGORY", "<>")


def radio(tr: Node) -> bool:
    """Whether a row shows its radio button."""
    labels = [label for label in tr.all("label") if any(each.get("type") == "radio" for each in label.all("input"))]
    return any("hidden" not in label.attributes for label in labels)


def test_several_items_go_to_one_where_nothing_goes_back(admin: Browser, saved: Connection):
    group = map_list(saved, "Customer", "CustGr", "CATEGORY", ">")
    crm = crm_items("category", "Shops")
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "2", crm["Shops"])
    assert not radio(row(page, "1"))
    page.press("OK")
    assert goes(group) == {"1": "Shops", "2": "Shops"}


def test_without_a_way_back_nothing_is_stored_and_everything_is_still_there(admin: Browser, both: FieldMapping):
    crm = crm_items("category", "Shops", "Offices")
    page = choose(choose(choose(dialog(admin, both), "1", crm["Shops"]), "2", crm["Shops"]), "3", crm["Offices"]).press("OK")
    assert page.status == 422
    assert "Several ERP items go to “Shops”: Retail, Industry." in page
    assert [row(page, key).has("red") for key in "123"] == [True, True, False]
    assert "Several go there: mark one" in row(page, "1").text()
    assert (goes(both), [chosen(page, key) for key in "123"]) == ({}, ["Shops", "Shops", "Offices"])
    assert [radio(row(page, key)) for key in "123"] == [True, True, False]
    assert "is saved." in mark(page, crm["Shops"], "2").press("OK")
    assert goes(both) == {"1": "Shops", "2": "Shops <", "3": "Offices"}
    assert noted()[-1] == ("Customer group: Shops", None, "Industry")


def test_the_way_back_is_moved_to_another_item(admin: Browser, both: FieldMapping):
    crm = crm_items("category", "Shops")
    decide(both, {"1": crm["Shops"], "2": crm["Shops"], "3": None}, back=["1"])
    page = dialog(admin, both)
    assert not row(page, "1").has("red")
    mark(page, crm["Shops"], "2").press("OK")
    assert goes(both) == {"1": "Shops", "2": "Shops <", "3": None}
    assert noted() == [("Customer group: Shops", "Retail", "Industry")]


def test_an_item_alone_needs_no_mark_and_no_selection_never_does(admin: Browser, both: FieldMapping):
    crm = crm_items("category", "Shops")
    decide(both, {"1": crm["Shops"], "2": crm["Shops"]}, back=["1"])
    choose(choose(dialog(admin, both), "2", NO_SELECTION), "3", NO_SELECTION).press("OK")
    assert goes(both) == {"1": "Shops", "2": None, "3": None}


def test_an_item_that_the_erp_has_lost_is_no_way_back(admin: Browser, both: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    decide(both, {"1": crm["Shops"], "2": crm["Shops"], "3": crm["Shops"]}, back=["1"])
    erp_has(saved, "CustomerGroup", {"2": "Industry", "3": "Public sector"})
    assert "A way back is missing for “Shops”" in open_page(admin, f"/sync/connections/{saved.id}/lists")
    page = dialog(admin, both)
    assert ([row(page, key).has("red") for key in "123"], radio(row(page, "1"))) == ([False, True, True], False)
    assert mark(page, crm["Shops"], "1").press("OK").status == 422
    mark(dialog(admin, both), crm["Shops"], "3").press("OK")
    assert goes(both) == {"1": "Shops", "2": "Shops", "3": "Shops <"}


def test_the_one_item_that_is_left_is_the_way_back_by_itself(admin: Browser, both: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    decide(both, {"1": crm["Shops"], "2": crm["Shops"]}, back=["1"])
    erp_has(saved, "CustomerGroup", {"2": "Industry"})
    assert "A way back is missing for “Shops”" in open_page(admin, f"/sync/connections/{saved.id}/lists")
    dialog(admin, both).press("OK")
    assert goes(both) == {"1": "Shops", "2": "Shops <"}
    assert "A way back is missing" not in open_page(admin, f"/sync/connections/{saved.id}/lists")


def test_crm_items_that_nothing_comes_to_are_named_where_they_matter(admin: Browser, both: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops", "Offices", "Farms")
    decide(both, {"1": crm["Shops"]})
    assert "These CRM items have no ERP item: “Offices”, “Farms”." in dialog(admin, both)
    map_list(saved, "Customer", "CustGr", "CATEGORY", ">")
    assert "These CRM items have no ERP item" not in dialog(admin, both)


def test_marks_outlive_a_time_in_which_the_field_goes_one_way(admin: Browser, both: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops", "Offices")
    decide(both, {"1": crm["Shops"], "2": crm["Shops"]}, back=["2"])
    map_list(saved, "Customer", "CustGr", "CATEGORY", ">")
    choose(dialog(admin, both), "3", crm["Offices"]).press("OK")
    assert goes(both) == {"1": "Shops", "2": "Shops <", "3": "Offices"}
