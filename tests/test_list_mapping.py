"""The list mapping dialog: an item of the ERP's for each of the CRM's, chosen, matched, created and stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import (
    choose,
    chosen,
    crm_items,
    dialog,
    goes,
    map_list,
    noted,
)
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
    assert chosen(dialog(admin, group), "1") == "Shops"


def test_matching_by_name_changes_only_the_page(admin: Browser, group: FieldMapping):
    crm_items("category", "RETAIL", "Offentlig  sektor", "Others")
    page = dialog(admin, group).press("Match by name")
    assert "2 items are matched by their names. Nothing of it is saved before OK." in page
    assert (chosen(page, "1"), chosen(page, "2"), chosen(page, "3")) == ("RETAIL", "", "Offentlig  sektor")
    assert goes(group) == {}
    page.press("OK")
    assert goes(group) == {"1": "RETAIL", "3": "Offentlig  sektor"}


def test_missing_crm_items_are_created_at_once_and_chosen_on_the_page(admin: Browser, group: FieldMapping):
    crm_items("category", "Industri")
    page = dialog(admin, group).press("Create missing CRM items")
    assert "2 CRM items are created and chosen. The CRM items are stored" in page
    assert [each.name for each in CrmListItem.select()] == ["Industri", "Retail", "Public sector"]
    assert (chosen(page, "1"), chosen(page, "2"), goes(group)) == ("Retail", "", {})
    page.press("Match by name").press("OK")
    assert goes(group) == {"1": "Retail", "2": "Industri", "3": "Public sector"}
