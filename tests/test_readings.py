"""Reading what an ERP has: what appears, what is lost, what changes, and what nobody may lose by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ActorType, FieldType
from tests.dialogs import save_connection
from tests.workbooks import make
from webapp import config
from webapp.models import AuditEvent, Connection, ConnectionReading, CrmField, FieldMapping
from webapp.services import readings, sheets, sync_connectors
from webapp.services.sheets import Row, Sheet

CUSTOMER = ActorType.CUSTOMER


@pytest.fixture
def book(app: Flask) -> Path:
    """A workbook in a folder that the application may read."""
    return make(config.current["INSTANCE"] / "erp.xlsx")


@pytest.fixture
def connection(book: Path, cast: dict[str, Any]) -> Connection:
    """A connection to the workbook, whose fields have been read when it was saved."""
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    return save_connection(cast["åse"], connector, "Nord", {"file": str(book)})


def change(book: Path, edit: Callable[[Any], None]) -> None:
    opened = openpyxl.load_workbook(book)
    edit(opened)
    opened.save(book)


def again(connection: Connection) -> readings.Reading:
    readings.request(connection, None)
    return readings.last(connection)


def sheet(connection: Connection) -> Sheet:
    return sheets.of(connection).sheets[CUSTOMER]


def row(connection: Connection, key: str) -> Row:
    return sheet(connection).by_key[key]


def put(connection: Connection, key: str, **values: Any) -> None:
    FieldMapping.update(values).where(FieldMapping.id == row(connection, key).mapping.id).execute()


def told(reading: readings.Reading) -> list[tuple[str, str, list[str]]]:
    return [(code, of, [name.en for name in names]) for code, of, names in reading.changes]


def test_saving_a_connection_reads_its_types_fields_and_lists(connection: Connection):
    book = sheets.of(connection)
    assert [*book.sheets] == [CUSTOMER, ActorType.PERSON]
    assert [*sheet(connection).by_key][:3] == ["ErpKey", "Nm", "Zip"]
    assert {name: [*items] for name, items in book.lists.items()} == {"CustomerGroup": ["1", "2"]}
    assert told(readings.last(connection)) == [("first", "", [])]


def test_a_field_of_equal_key_is_mapped_in_no_direction(connection: Connection):
    names = sheets.of(connection).sheets[ActorType.PERSON].by_key
    assert {key: each.mapping.crm_key for key, each in names.items()} == {
        "ErpKey": "",
        "FirstName": "FIRSTNAME",
        "LastName": "LASTNAME",
    }
    assert not any(each.mapped or each.mapping.in_tab for each in names.values())


def test_reading_again_changes_nothing_where_nothing_has_changed(connection: Connection):
    before = sheet(connection).actor.version
    assert told(again(connection)) == []
    assert sheet(connection).actor.version == before
    assert not AuditEvent.select().where(AuditEvent.area == "fields").exists()


def test_a_new_field_appears_ranked_last_and_mapped_where_a_crm_field_has_its_key(book: Path, connection: Connection):
    change(book, lambda opened: opened["Customer"].cell(1, 10, "Url"))
    assert told(again(connection)) == [("fields_new", "Customer", ["Web site"])]
    new = row(connection, "Url").mapping
    assert (new.crm_key, new.to_crm, new.to_erp) == ("URL", False, False)
    assert sheet(connection).ranked[-1].field.key == "Url"


def test_a_lost_field_stays_marked_with_its_directions_cleared_and_comes_back(book: Path, connection: Connection):
    put(connection, "Zip", crm_key="POSTALZIP", to_crm=True, to_erp=True, in_tab=True)
    change(book, lambda opened: opened["Customer"].cell(1, 3, "Postal"))
    codes = [code for code, _of, _names in told(again(connection))]
    lost = row(connection, "Zip")
    assert codes == ["fields_new", "fields_lost"]
    assert lost.missing
    assert (lost.mapping.crm_key, lost.mapping.to_crm, lost.mapping.to_erp, lost.mapping.in_tab) == (
        "POSTALZIP",
        False,
        False,
        True,
    )
    change(book, lambda opened: opened["Customer"].cell(1, 3, "Zip"))
    assert "fields_back" in [code for code, _of, _names in again(connection).changes]
    assert not row(connection, "Zip").missing


def test_a_field_of_another_type_is_flagged_and_loses_the_directions_that_no_longer_fit(book: Path, connection: Connection):
    CrmField.create(entity="company", key="X_DAYS", name="Days", name_key="days", type=FieldType.INTEGER)
    put(connection, "PaymentDays", crm_key="X_DAYS", to_crm=True, to_erp=True)

    def in_words(opened: Any) -> None:
        for number in range(2, 6):
            opened["Customer"].cell(number, 6, "two weeks")

    change(book, in_words)
    assert [code for code, _of, _names in again(connection).changes] == ["fields_retyped", "directions_cleared"]
    days = row(connection, "PaymentDays")
    assert (days.old_type, days.field.type) == (FieldType.INTEGER, FieldType.TEXT)
    assert (days.mapping.to_crm, days.mapping.to_erp) == (False, True)


def test_a_lost_actor_type_stays_marked_and_comes_back(book: Path, connection: Connection):
    change(book, lambda opened: setattr(opened["Person"], "title", "Staff"))
    assert told(again(connection)) == [("types_lost", "Person", [])]
    persons = sheets.of(connection).sheets[ActorType.PERSON]
    assert persons.actor.missing
    assert all(each.missing for each in persons.rows)
    change(book, lambda opened: setattr(opened["Staff"], "title", "Person"))
    assert ("types_back", "Person", []) in told(again(connection))
    assert not sheets.of(connection).sheets[ActorType.PERSON].actor.missing


def test_new_and_lost_list_items_are_told(book: Path, connection: Connection):
    def others(opened: Any) -> None:
        opened["CustomerGroup"].cell(3, 1, 7)
        opened["CustomerGroup"].cell(3, 2, "Helse")

    change(book, others)
    assert told(again(connection)) == [
        ("items_new", "CustomerGroup", ["Helse"]),
        ("items_lost", "CustomerGroup", ["Handel"]),
    ]
    assert [*sheets.of(connection).lists["CustomerGroup"]] == ["1", "7"]


def test_what_a_reading_found_is_in_the_record_of_changes(book: Path, connection: Connection, cast: dict[str, Any]):
    change(book, lambda opened: opened["Customer"].cell(1, 10, "Url"))
    readings.request(connection, cast["åse"])
    event = AuditEvent.get(AuditEvent.area == "fields")
    assert (event.user_name, event.connection_name) == ("Åse Nygård", "Nord")
    assert event.changes[0]["what"] == "fields_new"


def test_a_reading_that_fails_says_why_keeps_everything_and_succeeds_later(book: Path, connection: Connection):
    book.rename(book.with_name("away.xlsx"))
    failed = again(connection)
    assert failed.state == "failed"
    assert "erp.xlsx" in failed.error.en
    assert row(connection, "Nm").missing is False
    book.with_name("away.xlsx").rename(book)
    assert again(connection).state == "done"


def test_a_reading_under_way_is_not_begun_twice_unless_its_worker_is_lost(connection: Connection):
    ConnectionReading.update(state="reading").execute()
    assert again(connection).state == "reading"
    ConnectionReading.update(requested_at=ConnectionReading.get().requested_at - timedelta(hours=1)).execute()
    assert readings.last(connection).state == "failed"
    assert again(connection).state == "done"


@pytest.mark.parametrize("columns", [0, 140])
def test_the_book_is_five_queries_however_many_fields_there_are(book: Path, connection: Connection, columns: int):
    def widen(opened: Any) -> None:
        for number in range(columns):
            opened["Customer"].cell(1, 10 + number, f"Extra{number}")

    change(book, widen)
    again(connection)
    with count_queries() as counted:
        assert len(sheet(connection).rows) == 8 + columns
    assert counted.count == 5
