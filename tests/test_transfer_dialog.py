"""Copies and imports that need a test: the dialog is filled in, and its OK stores the mappings too."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import edited, reason, save_memory, state
from tests.erpserver import ErpServer
from tests.mapped import put, sheet_of
from tests.pages import Page, open_page
from tests.transfers import bring, given, mapped, save_excel, workbook
from webapp.models import ActorMapping, Connection, ConnectionAccess, ConnectionDraft, FieldMapping, SyncConnector
from webapp.services import sync_connectors


@pytest.fixture
def excel(app: Flask, cast: dict[str, Any]) -> SyncConnector:
    return sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])


@pytest.fixture
def connection(cast: dict[str, Any], excel: SyncConnector) -> Connection:
    return mapped(save_excel(cast, excel), cast)


def newest() -> Connection:
    return Connection.select().order_by(Connection.id.desc()).get()


def copied(browser: Browser, connection: Connection) -> Page:
    return open_page(browser, "/sync/transfer").press(f"Copy {connection.name}")


def test_a_copy_has_all_but_the_secrets_and_starts_inactive(admin: Browser, cast: Any, connection: Connection):
    Connection.update(active=True, everyone=False, description="Hovedbok").execute()
    ConnectionAccess.create(connection=connection, group=cast["sales"], may_create=False)
    page = copied(admin, connection)
    assert "The mappings, list mapping, defaults and order of “Nord” come along." in page
    assert (page.value("Name"), page.value("Description"), page.by_id("scope-link").text()) == (
        "Copy of Nord",
        "Hovedbok",
        "Sales",
    )
    assert reason(page) == "OK becomes available when these values are tested."
    page.press("Test ERP connection").press("OK")
    source, made = given(connection), given(newest())
    assert (made["name"], newest().active, made["guid"] == source["guid"]) == ("Copy of Nord", False, False)
    for part in ("actor types", "scope", "description", "configuration"):
        assert made[part] == source[part]


def test_the_secrets_of_a_copy_have_to_be_typed(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    save_memory(cast, memory, erp)
    page = open_page(admin, "/sync/transfer").press("Copy Fjord")
    draft = ConnectionDraft.select().order_by(ConnectionDraft.id.desc()).get()
    assert (draft.secrets, draft.connection_id) == ({}, None)
    assert reason(page).startswith("Fill in or correct first: Password")
    page = page.type("Password", erp.password).press("Test ERP connection")
    assert state(page) == "The test passed", page.text
    page.press("OK")
    assert newest().name == "Copy of Fjord"


def test_a_copy_whose_crm_fields_the_other_one_writes_is_complete_all_the_same(admin: Browser, connection: Connection):
    Connection.update(active=True).execute()
    copied(admin, connection).press("Test ERP connection").press("OK")
    mapping = sheet_of(newest()).by_key["Nm"].mapping
    assert (mapping.crm_key, mapping.to_crm, mapping.to_erp) == ("NAME", True, True)


def test_a_new_connection_of_a_document_is_tested_in_the_dialog_and_then_whole(admin: Browser, connection: Connection):
    data = given(connection, name="Vest", guid="another", description="Fra fil")
    page = bring(admin, data)
    assert "A new connection is made of it." in page
    page = page.press("Go on to the dialog")
    assert page.value("Name") == "Vest"
    assert Connection.select().count() == 1
    page.press("Test ERP connection").press("OK")
    made = given(newest())
    assert {key: made[key] for key in made if key != "guid"} == {key: data[key] for key in data if key != "guid"}


def test_what_another_erp_doesnt_have_is_gone_after_the_first_reading(admin: Browser, connection: Connection):
    data = given(connection, name="Vest", guid="")
    data["actor types"]["Partner"] = {"active": True, "order": ["Nm"], "fields": {"Nm": {"crm": "NAME", "direction": "both"}}}
    customer = data["actor types"]["Customer"]
    customer["fields"] |= {"Gone": {"crm": "FAX", "direction": "both"}, "CreditLimit": {"crm": "PHONE", "direction": "both"}}
    bring(admin, data).press("Go on to the dialog").press("Test ERP connection").press("OK")
    made = newest()
    assert [each.actor_type for each in ActorMapping.select().where(ActorMapping.connection == made)] == ["Customer", "Person"]
    assert not FieldMapping.select().where(FieldMapping.erp_key == "Gone").exists()
    assert given(made)["actor types"]["Customer"]["fields"]["CreditLimit"] == {"crm": "PHONE", "direction": "to CRM"}


def test_another_configuration_has_to_pass_its_test_even_where_the_connection_is_active(
    admin: Browser, cast: Any, connection: Connection
):
    Connection.update(active=True).execute()
    data = given(connection, description="Ny bok")
    data["configuration"]["file"] = str(workbook("ny.xlsx"))
    data["actor types"]["Customer"]["fields"]["Zip"]["in tab"] = True
    page = bring(admin, data).press("Go on to the dialog")
    assert reason(page) == "Changed since the test: Workbook. Test again."
    assert not sheet_of(connection).by_key["Zip"].mapping.in_tab
    page = page.press("OK", disabled=True)
    assert page.status == 422
    page.press("Test ERP connection").press("OK")
    assert given(connection) == data
    assert Connection.get().active


def test_mappings_that_somebody_changes_while_the_dialog_is_open_are_not_lost(admin: Browser, connection: Connection):
    data = given(connection)
    data["configuration"]["file"] = str(workbook("ny.xlsx"))
    page = bring(admin, data).press("Go on to the dialog").press("Test ERP connection")
    put(connection, "Nm", "DEPARTMENT")
    page = page.press("OK")
    assert page.status == 422
    assert given(connection)["configuration"]["file"].endswith("erp.xlsx")
    assert sheet_of(connection).by_key["Nm"].mapping.crm_key == "DEPARTMENT"
    bring(admin, data).press("Go on to the dialog").press("Test ERP connection").press("OK")
    assert given(connection) == data


def test_a_password_in_a_document_is_refused_and_kept_nowhere(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    saved = save_memory(cast, memory, erp)
    data = given(saved)
    assert data["configuration"]["password"] == {"secret": "password"}
    data["configuration"]["password"] = "hemmelig-Ærfugl 43"
    page = bring(admin, data)
    assert "A password stands in the file (Password)." in page
    assert not ConnectionDraft.select().where(ConnectionDraft.document.cast("text").contains("43")).exists()
    data["configuration"] = given(saved)["configuration"] | {"company": "2"}
    page = bring(admin, data).press("Go on to the dialog").press("Test ERP connection")
    assert state(page) == "The test passed", page.text


def test_no_secret_is_ever_exported(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    saved = save_memory(cast, memory, erp)
    exported = admin.get(f"/sync/transfer/export/{saved.id}").data
    assert b"{secret: password}" in exported or b"secret: password" in exported
    for hidden in (erp.password, "nøkkel-Havørn 9"):
        assert hidden.encode() not in exported
    assert b"gAAAA" not in exported


def test_a_document_for_a_connector_that_isnt_here_says_so(admin: Browser, connection: Connection):
    data = given(connection, guid="", connector="plugin://visma", configuration={})
    page = bring(admin, data).press("Go on to the dialog")
    assert "No sync connector has the URL plugin://visma." in page
    page = bring(admin, given(connection, connector="plugin://visma")).press("import-button")
    assert "The file is for the connector plugin://visma" in page
    assert edited(admin, connection).status == 200


def test_types_are_read_by_their_names(connection: Connection):
    assert list(given(connection)["actor types"]) == [ActorType.CUSTOMER.value, ActorType.PERSON.value]
