"""What keeps a connection from syncing: each reason in words, with the way to what mends it; mended, it becomes active."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import edited, save_memory
from tests.erpserver import ErpServer
from tests.lists import crm_items
from tests.mapped import pair, put, ready, sheet_of
from tests.pages import Node, Page, open_page
from tests.test_sync_list import row
from webapp.models import (
    AuditEvent,
    Connection,
    ConnectionField,
    ConnectionReading,
    DefaultRule,
    SyncConnector,
)
from webapp.services import audit


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return ready(save_memory(cast, memory, erp))


def readiness(browser: Browser, connection: Connection) -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/readiness")


def condition(page: Page, label: str) -> Node:
    """A condition of the panel."""
    return next(each for each in page.root.all("li") if each.text().startswith(label))


def toggled(browser: Browser, name: str = "Fjord") -> str:
    """Tick Active in the list; what its row says then."""
    return row(open_page(browser, "/sync").press(f"Active: {name}"), name)


def links(node: Node) -> dict[str, str]:
    return {each.text(): each.get("href") for each in node.all("a")}


def two_writers(saved: Connection) -> None:
    put(saved, "City", "POSTALCITY", ">")
    put(saved, "Zip", "POSTALCITY", ">")


def test_another_active_connection_that_writes_the_same_field_blocks_and_is_named(
    admin: Browser, saved: Connection, cast: Any, memory: SyncConnector, erp: ErpServer
):
    other = save_memory(cast, memory, erp, active=True, name="Nord")
    assert "Customer: the active connection “Nord” writes the same CRM fields: Name." in toggled(admin)
    Connection.update(active=False).where(Connection.id == other.id).execute()
    toggled(admin)
    assert Connection.get_by_id(saved.id).active


def test_the_same_field_of_another_actor_type_blocks_nothing(
    admin: Browser, saved: Connection, cast: Any, memory: SyncConnector, erp: ErpServer
):
    other = ready(save_memory(cast, memory, erp, name="Nord"), ActorType.SUPPLIER)
    Connection.update(active=True).where(Connection.id == other.id).execute()
    toggled(admin)
    assert Connection.get_by_id(saved.id).active


def test_all_reasons_come_at_once_and_the_dialog_refuses_the_same_each_a_link(admin: Browser, saved: Connection):
    put(saved, "CustGr", "CATEGORY")
    two_writers(saved)
    page = edited(admin, saved).type("Active", "y").press("Test ERP connection").press("OK")
    assert (page.status, Connection.get().active) == (422, False)
    said = links(page.by_id("problems"))
    assert next(url for text, url in said.items() if "without a list mapping" in text).startswith("/sync/connections/")
    assert any("more than one ERP field" in text for text in said)
    put(saved, "CustGr", "", "")
    put(saved, "Zip", "", "")
    assert page.press("OK").url == "/sync"
    assert Connection.get().active


def test_a_default_or_a_question_is_enough_for_a_mandatory_field(admin: Browser, saved: Connection):
    put(saved, "Nm", "", "")
    put(saved, "City", "POSTALCITY")
    page = readiness(admin, saved)
    assert links(condition(page, "Every mandatory"))["Defaults: Customer"].endswith("/defaults/Customer")
    assert page.button("Test and activate").get("title") == "1 thing has to be mended first."
    DefaultRule.create(field=sheet_of(saved).by_key["Nm"].mapping, ask=True)
    page = readiness(admin, saved)
    assert "Ready to sync" in page
    assert page.press("Test and activate").url == "/sync"
    assert Connection.get().active


def test_undecided_items_are_a_note_that_blocks_nothing(admin: Browser, saved: Connection):
    crm_items("category", "Shop")
    pair(put(saved, "CustGr", "CATEGORY"), "1", "Shop")
    page = readiness(admin, saved)
    assert "Customer, Customer group: not decided yet: Industry, Public sector." in page
    toggled(admin)
    assert Connection.get().active


def test_a_mandatory_field_that_only_goes_to_the_crm_is_a_note(admin: Browser, saved: Connection):
    put(saved, "Nm", "NAME", ">")
    page = readiness(admin, saved)
    assert "mandatory in the ERP, but only carried to the CRM: Name." in page
    assert "Ready to sync" in page


def test_an_active_connection_says_what_is_no_longer_in_order(admin: Browser, saved: Connection):
    toggled(admin)
    assert "Active and in order" in readiness(admin, saved)
    put(saved, "City", "POSTALCITY", "")
    ConnectionField.update(missing=True).where(ConnectionField.key == "City").execute()
    page = readiness(admin, saved)
    assert "Active, but 1 thing is not in order" in page
    assert not any(each.text() == "Test and activate" for each in page.root.all("button"))


def test_a_page_that_is_stale_does_not_switch_off_what_somebody_has_switched_on(admin: Browser, saved: Connection):
    page = readiness(admin, saved)
    toggled(admin)
    page.press("Test and activate")
    assert Connection.get().active


def test_a_field_reading_that_failed_is_told_with_its_reason(admin: Browser, saved: Connection):
    said = {"text": ["The server is away.", "Serveren er borte."], "remedy": ["", ""], "detail": ""}
    ConnectionReading.update(state="failed", error=said).execute()
    assert "The fields of the ERP could not be read: The server is away." in toggled(admin)
    ConnectionReading.update(state="reading", error={}).execute()
    assert "are being read just now" in readiness(admin, saved)


def test_activating_and_deactivating_are_recorded_once_each(admin: Browser, saved: Connection):
    toggled(admin)
    toggled(admin)
    events = AuditEvent.select().where(AuditEvent.area == "activation").order_by(AuditEvent.id)
    assert [(each.user_name, audit.changes_of(each)) for each in events] == [
        ("Åse Nygård", [audit.Change("active", "", False, True)]),
        ("Åse Nygård", [audit.Change("active", "", True, False)]),
    ]


def test_many_mandatory_fields_are_one_reason_with_the_first_names(admin: Browser, saved: Connection):
    sheet = sheet_of(saved)
    template = ConnectionField.get(ConnectionField.key == "Nm", ConnectionField.actor_type == "Customer")
    for number in range(30):
        data = template.metadata | {"key": f"M{number}", "name": [f"Must {number}", f"Må {number}"]}
        ConnectionField.create(connection=saved, actor_type="Customer", position=90 + number, key=f"M{number}", metadata=data)
        sheet.actor.fields.model.create(actor=sheet.actor, erp_key=f"M{number}")
    lacking = condition(readiness(admin, saved), "Every mandatory")
    assert "Must 10, 19 more." in lacking.text()
    assert list(links(lacking)) == ["Mappings: Customer", "Defaults: Customer"]


def test_the_panel_is_norwegian_for_who_reads_that(admin: Browser, saved: Connection):
    two_writers(saved)
    admin.language = "nb"
    page = readiness(admin, saved)
    assert "Kunde: Mer enn ett ERP-felt skriver til CRM-feltet Poststed (post): Postnummer, Poststed. Behold ett av dem." in page
    assert "Ikke klar: 1 ting mangler" in page


def test_reasons_that_an_earlier_version_kept_are_still_told(admin: Browser, saved: Connection):
    facts = {"step": {"text": ["Sign-in", "Pålogging"]}, "text": {"text": ["Locked.", "Låst."]}}
    Connection.update(activation=[{"code": "activation_test_failed", "field": "", "facts": facts}]).execute()
    assert "Sign-in: Locked." in row(open_page(admin, "/sync"), "Fjord")


@pytest.mark.parametrize("row", ["999999", "0", "x", str(10**30)])
def test_a_connection_that_does_not_exist_is_not_found(admin: Browser, saved: Connection, row: str):
    assert admin.get(f"/sync/connections/{row}/readiness").status_code == 404
    assert admin.get(f"/sync/connections/{row}/rules").status_code == 404
    assert admin.get(f"/sync/connections/summary?selected={row}").status_code == 404


def test_nobody_but_administrators_sees_it(bjorn: Browser, saved: Connection):
    for page in (f"{saved.id}/readiness", f"{saved.id}/rules", f"summary?selected={saved.id}"):
        assert bjorn.get(f"/sync/connections/{page}").status_code == 403
