"""The whole of seed 1 by the keyboard alone; Esc is Cancel; what is in focus is always something, and can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests import mapped
from tests.browser import furnishing
from tests.browser.live import until
from tests.browser.visitor import PASSED, Visitor
from webapp.forms.config_fields import html_name
from webapp.models import Connection

FOCUS = """target => {
  const here = document.activeElement, style = getComputedStyle(here);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [here === target, here.id || here.tagName, ring];
}"""


def tab_to(v: Visitor, target: Locator, key: str = "Tab") -> None:
    """Press Tab until *target* is in focus; nothing on the way may be without a ring."""
    for presses in range(121):
        reached, where, ring = target.evaluate(FOCUS)
        assert presses == 0 or where != "BODY" or key == "Tab", "the focus was lost"
        assert presses == 0 or ring or where == "BODY", f"no focus ring on {where}"
        if reached:
            return
        v.page.keyboard.press(key)
    raise AssertionError(f"not reached by {key}: {target}")


def press(v: Visitor, target: Locator, key: str = "Enter") -> None:
    """Go to *target* and press a key there."""
    tab_to(v, target)
    v.page.keyboard.press(key)


def settled(v: Visitor) -> None:
    """No request is under way, and the focus is somewhere."""
    # Not `wait_for_function`: where it has to wait, it evaluates a text, which the page's policy refuses.
    until(lambda: v.page.evaluate("!document.querySelector('.htmx-request')"), "no request is under way")
    until(lambda: v.page.evaluate("document.activeElement !== document.body"), "the focus is somewhere")


def type_in(v: Visitor, label: str, text: str) -> None:
    """Go to a field, type, and leave it, which posts the change."""
    tab_to(v, v.field(label))
    v.page.keyboard.type(text)
    with v.page.expect_response(re.compile("/change")):
        v.page.keyboard.press("Tab")
    settled(v)


def test_seed_1_by_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/sync")
    w = v.words
    press(v, v.card(w.connections).get_by_role("link", name=re.compile(w.add)).first)
    expect(v.dialog).to_be_visible()
    type_in(v, w.name, "Nordlys")
    tab_to(v, v.field(w.connector))
    v.page.keyboard.type("Excel")
    expect(v.field(w.workbook)).to_be_visible()
    settled(v)
    assert v.focus() == "connector"
    type_in(v, w.workbook, "demo/erp.xlsx")
    type_in(v, w.description, "Hovedbok")
    press(v, v.button(w.test), "Space")
    v.wait_for_test()
    settled(v)
    v.expect_test(PASSED)
    press(v, v.ok)
    expect(v.row("Nordlys")).to_be_visible()
    map_by_keyboard(v, "Nordlys")
    press(v, v.row("Nordlys").get_by_role("checkbox"), "Space")
    expect(v.row("Nordlys").get_by_role("checkbox")).to_be_checked()
    settled(v)


def map_by_keyboard(v: Visitor, name: str) -> None:
    """The customer's name both ways, from the list and back to it."""
    with v.live.database():
        mapped.wait_until_read(Connection.get(Connection.name == name))
    press(v, v.row(name).get_by_role("radio"), "Space")
    press(v, v.button(v.words("Mappings"), v.card(v.words.connections)))
    key = html_name("Nm")
    press(v, v.page.locator("#active"), "Space")
    tab_to(v, v.page.locator(f"#crm-{key}"))
    v.page.keyboard.type("Navn")
    for way in ("to_erp", "to_crm"):
        press(v, v.page.locator(f"#turn-{way}-{key}"), "Space")
        expect(v.page.locator(f"#turn-{way}-{key}")).to_have_attribute("aria-pressed", "true")
    press(v, v.page.locator("#save"))
    expect(v.page.locator(".message.success")).to_be_visible()
    v.open("/sync")


def test_a_scope_is_chosen_by_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    tab_to(v, v.page.get_by_role("radio", name=v.words.everyone))
    with v.page.expect_response(re.compile("/change")):
        v.page.keyboard.press("ArrowDown")
    settled(v)
    expect(v.page.get_by_role("radio", name=v.words.specific)).to_be_checked()
    press(v, v.button(v.words.nobody))
    expect(v.page.locator("#chooser")).to_be_visible()
    press(v, v.page.get_by_label(re.compile("^Salg")), "Space")
    press(v, v.page.locator("#add"))
    expect(v.page.get_by_role("row", name=re.compile("Salg"))).to_be_visible()
    settled(v)
    press(v, v.ok)
    expect(v.page.locator("#scope-link")).to_have_text("Salg")


def test_escape_is_cancel(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.field(v.words.name).fill("Ikke lagret")
    v.page.keyboard.press("Escape")
    expect(v.page).to_have_url(re.compile("/sync$"))
    expect(v.dialog).to_have_count(0)
    expect(v.page.get_by_text("Ikke lagret")).to_have_count(0)


def test_escape_closes_the_chooser_and_not_the_dialog(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.fill(v.words.name, "Beholdes")
    v.page.get_by_role("radio", name=v.words.specific).check()
    v.button(v.words.nobody).click()
    expect(v.page.locator("#chooser")).to_be_visible()
    v.page.keyboard.press("Escape")
    expect(v.field(v.words.name)).to_have_value("Beholdes")


def test_enter_in_a_field_keeps_what_is_typed_and_saves_nothing(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    v.open_new()
    v.field(v.words.name).fill("Nordlys")
    with v.page.expect_response(re.compile("/change")):
        v.page.keyboard.press("Enter")
    settled(v)
    expect(v.field(v.words.name)).to_have_value("Nordlys")
    assert v.focus() == "name"


def test_the_skip_link_is_first_and_leads_to_the_page(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/sync")
    v.page.keyboard.press("Tab")
    expect(v.page.locator("a.skip")).to_be_focused()
    expect(v.page.locator("a.skip")).to_be_in_viewport()
    v.page.keyboard.press("Enter")
    assert v.focus() == "main"


HIDDEN = """() => {
  if (document.activeElement === document.body) return "";
  const box = document.activeElement.getBoundingClientRect();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const close = seen && (document.activeElement.contains(seen) || seen.contains(document.activeElement));
  return close || seen?.closest("label")?.control === document.activeElement ? "" : document.activeElement.outerHTML;
}"""


@pytest.mark.parametrize("size", [(1280, 500), (390, 600)], ids=["wide", "narrow"])
def test_what_is_in_focus_is_never_under_the_footer(visit: Callable[..., Visitor], size: tuple[int, int]) -> None:
    v = visit("nb", viewport={"width": size[0], "height": size[1]}).sign_in()
    v.open_new()
    v.choose_connector("Minne")
    for key in ("Tab",) * 35 + ("Shift+Tab",) * 35:
        v.page.keyboard.press(key)
        assert v.page.evaluate(HIDDEN) == ""


def test_what_is_in_focus_is_never_under_the_buttons_of_a_long_list(visit: Callable[..., Visitor]) -> None:
    v = visit("nb", viewport={"width": 1280, "height": 500}).sign_in()
    with v.live.database():
        for number in range(12):
            furnishing.connection(f"Kobling {number}")
    v.open("/sync")
    expect(v.button(v.words.configure)).to_be_in_viewport()
    for key in ("Tab",) * 40 + ("Shift+Tab",) * 40:
        v.page.keyboard.press(key)
        assert v.page.evaluate(HIDDEN) == ""
