"""Fields that administrators add to the CRM: added, changed, put in order, deleted and restored."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import FieldType
from tests.conftest import Browser
from tests.crm import mapped, texts_of
from tests.pages import Page, open_page
from webapp.crm.fields import Entity, all_fields
from webapp.models import AuditEvent, CrmField, CrmList, ListItemMapping, SyncConnector
from webapp.services import crm_fields, crm_lists
from webapp.services.crm_field_rules import Wanted

TEXT, LIST = str(int(FieldType.TEXT)), str(int(FieldType.LIST))


def add(browser: Browser, **typed: str | None) -> Page:
    page = open_page(browser, "/crm/fields/company/new")
    return page.fill(**{"name": "Region", "type": TEXT, "max_length": "50"} | typed).press("OK")


@pytest.fixture
def region(cast: dict[str, Any]) -> CrmField:
    return crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Region", max_length=50), cast["åse"])


def test_the_screen_shows_an_entitys_fields_and_begins_with_companies(admin: Browser):
    page = open_page(admin, "/crm/fields")
    assert page.url == "/crm/fields/company"
    assert all(words in page for words in ("ORGNR", "Org. no.", "Address 1 (postal)", "CRM id", "Read-only"))
    assert "BIRTHDATE" in open_page(admin, "/crm/fields/person")
    assert "ENDDATE" in open_page(admin, "/crm/fields/project")


def test_an_added_field_works_as_a_built_in_one_does(admin: Browser, cast: dict[str, Any]):
    page = add(admin, name=" Kredittgrense på øre ", type=str(int(FieldType.DOUBLE)))
    assert "The field “Kredittgrense på øre” is added." in page
    found = all_fields()[Entity.COMPANY]["X_KREDITTGRENSE_PA_ORE"]
    assert (found.type, found.max_length, found.name.en) == (FieldType.DOUBLE, 0, "Kredittgrense på øre")
    assert AuditEvent.get(area="crm_fields").user == cast["åse"]


@pytest.mark.parametrize(
    ("typed", "label", "words"),
    [
        ({"name": ""}, "Name", "Fill in this field."),
        ({"name": "x" * 300}, "Name", "300 characters"),
        ({"name": "a\tb"}, "Name", "control characters"),
        ({"name": "ORG. NO."}, "Name", "already taken"),
        ({"name": "organisasjonsnummer"}, "Name", "already taken"),
        ({"type": "99"}, "Type", "Choose one of the types"),
        ({"type": "x"}, "Type", "Choose one of the types"),
        ({"type": LIST, "list": ""}, "List", "Choose the list"),
        ({"type": LIST, "list": "nowhere"}, "List", "Choose the list"),
        ({"max_length": "-1"}, "Max. length", "whole number"),
        ({"max_length": "many"}, "Max. length", "whole number"),
        ({"max_length": "10001"}, "Max. length", "10,000"),
    ],
)
def test_what_wont_do_is_refused_at_its_field_and_mended(admin: Browser, typed: dict[str, str], label: str, words: str):
    page = add(admin, **typed)
    assert page.status == 422
    assert words in page.error_at(label)
    assert not CrmField.select().exists()
    mended = {"name": "Region", "type": TEXT, "max_length": "50"}
    assert page.fill(**{key: mended.get(key, "") for key in typed} | {"type": TEXT}).press("OK").status == 200
    assert CrmField.get().name == "Region"


def test_a_name_is_unique_in_its_entity_only_and_a_key_forever(admin: Browser, region: CrmField, cast: dict[str, Any]):
    assert "already taken" in add(admin, name="REGION").error_at("Name")
    crm_fields.delete(region, cast["åse"])
    add(admin, name="Region!")
    crm_fields.add(Entity.PERSON, FieldType.TEXT, Wanted("Region"), cast["åse"])
    assert [each.key for each in CrmField.select().order_by(CrmField.id)] == ["X_REGION", "X_REGION_2", "X_REGION_3"]


@pytest.mark.parametrize("name", ["日本", "😀", "!!!", "Æ" * 200, "شركة", "a" + "_" * 100 + "b"])
def test_a_key_is_made_of_any_name(admin: Browser, cast: dict[str, Any], name: str):
    for entity in Entity:
        crm_fields.add(entity, FieldType.TEXT, Wanted(name), cast["åse"])
    keys = [each.key for each in CrmField.select()]
    assert len(set(keys)) == 3
    assert all(key.isascii() and key.startswith("X_") and len(key) <= 40 for key in keys)
    assert name in texts_of(admin, "/crm/fields/company")


def test_the_name_the_length_and_read_only_change_but_not_the_type(admin: Browser, region: CrmField):
    page = open_page(admin, f"/crm/fields/company/{region.id}")
    assert "The type stays" in page
    page.fill(name="Distrikt", max_length="", read_only="y", type="3").press("OK")
    stored = CrmField.get_by_id(region.id)
    assert (stored.name, stored.max_length, stored.read_only, stored.type) == ("Distrikt", 0, True, FieldType.TEXT)
    assert {each["what"] for each in AuditEvent.select().order_by(AuditEvent.id.desc()).get().changes} == {
        "name", "field_max_length", "field_read_only",
    }  # fmt: skip


def test_a_shorter_length_is_stored_only_after_it_was_said_what_it_means(admin: Browser, region: CrmField):
    page = open_page(admin, f"/crm/fields/company/{region.id}").fill(max_length="20").press("OK")
    assert page.status == 422
    assert "values longer than 20 characters are cut" in page
    assert CrmField.get().max_length == 50
    again = page.fill(max_length="10").press("OK")
    assert "values longer than 10 characters are cut" in again
    assert again.press("OK").status == 200
    assert CrmField.get().max_length == 10


def test_saving_over_somebody_elses_change_shows_both_and_then_keeps_mine(admin: Browser, region: CrmField, cast: dict[str, Any]):
    page = open_page(admin, f"/crm/fields/company/{region.id}").fill(name="Mine", max_length="60")
    crm_fields.change(region, Wanted("Theirs", max_length=70), region.version, cast["dag"])
    refused = page.press("OK")
    page = refused.press("OK") if "are cut" in refused else refused
    assert page.status == 422
    assert "Dag Moe saved other values meanwhile" in page
    assert "<td>Theirs</td><td>Mine</td>" in page.html
    assert page.press("OK").status == 200
    assert (CrmField.get().name, CrmField.get().max_length) == ("Mine", 60)


def test_deleting_names_the_connections_and_a_mapping_then_says_that_it_is_gone(
    admin: Browser, region: CrmField, cast: dict[str, Any], memory: SyncConnector
):
    sheet = mapped(cast, memory, "Fjord", {"Ad1": region.key})
    assert "1: Fjord" in open_page(admin, "/crm/fields/company")
    page = open_page(admin, f"/crm/fields/company/{region.id}").root.text()
    assert "Delete field" in page
    confirm = open_page(admin, f"/crm/fields/company/{region.id}/delete")
    assert "Fjord" in confirm
    assert "can be restored under Deleted fields" in confirm.press("Delete field")
    assert sheet().by_key["Ad1"].crm_gone
    assert admin.get(f"/crm/fields/company/{region.id}").status_code == 404
    page = open_page(admin, "/crm/fields/company").press("Restore Region")
    assert "“Region” is restored." in page
    assert sheet().by_key["Ad1"].crm is not None


def test_restoring_is_refused_while_another_field_has_the_name(admin: Browser, region: CrmField, cast: dict[str, Any]):
    crm_fields.delete(region, cast["åse"])
    other = crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("region"), cast["åse"])
    page = open_page(admin, "/crm/fields/company").press("Restore Region")
    assert page.status == 422
    assert "another field is called that now" in page
    crm_fields.change(other, Wanted("Distrikt"), other.version, cast["åse"])
    assert page.press("Restore Region").status == 200
    assert set(all_fields()[Entity.COMPANY]) >= {"X_REGION", "X_REGION_2"}


def test_fields_are_put_in_order(admin: Browser, cast: dict[str, Any]):
    for name in ("A", "B", "C"):
        crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted(name), cast["åse"])
    page = open_page(admin, "/crm/fields/company").press("Move C up").press("Move A down")
    assert list(all_fields()[Entity.COMPANY])[-3:] == ["X_C", "X_A", "X_B"]
    page.press("Move C up", disabled=True)
    assert list(all_fields()[Entity.COMPANY])[-3:] == ["X_C", "X_A", "X_B"]


def test_another_list_takes_the_old_items_mappings_away_once_that_was_said(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector
):
    item = crm_lists.add_items("category", ["Kunde"], cast["åse"])["Kunde"]
    field = crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted("Gruppe", "category"), cast["åse"])
    row = mapped(cast, memory, "Fjord", {"Ad1": field.key})().by_key["Ad1"]
    ListItemMapping.create(field=row.mapping, erp_item="1", crm_item=item)
    page = open_page(admin, f"/crm/fields/company/{field.id}").fill(list="business").press("OK")
    assert "have to be made again, for: Fjord." in page
    assert ListItemMapping.select().count() == 1
    assert page.press("OK").status == 200
    assert (ListItemMapping.select().count(), CrmField.get().list) == (0, CrmList.get(key="business"))


def test_making_a_field_read_only_names_the_connections_that_write_it(
    admin: Browser, region: CrmField, cast: dict[str, Any], memory: SyncConnector
):
    mapped(cast, memory, "Fjord", {"Ad1": region.key})
    page = open_page(admin, f"/crm/fields/company/{region.id}").fill(read_only="y").press("OK")
    assert "These ERP connections write the field and no longer can: Fjord." in page
    assert not CrmField.get().read_only
    assert page.press("OK").status == 200
    assert CrmField.get().read_only


def test_forged_addresses_are_not_found(admin: Browser, region: CrmField):
    for url in (
        "/crm/fields/sale",
        f"/crm/fields/person/{region.id}",
        "/crm/fields/company/x",
        "/crm/fields/company/99999999999999",
    ):
        assert admin.get(url).status_code == 404
    for url in ("/crm/fields/company/restore", "/crm/fields/company/move", "/crm/fields/nothing/move"):
        for typed in ({}, {"row": "-1", "up": "½"}, {"row": str(region.id), "down": "9" * 30}):
            assert admin.post(url, typed).status_code == 404


def test_only_administrators_come_here(bjorn: Browser, region: CrmField):
    for url in ("", "/company", "/company/new", f"/company/{region.id}", f"/company/{region.id}/delete"):
        assert bjorn.get(f"/crm/fields{url}").status_code == 403
    assert bjorn.post("/crm/fields/company/new", {"name": "x"}).status_code == 403


def test_a_hundred_fields_take_as_many_queries_as_one(admin: Browser, cast: dict[str, Any], memory: SyncConnector):
    crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("First"), cast["åse"])
    with count_queries() as few:
        admin.get("/crm/fields/company")
    for number in range(100):
        crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted(f"Field {number}", "category"), cast["åse"])
    mapped(cast, memory, "Fjord", {"Ad1": "X_FIELD_1", "Nm": "X_FIELD_2"})
    with count_queries() as many:
        admin.get("/crm/fields/company")
    assert many.count == few.count
