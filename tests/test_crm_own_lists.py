"""Lists that administrators add: made, renamed, used by fields, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import FieldType
from tests.conftest import Browser
from tests.pages import open_page
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.models import AuditEvent, CrmList, CrmListItem
from webapp.services import crm_fields, crm_lists
from webapp.services.crm_field_rules import Wanted


@pytest.fixture
def region(cast: dict[str, Any]) -> CrmList:
    return crm_lists.add("Region", ["Nord", "Sør"], cast["åse"])


def test_a_list_is_added_with_its_items(admin: Browser, cast: dict[str, Any]):
    page = open_page(admin, "/crm/lists/new").fill(name=" Salgsområde ", items="Nord\r\nSør\r\n\r\nØst").press("OK")
    assert "The list “Salgsområde” is added." in page
    row = CrmList.get(key="x_salgsomrade")
    assert (row.name, row.built_in, row.changed_by) == ("Salgsområde", False, cast["åse"])
    assert list(lists.items([row.key])[row.key].values()) == ["Nord", "Sør", "Øst"]


@pytest.mark.parametrize(
    ("typed", "label", "words"),
    [
        ({"name": ""}, "Name", "Fill in this field."),
        ({"name": "REGION"}, "Name", "already taken"),
        ({"name": "kategori"}, "Name", "already taken"),
        ({"name": "Project Type"}, "Name", "already taken"),
        ({"name": "x" * 201}, "Name", "201 characters"),
        ({"items": "a\n" + "x" * 201}, "Items", "201 characters"),
        ({"items": "a\x02"}, "Items", "control characters"),
    ],
)
def test_what_wont_do_is_refused_at_its_field_and_mended(
    admin: Browser, region: CrmList, typed: dict[str, str], label: str, words: str
):
    page = open_page(admin, "/crm/lists/new").fill(**{"name": "Ny", "items": "a"} | typed).press("OK")
    assert page.status == 422
    assert words in page.error_at(label)
    assert CrmListItem.select().count() == 2
    assert page.fill(name="Ny", items="a").press("OK").status == 200
    assert CrmList.get(name="Ny").key == "x_ny"


def test_an_added_list_is_renamed_in_its_editor_and_a_built_in_one_cannot_be(
    admin: Browser, region: CrmList, cast: dict[str, Any]
):
    page = open_page(admin, f"/crm/lists/{region.id}")
    refused = page.type("Name", "Kategori").press("OK")
    assert "already taken" in refused.error_at("Name")
    refused.type("Name", "Distrikt").press("OK")
    assert (CrmList.get_by_id(region.id).name, CrmList.get_by_id(region.id).key) == ("Distrikt", "x_region")
    built_in = CrmList.get(key="category")
    assert not open_page(admin, f"/crm/lists/{built_in.id}").has_control("Name")
    admin.post(f"/crm/lists/{built_in.id}", {"do": "save", "title": "Mine", "version": built_in.version})
    assert CrmList.get(key="category").name == ""


def test_a_list_is_deleted_only_when_no_field_uses_it_deleted_fields_included(
    admin: Browser, region: CrmList, cast: dict[str, Any]
):
    field = crm_fields.add(Entity.PERSON, FieldType.LIST, Wanted("Distrikt", region.key), cast["åse"])
    crm_fields.delete(field, cast["åse"])
    address = f"/crm/lists/{region.id}/delete"
    page = open_page(admin, address)
    assert "Person: Distrikt (deleted)" in page
    assert admin.post(address).status_code == 422
    crm_fields.restore(field := type(field).get_by_id(field.id), cast["åse"])
    crm_fields.change(field, Wanted("Distrikt", "category"), field.version + 1, cast["åse"])
    assert "its items (2) are gone for good" in open_page(admin, address)
    assert "The list Region is deleted." in open_page(admin, address).press("Delete list")
    assert (CrmList.select().count(), CrmListItem.select().count()) == (5, 0)
    assert AuditEvent.select().order_by(AuditEvent.id.desc()).get().changes[0]["what"] == "deleted"


def test_a_built_in_list_is_never_deleted(admin: Browser, cast: dict[str, Any]):
    address = f"/crm/lists/{CrmList.get(key='category').id}/delete"
    assert "can't be deleted" in open_page(admin, address)
    assert admin.post(address).status_code == 422
    assert CrmList.select().count() == 5


def test_a_page_of_a_list_that_is_gone_is_not_found(admin: Browser, region: CrmList, cast: dict[str, Any]):
    page = open_page(admin, f"/crm/lists/{region.id}")
    crm_lists.delete(region, cast["åse"])
    assert page.press("OK").status == 404
    for address in ("x", "0", "9" * 20, "-1"):
        assert admin.get(f"/crm/lists/{address}").status_code == 404
        assert admin.post(f"/crm/lists/{address}/delete").status_code == 404


def test_only_administrators_come_here(bjorn: Browser, region: CrmList):
    for address in ("", "/new", f"/{region.id}", f"/{region.id}/delete"):
        assert bjorn.get(f"/crm/lists{address}").status_code == 403
    for address in ("/new", f"/{region.id}", f"/{region.id}/delete"):
        assert bjorn.post(f"/crm/lists{address}", {"name": "x"}).status_code == 403
