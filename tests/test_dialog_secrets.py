"""Secrets go one way: kept, replaced, cleared, bound to their address, and never shown.

That none of them is ever shown is asserted after every test that the browser `admin` takes part in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import edited, filled, hostile, passed, reason, save_memory, state, steps, stored
from tests.erpserver import ErpServer
from tests.pages import Page
from webapp.forms.config_fields import clear_name, html_name
from webapp.models import ConfigValue, Connection, ConnectionDraft, SyncConnector, TestRun

TOKEN = "nøkkel-Havørn 9"
PASSWORD = html_name("password")


@pytest.fixture
def saved(admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    admin.secrets |= {erp.password, TOKEN}
    return save_memory(cast, memory, erp)


def secret_state(page: Page, key: str) -> str:
    """What the page says of a secret: Saved, or Typed, not shown."""
    row = page.by_id(html_name(key)).parent
    while row and not row.has("secret"):
        row = row.parent
    return next((each.text() for each in row.all("span") if each.has("muted")), "") if row else "?"


def test_a_typed_password_survives_a_failed_test_a_refused_ok_and_the_scope_chooser(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = filled(admin, erp, company="77").press("Test ERP connection")
    assert (state(page), secret_state(page, "password")) == ("The test failed", "Typed, not shown")
    page = page.type("Name", "").type("Company number", "1").press("OK", disabled=True)
    assert page.status == 422
    page = page.fill(scope="specific").press("scope-link").press("Cancel").fill(scope="everyone", name="Fjord")
    page = page.press("Test ERP connection")
    assert state(page) == "The test passed"
    assert page.press("OK").url == "/sync"
    assert erp.sign_ins[-1] == ("erp", True)


def test_a_typed_password_is_forgotten_by_restore(admin: Browser, saved: Connection):
    page = edited(admin, saved).fill(**{PASSWORD: "feil-Måltrost 7"}).press("Test ERP connection")
    assert (state(page), secret_state(page, "password")) == ("The test failed", "Typed, not shown")
    page = page.press("Restore")
    assert (secret_state(page, "password"), reason(page)) == ("Saved", "")
    assert page.press("OK").url == "/sync"


def test_a_kept_password_is_used_for_the_test_and_stays_when_other_values_are_saved(
    admin: Browser, saved: Connection, erp: ErpServer
):
    page = edited(admin, saved).type("Company number", "2").press("Test ERP connection")
    assert (state(page), erp.sign_ins) == ("The test passed", [("erp", True)])
    assert page.press("OK").url == "/sync"
    page = edited(admin, saved).press("Test ERP connection")
    assert (state(page), secret_state(page, "password"), secret_state(page, "token")) == ("The test passed", "Saved", "Saved")


def test_a_replaced_password_is_tested_and_saved(admin: Browser, saved: Connection, erp: ErpServer):
    erp.password = "nytt-Gråspurv 3"
    page = edited(admin, saved).fill(**{PASSWORD: erp.password}).press("Test ERP connection")
    assert reason(page) == ""
    assert page.press("OK").url == "/sync"
    assert state(edited(admin, saved).press("Test ERP connection")) == "The test passed"
    assert erp.sign_ins == [("erp", True), ("erp", True)]


def test_an_optional_secret_can_be_cleared_and_taken_back_and_a_mandatory_one_cannot(admin: Browser, saved: Connection):
    page = edited(admin, saved).fill(**{clear_name("token"): "y"}).press("Test ERP connection")
    assert state(page) == "The test passed"
    page = page.fill(**{clear_name("token"): None}).press("scope-link").press("Cancel")
    assert reason(page) == ""
    page = page.fill(**{clear_name("token"): "y"}).press("Test ERP connection").press("OK")
    assert (page.url, stored(saved)["token"]) == ("/sync", "")
    page = edited(admin, saved).press("OK", **{clear_name("password"): "y"})
    assert (page.status, page.error_at("Password")) == (422, "Fill in this field.")
    assert stored(saved)["password"]


def test_a_kept_password_never_goes_to_another_address(admin: Browser, saved: Connection, erp: ErpServer):
    with ErpServer() as foreign:
        page = edited(admin, saved).type("Server", foreign.address).press("Test ERP connection")
        assert page.status == 422
        assert "Server has changed, and a saved password never goes to a new address." in page.error_at("Password")
        assert (foreign.sign_ins, page.value("Server")) == ([], foreign.address)
        page = page.type("Server", erp.address).press("scope-link").press("Cancel")
        assert (secret_state(page, "password"), reason(page)) == ("Saved", "")
        page = page.type("Server", foreign.address).fill(**{PASSWORD: erp.password, clear_name("token"): "y"})
        page = page.press("Test ERP connection")
        assert (state(page), foreign.sign_ins, erp.sign_ins) == ("The test passed", [("erp", True)], [])
    assert page.press("OK").url == "/sync"


def test_reading_a_list_again_sends_no_kept_secret_to_another_address(admin: Browser, saved: Connection):
    with ErpServer() as foreign:
        page = edited(admin, saved).type("Server", foreign.address)
        page = page.press(f"{html_name('environment')}-lists")
        assert foreign.sign_ins == []
        assert "Opplæring" in page.html
    assert not TestRun.select().where(TestRun.draft.is_null(False)).exists()


def test_a_secret_is_encrypted_in_the_database_and_in_the_queue(
    admin: Browser, memory: SyncConnector, erp: ErpServer, settings: dict[str, Any]
):
    page = passed(admin, erp, token=TOKEN)
    assert ConnectionDraft.select().count() == 1
    files = [file for file in Path(settings["INSTANCE"]).iterdir() if file.name != "keys"]
    page.press("OK")
    after = [file.read_bytes() for file in files]
    assert len(files) >= 2
    for secret in (erp.password, TOKEN):
        assert not any(secret.encode() in content or ascii(secret)[1:-1].encode() in content for content in after)


def test_a_stored_secret_that_the_key_does_not_fit_is_asked_for_again(admin: Browser, saved: Connection, erp: ErpServer):
    ConfigValue.update(text="gAAAAA-of-another-key").where(ConfigValue.key == "password").execute()
    page = edited(admin, saved)
    assert "A stored secret can't be read with the present key." in page.error_at("Password")
    page = page.press("Test ERP connection")
    assert page.status == 422
    page = page.fill(**{PASSWORD: erp.password}).press("Test ERP connection").press("OK")
    assert page.url == "/sync"
    assert reason(edited(admin, saved)) == ""


@pytest.mark.parametrize("behaviour", ["leaks", "crashes", "prints"])
def test_what_a_connector_says_is_rid_of_secrets_by_value(admin: Browser, behaviour: str):
    page = hostile(admin, behaviour).press("Test ERP connection")
    assert state(page) == ("The test passed" if behaviour == "prints" else "The test failed")
    assert "lekker" not in str(TestRun.get().steps)
    assert behaviour == "prints" or "•••" in page.text
    assert "<b>it</b>" not in page.html
    assert steps(page)
