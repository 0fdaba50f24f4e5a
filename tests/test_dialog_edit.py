"""Editing a saved connection: what needs a test and what doesn't, what is locked, and that opening it calls nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import draft_of, edited, reason, save_memory, state, stored
from tests.erpserver import ErpServer
from tests.mapped import ready
from tests.pages import open_page
from webapp.forms.config_fields import html_name
from webapp.models import Connection, SyncConnector, TestRun


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return ready(save_memory(cast, memory, erp))


@pytest.fixture
def active(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp, active=True)


def test_opening_a_saved_connection_calls_nothing_outside(admin: Browser, saved: Connection, erp: ErpServer, monkeypatch: Any):
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a connector was called"))
    page = edited(admin, saved)
    assert (page.value("Server"), page.value("Company number")) == (erp.address, "1")
    assert (reason(page), erp.sign_ins, erp.open_connections) == ("", [], 0)
    assert "Configure ERP connection" in page


def test_name_scope_and_description_need_no_test_also_while_the_erp_is_down(admin: Browser, saved: Connection, erp: ErpServer):
    erp.mode = "closing"
    page = edited(admin, saved).type("Name", "Fjord Eiendom").type("Description", "For the\r\nboard").press("scope-link")
    page = page.fill(create=None).press("OK")
    assert reason(page) == ""
    assert page.press("OK").url == "/sync"
    stored_now = Connection.get()
    assert (stored_now.name, stored_now.description, stored_now.version) == ("Fjord Eiendom", "For the\nboard", 2)
    assert erp.sign_ins == []


def test_name_and_description_can_be_saved_with_the_connector_uninstalled(admin: Browser, saved: Connection):
    SyncConnector.update(url="plugin://uninstalled").execute()
    page = edited(admin, saved).type("Name", "Without its connector").press("Test ERP connection")
    assert state(page) == "The test failed"
    assert "No connector named" in page
    assert page.value("Server").startswith("127.0.0.1")
    assert page.press("OK").url == "/sync"
    assert Connection.get().name == "Without its connector"


def test_a_changed_configuration_needs_a_test_and_the_stored_one_none(admin: Browser, saved: Connection):
    page = edited(admin, saved).type("Company number", "2").press("OK")
    assert (page.status, stored(saved)["company"]) == (422, "1")
    assert reason(page).startswith("Changed since the test: Company number.")
    page = page.type("Company number", "1").change()
    assert reason(page) == ""
    page = page.type("Company number", "2").press("Test ERP connection").press("OK")
    assert (page.url, stored(saved)["company"]) == ("/sync", "2")


def test_the_configuration_of_an_active_connection_is_locked_and_says_why(admin: Browser, active: Connection):
    page = edited(admin, active)
    assert "The connection is active, so its configuration is locked. Clear Active above to change it." in page
    assert not page.has_control("Server")
    page = page.press("OK", **{"shown": html_name("company"), html_name("company"): "2"})  # made by hand
    assert (page.url, stored(active)["company"]) == ("/sync", "1")
    assert Connection.get().active


def test_seed_2s_order_is_one_dialog_and_nothing_is_stored_or_stopped_before_ok(
    admin: Browser, active: Connection, erp: ErpServer
):
    page = edited(admin, active).type("Active", None).press("Unlock the configuration fields")
    page = page.type("Company number", "77").type("Active", "y").press("Test ERP connection")
    assert (state(page), page.value("Active"), page.value("Company number")) == ("The test failed", "on", "77")
    assert page.press("OK", disabled=True).status == 422
    assert (Connection.get().active, Connection.get().version, stored(active)["company"]) == (True, active.version, "1")
    page = page.type("Company number", "2").press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test passed", "")
    assert (Connection.get().active, stored(active)["company"]) == (True, "1")
    assert page.press("OK").url == "/sync"
    assert (Connection.get().active, stored(active)["company"]) == (True, "2")


def test_switching_off_needs_no_test(admin: Browser, active: Connection, erp: ErpServer):
    erp.mode = "closing"
    page = edited(admin, active).type("Active", None).press("OK")
    assert (page.url, Connection.get().active) == ("/sync", False)
    assert TestRun.select().where(TestRun.state != "passed").count() == 0


def test_switching_on_in_the_dialog_needs_a_test_and_the_pass_just_obtained_counts(
    admin: Browser, saved: Connection, erp: ErpServer
):
    page = edited(admin, saved).type("Active", "y").press("OK")
    assert (page.status, reason(page)) == (422, "To make the connection active, test it first.")
    assert not Connection.get().active
    page = page.press("Test ERP connection")
    tries = len(erp.sign_ins)
    assert page.press("OK").url == "/sync"
    assert Connection.get().active
    assert len(erp.sign_ins) == tries


def test_the_connector_of_a_saved_connection_is_text_and_cannot_be_changed_by_a_post(admin: Browser, saved: Connection):
    other = SyncConnector.create(name="Hostile", name_key="hostile", url="plugin://hostile")
    page = edited(admin, saved)
    assert not page.has_control("ERP Sync Connector")
    page = page.press("OK", connector=str(other.id))
    assert page.status == 422
    assert "The connector of a saved ERP connection can't be changed." in page
    assert Connection.get().connector_id == saved.connector_id
    assert page.press("OK").url == "/sync"


def test_unknown_fields_of_a_post_are_ignored(admin: Browser, saved: Connection):
    odd = {
        html_name("nothing"): "x",
        "version_": "9",
        "guid": "x",
        "identity": "y",
        "everyone": "0",
        "shown": html_name("nothing"),
    }
    page = edited(admin, saved).press("OK", **odd)
    assert page.url == "/sync"
    unchanged = Connection.get()
    assert (unchanged.guid, unchanged.everyone, set(stored(saved))) == (saved.guid, True, set(stored(saved)) - {"nothing"})


def test_restore_puts_the_stored_values_back_and_takes_back_the_unlocking(admin: Browser, active: Connection):
    page = edited(admin, active).type("Name", "Other").type("Active", None).press("Unlock the configuration fields")
    page = page.type("Company number", "2").press("Restore")
    assert (page.value("Name"), page.value("Active")) == ("Fjord", "on")
    assert not page.has_control("Company number")
    assert reason(page) == ""


def test_a_connection_deleted_while_its_dialog_was_open_is_not_saved(admin: Browser, saved: Connection):
    page = edited(admin, saved).type("Name", "Too late")
    listed = open_page(admin, "/sync").fill(selected=str(saved.id))
    listed.press("Delete", inside="connections").press("Delete")
    page = page.press("OK")
    assert page.status == 422
    assert "Somebody has deleted this ERP connection meanwhile." in page
    assert page.value("Name") == "Too late"
    open_page(admin, "/sync?deleted=1").fill(selected=str(saved.id)).press("Restore")
    assert edited(admin, saved).type("Name", "In time").press("OK").url == "/sync"


def test_a_dialog_open_for_more_than_an_hour_goes_on_with_what_stands_on_the_page(admin: Browser, saved: Connection):
    page = edited(admin, saved).type("Name", "After lunch").type("Company number", "2")
    draft_of(page).delete_instance()
    page = page.press("Test ERP connection")
    assert (state(page), page.value("Name"), page.value("Company number")) == ("The test passed", "After lunch", "2")
    assert page.press("OK").url == "/sync"
    assert (Connection.get().name, stored(saved)["company"]) == ("After lunch", "2")
