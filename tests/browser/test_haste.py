"""People in haste: clicks that come twice, or before the page has heard of what was typed; two dialogs at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visitor import PASSED, Visitor


def test_a_click_on_test_right_after_typing_tests_what_was_typed(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Excel")
    v.field(v.words.name).fill("Rask")
    v.field(v.words.workbook).fill("demo/erp.xlsx")
    v.press_test()
    v.expect_test(PASSED)
    v.field(v.words.name).fill("Raskere")
    v.press_ok("Raskere")


def test_a_click_on_ok_right_after_a_change_saves_nothing(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Nordlys")
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/erp.xlsx")
    v.press_test()
    v.field(v.words.workbook).fill("demo/borte.xlsx")
    v.ok.click()
    expect(v.ok).to_be_disabled()
    expect(v.page.locator("#reason")).to_contain_text(v.words.workbook)
    expect(v.open("/sync").row("Nordlys")).to_have_count(0)


def test_double_clicks_do_things_once(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Nordlys")
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/erp.xlsx")
    v.button(v.words.test).dblclick()
    v.wait_for_test()
    v.expect_test(PASSED)
    expect(v.ok).to_be_enabled()
    v.ok.dblclick()
    expect(v.row("Nordlys")).to_have_count(1)
    expect(v.page.locator("#failure, #unreachable").locator("visible=true")).to_have_count(0)


def test_the_last_of_several_connectors_chosen_counts(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    for name in ("Excel", "Minne", "Excel", "Minne"):
        v.field(v.words.connector).select_option(label=name)
    expect(v.field(v.words.server)).to_be_visible()
    v.page.wait_for_timeout(500)
    expect(v.field(v.words.workbook)).to_have_count(0)
    v.choose_connector("Excel")
    expect(v.field(v.words.workbook)).to_be_visible()


def test_two_dialogs_of_one_person_do_not_mix(visit: Callable[..., Visitor]) -> None:
    first, second = visit("nb").sign_in(), visit("nb").sign_in()
    for each, name in ((first, "En"), (second, "To")):
        each.open_new()
        each.fill(each.words.name, name)
        expect(each.page).to_have_url(re.compile("/sync/drafts/"))
    for each, name in ((first, "En"), (second, "To")):
        each.page.reload()
        expect(each.field(each.words.name)).to_have_value(name)
