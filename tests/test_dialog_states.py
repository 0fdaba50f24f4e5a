"""The states of a dialog and what each means for OK: the rule of the test, seen from the page."""

from __future__ import annotations

import pytest

from tests.conftest import Browser
from tests.dialogs import age_pass, draft_of, filled, passed, reason, state, steps, stored
from tests.erpserver import ErpServer
from tests.pages import open_page
from webapp.models import Connection, SyncConnector, TestRun


def test_a_new_dialog_names_what_is_missing(admin: Browser, memory: SyncConnector):
    page = open_page(admin, "/sync/connections/new")
    assert state(page) == "Not tested yet"
    assert reason(page) == "Fill in or correct first: Server, User, Password."
    assert "Enter new ERP connection" in page


def test_without_a_connector_there_is_nothing_to_test(admin: Browser, memory: SyncConnector):
    SyncConnector.create(name="Hostile", name_key="hostile", url="plugin://hostile")
    page = open_page(admin, "/sync/connections/new")
    assert "disabled" in page.button("Test ERP connection").attributes
    assert reason(page) == "Choose a connector."
    page = page.fill(connector=str(memory.id)).press("Use this connector")
    assert page.has_control("Server")
    assert "disabled" not in page.button("Test ERP connection").attributes


def test_a_filled_in_dialog_is_untested_until_its_test_passes_and_can_then_be_saved(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = filled(admin, erp, name="Fjord Handel").change()
    assert (state(page), reason(page)) == ("Not tested yet", "OK becomes available when these values are tested.")
    page = page.press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test passed", "")
    page = page.press("OK")
    assert page.url == "/sync"
    assert "“Fjord Handel” is saved." in page
    assert "Inactive, tested by Åse Nygård" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_the_dialog_is_the_same_by_fragments(admin: Browser, memory: SyncConnector, erp: ErpServer, htmx: bool):
    page = filled(admin, erp)
    page.htmx = htmx
    page = page.press("Test ERP connection")
    assert ("<html" in page.html) is not htmx
    assert state(page) == "The test passed"
    assert page.press("OK").url == "/sync"
    assert Connection.select().count() == 1


def test_every_step_of_a_passed_test_is_shown_with_its_result(admin: Browser, memory: SyncConnector, erp: ErpServer):
    shown = " / ".join(steps(passed(admin, erp)))
    for words in ("Answer from the connector", "Port", "Sign-in", "Company: Company 1 is Fjord Handel AS", "customers found"):
        assert words in shown
    assert "Failed" not in shown


def test_ok_without_a_test_is_refused_by_the_server_whatever_the_page_offers(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = filled(admin, erp).press("OK", disabled=True)
    assert page.status == 422
    assert "OK becomes available when these values are tested." in page
    assert Connection.select().count() == 0
    assert (page.value("Name"), page.value("User")) == ("Fjord", "erp")
    assert page.press("Test ERP connection").press("OK").url == "/sync"


def test_changing_a_field_ends_the_pass_and_names_the_field_and_putting_it_back_restores_it(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = passed(admin, erp).type("Company number", "2").press("OK")
    assert (page.status, state(page)) == (422, "Changed since the test")
    assert reason(page) == "Changed since the test: Company number. Test again."
    assert Connection.select().count() == 0
    page = page.type("Company number", " 1 ").press("OK", disabled=True)  # the value decides, not how it is written
    assert page.url == "/sync"
    assert stored(Connection.get())["company"] == "1"


def test_a_pass_of_other_values_does_not_come_back_with_them_unless_they_are_the_latest_to_pass(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = passed(admin, erp).type("Company number", "2").press("Test ERP connection")
    assert state(page) == "The test passed"
    page = page.type("Company number", "1").press("OK")
    assert reason(page) == "Changed since the test: Company number. Test again."
    assert Connection.select().count() == 0
    assert page.type("Company number", "2").press("OK", disabled=True).url == "/sync"


def test_a_failed_test_keeps_what_was_typed_says_what_to_do_and_another_can_pass(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = filled(admin, erp, user="somebody", rounding="7.25").press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test failed", "OK becomes available when the test of these values passes.")
    assert "repeated attempts can lock the account" in page
    assert "The server refused the user" in page.error_at("Password")
    assert (page.value("User"), page.value("Rounding"), page.value("Name")) == ("somebody", "7.25", "Fjord")
    page = page.type("User", "erp").press("Test ERP connection")
    assert state(page) == "The test passed"
    assert page.press("OK").url == "/sync"


def test_a_failed_gate_skips_the_rest(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp, company="77").press("Test ERP connection")
    assert "The server has no company number 77." in page.error_at("Company number")
    assert steps(page)[-1].endswith("skipped")
    assert "Reading customers, reading suppliers" in steps(page)[-1]
    assert state(page.type("Company number", "2").press("Test ERP connection")) == "The test passed"


def test_a_failed_try_after_a_pass_leaves_the_pass_to_the_values_that_had_it(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = passed(admin, erp).type("Company number", "77").press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test failed", "OK becomes available when the test of these values passes.")
    page = page.type("Company number", "1").press("OK", disabled=True)
    assert page.url == "/sync"
    assert stored(Connection.get())["company"] == "1"


def test_warnings_allow_ok(admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "no-write"
    page = filled(admin, erp).press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test passed with warnings", "")
    assert "The user may only read." in page
    assert page.press("OK").url == "/sync"
    assert Connection.get().tested_state == "warnings"


def test_a_pass_counts_for_thirty_minutes_and_no_longer(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    age_pass(page, minutes=29)
    assert reason(open_page(admin, page.url)) == ""
    age_pass(page, minutes=31)
    page = page.press("OK")
    assert (page.status, state(page)) == (422, "The test is too old")
    assert reason(page) == "The test is more than 30 minutes old. Test again."
    assert page.press("Test ERP connection").press("OK").url == "/sync"


def test_another_connector_ends_the_pass_and_brings_its_own_fields(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    other = SyncConnector.create(name="Hostile", name_key="hostile", url="plugin://hostile")
    page = open_page(admin, page.url).fill(connector=str(other.id)).press("OK")
    assert page.status == 422
    assert not page.has_control("Server")
    assert page.has_control("Behaviour")
    page = page.fill(connector=str(memory.id)).press("Use this connector")
    assert reason(page) == "Fill in or correct first: Server, User, Password."


def test_an_interrupted_test_says_so_and_another_can_pass(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    draft = draft_of(page)
    TestRun.create(draft=draft, state="interrupted", digests=TestRun.get().digests)
    draft.passes = {}
    draft.save()
    page = open_page(admin, page.url)
    assert state(page) == "The test was interrupted"
    assert "The worker that carried it out has stopped. Test again." in page
    assert state(page.press("Test ERP connection")) == "The test passed"


def test_restore_clears_a_new_dialog_and_keeps_its_connector(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp).press("Restore")
    assert (page.value("Name"), page.value("Server"), page.value("Company number")) == ("", "", "1")
    assert reason(page) == "Fill in or correct first: Server, User, Password."
    assert page.value("ERP Sync Connector") == str(memory.id)


def test_cancel_keeps_nothing(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    listed = page.press("Cancel")
    assert (listed.url, Connection.select().count()) == ("/sync", 0)
    again = open_page(admin, page.url)
    assert again.url == "/sync"
    assert "That dialog has been closed" in again
