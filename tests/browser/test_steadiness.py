"""Nothing jumps and nothing typed is lost when a fragment lands."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.visitor import BUSY, FAILED, PASSED, Visitor
from tests.erpserver import ErpServer

CARET = "field => field.selectionStart"


def place(locator: Locator, in_window: bool = False) -> tuple[int, ...]:
    """Where an element stands on the page, or in the window, whatever is scrolled."""
    box = locator.bounding_box()
    assert box is not None
    scrolled = 0 if in_window else locator.evaluate("() => scrollY")
    return round(box["x"]), round(box["y"] + scrolled), round(box["width"]), round(box["height"])


def places(v: Visitor) -> dict[str, tuple[int, ...]]:
    """Where OK, Cancel and Test stand in the window, and the name on the page."""
    watched = {"ok": v.ok, "cancel": v.button(v.words.cancel), "test": v.button(v.words.test)}
    return {name: place(locator, in_window=True) for name, locator in watched.items()} | {"name": place(v.field(v.words.name))}


@pytest.mark.parametrize("width", [1280, 390])
def test_ok_and_the_fields_stay_where_they_are(visit: Callable[..., Visitor], width: int) -> None:
    v = visit("nb", viewport={"width": width, "height": 900}).sign_in()
    v.open_new()
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/borte.xlsx")
    before = places(v), place(v.field(v.words.workbook))
    v.fill(v.words.name, "Nordlys")
    assert (places(v), place(v.field(v.words.workbook))) == before
    v.press_test()
    v.expect_test(FAILED)
    assert (places(v), place(v.field(v.words.workbook))) == before
    v.fill(v.words.workbook, "demo/erp.xlsx")
    v.press_test()
    v.expect_test(PASSED)
    assert (places(v), place(v.field(v.words.workbook))) == before


def test_typing_goes_on_while_a_change_is_answered(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()

    def slowly(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    v.page.route(re.compile("/change$"), slowly)
    v.field(v.words.name).fill("Nordlys")
    with v.page.expect_response(re.compile("/change")):
        v.field(v.words.description).press_sequentially("Hovedbok for Nordlys AS", delay=30)
    v.page.wait_for_timeout(100)
    expect(v.field(v.words.description)).to_be_focused()
    expect(v.field(v.words.description)).to_have_value("Hovedbok for Nordlys AS")
    expect(v.field(v.words.name)).to_have_value("Nordlys")


def test_typing_goes_on_while_a_test_is_watched(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Minne")
    for label, text in ((v.words.server, erp.address), (v.words.user, erp.user), (v.words.password, "x")):
        v.fill(label, text)
    erp.mode = "silent"
    v.button(v.words.test).click()
    v.expect_test(BUSY)
    description = v.field(v.words.description)
    description.fill("for AS")
    before = places(v), place(description)
    description.evaluate("field => field.setSelectionRange(4, 4)")
    for letter in "Nordlys ":
        v.page.keyboard.type(letter)
        v.page.wait_for_timeout(250)
    assert description.input_value() == "for Nordlys AS"
    assert (v.focus(), description.evaluate(CARET)) == ("description", 12)
    assert (places(v), place(description)) == before
    v.expect_test(BUSY)


def test_a_fold_that_was_opened_stays_open(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Excel")
    v.fill(v.words.workbook, "demo/erp.xlsx")
    v.press_test()
    fold = v.page.locator("#test details").first
    fold.locator("summary").click()
    v.fill(v.words.name, "Nordlys")
    expect(v.field(v.words.name)).to_have_value("Nordlys")
    expect(fold).to_have_attribute("open", "")


def test_the_row_selected_stays_selected_while_the_list_is_watched(visit: Callable[..., Visitor], erp: ErpServer) -> None:
    v = visit("nb").sign_in()
    v.add_excel("Nordlys")
    v.add_memory("Fjord", erp)
    erp.mode = "silent"
    v.row("Fjord").get_by_role("checkbox").click()
    expect(v.row("Fjord").locator(".state")).to_have_class(re.compile(BUSY))
    v.row("Nordlys").get_by_role("radio").check()
    before = place(v.row("Nordlys")), place(v.button(v.words.configure))
    v.page.wait_for_timeout(2300)
    expect(v.row("Nordlys").get_by_role("radio")).to_be_checked()
    assert (place(v.row("Nordlys")), place(v.button(v.words.configure))) == before


def test_what_is_typed_in_the_filter_stays(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.add_excel("Nordlys")
    v.page.locator("#q").press_sequentially("nordx", delay=20)
    expect(v.row("Nordlys")).to_have_count(0)
    expect(v.page.locator("#q")).to_be_focused()
    v.page.keyboard.press("Backspace")
    expect(v.row("Nordlys")).to_be_visible()
    expect(v.page.locator("#q")).to_have_value("nord")


def test_a_typed_password_is_noted_without_moving_anything(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Minne")
    token = v.field("Tilgangsnøkkel" if v.words.language == "nb" else "Access token")
    company = v.field("Firmanummer" if v.words.language == "nb" else "Company number")
    before = place(v.field(v.words.password)), place(company)
    for field in (v.field(v.words.password), token):
        with v.page.expect_response(re.compile("/change")):
            field.fill("hemmelig")
            company.focus()
    expect(v.page.locator(".secret.typed")).to_have_count(2)
    assert (place(v.field(v.words.password)), place(company)) == before


def test_a_dialog_is_found_again_after_a_reload_and_a_way_back(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Nordlys")
    expect(v.page).to_have_url(re.compile("/sync/drafts/"))
    v.page.reload()
    expect(v.field(v.words.name)).to_have_value("Nordlys")
    v.dialog.get_by_role("link", name=v.words("Help")).click()
    expect(v.page).to_have_url(re.compile("/help/"))
    v.page.go_back()
    expect(v.field(v.words.name)).to_have_value("Nordlys")


def test_clearing_a_secret_switches_its_control_off(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.choose_connector("Minne")
    token = v.field("Tilgangsnøkkel" if v.words.language == "nb" else "Access token")
    with v.page.expect_response(re.compile("/change")):
        token.fill("hemmelig")
        token.blur()
    clear = v.page.get_by_role("checkbox", name=re.compile("^(Clear|Fjern|Tøm) "))
    with v.page.expect_response(re.compile("/change")):
        clear.check()
    expect(token).to_be_disabled()
    clear.uncheck()
    expect(token).to_be_enabled()


def test_a_button_of_the_scope_chooser_waits_for_the_one_before(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.page.get_by_role("radio", name=v.words.specific).check()
    v.button(v.words.nobody).click()
    expect(v.page.locator("#all-available")).to_be_visible()
    held: list[Route] = []
    v.page.route(re.compile("/scope/(all-available|add)$"), lambda route: held.append(route))
    with v.page.expect_request(re.compile("/scope/all-available$")):
        v.page.locator("#all-available").click()
    v.page.locator("#add").click()
    with v.page.expect_request(re.compile("/scope/add$")):
        held[0].continue_()
    v.page.locator("#ok").click()
    expect(v.page.locator("#chooser table")).to_have_count(0)
    held[1].continue_()
    expect(v.page.locator("#chooser")).to_have_count(0)
    expect(v.dialog).to_contain_text("Kari Lund")


def test_a_page_numbers_its_requests(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    told: list[str] = []
    v.page.on("request", lambda request: told.append(request.headers.get("x-page-turn", "")))
    for text in ("N", "Nordlys"):
        with v.page.expect_response(re.compile("/change$")):
            v.fill(v.words.name, text)
    v.page.reload()
    expect(v.field(v.words.name)).to_have_value("Nordlys")
    with v.page.expect_response(re.compile("/change$")):
        v.fill(v.words.name, "Nordlys AS")
    turns = [each.split(".") for each in told if each]
    assert [int(number) for _page, number in turns] == [1, 2, 1]
    assert turns[0][0] == turns[1][0] != turns[2][0]
