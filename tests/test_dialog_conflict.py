"""Two people in the dialog of the same connection: the second save is refused and shows both versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser
from tests.dialogs import edited, filled, passed, reason, save_memory, state, stored
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp.forms.config_fields import html_name
from webapp.models import Connection, SyncConnector, User


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def cecilie(app: Flask, cast: dict[str, Any]) -> Iterator[Browser]:
    """Cecilie, an administrator in these tests."""
    User.update(is_admin=True).where(User.id == cast["cecilie"].id).execute()
    browser = Browser(app)
    browser.sign_in("cecilie", PASSWORD)
    return browser


@pytest.fixture
def refused(admin: Browser, cecilie: Browser, saved: Connection, erp: ErpServer) -> Page:
    """Åse's OK after Cecilie has saved another name, company and password."""
    page = edited(admin, saved).type("Name", "Of Åse").type("Description", "Mine")
    erp.password = "nytt-Gråspurv 3"
    theirs = edited(cecilie, saved).type("Name", "Of Cecilie").type("Company number", "2")
    theirs = theirs.fill(**{html_name("password"): erp.password}).press("Test ERP connection").press("OK")
    assert theirs.url == "/sync"
    admin.secrets |= cecilie.secrets
    return page.press("OK")


def differences(page: Page) -> dict[str, list[str]]:
    """The table of both versions: theirs and yours by the name of what differs."""
    rows = [list(row.all("th", "td")) for row in page.root.all("tr")]
    return {row[0].text(): [cell.text() for cell in row[1:]] for row in rows if row[0].get("scope") == "row"}


def test_the_second_save_is_refused_and_both_versions_are_shown_secrets_not_among_them(refused: Page, saved: Connection):
    assert refused.status == 422
    assert "Cecilie Dahl saved this ERP connection" in refused
    found = differences(refused)
    assert found["Name"] == ["Of Cecilie", "Of Åse"]
    assert found["Description"] == ["–", "Mine"]
    assert refused.value("Name") == "Of Åse"
    assert (Connection.get().name, stored(saved)["company"]) == ("Of Cecilie", "2")


def test_keeping_mine_is_still_held_to_the_rule_of_the_test(refused: Page, saved: Connection):
    page = refused.press("keep-mine")
    assert (page.value("Name"), page.value("Company number")) == ("Of Åse", "1")
    assert "Company number" in reason(page)
    page = page.press("OK", disabled=True)
    assert (page.status, Connection.get().name) == (422, "Of Cecilie")
    assert page.press("Test ERP connection").press("OK").url == "/sync"
    assert (Connection.get().name, Connection.get().description, stored(saved)["company"]) == ("Of Åse", "Mine", "1")


def test_taking_theirs_shows_theirs_and_can_be_saved(refused: Page, saved: Connection):
    page = refused.press("take-theirs")
    assert (page.value("Name"), page.value("Description"), page.value("Company number")) == ("Of Cecilie", "", "2")
    assert reason(page) == ""
    assert page.type("Description", "Both").press("OK").url == "/sync"
    assert (Connection.get().name, Connection.get().description, stored(saved)["company"]) == ("Of Cecilie", "Both", "2")


def test_keeping_mine_saves_what_stood_here_where_both_changed_it(admin: Browser, cecilie: Browser, saved: Connection):
    page = edited(admin, saved).type("Company number", "1").type("Rounding", "9").press("Test ERP connection")
    edited(cecilie, saved).type("Company number", "2").press("Test ERP connection").press("OK")
    page = page.press("OK")
    assert differences(page) == {"Company number": ["2", "1"], "Rounding": ["0.5", "9.0"]}
    page = page.press("keep-mine")
    assert page.value("Company number") == "1"
    assert page.press("OK").url == "/sync"
    assert (stored(saved)["company"], stored(saved)["rounding"]) == ("1", "9.0")


def test_deactivating_from_the_list_counts_as_a_change_by_somebody_else(admin: Browser, cecilie: Browser, saved: Connection):
    Connection.update(active=True).where(Connection.id == saved.id).execute()
    page = edited(admin, saved).type("Name", "New name")
    open_page(cecilie, "/sync").press("Active: Fjord")
    page = page.press("OK")
    assert (page.status, differences(page)["Active"]) == (422, ["No", "Yes"])
    page = page.press("take-theirs").type("Name", "New name").press("OK")
    assert (page.url, Connection.get().active, Connection.get().name) == ("/sync", False, "New name")


def test_two_dialogs_of_one_person_do_not_mix(admin: Browser, memory: SyncConnector, erp: ErpServer):
    one, two = passed(admin, erp, name="One"), filled(admin, erp, name="Two", company="2").press("Test ERP connection")
    assert one.press("OK").url == "/sync"
    assert two.press("OK").url == "/sync"
    assert {each.name: stored(each)["company"] for each in Connection.select()} == {"One": "1", "Two": "2"}


def test_somebody_elses_draft_does_not_exist_for_others(admin: Browser, cecilie: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    token = page.url.split("/")[-1]
    for action in ("change", "test", "ok", "restore", "cancel", "status", "scope", "scope/ok", "scope/add", "keep-mine"):
        assert cecilie.post(f"/sync/drafts/{token}/{action}", {"name": "Stolen"}).status_code == 404, action
    assert cecilie.get(f"/sync/drafts/{token}").status_code == 404
    assert cecilie.get(f"/sync/drafts/{token}/scope").status_code == 404
    assert state(open_page(admin, page.url)) == "The test passed"
    assert page.press("OK").url == "/sync"


def test_a_pass_of_somebody_else_is_none_of_ones_own(admin: Browser, cecilie: Browser, memory: SyncConnector, erp: ErpServer):
    passed(admin, erp)
    page = filled(cecilie, erp).press("OK", disabled=True)
    assert (page.status, state(page), Connection.select().count()) == (422, "Not tested yet", 0)


@pytest.mark.parametrize("token", ["x", "x" * 30, "../../etc", "%00" * 20, "a" * 65, "'; DROP TABLE user"])
def test_a_token_of_nothing_saves_nothing(admin: Browser, memory: SyncConnector, token: str):
    assert admin.post(f"/sync/drafts/{token}/ok", {"name": "x"}).status_code in (404, 422)
    assert Connection.select().count() == 0
