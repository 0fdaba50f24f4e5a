"""The connector's own fields in the dialog: a control for each type, lists asked of the ERP, and posts as scripts make them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import draft_of, edited, filled, hostile, passed, reason, save_memory, state, stored
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp import config
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.models import Connection, ConnectionDraft, SyncConnector
from webapp.services import housekeeping


def options(page: Page, label: str) -> list[str]:
    """What can be chosen in a list."""
    return [each.text() or "".join(map(str, each.children)) for each in page.control(label).all("option")]


def test_each_type_has_its_control_in_the_order_of_the_connector(admin: Browser, memory: SyncConnector):
    page = open_page(admin, "/sync/connections/new")
    wanted = {
        "Server": ("input", "text"),
        "Password": ("input", "password"),
        "Company number": ("input", "text"),
        "Rounding": ("input", "text"),
        "Environment": ("select", ""),
        "Records changed after": ("input", "datetime-local"),
        "Include inactive records": ("input", "checkbox"),
    }
    assert {label: (page.control(label).tag, page.control(label).get("type")) for label in wanted} == wanted
    assert (page.control("Company number").get("inputmode"), page.control("Rounding").get("inputmode")) == ("numeric", "decimal")
    places = [page.html.index(f'id="{page.control(label).get("id")}"') for label in wanted]
    assert places == sorted(places)
    assert "Signs in to a demonstration server." in page


def test_defaults_hints_and_what_must_be_filled_in_are_shown(admin: Browser, memory: SyncConnector):
    page = open_page(admin, "/sync/connections/new")
    assert (page.value("Company number"), page.value("Rounding"), page.value("Environment")) == ("1", "0.5", "production")
    assert page.by_id(page.control("Server").get("aria-describedby")).text() == "Name and port, for example localhost:7000."
    assert "required" in page.control("Server").attributes
    assert "required" not in page.control("Rounding").attributes


def test_what_only_the_connector_sets_is_shown_and_a_post_of_it_ignored(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp)
    assert not page.has_control("Edition")
    assert "Edition" in page.by_id("configuration").text()
    page = page.fill(**{html_name("edition"): "Forged"}).press("Test ERP connection").press("OK")
    assert stored(Connection.get())["edition"] == "Demonstration"


def test_values_of_every_type_are_stored_in_their_invariant_form(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp, rounding="1.25", from_date="2026-07-01T12:00", inactive="1", environment="test")
    page.press("Test ERP connection").press("OK")
    values = stored(Connection.get())
    assert (values["company"], values["rounding"], values["inactive"]) == ("1", "1.25", "1")
    assert (values["from_date"], values["environment"]) == ("2026-07-01T10:00:00Z", "test")
    page = edited(admin, Connection.get())
    assert (page.value("Include inactive records"), page.value("Records changed after")) == ("on", "2026-07-01T12:00")


def test_a_tick_that_is_taken_away_is_a_change(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp, inactive="1").press("Test ERP connection")
    page = page.type("Include inactive records", None).change()
    assert reason(page) == "Changed since the test: Include inactive records. Test again."
    assert reason(page.type("Include inactive records", "1").change()) == ""


def test_a_list_is_asked_of_the_erp_before_the_connection_exists(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp).press(f"{html_name('environment')}-lists")
    assert "Opplæring" in options(page, "Environment")
    page = page.type("Environment", "training").press("Test ERP connection").press("OK")
    assert stored(Connection.get())["environment"] == "training"
    erp.mode = "closing"
    assert "Opplæring" in options(edited(admin, Connection.get()), "Environment")


def test_a_list_that_cannot_be_read_says_why_and_can_be_read_again(admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "closing"
    page = filled(admin, erp).press(f"{html_name('environment')}-lists")
    assert "ended the conversation" in page
    assert (page.value("Server"), page.value("Name")) == (erp.address, "Fjord")
    erp.mode = "ok"
    page = page.press(f"{html_name('environment')}-lists")
    assert "ended the conversation" not in page
    assert "Opplæring" in options(page, "Environment")


def test_a_list_of_a_server_that_never_answers_costs_the_limit_of_a_call(admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "silent"
    page = filled(admin, erp)
    config.current["CALL_SECONDS"] = 1
    page = page.press(f"{html_name('environment')}-lists")
    assert page.status == 200
    assert "answer" in page.text
    assert page.value("Server") == erp.address


def test_a_list_item_that_is_gone_is_shown_and_refused(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp)
    page = edited(admin, connection).press(f"{html_name('environment')}-lists").type("Environment", "training")
    page = page.press("Test ERP connection")
    erp.lists["environment"].pop("training")
    page = page.press(f"{html_name('environment')}-lists")
    assert options(page, "Environment")[1] == "training (gone)"
    assert page.press("OK", disabled=True).status == 422
    page = page.type("Environment", "test").press("Test ERP connection")
    assert page.press("OK").url == "/sync"


def test_a_connector_that_breaks_when_chosen_says_so_and_another_can_be_chosen(admin: Browser, memory: SyncConnector):
    broken = SyncConnector.create(name="Gone", name_key="gone", url="plugin://uninstalled")
    page = open_page(admin, "/sync/connections/new").type("Name", "Fjord").fill(connector=str(broken.id))
    page = page.press("Use this connector")
    assert "No connector named “uninstalled” is installed." in page.error_at("ERP Sync Connector")
    page = page.fill(connector=str(memory.id)).press("Use this connector")
    assert (page.value("Name"), page.has_control("Server")) == ("Fjord", True)


def test_every_change_posted_by_script_brings_the_dialog_as_it_is_now(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    page.htmx = True
    page = page.type("Company number", "2").change()
    assert (page.status, "<html" in page.html) == (200, False)
    assert reason(page) == "Changed since the test: Company number. Test again."
    page = page.type("Company number", "1").change()
    assert reason(page) == ""
    answer = admin.post(page.by_id("ok-button").get("formaction"), page.sent(page.by_id("connection-form")), htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/sync?selected={Connection.get().id}")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_connector_without_a_language_is_shown_in_the_other(app: Any, cast: Any, language: str):
    browser = Browser(app, language)
    browser.sign_in("åse")
    page = hostile(browser, "ok")
    assert page.has_control("Passord")
    assert "Bare norsk: <script>" in page.text
    assert "<script>alert" not in page.html


def test_a_draft_that_has_expired_is_forgotten_with_all_it_held(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    ConnectionDraft.update(expires_at=now()).where(ConnectionDraft.id == draft_of(page).id).execute()
    housekeeping.tidy()
    assert ConnectionDraft.select().count() == 0
    again = page.press("OK")
    assert (again.status, state(again), again.value("Name")) == (422, "Not tested yet", "Fjord")
    again = again.fill(**{html_name("password"): erp.password}).press("Test ERP connection")
    assert again.press("OK").url == "/sync"
