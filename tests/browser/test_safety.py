"""What a browser is told to refuse, and what becomes of a page whose session has ended or whose server is away."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.live import PASSWORD
from tests.browser.visitor import Visitor


def test_an_ended_session_leads_to_the_sign_in_page_and_not_into_the_dialog(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Nordlys")
    expect(v.page).to_have_url(re.compile("/sync/drafts/"))
    v.context.clear_cookies()
    v.fill(v.words.description, "Hovedbok")
    expect(v.page).to_have_url(re.compile("/sign-in"))
    expect(v.page.locator("#dialog")).to_have_count(0)
    v.page.locator("input[name=username]").fill("admin")
    v.page.locator("input[name=password]").fill(PASSWORD)
    v.page.keyboard.press("Enter")
    expect(v.page.get_by_role("dialog", name=v.words.new_title)).to_be_visible()
    expect(v.field(v.words.name)).to_have_value("Nordlys")


def test_an_ended_session_in_a_list_leads_to_the_sign_in_page(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.add_excel("Nordlys")
    v.context.clear_cookies()
    v.page.locator("#q").fill("nord")
    expect(v.page).to_have_url(re.compile("/sign-in"))
    expect(v.page.locator("main")).to_have_count(1)
    expect(v.page.locator("#connections")).to_have_count(0)


def test_an_inline_script_is_refused_and_noticed(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/sync")
    v.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
    v.page.wait_for_timeout(100)
    assert v.page.evaluate("window.ran") is None
    assert len(v.complaints) == 1
    v.complaints.clear()


def test_a_server_that_is_away_is_said_and_said_no_longer_when_it_is_back(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.page.route(re.compile("/change$"), lambda route: route.abort())
    v.fill(v.words.name, "Nordlys")
    expect(v.page.locator("#unreachable")).to_be_visible()
    expect(v.field(v.words.name)).to_have_value("Nordlys")
    v.page.unroute(re.compile("/change$"))
    v.fill(v.words.description, "Hovedbok")
    expect(v.page.locator("#unreachable")).to_be_hidden()


def test_the_back_button_shows_no_page_of_an_ended_session(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.add_excel("Nordlys")
    v.open("/help")
    v.context.clear_cookies()
    v.page.go_back()
    expect(v.page).to_have_url(re.compile("/sign-in"))
