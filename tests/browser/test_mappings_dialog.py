"""The mappings dialog in a browser: arrows that turn at once, the focus stays, the filter hides rows and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from connectors.base import ERP_KEY, FieldMetadata, FieldType, Text
from tests import fielded
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.fielded import MANDATORY, READ_ONLY, field, read, store, text
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Connection, ConnectionField, FieldMapping, SyncConnector

FIELDS = (
    FieldMetadata(ERP_KEY, Text("Key", "Nøkkel"), access=READ_ONLY),
    text("Nm", "Navn", 60, MANDATORY),
    text("Alt", "Annet navn"),
    text("Old", "Fakturamerke", 20),
    field("Gr", "Region", FieldType.LIST, "Groups"),
    *(text(f"F{number}", f"Felt {number}", 50) for number in range(30)),
)


@pytest.fixture
def address(live: Live) -> str:
    """Where the customers of a connection are mapped, some of them in ways that have to be said something about."""
    with live.database():
        made = fielded.connection(SyncConnector.get(SyncConnector.name == "Minne"), "Visma Nord")
        actor = read(made, FIELDS, searchable=["Nm"], lists={"Groups": {"1": "Øst", "2": "Vest"}})
        store(actor, "Nm", "NAME", ">")
        store(actor, "Alt", "NAME", ">")
        store(actor, "Gr", "CATEGORY", ">")
        ConnectionField.update(missing=True).where(ConnectionField.connection == made, ConnectionField.key == "Old").execute()
        return f"/sync/connections/{made.id}/mappings/Customer"


@contextmanager
def changing(v: Visitor) -> Iterator[None]:
    """What is done within posts a change, whose answer is on the page afterwards."""
    with v.page.expect_response(re.compile("/change")):
        yield
    v.page.wait_for_timeout(100)


def row(v: Visitor, erp_key: str) -> Locator:
    return v.page.locator(f"#row-{html_name(erp_key)}")


def test_an_arrow_turns_by_the_keyboard_and_keeps_the_focus(visit: Callable[..., Visitor], address: str) -> None:
    v = visit("en").sign_in().open(address)
    arrow = v.button("CRM to ERP: Navn")
    arrow.focus()
    with changing(v):
        v.page.keyboard.press("Space")
    expect(arrow).to_have_attribute("aria-pressed", "true")
    expect(arrow).to_be_focused()
    expect(v.page.locator("#live")).to_contain_text("1 change is not saved")


def test_a_chosen_crm_field_opens_the_arrows_and_takes_the_caution_from_the_other_row(
    visit: Callable[..., Visitor], address: str
) -> None:
    v = visit("en").sign_in().open(address)
    expect(row(v, "Nm")).to_contain_text("Also written by")
    expect(v.button("ERP to CRM: Felt 0")).to_be_disabled()
    with changing(v):
        row(v, "F0").get_by_role("combobox").select_option("NUMBER1")
    expect(v.button("ERP to CRM: Felt 0")).to_be_enabled()
    with changing(v):
        row(v, "Alt").get_by_role("combobox").select_option("")
    expect(row(v, "Nm")).not_to_contain_text("Also written by")
    expect(v.page.locator("#unsaved")).to_contain_text("2 changes are not saved")


def test_the_filter_hides_rows_and_what_is_set_for_those_shown_is_saved_with_the_rest(
    visit: Callable[..., Visitor], live: Live, address: str
) -> None:
    v = visit("en").sign_in().open(address)
    with changing(v):
        row(v, "F7").get_by_role("combobox").select_option("NUMBER1")
    v.field("Filter fields").press_sequentially("felt 7")
    expect(row(v, "Nm")).to_be_hidden()
    expect(v.page.locator("#live")).to_have_text("1 of 35 fields shown.")
    v.page.locator("#bulk").select_option("both")
    with v.page.expect_response(re.compile("/bulk")):
        v.button("Set").click()
    expect(v.button("ERP to CRM: Felt 7")).to_have_attribute("aria-pressed", "true")
    expect(row(v, "Nm")).to_be_hidden()
    v.button("Save").click()
    expect(v.page.get_by_text("are saved.")).to_be_visible()
    with live.database():
        connection = Connection.get(Connection.name == "Visma Nord")
        actor = ActorMapping.get(ActorMapping.connection == connection)
        saved = FieldMapping.select().where(FieldMapping.actor == actor, FieldMapping.to_erp)
        assert [(each.erp_key, each.crm_key, each.to_crm) for each in saved] == [("F7", "NUMBER1", True)]


def test_the_page_is_not_left_with_changes_on_it_without_a_question(visit: Callable[..., Visitor], address: str) -> None:
    v = visit("en").sign_in().open(address)
    asked: list[str] = []
    v.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with changing(v):
        v.button("CRM to ERP: Navn").click()
    v.page.get_by_role("link", name="Rank fields").click()
    expect(v.page.get_by_role("heading", name="Rank fields")).to_be_visible()
    assert asked == ["beforeunload"]
    v.open(address)
    v.page.get_by_role("link", name="Cancel").click()
    assert asked == ["beforeunload"]


def test_it_looks_right_as_it_is_and_with_a_change(visit: Callable[..., Visitor], address: str) -> None:
    look(visit("nb").sign_in().open(address))
    v = visit("en").sign_in().open(address)
    with changing(v):
        row(v, "Gr").get_by_role("combobox").select_option("NAME")
    look(v)


def test_presses_in_haste_are_all_kept(visit: Callable[..., Visitor], address: str) -> None:
    v = visit("en").sign_in().open(address)
    arrows = [f"turn-to_erp-{html_name(key)}" for key in ("Nm", "Alt")] + [f"turn-to_crm-{html_name('Nm')}"]
    v.page.evaluate("ids => ids.forEach((id) => document.getElementById(id).click())", arrows)
    expect(v.page.locator("#unsaved")).to_contain_text("2 changes are not saved")
    v.page.wait_for_timeout(300)
    pressed = [v.page.locator(f"#{each}").get_attribute("aria-pressed") for each in arrows]
    assert pressed == ["true", "true", "false"]
    v.button("Save").click()
    expect(v.page.get_by_text("are saved.")).to_be_visible()
    assert [v.page.locator(f"#{each}").get_attribute("aria-pressed") for each in arrows] == pressed


def test_without_script_fields_are_chosen_turned_and_saved(visit: Callable[..., Visitor], live: Live, address: str) -> None:
    v = visit("en", script=False).sign_in().open(address)
    row(v, "F3").get_by_role("combobox").select_option("NUMBER1")
    v.button("ERP to CRM: Navn").focus()
    v.page.keyboard.press("Enter")
    expect(v.button("ERP to CRM: Navn")).to_have_attribute("aria-pressed", "false")
    v.button("ERP to CRM: Felt 3").click()
    v.button("Save").click()
    expect(v.page.get_by_text("are saved.")).to_be_visible()
    with live.database():
        stored = FieldMapping.select().where(FieldMapping.erp_key.in_(["Nm", "F3"])).order_by(FieldMapping.erp_key)
        assert [(each.erp_key, each.crm_key, each.to_crm) for each in stored] == [("F3", "NUMBER1", True), ("Nm", "NAME", False)]


def test_what_is_refused_and_what_somebody_saved_meanwhile_is_looked_at(visit: Callable[..., Visitor], address: str) -> None:
    v, other = visit("nb").sign_in().open(address), visit("nb").sign_in("kari").open(address)
    with changing(other):
        row(other, "F1").get_by_role("combobox").select_option("NUMBER1")
    with changing(v):
        row(v, "F1").get_by_role("combobox").select_option("NUMBER2")
    other.button("Lagre").click()
    expect(other.page.locator(".message.success")).to_be_visible()
    v.button("Lagre").click()
    expect(v.page.locator("table.sides")).to_contain_text("Felt 1")
    expect(v.page.locator("#conflict-title")).to_be_focused()
    look(v)
    v.page.keyboard.press("Tab")
    v.button("Lagre").focus()
    v.page.keyboard.press("Enter")
    expect(v.page.locator(".message.success")).to_be_visible()
