"""The list mapping dialog: where each item of the ERP goes is chosen, matched, created and stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import choose, chosen, crm_items, decide, dialog, erp_has, goes, map_list, noted, row
from tests.pages import open_page
from webapp.models import Connection, CrmListItem, FieldMapping, SyncConnector
from webapp.sync.list_choices import NO_SELECTION


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def group(saved: Connection) -> FieldMapping:
    """Customer group, mapped from the ERP to Category."""
    return map_list(saved, "Customer", "CustGr", "CATEGORY")


def test_items_are_chosen_and_stored_in_one_go(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Shops", "Factories")
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "2", NO_SELECTION).press("OK")
    assert "The list mapping of “Customer group” is saved." in page
    assert goes(group) == {"1": "Shops", "2": None}
    assert noted() == [("Customer group: Retail", None, "Shops"), ("Customer group: Industry", None, "(No selection)")]
    assert (chosen(dialog(admin, group), "1"), chosen(dialog(admin, group), "3")) == ("Shops", "")


def test_a_decision_is_changed_and_taken_back(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Shops", "Factories")
    decide(group, {"1": crm["Shops"], "2": crm["Shops"], "3": None})
    choose(choose(dialog(admin, group), "2", crm["Factories"]), "3", "").press("OK")
    assert goes(group) == {"1": "Shops", "2": "Factories"}
    assert noted() == [
        ("Customer group: Industry", "Shops", "Factories"),
        ("Customer group: Public sector", "(No selection)", None),
    ]


def test_pressing_ok_without_a_change_records_none(admin: Browser, group: FieldMapping):
    decide(group, {"1": None})
    assert "is saved." in dialog(admin, group).press("OK")
    assert (goes(group), noted()) == ({"1": None}, [])


def test_matching_by_name_changes_only_the_page(admin: Browser, group: FieldMapping):
    crm_items("category", "RETAIL", "Offentlig  sektor", "Others")
    page = dialog(admin, group).press("Match by name")
    assert "2 items are matched by their names. Nothing of it is saved before OK." in page
    assert [chosen(page, key) for key in "123"] == ["RETAIL", "", "Offentlig  sektor"]
    assert goes(group) == {}
    page.press("OK")
    assert goes(group) == {"1": "RETAIL", "3": "Offentlig  sektor"}


def test_matching_leaves_what_is_decided_on_the_page(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Retail", "Shops")
    page = choose(choose(dialog(admin, group), "1", crm["Shops"]), "2", NO_SELECTION).press("Match by name")
    assert "No undecided item has the name of a CRM item." in page
    assert (chosen(page, "1"), chosen(page, "2")) == ("Shops", "(No selection)")


def test_missing_crm_items_are_created_at_once_and_chosen_on_the_page(admin: Browser, group: FieldMapping):
    crm_items("category", "Industri")
    page = dialog(admin, group).press("Create missing CRM items")
    assert "2 CRM items are created and chosen. 1 item is matched by its name. The CRM items are stored" in page
    assert [each.name for each in CrmListItem.select()] == ["Industri", "Retail", "Public sector"]
    assert (chosen(page, "1"), chosen(page, "2"), goes(group)) == ("Retail", "Industri", {})
    page.press("OK")
    assert goes(group) == {"1": "Retail", "2": "Industri", "3": "Public sector"}


def test_where_every_name_is_there_it_is_chosen_and_nothing_created(admin: Browser, group: FieldMapping):
    crm_items("category", "RETAIL", "Industri", "Public sector and more", "Public sector")
    page = dialog(admin, group).press("Create missing CRM items")
    assert "There is nothing to create. 3 items are matched by their names. Nothing of it is saved before OK." in page
    assert (chosen(page, "1"), chosen(page, "3"), CrmListItem.select().count()) == ("RETAIL", "Public sector", 4)


def test_a_name_that_several_crm_items_have_is_left_to_decide(admin: Browser, group: FieldMapping, saved: Connection):
    erp_has(saved, "CustomerGroup", {"1": "Håndverk"})
    crm_items("category", "Hånd verk", "Handverk")
    page = dialog(admin, group).press("Create missing CRM items")
    assert "Nothing can be created for what is undecided: several CRM items have the name" in page
    assert chosen(page, "1") == ""
    assert "1 item" not in page.press("Match by name")


def test_a_name_that_no_crm_item_can_have_is_not_created(admin: Browser, group: FieldMapping, saved: Connection):
    erp_has(saved, "CustomerGroup", {"1": "x" * 300, "2": "A\x01B", "": "", "4": "Fine"})
    page = dialog(admin, group).press("Create missing CRM items")
    assert "1 CRM item is created and chosen." in page
    assert [each.name for each in CrmListItem.select()] == ["Fine"]
    again = dialog(admin, map_list(saved, "Person", "Position", "POSITION")).press("Create missing CRM items")
    assert "There is nothing to create: nothing is undecided." in again.press("Create missing CRM items")


def test_all_that_is_undecided_is_set_to_no_selection(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Shops")
    page = choose(dialog(admin, group), "1", crm["Shops"]).press("Undecided to (No selection)")
    assert "2 items are set to (No selection)." in page
    assert goes(group) == {}
    page.press("OK")
    assert goes(group) == {"1": "Shops", "2": None, "3": None}


def test_an_item_that_the_erp_has_lost_stays_until_it_is_removed(admin: Browser, group: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    decide(group, {"1": crm["Shops"], "2": None})
    erp_has(saved, "CustomerGroup", {"2": "Industry", "7": "New one"})
    page = dialog(admin, group)
    assert next(row(page, "1").all("s")).text() == "1"
    assert "missing in ERP" in row(page, "1").text()
    page.press("OK")
    assert goes(group) == {"1": "Shops", "2": None}
    dialog(admin, group).press("Remove what is missing in the ERP").press("OK")
    assert goes(group) == {"2": None}
    assert noted() == [("Customer group: 1", "Shops", None)]


def test_the_filter_only_hides_rows_and_keeps_what_is_chosen(admin: Browser, group: FieldMapping):
    crm = crm_items("category", "Shops")
    page = choose(dialog(admin, group), "1", crm["Shops"]).fill(q="PUBLIC").press("Filter")
    assert ["hidden" in row(page, key).attributes for key in "123"] == [True, True, False]
    page = page.fill(q="", only="1").press("Filter")
    assert ["hidden" in row(page, key).attributes for key in "123"] == [True, False, False]
    page.press("OK")
    assert goes(group) == {"1": "Shops"}
    assert "hidden" in row(open_page(admin, f"{page.url}?only=1"), "1").attributes


def test_items_whose_keys_are_anything_have_controls_of_their_own(admin: Browser, group: FieldMapping, saved: Connection):
    crm = crm_items("category", "Shops")
    odd = {"": "Blank", 'a"b <c>': "<b>Bold</b>", "Ærfugl 100%": "%(name)s", "none": "None", "x" * 500: ""}
    erp_has(saved, "CustomerGroup", odd)
    page = dialog(admin, group)
    for key in odd:
        choose(page, key, crm["Shops"])
    page.press("OK")
    assert goes(group) == dict.fromkeys(odd, "Shops")
    assert "<b>" not in dialog(admin, group).html
