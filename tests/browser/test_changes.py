"""The record of changes in a browser: filtered as one chooses, folds that stay open, a file; and by no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import furnishing
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.models import Connection, User
from webapp.services import audit
from webapp.services.audit import Change


@pytest.fixture
def v(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody at the record: of a connection's fields, of many mappings and of a long name, all just now."""
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.every_state()
        fjord = Connection.get(Connection.name == "Fjord Sør")
        admin = User.get(User.username == "admin")
        audit.note("fields", None, [Change("fields_new", "Customer", None, ["Postnr"])], fjord)
        audit.note("mappings", admin, [Change("to_crm", f"Felt {number}", False, True) for number in range(30)], fjord)
        audit.note("connection", admin, [Change("name", "", furnishing.UNBROKEN, furnishing.LONG)])
    return v.open("/sync/changes")


def test_the_record_is_looked_at_folded_and_unfolded(v: Visitor) -> None:
    look(v)
    v.page.locator("#changes summary").first.click()
    look(v)
    look(v.open("/sync/changes?q=finnesikke&from=2026-02-02&to=2026-01-01"))


def test_choosing_filters_at_once_and_keeps_what_is_unfolded_and_the_focus(v: Visitor) -> None:
    v.page.locator("#changes summary").first.click()
    v.field("ERP-kobling").focus()
    v.field("ERP-kobling").select_option(label="Fjord Sør")
    expect(v.page.locator("#changes tbody tr")).to_have_count(2)
    expect(v.page.get_by_text("«Felt 29»")).to_be_visible()
    expect(v.field("ERP-kobling")).to_be_focused()
    v.field("Navn eller verdi").fill("postNR")
    expect(v.page.locator("#changes tbody tr")).to_have_count(1)
    expect(v.page.locator("#live")).to_have_text("1 endring funnet.")
    assert "q=postNR" in v.page.url


def test_the_file_has_what_the_filter_shows(v: Visitor) -> None:
    v.open("/sync/changes?q=postnr")
    with v.page.expect_download() as download:
        v.page.get_by_role("link", name="Eksporter som CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert text.splitlines()[0].startswith("Når;Hvem;Hvor;")
    assert len(text.splitlines()) == 2


def test_without_script_the_filter_has_a_button(visit: Callable[..., Visitor], v: Visitor) -> None:
    plain = visit("nb", script=False).sign_in().open("/sync/changes")
    plain.field("Hvor").select_option(label="Felt lest fra ERP")
    plain.button("Filtrer").click()
    expect(plain.page.locator("#changes tbody tr")).to_have_count(1)
    expect(plain.field("Hvor")).to_have_value("fields")


def test_typing_a_password_chooses_to_use_it(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/users/new")
    assert v.page.locator("#way-0").is_checked()
    v.page.locator("#password").fill("ny-Ørneblikk 7")
    assert v.page.locator("#way-1").is_checked()
