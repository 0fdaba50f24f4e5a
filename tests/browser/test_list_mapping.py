"""List mappings in a browser: what is chosen shows at once what it needs, and every state is fit to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.lists import crm_items, decide, delete_crm_item, erp_has, goes, map_list, url_of
from webapp.forms.config_fields import html_name
from webapp.models import Connection, FieldMapping


def begin(v: Visitor, ways: str = "<>") -> tuple[Connection, FieldMapping, str]:
    """The demonstration workbook with its customer groups mapped to the CRM's categories; the address of the field's page."""
    connection = v.sign_in().live.demonstration("Nord")
    v.map("Nord")
    with v.live.database():
        group = map_list(connection, "Customer", "CustGr", "CATEGORY", ways)
        crm_items("category", "Bygg", "Handel", "Industri")
        return connection, group, url_of(group)


def choice(v: Visitor, item: str) -> Locator:
    return v.page.locator(f"#crm-{html_name(item)}")


def state(v: Visitor, item: str) -> Locator:
    return v.page.locator(f"#{html_name(item)} .back")


def test_what_is_chosen_shows_at_once_what_it_needs(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    _connection, group, url = begin(v)
    v.open(url)
    expect(v.page.locator("#usage")).to_contain_text(v.words("Use is counted in the ERP."))
    assert v.page.locator("[data-count]").first.inner_text() == "47"
    v.button(v.words("Match by name")).click()
    expect(v.page.locator("#notice")).to_be_visible()
    assert v.page.locator("[data-count]").first.inner_text() == "47"
    choice(v, "5").select_option(label="Handel")
    need = v.words("Several go there: mark one")
    expect(state(v, "2")).to_contain_text(need)
    expect(state(v, "5").get_by_text(need)).to_be_visible()
    state(v, "5").get_by_role("radio").check()
    expect(state(v, "2").get_by_text(need)).to_be_hidden()
    v.button("OK").click()
    expect(v.page.locator(".message.success")).to_be_visible()
    with v.live.database():
        assert goes(group) == {"1": "Bygg", "2": "Handel", "3": "Industri", "5": "Handel <"}


def test_a_mark_goes_away_with_the_choice_that_needed_it(visit: Callable[..., Visitor]) -> None:
    v = visit("en")
    _connection, _group, url = begin(v)
    v.open(url)
    choice(v, "1").select_option(label="Handel")
    choice(v, "2").select_option(label="Handel")
    state(v, "2").get_by_role("radio").check()
    choice(v, "2").select_option(label="Industri")
    expect(state(v, "1").get_by_role("radio")).to_be_hidden()
    choice(v, "3").select_option(label="Industri")
    expect(state(v, "2").get_by_role("radio")).not_to_be_checked()
    expect(v.page.locator("[data-undecided]")).to_have_text("3")
    v.page.locator("#q").fill("hand")
    expect(v.page.locator("#items tr:visible")).to_have_count(1)
    v.page.locator("#q").fill("")
    v.field("Only undecided").check()
    expect(v.page.locator("#items tr:visible")).to_have_count(5)  # two of them need a way back


def test_a_list_is_mapped_with_the_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    v = visit("en")
    _connection, group, url = begin(v, ">")
    v.open(url)
    choice(v, "1").focus()
    v.page.keyboard.type("Industri")
    v.page.keyboard.press("Tab")
    v.page.keyboard.type("Handel")
    v.page.locator("#q").focus()
    v.page.keyboard.type("tjen")
    v.page.keyboard.press("Enter")
    expect(v.page.locator("#items tr:visible")).to_have_count(1)
    v.button("OK").focus()
    v.page.keyboard.press("Enter")
    expect(v.page.locator(".message.success")).to_be_visible()
    with v.live.database():
        assert goes(group) == {"1": "Industri", "2": "Handel"}


def test_without_script_the_same_page_maps_and_counts(visit: Callable[..., Visitor]) -> None:
    v = visit("nb", script=False)
    _connection, group, url = begin(v)
    v.open(url)
    v.button(v.words("Count use in the ERP")).click()
    assert v.page.locator("[data-count]").first.inner_text() == "47"
    choice(v, "2").select_option(label="Handel")
    choice(v, "5").select_option(label="Handel")
    v.button("OK").click()
    expect(v.problems).to_be_visible()
    state(v, "2").get_by_role("radio").check()
    v.button("OK").click()
    expect(v.page.locator(".message.success")).to_be_visible()
    with v.live.database():
        assert goes(group) == {"2": "Handel <", "5": "Handel"}


def test_every_state_is_looked_at(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    connection, group, url = begin(v)
    with v.live.database():
        crm = crm_items("category", "Gammel", "Lang " + "Kundeoppfølgingsavdelingsregnskapsføringsprogramvare" * 3)
        decide(group, {"1": crm["Gammel"], "2": None, "borte": None})
        delete_crm_item(crm["Gammel"])
    look(v.open(f"/sync/connections/{connection.id}/lists"))
    look(v.open(url))
    v.button(v.words("Match by name")).click()
    expect(v.page.locator("#notice")).to_be_visible()
    choice(v, "5").select_option(label="Handel")
    choice(v, "9").select_option(label="Handel")
    v.button("OK").click()
    expect(v.problems).to_be_visible()
    look(v)
    look(v.open(f"{url}?q=finnesikke"))


def test_thousands_of_items_are_typed_with_suggestions(visit: Callable[..., Visitor]) -> None:
    v = visit("nb")
    connection, _group, url = begin(v)
    with v.live.database():
        crm_items("category", *(f"Kategori {n}" for n in range(200)))
        erp_has(connection, "CustomerGroup", {f"K{n}": f"Gruppe {n}" for n in range(2_000)})
    v.open(url)
    choice(v, "K7").fill("kategori 7")
    choice(v, "K8").fill("Kategori 7")
    choice(v, "K8").blur()
    expect(state(v, "K7").get_by_text(v.words("Several go there: mark one"))).to_be_visible()
    took: Any = v.page.evaluate(
        """() => { const begun = performance.now(), control = document.querySelectorAll("[data-pair] input[list]")[9];
        control.value = "Kategori 9"; control.dispatchEvent(new Event("change", { bubbles: true }));
        return performance.now() - begun; }"""
    )
    assert took < 1_000
    with v.live.database():
        erp_has(connection, "CustomerGroup", {f"K{n}": f"Gruppe {n}" for n in range(60)})
    look(v.open(url))  # the same controls; axe takes minutes for thousands
