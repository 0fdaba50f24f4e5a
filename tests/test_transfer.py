"""Export and import of a connection: the differences are shown first, and then all of it is stored or nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import yaml
from flask import Flask

from tests.conftest import Browser
from tests.mapped import put, sheet_of
from tests.pages import Page, open_page
from tests.transfers import as_text, bring, given, mapped, rows, save_excel
from webapp.models import AuditEvent, Connection, ConnectionDraft, CrmListItem, Group, ListItemMapping, SyncConnector
from webapp.services import sync_connectors
from webapp.services.transfer import writing


@pytest.fixture
def excel(app: Flask, cast: dict[str, Any]) -> SyncConnector:
    return sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])


@pytest.fixture
def connection(cast: dict[str, Any], excel: SyncConnector) -> Connection:
    return mapped(save_excel(cast, excel), cast)


def changed(connection: Connection) -> dict[str, Any]:
    """The document of *connection* with a change in every area."""
    data = given(connection, description="Fra fil", name="Nord 2", scope={"users": {}, "groups": {"Sales": ["connect"]}})
    customer = data["actor types"]["Customer"]
    customer["fields"]["Zip"]["direction"] = "both"
    customer["fields"]["CustGr"]["items"] = {"1": None, "2": "Handel"}
    customer["fields"]["Zip"]["default"] = {"value": "{company}"}
    customer["order"] = [*customer["order"][1:], customer["order"][0]]
    return data | {"priority": 1}


def test_the_exported_file_names_everything_and_has_a_safe_name(admin: Browser, connection: Connection):
    Connection.update(name='Nord/"Ås"\\..').execute()
    answer = admin.get(f"/sync/transfer/export/{connection.id}")
    data = yaml.safe_load(answer.data)
    assert (
        answer.headers["Content-Disposition"] == "attachment; filename=\"connection-1.yaml\"; filename*=UTF-8''Nord-%C3%85s.yaml"
    )
    assert answer.headers["Content-Type"] == "text/yaml; charset=utf-8"
    assert data["actor types"]["Customer"]["fields"]["CustGr"] == {
        "crm": "CATEGORY", "direction": "to CRM", "in tab": True, "items": {"1": "Bygg", "2": None},
    }  # fmt: skip


def test_what_is_brought_unchanged_has_no_differences(admin: Browser, connection: Connection):
    page = bring(admin, given(connection))
    assert (page.status, rows(page)) == (200, [])
    assert "There is nothing to import." in page


def test_differences_are_shown_before_anything_is_stored_and_then_all_of_them_are(admin: Browser, connection: Connection):
    data = changed(connection)
    page = bring(admin, data)
    assert "Postal code CRM to ERP no yes New" in rows(page)
    assert "Customer group: Bygg CRM item Bygg (No selection) Changed" in rows(page)
    assert given(connection)["name"] == "Nord"
    page = page.press("import-button")
    assert "“Nord 2” is imported" in page
    assert given(connection) == data
    events = AuditEvent.select().where(AuditEvent.area.in_(["mappings", "lists", "defaults", "ranks"]))
    assert {(each.area, change.get("within")) for each in events for change in each.changes} == {
        (area, "Customer") for area in ("mappings", "lists", "defaults", "ranks")
    }


def test_a_file_counts_as_well_as_text(admin: Browser, connection: Connection):
    page = open_page(admin, "/sync/transfer")
    file = writing.as_yaml(given(connection, description="Fra fil")).encode()
    sent = page.sent(page.button("Show the differences").form()) | {"file": (BytesIO(file), "nord.yaml")}
    page = Page(admin, admin.post("/sync/transfer", sent, token=False, content_type="multipart/form-data"))
    assert rows(page) == ["Description – Fra fil New"]


def test_a_connection_that_was_changed_meanwhile_is_compared_anew(admin: Browser, connection: Connection):
    page = bring(admin, given(connection, description="Min"))
    Connection.update(description="Deres", version=Connection.version + 1).execute()
    page = page.press("import-button")
    assert page.status == 422
    assert "Somebody has changed the connection meanwhile." in page
    assert rows(page) == ["Description Deres Min Changed"]
    page.press("import-button")
    assert Connection.get().description == "Min"


def test_what_nobody_knows_here_is_named_and_can_be_left_out(admin: Browser, connection: Connection):
    data = given(connection, scope={"users": {"åse": ["connect"], "ukjent": []}, "groups": {"Borte": []}})
    customer = data["actor types"]["Customer"]
    customer["fields"] |= {"Gone": {"crm": "NAME", "direction": "both"}, "CreditLimit": {"crm": "X_NO", "direction": "to CRM"}}
    customer["fields"]["ErpKey"] = {"crm": "NUMBER2", "direction": "to ERP"}
    data["actor types"]["Partner"] = {"order": [], "fields": {}}
    page = bring(admin, data).press("import-button")
    assert page.status == 422
    for said in (
        "There is no user “ukjent” here.", "There is no group “Borte” here.", "Customer › Gone: The ERP doesn't have this field.",
        "Customer › Credit limit: The CRM has no field “X_NO”.", "Partner: The ERP doesn't have this actor type.",
        "The ERP gives out its keys itself.",
    ):  # fmt: skip
        assert said in page
    assert given(connection)["scope"] == {"everyone": ["connect", "create"]}
    page.fill(leave_out="y").press("import-button")
    assert given(connection)["scope"] == {"users": {"åse": ["connect"]}, "groups": {}}
    assert sheet_of(connection).by_key["ErpKey"].mapping.crm_key == "NUMBER2"


def test_missing_crm_items_are_created_only_where_that_is_agreed(admin: Browser, connection: Connection):
    data = given(connection)
    data["actor types"]["Customer"]["fields"]["CustGr"]["items"] = {"1": "Ny gruppe", "2": "ny GRUPPE"}
    page = bring(admin, data)
    assert "Category: Ny gruppe" in page
    refused = page.press("import-button")
    assert refused.status == 422
    assert not CrmListItem.select().where(CrmListItem.name == "Ny gruppe").exists()
    bring(admin, data | {"description": "uten"}).fill(leave_out="y").press("import-button")
    assert (Connection.get().description, ListItemMapping.select().count()) == ("uten", 0)
    bring(admin, data).fill(create="y").press("import-button")
    item = CrmListItem.get(CrmListItem.name == "Ny gruppe")
    assert [each.crm_item_id for each in ListItemMapping.select()] == [item.id, item.id]


def test_several_items_with_no_way_back_are_refused_as_in_the_dialog(admin: Browser, connection: Connection):
    data = given(connection)
    data["actor types"]["Customer"]["fields"]["CustGr"] |= {"direction": "both", "items": {"1": "Bygg", "2": "Bygg"}}
    assert "“Bygg”" in " ".join(bring(admin, data).press("import-button").text.split("Correct this first:")[1:])
    assert given(connection)["actor types"]["Customer"]["fields"]["CustGr"]["items"] == {"1": "Bygg", "2": None}
    data["actor types"]["Customer"]["fields"]["CustGr"]["way back"] = ["2"]
    bring(admin, data).press("import-button")
    assert given(connection)["actor types"] == data["actor types"]


def test_what_keeps_an_active_connection_from_being_active_is_refused_whole(admin: Browser, connection: Connection):
    put(connection, "CreditLimit", "NUMBER1", ">")
    Connection.update(active=True).execute()
    data = given(connection, description="Aldri lagret")
    del data["actor types"]["Customer"]["active"]
    page = bring(admin, data).press("import-button")
    assert page.status == 422
    assert (Connection.get().description, sheet_of(connection).actor.active) == ("", True)
    assert not AuditEvent.select().where(AuditEvent.area == "mappings").exists()


def test_a_name_that_is_taken_is_refused_and_another_is_not(admin: Browser, connection: Connection, cast: Any, excel: Any):
    save_excel(cast, excel, "Sør")
    page = bring(admin, given(connection, name="Sør", description="x")).press("import-button")
    assert "The name “Sør” is already taken." in page
    assert Connection.get_by_id(connection.id).description == ""
    bring(admin, given(connection, name="Vest", description="x")).press("import-button")
    assert Connection.get_by_id(connection.id).name == "Vest"


def test_a_file_without_a_guid_is_taken_to_be_of_the_connection_of_its_name(admin: Browser, connection: Connection):
    data = {key: value for key, value in given(connection).items() if key != "guid"}
    assert rows(bring(admin, data)) == []
    assert bring(admin, data).value("Import into") == str(connection.id)
    assert bring(admin, data | {"name": "Elsewhere"}).value("Import into") != str(connection.id)


def test_forged_targets_and_drafts_are_not_found(admin: Browser, bjorn: Browser, connection: Connection):
    page = bring(admin, given(connection, description="x"))
    assert page.press("import-button", target="999999").status == 404
    assert page.press("import-button", target="1 OR 1").status == 404
    assert admin.get(f"{page.url}?target=abc").status_code == 404
    dialog = open_page(admin, f"/sync/connections/{connection.id}")
    token = ConnectionDraft.select().order_by(ConnectionDraft.id.desc()).get().token
    assert admin.get(f"/sync/transfer/{token}").status_code == 404
    assert "was open for more than an hour" in open_page(admin, "/sync/transfer/" + "x" * 32)
    assert dialog.status == 200


def test_only_administrators_copy_export_and_import(bjorn: Browser, connection: Connection):
    assert bjorn.get("/sync/transfer").status_code == 403
    assert bjorn.get(f"/sync/transfer/export/{connection.id}").status_code == 403
    assert bjorn.post(f"/sync/transfer/copy/{connection.id}").status_code == 403
    assert bjorn.post("/sync/transfer", {"document": as_text(given(connection))}).status_code == 403


def test_a_document_of_another_connection_goes_where_it_is_told_to(admin: Browser, connection: Connection, cast: Any, excel: Any):
    other = save_excel(cast, excel, "Sør", "sor.xlsx")
    page = bring(admin, given(connection))
    page = Page(admin, admin.get(f"{page.url}?target={other.id}&keep=y"))
    assert page.value("Configuration") == "on"
    page = bring(admin, given(connection, name="Sør"))
    Page(admin, admin.get(f"{page.url}?target={other.id}&keep=y")).press("import-button")
    assert given(other)["actor types"] == given(connection)["actor types"]
    assert given(other)["configuration"]["file"].endswith("sor.xlsx")
    assert Group.select().count() == 1
