"""A workbook with 150 fields per actor type, as somebody works through it: mapped, listed, given defaults, put in order."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from connectors.base import ActorType
from tests.browser.live import Live
from tests.browser.test_mappings_dialog import changing, row
from tests.browser.visitor import Visitor
from tests.dialogs import save_connection
from tests.mapped import sheet_of, wait_until_read
from tests.workbooks import wide
from webapp.forms.config_fields import html_name
from webapp.forms.defaults import control
from webapp.models import Connection, FieldMapping, ListItemMapping, SyncConnector, User
from webapp.services import crm_lists, defaults


def connected(live: Live) -> Connection:
    """A connection to such a workbook, and items in the CRM that its lists are called like."""
    with live.database():
        file = wide(live.folder / "demo/wide.xlsx")
        excel, admin = SyncConnector.get(SyncConnector.name == "Excel"), User.get(User.username == "admin")
        made = save_connection(admin, excel, "Bred", {"file": str(file)})
        wait_until_read(made)
        crm_lists.add_items("category", ["Colour 1", "Colour 2"], admin)
        return made


def test_a_hundred_and_fifty_fields_are_mapped_listed_given_defaults_and_put_in_order(
    visit: Callable[..., Visitor], live: Live
) -> None:
    connection = connected(live)
    url = f"/sync/connections/{connection.id}"
    v = visit("en").sign_in().open(f"{url}/mappings/Customer")
    expect(v.page.locator("#mapping-rows tr")).to_have_count(151)
    map_some(v)
    with live.database():
        stored = {each.erp_key: each.crm_key for each in FieldMapping.select().where(FieldMapping.to_crm)}
        assert stored == {"List10": "CATEGORY", "Nm": "NAME", "Field1": "NUMBER1"}
    decide_on_a_list(v, url)
    give_a_default(v, f"{url}/defaults/Customer")
    put_last_first(v, f"{url}/ranks/Customer")
    with live.database():
        sheet = sheet_of(Connection.get_by_id(connection.id), ActorType.CUSTOMER)
        assert sheet.ranked[0].field.key == "Field149"
        assert defaults.rules(sheet.actor)["Field149"].use_value
        assert ListItemMapping.select().where(ListItemMapping.crm_item.is_null(False)).count() == 2


def map_some(v: Visitor) -> None:
    """Three fields are chosen, one of them found by the filter; directions of all shown at once; saved once."""
    for key, crm in (("Nm", "NAME"), ("Field1", "NUMBER1")):
        with changing(v):
            row(v, key).get_by_role("combobox").select_option(crm)
    v.field("Filter fields").press_sequentially("list10")
    expect(v.page.locator("#mapping-rows tr:visible")).to_have_count(2)  # and List100
    with changing(v):
        row(v, "List10").get_by_role("combobox").select_option("CATEGORY")
    v.field("Filter fields").fill("")
    v.page.locator("#bulk").select_option("to_crm")
    with v.page.expect_response(re.compile("/bulk")):
        v.button("Set").click()
    expect(v.page.locator("[data-turns][aria-pressed=true]")).to_have_count(3)
    v.page.locator("#only").check()
    expect(v.page.locator("#mapping-rows tr:visible")).to_have_count(3)
    posts: list[str] = []
    v.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    v.button("Save").click()
    expect(v.page.get_by_text("are saved.")).to_be_visible()
    assert len(posts) == 1
    expect(row(v, "List10").get_by_role("combobox")).to_have_value("CATEGORY")


def decide_on_a_list(v: Visitor, url: str) -> None:
    """The items of the list field are matched by name."""
    v.open(f"{url}/lists").page.get_by_role("link", name="List 10", exact=True).click()
    v.button("Match by name").click()
    expect(v.page.locator("#notice")).to_be_visible()
    v.button("OK").click()
    expect(v.page.locator(".message.success")).to_be_visible()


def give_a_default(v: Visitor, url: str) -> None:
    """The last field gets a value."""
    v.open(url).page.locator(f"#{control('value', 'Field149')}").select_option("1")
    expect(v.page.locator(f"#{control('use', 'Field149')}")).to_be_checked()
    v.button("Save").click()
    expect(v.page.get_by_text("The defaults are saved.")).to_be_visible()


def put_last_first(v: Visitor, url: str) -> None:
    """The last field goes to the top in one press."""
    v.open(url).button("Field149: To the top").click()
    expect(v.page.locator("tr[data-name]").first).to_have_attribute("data-name", "Field149")
    v.button("Save").click()
    expect(v.page.get_by_text("The order of the fields is saved.")).to_be_visible()
    assert html_name("Field149") in str(v.page.locator("input[name=order]").first.get_attribute("value"))
