"""Suggest and Try on real records in a real browser: from an unmapped workbook to records that arrive, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def mappings(live: Live) -> str:
    """The address of the mappings of a connection to the demonstration workbook."""
    return f"/sync/connections/{live.demonstration().id}/mappings"


def turn_all(v: Visitor) -> None:
    """Switch every direction on that is possible."""
    v.page.locator("#bulk").select_option("both")
    v.page.locator("#set-bulk").click()
    expect(v.page.locator("[data-turns][aria-pressed=true]").first).to_be_visible()


def test_suggestions_are_applied_and_tried_before_anything_is_saved(visit: Visit, mappings: str):
    v = visit("en").sign_in().open(f"{mappings}/Customer")
    v.button("Suggest").click()
    expect(v.page.locator("#live")).to_contain_text("CRM fields are suggested for")
    look(v)
    v.page.get_by_label("City → City (postal)").uncheck()
    v.button("Apply ticked").click()
    expect(v.page.locator("#applied")).to_contain_text("CRM fields are filled in below.")
    turn_all(v)
    v.button("Try on real records").click()
    expect(v.page.get_by_role("region", name="The records, field by field")).to_be_visible()
    expect(v.page.locator("#trial .aid-said")).to_contain_text("0 of 10 records arrive whole; ")
    look(v)
    assert v.page.locator("[data-unsaved]").count() == 1


def test_a_record_is_looked_for_by_keys_alone_and_the_records_go_sideways_by_them(visit: Visit, mappings: str):
    v = visit("nb").sign_in().open(f"{mappings}/Person")
    turn_all(v)
    v.button("Prøv på ekte poster").focus()
    v.page.keyboard.press("Enter")
    v.page.locator("#try-text").fill("Nordmann finnes ikke")
    v.page.keyboard.press("Enter")
    expect(v.page.locator("#trial .aid-said")).to_contain_text("inneholder «Nordmann finnes ikke».")
    v.page.locator("#try-text").fill("")
    v.page.keyboard.press("Enter")
    records = v.page.get_by_role("region", name="Postene, felt for felt")
    records.focus()
    v.page.keyboard.press("End")
    for _ in range(20):
        v.page.keyboard.press("ArrowRight")
    v.page.wait_for_function("document.querySelector('.sideways').scrollLeft > 0")


def test_without_script_the_same_buttons_give_whole_pages(visit: Visit, mappings: str):
    v = visit("en", script=False).sign_in().open(f"{mappings}/Project")
    v.button("Suggest").click()
    v.button("Apply ticked").click()
    expect(v.page.locator("#applied")).to_contain_text("CRM fields are filled in below.")
    v.page.locator("#bulk").select_option("to_crm")
    v.page.locator("#set-bulk").click()
    v.button("Try on real records").click()
    expect(v.page.locator("#trial .trial")).to_be_visible()
    assert_no_change(v)


def assert_no_change(v: Visitor) -> Any:
    """A page opened anew is as it was stored: nothing was."""
    v.page.goto(v.page.url)
    expect(v.page.locator("[data-turns][aria-pressed=true]")).to_have_count(0)
