"""Saving mappings: all that stands on the page or nothing, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType, FieldType
from tests import fielded
from tests.conftest import Browser
from tests.fielded import MANDATORY, field, read, store, text
from tests.pages import Page, open_page
from webapp.crm.fields import Entity
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.forms.mappings import control
from webapp.models import (
    ActorMapping,
    AuditEvent,
    Connection,
    ConnectionField,
    ConnectionReading,
    CrmField,
    FieldMapping,
    ListItemMapping,
    SyncConnector,
)
from webapp.services import audit

FIELDS = (text("Nm", "Name", 60, MANDATORY), text("Alt", "Other name"), field("Gr", "Group", FieldType.LIST, "Groups"))


@pytest.fixture
def fjord(memory: SyncConnector) -> Connection:
    """A connection whose customers have these fields, none of them mapped."""
    made = fielded.connection(memory)
    read(made, FIELDS, searchable=["Nm"], lists={"Groups": {"1": "Retail"}})
    return made


def actor(connection: Connection) -> ActorMapping:
    return ActorMapping.get(ActorMapping.connection == connection)


def opened(admin: Browser, connection: Connection) -> Page:
    return open_page(admin, f"/sync/connections/{connection.id}/mappings/Customer")


def filled(page: Page, erp_key: str, crm: str = "", directions: str = "", **more: str | None) -> Page:
    """A field's row as a browser with script would send it: the arrows' states stand in hidden inputs."""
    values: dict[str, str | None] = {
        "crm": crm,
        "to_crm": "1" if ">" in directions else "",
        "to_erp": "1" if "<" in directions else "",
    }
    return page.fill(**{control(part, erp_key): value for part, value in (values | more).items()})


def stored(connection: Connection, erp_key: str) -> tuple[Any, ...]:
    each = FieldMapping.get(FieldMapping.actor == actor(connection), FieldMapping.erp_key == erp_key)
    return each.crm_key, each.to_crm, each.to_erp, each.in_search, each.in_tab


def test_saving_stores_everything_and_notes_who_changed_what(admin, cast, fjord):
    page = filled(opened(admin, fjord), "Nm", "NAME", ">", search="1", tab="1").fill(active="1").press("Save")
    assert "The mappings of “Customer” are saved." in page
    assert stored(fjord, "Nm") == ("NAME", True, False, True, True)
    assert (actor(fjord).active, actor(fjord).version, actor(fjord).changed_by) == (True, 2, cast["åse"])
    noted = audit.changes_of(AuditEvent.get(AuditEvent.area == "mappings"))
    assert [each.what for each in noted] == ["types_active", "crm_key", "to_crm", "in_search", "in_tab"]
    assert (noted[1].of.en, noted[1].old, noted[1].new.en) == ("Name", None, "Name")


def test_only_differences_are_noted_and_saving_none_is_no_change(admin, fjord):
    store(actor(fjord), "Nm", "NAME", ">")
    filled(opened(admin, fjord), "Nm", "NAME", "<>").press("Save")
    assert [each.what for each in audit.changes_of(AuditEvent.get(AuditEvent.area == "mappings"))] == ["to_erp"]
    opened(admin, fjord).press("Save")
    assert AuditEvent.select().where(AuditEvent.area == "mappings").count() == 1
    assert actor(fjord).version == 2


@pytest.mark.parametrize(
    ("erp", "crm", "directions", "said"),
    [
        ("Gr", "NAME", "<>", "Group: A value of the type text can't become list without losing something."),
        ("Nm", "ID", ">", "Name: “CRM id” can only be read in the CRM."),
        ("Nm", "", ">", "Name: Choose a CRM field first."),
        ("Nm", "LASTNAME", "", "Name: The chosen CRM field doesn't exist any more, or can't be used here. Choose another."),
        ("Nm", "no such", "", "Name: The chosen CRM field doesn't exist any more, or can't be used here. Choose another."),
    ],
)
def test_what_no_page_offers_is_refused_and_nothing_is_stored(admin, fjord, erp, crm, directions, said):
    page = filled(filled(opened(admin, fjord), "Alt", "NUMBER1", ">"), erp, crm, directions).press("Save")
    assert page.status == 422
    assert said in page.by_id("problems").text()
    assert stored(fjord, "Alt")[0] == ""
    assert page.press("Save").status == 200  # what can't be is cleared; the rest still stands there
    assert stored(fjord, "Alt")[:2] == ("NUMBER1", True)


def test_a_search_tick_for_a_field_that_cant_be_searched_is_refused(admin, fjord):
    page = opened(admin, fjord).press("Save", **{control("search", "Alt"): "1"})
    assert "Other name: The ERP can't search in this field." in page.by_id("problems").text()
    assert not stored(fjord, "Alt")[3]


def test_fields_that_are_gone_are_counted_and_the_other_choices_stay(admin, fjord):
    page = filled(opened(admin, fjord), "Nm", "NAME", ">")
    ConnectionField.delete().where(ConnectionField.key == "Alt").execute()
    FieldMapping.delete().where(FieldMapping.erp_key == "Alt").execute()
    page = page.press("Save")
    assert "1 of the fields on the page no longer exist. Nothing is stored." in page
    assert stored(fjord, "Nm")[0] == ""
    assert "Other name" not in page
    assert page.press("Save").status == 200
    assert stored(fjord, "Nm")[:2] == ("NAME", True)


def test_a_crm_field_deleted_while_the_page_was_open_is_refused(admin, fjord):
    own = CrmField.create(entity=Entity.COMPANY, key="X_1", name="Size", name_key="size", type=int(FieldType.TEXT))
    page = filled(opened(admin, fjord), "Nm", "X_1", ">")
    CrmField.update(deleted_at=now(), name_key=None).where(CrmField.id == own.id).execute()
    assert "doesn't exist any more" in page.press("Save").by_id("problems").text()


def test_of_two_editors_the_second_sees_both_sides_and_may_save_over(admin, cast, fjord):
    page = filled(opened(admin, fjord), "Nm", "NAME", ">")
    filled(opened(admin, fjord), "Nm", "NUMBER1", "<>").press("Save")
    ConnectionReading.create(connection=fjord, state="done", finished_at=now())  # one that has changed nothing
    page = page.press("Save")
    assert page.status == 422
    assert "Åse Nygård saved other values meanwhile" in page
    assert "Name Code, both directions Name, ERP to CRM" in page
    assert stored(fjord, "Nm")[0] == "NUMBER1"
    assert page.press("Save").status == 200
    assert stored(fjord, "Nm")[:3] == ("NAME", True, False)


def test_a_reading_since_the_page_was_opened_is_told_as_one(admin, fjord):
    page = filled(opened(admin, fjord), "Nm", "NAME", ">")
    ActorMapping.update(version=2).execute()
    ConnectionReading.create(connection=fjord, state="done", finished_at=now())
    page = page.press("Save")
    assert "The fields have been read again from the ERP" in page
    assert page.press("Save").status == 200
    assert stored(fjord, "Nm")[0] == "NAME"


def test_another_crm_list_forgets_the_list_mapping_and_the_same_one_keeps_it(admin, fjord):
    mapping = store(actor(fjord), "Gr", "CATEGORY", ">")
    ListItemMapping.create(field=mapping, erp_item="1")
    filled(opened(admin, fjord), "Gr", "CATEGORY", "<>").press("Save")
    assert ListItemMapping.select().count() == 1
    filled(opened(admin, fjord), "Gr", "BUSINESS", ">").press("Save")
    assert ListItemMapping.select().count() == 0
    assert FieldMapping.get_by_id(mapping.id).items_version == 2


def test_who_saves_has_seen_which_fields_have_another_type(admin, fjord):
    ConnectionField.update(old_type=int(FieldType.INTEGER)).where(ConnectionField.key == "Nm").execute()
    page = opened(admin, fjord)
    assert "was whole number, is now text" in page
    assert "is now text" not in page.press("Save")


def test_an_active_connection_keeps_what_keeps_it_ready(admin, cast, memory):
    active = fielded.connection(memory, active=True)
    own = read(active, FIELDS)
    ActorMapping.update(active=True).execute()
    ConnectionReading.create(connection=active, state="done", finished_at=now())
    store(own, "Nm", "NAME", "<>")
    page = filled(filled(opened(admin, active), "Nm"), "Alt", "NUMBER1", ">").press("Save")
    assert page.status == 422
    assert "the ERP connection is active and has to stay in order" in page.by_id("problems").text()
    assert f"#{control('crm', 'Nm')}" in [each.get("href") for each in page.by_id("problems").all("a")]
    assert stored(active, "Nm")[0] == "NAME"  # nothing half-applied
    assert stored(active, "Alt")[0] == ""
    assert filled(page, "Nm", "NUMBER2", "<").press("Save").status == 200
    assert stored(active, "Alt")[0] == "NUMBER1"


def test_a_copy_of_another_connections_mappings_can_be_saved_while_it_is_not_active(admin, fjord, memory):
    other = fielded.connection(memory, "Nordlys", active=True)
    store(read(other, FIELDS), "Nm", "NAME", ">")
    ActorMapping.update(active=True).execute()
    assert filled(opened(admin, fjord), "Nm", "NAME", ">").press("Save").status == 200
    assert stored(fjord, "Nm")[0] == "NAME"


def test_each_actor_type_is_saved_alone(admin, fjord):
    read(fjord, FIELDS, ActorType.SUPPLIER)
    filled(opened(admin, fjord), "Nm", "NAME", ">").press("Save")
    versions = {each.actor_type: each.version for each in ActorMapping.select()}
    assert versions == {"Customer": 2, "Supplier": 1}
    assert html_name("Nm") in open_page(admin, f"/sync/connections/{fjord.id}/mappings/Supplier").html
