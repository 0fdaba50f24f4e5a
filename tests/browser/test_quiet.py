"""What others leave on a page — a password manager, a picture taken of it — troubles no swap: the console stays empty."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests import fielded
from tests.browser.test_workbench import begin
from tests.browser.visitor import Visitor
from tests.fielded import read, store, text
from webapp.models import SyncConnector

STYLED = """() => document.querySelectorAll("main *").forEach((each) => { each.style.color = "red"; each.style.color = ""; })"""
"""Leaves a blank style attribute on everything, as what styles a page for a moment does; by itself our policy allows that."""


def listen(v: Visitor) -> list[str]:
    """All that the console says from now on."""
    said: list[str] = []
    v.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    return said


def test_the_console_stays_empty_when_pairs_are_decided_on(visit: Callable[..., Visitor]) -> None:
    v = visit("en")
    first, second, *_others = (f"pair-{each.id}" for each in begin(v))
    said = listen(v)
    for pair, key, words in ((first, "a", "Linked"), (second, "r", "Rejected")):
        v.page.evaluate(STYLED)
        v.page.locator(f"#{pair}").focus()
        v.page.keyboard.press(key)
        expect(v.page.locator(f"#{pair}")).to_contain_text(words)
    v.page.evaluate(STYLED)
    v.page.locator("#q").fill("Firma 3")
    expect(v.page.locator(".bench tbody tr")).to_have_count(1)
    assert said == []


def test_the_console_stays_empty_when_mappings_change(visit: Callable[..., Visitor]) -> None:
    v = visit("en").sign_in()
    with v.live.database():
        made = fielded.connection(SyncConnector.get(SyncConnector.name == "Minne"), "Visma Nord")
        store(read(made, [text("Nm", "Navn"), text("City", "Sted")], searchable=["Nm"]), "Nm", "NAME", ">")
    v.open(f"/sync/connections/{made.id}/mappings/Customer")
    said = listen(v)
    for button in ("Suggest", "CRM to ERP: Navn"):
        v.page.evaluate(STYLED)
        with v.page.expect_response(lambda answer: answer.request.method == "POST"):
            v.button(button).click()
        v.page.wait_for_timeout(300)
        assert said == [], button
    expect(v.button("CRM to ERP: Navn")).to_have_attribute("aria-pressed", "true")
