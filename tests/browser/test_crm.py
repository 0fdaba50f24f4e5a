"""CRM fields and CRM lists in a browser: looked at by axe, and the list editor with script and keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from connectors.base import FieldType
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.models import CrmField, CrmList, CrmListItem, User
from webapp.services import crm_fields, crm_lists
from webapp.services.crm_field_rules import Wanted


@pytest.fixture
def fjell(live: Live) -> int:
    """The id of a list of four items."""
    with live.database():
        by = User.get(User.username == "admin")
        return crm_lists.add("Fjell", ["Kunde", "Åpen", "Partner", "Ærlig"], by).id


def test_the_fields_and_the_dialog_of_one(visit: Callable[..., Visitor], fjell: int) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        by = User.get(User.username == "admin")
        long = crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted("Regnskapsføringsselskapstilhørighet" * 5, "x_fjell"), by)
        gone = crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Gammel", max_length=50), by)
        crm_fields.delete(gone, by)
    look(v.open("/crm/fields/company"))
    look(v.open(f"/crm/fields/company/{long.id}"))
    look(v.open(f"/crm/fields/company/{long.id}/delete"))
    v.open("/crm/fields/company/new").ok.click()
    expect(v.problems).to_be_visible()
    look(v)


def test_only_what_belongs_to_the_type_is_shown(visit: Callable[..., Visitor], live: Live) -> None:
    v = visit("en").sign_in().open("/crm/fields/person/new")
    for value, length, of_list in (("1", True, False), ("5", False, True), ("4", False, False)):
        v.page.locator("#type").select_option(value)
        expect(v.page.locator("#max_length")).to_be_visible(visible=length)
        expect(v.page.locator("#list")).to_be_visible(visible=of_list)


def test_the_lists_and_the_editor_of_one(visit: Callable[..., Visitor], fjell: int) -> None:
    v = visit("nb").sign_in()
    look(v.open("/crm/lists"))
    look(v.open("/crm/lists/new"))
    look(v.open(f"/crm/lists/{fjell}/delete"))
    v.open(f"/crm/lists/{fjell}").page.locator("#name-1").fill("kunde")
    v.page.locator("input[name=tick]").nth(2).check()
    v.page.locator("#do-delete").click()
    expect(v.page.locator("input[name=tick]")).to_have_count(3)
    look(v)
    v.ok.click()
    expect(v.problems).to_be_visible()
    look(v)


def test_items_are_moved_by_the_keyboard_and_what_was_typed_goes_with_its_item(
    visit: Callable[..., Visitor], fjell: int, live: Live
) -> None:
    v = visit("nb").sign_in().open(f"/crm/lists/{fjell}")
    v.page.locator("#name-2").fill("Medspiller")
    v.page.locator("input[name=tick]").nth(2).focus()
    v.page.keyboard.press("Space")
    v.page.locator("#do-up").focus()
    for place in (1, 0):
        v.page.keyboard.press("Enter")
        expect(v.page.locator(f"#name-{place}")).to_have_value("Medspiller")
        expect(v.page.locator("#do-up")).to_be_focused()
    expect(v.page.locator("#live")).to_contain_text("Medspiller")
    v.page.locator("#name-3").fill("Ærligst")
    v.page.keyboard.press("Enter")
    expect(v.page.locator(".crm-list .dialog-foot .state.warn")).to_have_text("Ikke lagret ennå")
    v.ok.click()
    expect(v.page).to_have_url(f"{live.url}/crm/lists")
    with live.database():
        assert list(lists.items(["x_fjell"])["x_fjell"].values()) == ["Medspiller", "Kunde", "Åpen", "Ærligst"]


def test_a_long_list_is_filtered_with_enter_and_without_script_as_well(visit: Callable[..., Visitor], fjell: int) -> None:
    with (v := visit("nb")).live.database():
        crm_lists.add_items("x_fjell", [f"Vare {number}" for number in range(300)], None)
    for each in (v, visit("nb", script=False)):
        each.sign_in().open(f"/crm/lists/{fjell}").page.locator("#q").fill("vare 29")
        each.page.keyboard.press("Enter")
        expect(each.page.locator("input[name=name]:visible")).to_have_count(11)
        expect(each.page.locator("#do-up")).to_be_disabled()
        each.page.locator("#do-show-all").click()
        expect(each.page.locator("input[name=name]:visible")).to_have_count(304)
    with v.live.database():
        assert CrmListItem.select().where(CrmListItem.list == fjell).count() == 304


@pytest.mark.parametrize("script", [True, False])
def test_a_field_is_added_changed_deleted_and_restored_by_the_keyboard(
    visit: Callable[..., Visitor], live: Live, script: bool
) -> None:
    v = visit("nb", script=script).sign_in().open("/crm/fields/person/new")
    v.page.locator("#name").focus()
    v.page.keyboard.type("Hobby")
    v.page.keyboard.press("Tab")
    v.page.keyboard.type("Tekst")
    v.page.locator("#max_length").focus()
    v.page.keyboard.type("40")
    v.page.keyboard.press("Enter")
    by_key(v, v.page.get_by_role("link", name="Hobby", exact=True))
    v.page.locator("#name").fill("Fritid")
    by_key(v, v.ok)
    by_key(v, v.page.get_by_role("link", name="Fritid", exact=True))
    by_key(v, v.page.get_by_role("link", name=v.words("Delete field")))
    by_key(v, v.page.locator("dialog button.danger, dialog button.primary").first)
    by_key(v, v.button(v.words("Restore %(name)s") % {"name": "Fritid"}))
    expect(v.page.locator(".message.success")).to_be_visible()
    with live.database():
        field = CrmField.get(CrmField.entity == "person")
        assert (field.name, field.max_length, field.deleted_at) == ("Fritid", 40, None)


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_made_put_in_order_and_deleted(visit: Callable[..., Visitor], live: Live, script: bool) -> None:
    v = visit("nb", script=script).sign_in().open("/crm/lists/new")
    v.page.locator("#name").fill("Region")
    v.page.locator("#items").fill("Sør\nNord\nVest")
    by_key(v, v.ok)
    v.page.get_by_role("link", name="Region", exact=True).click()
    v.page.locator("input[name=tick]").nth(1).check()
    v.page.locator("#do-top").click()
    expect(v.page.locator("#name-0")).to_have_value("Nord")
    v.ok.click()
    with live.database():
        made = CrmList.get(CrmList.name == "Region")
        assert list(lists.items([made.key])[made.key].values()) == ["Nord", "Sør", "Vest"]
    v.open(f"/crm/lists/{made.id}/delete").page.locator("dialog button.danger, dialog button.primary").first.click()
    expect(v.page.get_by_role("link", name="Region", exact=True)).to_have_count(0)


def by_key(v: Visitor, target: Locator) -> None:
    """Press Enter there."""
    target.focus()
    v.page.keyboard.press("Enter")
