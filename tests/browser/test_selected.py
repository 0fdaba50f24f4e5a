"""The row selected on the Sync screen: its summary follows it, its pages open; readiness and rules are looked at by axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from connectors.base import ActorType
from tests import mapped
from tests.browser.live import until
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.browser.ways import WAYS
from webapp.models import Connection


@pytest.fixture
def two(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Two connections in the list, Nord ready to sync and Sør not."""

    def made(language: str = "nb", script: bool = True) -> Visitor:
        v = visit(language, script).sign_in()
        v.live.demonstration("Nord")
        v.live.demonstration("Sør")
        return v.map("Nord").open("/sync")

    return made


@WAYS
def test_the_summary_follows_the_row_selected_and_a_page_opens(two: Callable[..., Visitor], language: str, script: bool) -> None:
    v = two(language, script)
    summary = v.page.locator("#summary")
    for name, words in (("Nord", "Ready to sync"), ("Sør", v.words("Not synced"))):
        v.row(name).get_by_role("radio").check()
        if not script:
            v.button(v.words("Show the row selected")).click()
        expect(summary.get_by_role("heading", name=name)).to_be_visible()
        expect(summary).to_contain_text(v.words(words))
    v.button(v.words("Mappings"), v.card(v.words.connections)).click()
    expect(v.page.get_by_role("heading", level=1)).to_contain_text(v.words("Mappings"))
    expect(v.page.locator(".crumb")).to_contain_text("Sør")


def test_the_row_selected_stays_so_while_the_list_is_sorted_and_tested(two: Callable[..., Visitor]) -> None:
    v = two()
    v.row("Sør").get_by_role("radio").check()
    summary = v.page.locator("#summary")
    expect(summary.get_by_role("heading", name="Sør")).to_be_visible()
    v.page.locator("#sort-state").click()
    expect(v.page.locator("th[aria-sort]")).to_contain_text(v.words("State"))
    expect(summary.get_by_role("heading", name="Sør")).to_be_visible()
    v.row("Nord").get_by_role("radio").check()
    expect(summary.get_by_role("heading", name="Nord")).to_be_visible()
    v.page.locator("#connection-test").click()
    expect(v.page.locator("#cancel-tests")).to_have_count(0)
    expect(summary.get_by_role("heading", name="Nord")).to_be_visible()
    expect(v.row("Nord").get_by_role("radio")).to_be_checked()


def test_readiness_leads_to_the_field_that_is_missing_something(two: Callable[..., Visitor]) -> None:
    v = two()
    with v.live.database():
        nord = Connection.get(Connection.name == "Nord")
        mapped.put(nord, "City", "POSTALCITY", ">")
        mapped.put(nord, "Zip", "POSTALCITY", ">")
    v.open(f"/sync?selected={nord.id}").page.locator("#summary .state").click()
    v.page.get_by_role("link", name="Poststed", exact=True).click()
    expect(v.page.locator("select:target")).to_be_visible()


def test_readiness_and_rules_are_looked_at(two: Callable[..., Visitor]) -> None:
    v = two()
    with v.live.database():
        nord = Connection.get(Connection.name == "Nord")
        mapped.ready(nord, ActorType.PERSON)
        for erp, crm in (("City", "POSTALCITY"), ("Zip", "POSTALCITY"), ("CustGr", "CATEGORY")):
            mapped.put(nord, erp, crm)
    v.open("/sync").row("Nord").get_by_role("checkbox").click()
    expect(v.row("Nord")).to_contain_text(v.words("Could not be activated:"))
    v.row("Nord").get_by_role("radio").check()
    expect(v.page.locator("#summary").get_by_role("heading")).to_be_visible()
    look(v)
    for page in ("readiness", "rules"):
        look(v.open(f"/sync/connections/{nord.id}/{page}"))


def test_activation_is_refused_mended_and_done_by_keys_without_script(two: Callable[..., Visitor]) -> None:
    v = two("nb", script=False)
    v.row("Sør").get_by_role("checkbox").focus()
    with v.page.expect_navigation():
        v.page.keyboard.press("Enter")
    refused = v.words("Could not be activated:")  # told at once by a quick test, else when the page is opened again
    until(lambda: refused in v.open("/sync").row("Sør").inner_text(), "the reasons are told", seconds=30)
    v.row("Sør").locator(".reasons a").first.focus()
    v.page.keyboard.press("Enter")
    expect(v.page).to_have_url(re.compile("/sync/connections/"))
    v.map("Sør")
    with v.live.database():
        row = Connection.get(Connection.name == "Sør").id
    v.open(f"/sync/connections/{row}/readiness").button(v.words("Test and activate")).focus()
    with v.page.expect_navigation():
        v.page.keyboard.press("Enter")
    until(lambda: v.open("/sync").row("Sør").get_by_role("checkbox").is_checked(), "it is active", seconds=30)
