"""The register in a browser: looked at by axe, why a value is so by keyboard, and what is found while its name is typed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.crm.fields import Entity
from webapp.models import Person, User
from webapp.services import selections


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


def test_ticked_records_are_added_to_a_selection_found_while_its_name_is_typed(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in("bjorn")
    with v.live.database():
        mine = User.get(User.username == "bjorn")
        for name in ("Messe i Bodø", "Julekort", *(f"Liste {at}" for at in range(60))):
            selections.make(name, Entity.COMPANY, [], mine)
    v.open("/crm/company?q=skogheim+kristiansand").page.get_by_role("checkbox", name="Skogheim Fisk DA").check()
    v.button("Legg merkede til i utvalg …").click()
    expect(v.page.get_by_text("1 post blir lagt til.")).to_be_visible()
    below = v.button("Legg til").bounding_box()
    v.page.locator("#words").press_sequentially("bodø")
    expect(v.page.get_by_role("radio")).to_have_count(1)
    v.page.get_by_role("radio", name="Messe i Bodø").check()
    v.page.locator("#words").fill("julek")
    expect(v.page.get_by_role("radio")).to_have_count(2)
    expect(v.page.get_by_role("radio", name="Messe i Bodø")).to_be_checked()
    assert v.button("Legg til").bounding_box() == below
    look(v)
    v.button("Legg til").click()
    expect(v.page.locator(".message.success")).to_have_text("1 post er lagt til i «Messe i Bodø».")
    expect(v.page.get_by_role("link", name="Skogheim Fisk DA")).to_be_visible()
