"""Readings beside what people do: another configuration saved meanwhile, CRM fields deleted and restored."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from connectors.base import FieldType
from tests.conftest import Browser
from tests.dialogs import edited
from tests.mapped import put, sheet_of
from tests.transfers import save_excel
from tests.workbooks import make
from webapp import config, jobs
from webapp.crm.fields import Entity
from webapp.db import db
from webapp.forms.config_fields import html_name
from webapp.models import AuditEvent, Connection, ConnectionField, ConnectionReading, CrmField
from webapp.services import crm_fields, readings, sheets, sync_connectors
from webapp.services.crm_field_rules import Wanted


@pytest.fixture
def connection(app: Flask, cast: dict[str, Any]) -> Connection:
    return save_excel(cast, sync_connectors.add("Excel", "plugin://excel", "", cast["åse"]))


def test_saving_another_configuration_begins_a_reading_though_one_of_the_last_is_under_way(
    admin: Browser, connection: Connection
) -> None:
    make(config.current["INSTANCE"] / "other.xlsx", {"Project": [["ID", "Nm"], [1, "Bru"]]})
    ConnectionReading.update(state="reading").execute()
    page = edited(admin, connection).fill(**{html_name("file"): "other.xlsx"}).press("Test ERP connection")
    page.press("OK")
    assert readings.last(connection).state == "done"
    assert [each.value for each in sheets.of(connection).sheets] == ["Customer", "Person", "Project"]


def test_a_reading_that_has_been_overtaken_stores_nothing(connection: Connection) -> None:
    jobs.connect(lambda name, row: None)  # a queue whose workers are all busy
    readings.request(connection, None)
    make(config.current["INSTANCE"] / "erp.xlsx", {"Project": [["ID", "Nm"], [1, "Bru"]]})
    with ThreadPoolExecutor(1) as worker:
        working = worker.submit(carried_out, ConnectionReading.get().id)
        until = time.monotonic() + 20
        while ConnectionReading.get().state != "reading":
            assert time.monotonic() < until
            assert not working.done()
        readings.request(connection, None, anew=True)
        working.result(20)
    assert readings.last(connection).state == "waiting"
    assert [each.value for each in sheets.of(connection).sheets] == ["Customer", "Person"]


def carried_out(row: int) -> None:
    with db.connection_context():
        readings.carry_out(row)


def test_a_deleted_crm_field_keeps_its_directions_until_it_is_restored(connection: Connection, cast: dict[str, Any]) -> None:
    own = crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Size"), cast["åse"])
    put(connection, "Zip", own.key)
    crm_fields.delete(own, cast["åse"])
    readings.request(connection, cast["åse"])
    assert sheet_of(connection).by_key["Zip"].crm_gone
    crm_fields.restore(CrmField.get(), cast["åse"])
    row = sheet_of(connection).by_key["Zip"]
    assert (row.mapping.to_crm, row.mapping.to_erp) == (True, True)


def test_directions_that_a_reading_clears_are_told_and_open_pages_stale(connection: Connection, cast: dict[str, Any]) -> None:
    own = crm_fields.add(Entity.COMPANY, FieldType.TEXT, Wanted("Size"), cast["åse"])
    put(connection, "Zip", own.key)
    before = sheet_of(connection).actor.version
    crm_fields.change(own, Wanted("Size", read_only=True), own.version, cast["åse"])
    readings.request(connection, cast["åse"])
    row = sheet_of(connection).by_key["Zip"]
    assert (row.mapping.to_crm, row.mapping.to_erp) == (False, True)
    assert sheet_of(connection).actor.version == before + 1
    assert [code for code, _of, _names in readings.last(connection).changes] == ["directions_cleared"]


def test_the_first_reading_tells_which_directions_of_a_copy_it_had_to_clear(connection: Connection) -> None:
    put(connection, "ErpKey", "NUMBER2", "<>", force=True)
    ConnectionField.delete().where(ConnectionField.actor_type != "").execute()  # as a copy is before it is read
    readings.request(connection, None)
    mapping = sheet_of(connection).by_key["ErpKey"].mapping
    assert (mapping.to_crm, mapping.to_erp) == (True, False)
    assert [(code, of) for code, of, _names in readings.last(connection).changes] == [
        ("first", ""),
        ("directions_cleared", "Customer"),
    ]
    assert AuditEvent.select().where(AuditEvent.area == "fields").exists()
