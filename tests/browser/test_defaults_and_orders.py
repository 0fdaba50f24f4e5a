"""Defaults, the order of fields and the sync priority in a real browser: by mouse, by keys, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from connectors.base import ActorType
from tests.browser import furnishing
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from webapp.forms.defaults import control
from webapp.models import Connection, ConnectionList
from webapp.models.stored import list_data
from webapp.services import defaults, priorities, sheets

Visit = Callable[..., Visitor]


@pytest.fixture
def connection(live: Live) -> Connection:
    """A connection to the demonstration workbook."""
    return live.demonstration()


def ranks(connection: Connection) -> str:
    return f"/sync/connections/{connection.id}/ranks/Customer"


def names(v: Visitor) -> list[str]:
    found: list[str] = v.page.locator("tr[data-name]").evaluate_all("rows => rows.map((row) => row.dataset.name)")
    return found


def drag(v: Visitor, handle: Locator, to: Locator) -> None:
    """Take a row by its handle and let it go above another."""
    handle.hover()
    v.page.mouse.down()
    to.scroll_into_view_if_needed()
    box = to.bounding_box()
    assert box is not None
    v.page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    v.page.mouse.move(box["x"] + 5, box["y"] + 3)
    v.page.mouse.up()


def test_a_field_is_dragged_to_another_place_and_saved(visit: Visit, connection: Connection):
    v = visit("en").sign_in().open(ranks(connection))
    before = names(v)
    handles = v.page.locator("[data-handle]")
    drag(v, handles.nth(4), handles.nth(1))
    assert names(v) == [before[0], before[4], *before[1:4], *before[5:]]
    expect(v.page.locator("[data-said]")).to_contain_text(f"{before[4]} is number 2 of ")
    look(v)
    v.button("Save").click()
    expect(v.page.get_by_text("The order of the fields is saved.")).to_be_visible()
    assert names(v)[1] == before[4]


def test_a_drag_that_is_given_up_with_escape_moves_nothing(visit: Visit, connection: Connection):
    v = visit("en").sign_in().open(ranks(connection))
    before, handles = names(v), v.page.locator("[data-handle]")
    handles.nth(3).hover()
    v.page.mouse.down()
    handles.nth(1).hover()
    v.page.keyboard.press("Escape")
    v.page.mouse.up()
    assert names(v) == before
    expect(v.page.locator("tr.dragged, tr[data-drop]")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_field_is_moved_by_keys_and_keeps_the_focus(visit: Visit, connection: Connection, script: bool):
    v = visit("en", script=script).sign_in().open(ranks(connection))
    before = names(v)
    v.button(f"{before[1]}: Down").focus()
    for number in (3, 4, 5):
        v.page.keyboard.press("Enter")
        expect(v.page.locator("[data-said]")).to_contain_text(f"{before[1]} is number {number} of ")
        expect(v.button(f"{before[1]}: Down")).to_be_focused()
    v.button("Save").focus()
    v.page.keyboard.press("Enter")
    expect(v.page.get_by_text("The order of the fields is saved.")).to_be_visible()
    assert names(v)[4] == before[1]


@pytest.mark.parametrize("script", [True, False])
def test_the_priority_is_set(visit: Visit, live: Live, connection: Connection, script: bool):
    with live.database():
        furnishing.connection("Nord")
    v = visit("nb", script=script).sign_in().open("/sync/priority")
    v.button("Nord: Øverst").click()
    v.button("CRM: Nederst").click()
    if script:
        look(v)
    v.button("Lagre").click()
    expect(v.page.get_by_text("Synkroniseringsprioriteten er lagret.")).to_be_visible()
    with live.database():
        assert [row.name if row else "CRM" for row in priorities.order()] == ["Nord", "Demo", "CRM"]


def test_defaults_are_filled_in_with_lists_asked_live(visit: Visit, live: Live, connection: Connection):
    with live.database():
        ConnectionList.update(items=list_data({})).where(ConnectionList.name == "CustomerGroup").execute()
    v = visit("en").sign_in().open(f"/sync/connections/{connection.id}/defaults/Customer")
    group = v.page.locator(f"#{control('value', 'CustGr')}")
    group.scroll_into_view_if_needed()
    expect(v.page.locator(f"#{control('items', 'CustGr')}")).to_contain_text("As in the ERP now.")
    group.select_option(index=1)
    expect(v.page.locator(f"#{control('use', 'CustGr')}")).to_be_checked()
    city = v.page.locator(f"#{control('value', 'City')}")
    city.fill("{town}")
    v.button("Save").click()
    expect(v.problems).to_contain_text("There is no tag {town}.")
    look(v)
    city.fill("Vega, {today}")
    v.page.keyboard.press("Enter")
    expect(v.page.get_by_text("The defaults are saved.")).to_be_visible()
    v.page.get_by_label("Only with a rule").check()
    expect(v.page.locator("#default-rows tr:visible")).to_have_count(2)
    look(v)
    with live.database():
        stored = defaults.rules(sheets.of(connection).sheets[ActorType.CUSTOMER].actor)
        assert {key: rule.value for key, rule in stored.items()} == {"CustGr": "1", "City": "Vega, {today}"}


def test_defaults_are_filled_in_without_script(visit: Visit, connection: Connection):
    v = visit("nb", script=False).sign_in().open(f"/sync/connections/{connection.id}/defaults/Customer")
    v.page.locator(f"#{control('refresh', 'CustGr')}").click()
    expect(v.page.locator(f"#{control('items', 'CustGr')}")).to_contain_text("Som i ERP nå.")
    v.page.locator(f"#{control('use', 'City')}").check()
    v.page.locator(f"#{control('value', 'City')}").fill("Vega")
    v.button("Lagre").click()
    expect(v.page.get_by_text("Standardverdiene er lagret.")).to_be_visible()
    expect(v.page.locator(f"#{control('value', 'City')}")).to_have_value("Vega")


def test_what_somebody_saved_meanwhile_is_shown_beside_ones_own(visit: Visit, connection: Connection):
    v, other = visit("nb").sign_in(), visit("nb").sign_in("kari")
    for address, press in ((ranks(connection), "Nederst"), ("/sync/priority", "Øverst")):
        v.open(address)
        other.open(address).page.get_by_role("button", name=re.compile(f": {press}")).first.click()
        other.page.get_by_role("button", name=re.compile(f": {press}")).last.click()
        v.page.get_by_role("button", name=re.compile(": Ned")).first.click()
        other.button("Lagre").click()
        expect(other.page.locator(".message.success")).to_be_visible()
        v.button("Lagre").click()
        expect(v.page.locator("#conflict-title")).to_be_visible()
        look(v)
        v.button("Lagre").click()
        expect(v.page.locator(".message.success")).to_be_visible()
