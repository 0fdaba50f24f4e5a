"""Seed 1 and seed 2 on an ERP that is signed in to: a kept password, a refused sign-in mended, a server that hangs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.live import until
from tests.browser.visitor import BUSY, FAILED, PASSED, WARNED, Visitor
from tests.browser.ways import WAYS
from tests.erpserver import ErpServer


def fill_in(v: Visitor, erp: ErpServer, name: str, password: str) -> None:
    """A new connection to *erp*, all but tested."""
    v.open_new()
    v.fill(v.words.name, name)
    v.choose_connector("Minne")
    v.fill(v.words.server, erp.address)
    v.fill(v.words.user, erp.user)
    v.fill(v.words.password, password)


@WAYS
def test_a_refused_sign_in_is_mended_and_the_password_kept(
    visit: Callable[..., Visitor], erp: ErpServer, language: str, script: bool
) -> None:
    v = visit(language, script).sign_in()
    fill_in(v, erp, "Fjord", "feil passord")
    v.press_test()
    v.expect_test(FAILED)
    expect(v.ok).to_be_disabled()
    expect(v.field(v.words.user)).to_have_value(erp.user)
    assert erp.password not in v.page.content()
    assert "feil passord" not in v.page.content()
    v.fill(v.words.password, erp.password)
    v.press_test()
    v.expect_test(PASSED)
    v.press_ok("Fjord")
    assert erp.sign_ins[-1] == (erp.user, True)


@WAYS
def test_a_saved_password_is_kept_without_being_shown(
    visit: Callable[..., Visitor], erp: ErpServer, language: str, script: bool
) -> None:
    v = visit(language, script).sign_in()
    fill_in(v, erp, "Fjord", erp.password)
    v.press_test()
    v.press_ok("Fjord")
    v.row("Fjord").get_by_role("link").click()
    expect(v.page.locator(".secret.saved").first).to_be_visible()
    assert erp.password not in v.page.content()
    company = v.field("Firmanummer" if language == "nb" else "Company number")
    company.fill("2")
    company.blur()
    v.press_test()
    v.expect_test(PASSED, WARNED)
    v.press_ok("Fjord")
    assert erp.sign_ins == [(erp.user, True)] * 2


@WAYS
def test_a_typed_password_survives_the_scope_chooser(
    visit: Callable[..., Visitor], erp: ErpServer, language: str, script: bool
) -> None:
    v = visit(language, script).sign_in()
    fill_in(v, erp, "Fjord", erp.password)
    v.page.get_by_role("radio", name=v.words.specific).check()
    v.page.locator("#scope-link").click()
    v.page.get_by_label(re.compile("^Salg")).check()
    v.button(re.compile(f"^{v.words('Add')}")).click()  # type: ignore[arg-type]
    expect(v.page.get_by_role("row", name=re.compile("Salg"))).to_be_visible()
    v.ok.click()
    expect(v.page.locator("#scope-link")).to_have_text("Salg")
    v.press_test()
    v.expect_test(PASSED)
    v.press_ok("Fjord")


@WAYS
def test_a_server_that_hangs_is_cancelled_and_its_slot_is_free(
    visit: Callable[..., Visitor], erp: ErpServer, language: str, script: bool
) -> None:
    v = visit(language, script).sign_in()
    fill_in(v, erp, "Fjord", erp.password)
    erp.mode = "silent"
    v.button(v.words.test, v.dialog).click()
    v.expect_test(BUSY)
    until(lambda: erp.open_connections > 0, "the test is at the server")
    v.button(v.words("Cancel the test")).click()
    began = time.monotonic()
    until(lambda: v.live.under_way() == 0 and erp.open_connections == 0, "the slot is free", 2.0)
    assert time.monotonic() - began < 2
    v.wait_for_test_cancelled()
    erp.mode = "ok"
    v.press_test()
    v.expect_test(PASSED)
    v.press_ok("Fjord")


def test_the_same_refused_sign_in_again_has_to_be_confirmed(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    fill_in(v, erp, "Fjord", "feil passord")
    v.press_test()
    v.button(v.words.test, v.dialog).click()
    expect(v.page.locator("#confirm-test")).to_be_visible()
    assert len(erp.sign_ins) == 1
    v.page.locator("#confirm-test").click()
    until(lambda: len(erp.sign_ins) == 2, "the confirmed test has signed in")
    v.wait_for_test()
    v.expect_test(FAILED)


def test_a_new_address_asks_for_the_password_again(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    fill_in(v, erp, "Fjord", erp.password)
    v.press_test()
    v.press_ok("Fjord")
    v.row("Fjord").get_by_role("link").click()
    v.fill(v.words.server, "localhost:1")
    expect(v.ok).to_be_disabled()
    expect(v.field(v.words.password)).to_be_visible()
    v.fill(v.words.server, erp.address)
    expect(v.ok).to_be_enabled()
    assert len(erp.sign_ins) == 1
