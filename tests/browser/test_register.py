"""The register in a browser: looked at by axe, why a value is so by keyboard, and a company found while its name is typed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.models import Person


def test_a_record_is_found_and_says_in_place_why_a_value_is_so(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in("bjorn").open("/crm/company")
    v.page.locator("#q").fill("skogheim kristiansand")
    expect(v.page.locator("#records tbody tr")).to_have_count(1)
    look(v)
    v.page.get_by_role("link", name="Skogheim Fisk DA").click()
    asked = v.page.get_by_role("link", name="Hvorfor denne verdien? Telefon")
    before = v.page.locator(".strip").bounding_box()
    asked.press("Enter")
    expect(v.page.locator(".answer")).to_contain_text("+47 75976514")
    assert v.page.locator(".strip").bounding_box() == before
    look(v)
    for close in (lambda: v.page.get_by_role("link", name="Lukk").press("Enter"), lambda: v.page.keyboard.press("Escape")):
        close()
        expect(v.page.locator(".answer")).to_be_hidden()
        expect(asked).to_be_focused()
        v.page.keyboard.press("Enter")
        expect(v.page.locator(".answer")).to_be_visible()


def test_a_persons_company_is_found_while_its_name_is_typed_and_nothing_moves(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in("bjorn").open("/crm/person/new")
    below = v.field("Etternavn")
    before = below.bounding_box()
    v.page.locator("#company_words").press_sequentially("Ørne fisk")
    found = v.page.get_by_role("radio", name="Ørnerredet Fisk DA")
    expect(found).to_be_visible()
    assert below.bounding_box() == before
    found.check()
    below.fill("Dahl")
    look(v)
    v.ok.click()
    expect(v.page.get_by_role("heading", name="Dahl")).to_be_visible()
    with v.live.database():
        assert Person.select().order_by(Person.id.desc()).get().company.name == "Ørnerredet Fisk DA"
