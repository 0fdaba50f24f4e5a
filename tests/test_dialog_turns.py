"""Requests of a dialog that arrive in another order than its page has sent them: the page's order counts."""

from __future__ import annotations

from typing import Any

from tests.conftest import Browser
from tests.dialogs import filled, state
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp.forms.config_fields import html_name
from webapp.models import SyncConnector


def post(page: Page, turn: str, action: str = "change", **typed: str) -> Any:
    """Post the dialog as its script does: *turn* is the page's name and the number of the request."""
    form = page.by_id("connection-form")
    url = form.get("action").removesuffix("change") + action
    headers = {"HX-Request": "true", "X-Page-Turn": turn}
    return page.browser.client.post(url, data=page.sent(form) | typed, headers=headers)


def reloaded(page: Page) -> Page:
    """The dialog as the server has it."""
    return open_page(page.browser, page.by_id("connection-form").get("action").removesuffix("/change"))


def test_a_request_that_was_overtaken_takes_nothing_back(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp)
    assert "The test passed" in post(page, "a.3", "test").get_data(as_text=True)
    overtaken = post(page, "a.2", name="Fj", **{html_name("user"): "", html_name("password"): ""})
    assert (overtaken.status_code, overtaken.get_data()) == (204, b"")
    assert (reloaded(page).value("Name"), state(reloaded(page))) == ("Fjord", "The test passed")
    assert post(page, "a.4", name="Fjord Handel").status_code == 200
    assert reloaded(page).value("Name") == "Fjord Handel"


def test_each_page_counts_its_own_requests(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp)
    post(page, "a.7", name="One")
    post(page, "b.1", name="Two")
    assert reloaded(page).value("Name") == "Two"
    post(page, "a.8", name="Three")
    assert reloaded(page).value("Name") == "Three"


def test_what_restore_has_put_back_stays_when_an_earlier_request_comes_in(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp)
    post(page, "a.5", "restore")
    post(page, "a.4", name="Fj")
    assert reloaded(page).value("Name") == ""
    post(page, "a.6", name="Fjord")
    assert reloaded(page).value("Name") == "Fjord"


def test_a_turn_that_no_page_of_ours_would_tell_counts_as_none(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp)
    for odd in ("a.9999999999", "a.-1", "A.1", "", f"{'a' * 21}.1", "a.٣"):
        assert post(page, odd, name=f"After {odd}").status_code == 200
        assert reloaded(page).value("Name") == f"After {odd}"
