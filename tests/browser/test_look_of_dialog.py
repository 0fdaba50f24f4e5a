"""The connection dialog in each of its states, looked at by axe, light and dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.furnishing import LONG, UNBROKEN
from tests.browser.looking import look
from tests.browser.visitor import BUSY, FAILED, NOT_TESTED, PASSED, WARNED, Visitor
from tests.erpserver import ErpServer
from webapp.models import Connection


def test_new_and_untested(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    look(v)
    v.choose_connector("Minne")
    look(v)
    v.button(v.words.test).click()
    expect(v.problems).to_be_visible()
    look(v)


def test_failed_with_long_texts(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    no_workbook = v.live.folder / f"demo/{UNBROKEN[:200]}.xlsx"
    no_workbook.write_text("ID;Nm")
    v.open_new()
    v.fill(v.words.name, LONG[:200])
    v.choose_connector("Excel")
    v.fill(v.words.workbook, f"demo/{no_workbook.name}")
    v.press_test()
    v.expect_test(FAILED)
    for fold in v.page.locator("#test details summary").all():
        fold.click()
    look(v)
    no_workbook.unlink()


def test_running_and_cancelled(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Minne")
    for label, text in ((v.words.server, erp.address), (v.words.user, erp.user), (v.words.password, "x")):
        v.fill(label, text)
    erp.mode = "silent"
    v.button(v.words.test).click()
    v.expect_test(BUSY)
    look(v)
    v.page.locator("#cancel-test").click()
    v.expect_test(NOT_TESTED)
    look(v)


def test_refused_and_to_be_confirmed(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Minne")
    for label, text in ((v.words.server, erp.address), (v.words.user, erp.user), (v.words.password, "feil")):
        v.fill(label, text)
    v.press_test()
    look(v)
    v.button(v.words.test).click()
    expect(v.page.locator("#confirm-test")).to_be_visible()
    look(v)


def test_passed_and_changed_since(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Nordlys")
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/erp.xlsx")
    v.press_test()
    v.expect_test(PASSED)
    look(v)
    v.fill(v.words.workbook, "demo/borte.xlsx")
    v.expect_test(NOT_TESTED)
    look(v)


def test_passed_with_warnings(visit: Callable[..., Visitor]) -> None:
    workbook = load_workbook(visit("nb").sign_in().live.folder / "demo/erp.xlsx")
    v = visit("nb").sign_in()
    workbook["Customer"]["B5"] = "=1/0"
    workbook.save(v.live.folder / "demo/tvil.xlsx")
    v.open_new()
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/tvil.xlsx")
    v.press_test()
    v.expect_test(WARNED)
    look(v)
    (v.live.folder / "demo/tvil.xlsx").unlink()


def test_locked_and_unlocked(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    v.add_memory("Fjord", erp)
    with v.live.database():
        Connection.update(active=True).execute()
    v.row("Fjord").get_by_role("link").click()
    expect(v.page.locator("#locked")).to_be_visible()
    look(v)
    v.dialog.get_by_role("checkbox", name=re.compile(f"^{v.words.active}")).uncheck()
    expect(v.page.locator("#locked")).to_have_count(0)
    look(v)
    v.page.locator(".secret summary").first.click()
    v.fill(v.words.server, "localhost:1")  # the kept password has to be typed again
    look(v)


def test_two_who_edit_the_same(visit: Callable[..., Visitor]) -> None:
    v, other = visit("nb").sign_in(), visit("nb").sign_in("kari")
    v.add_excel("Nordlys")
    for each in (v, other):
        each.open("/sync").row("Nordlys").get_by_role("link").click()
    other.fill(other.words.description, "Kari var først")
    other.press_ok("Nordlys")
    v.fill(v.words.description, "Ingrid kom etter")
    v.ok.click()
    expect(v.page.locator("#keep-mine")).to_be_visible()
    expect(v.dialog).to_contain_text("Kari var først")
    look(v)
    v.page.locator("#keep-mine").click()
    expect(v.page.locator("#keep-mine")).to_have_count(0)
    v.press_ok("Nordlys")


def test_both_scopes(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.page.locator("#scope-link").click()
    expect(v.page.locator("#chooser")).to_be_visible()
    look(v)
    v.button(v.words.cancel).click()
    v.page.get_by_role("radio", name=v.words.specific).check()
    v.button(v.words.nobody).click()
    look(v)
    v.page.locator("#all-available").click()
    v.page.locator("#add").click()
    expect(v.page.locator("#chooser table")).to_be_visible()
    look(v)
