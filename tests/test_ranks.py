"""The order of fields, as an administrator changes it without script."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import save_connection, save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from tests.workbooks import wide
from webapp import config
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, AuditEvent, Connection, ConnectionField, FieldMapping, SyncConnector
from webapp.services import audit, ordering, sheets, sync_connectors
from webapp.services.ranks import save
from webapp.services.sheets import Sheet

SUPPLIER = ActorType.SUPPLIER
STORED = ["Key in the ERP", "Name", "City", "Supplier group", "Days of credit", "Approved"]


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


def url(connection: Connection, type_: str = "Supplier") -> str:
    return f"/sync/connections/{connection.id}/ranks/{type_}"


def sheet(connection: Connection) -> Sheet:
    return sheets.of(connection).sheets[SUPPLIER]


def stored(connection: Connection) -> list[str]:
    return [row.field.name.en for row in sheet(connection).ranked]


def shown(page: Page) -> list[str]:
    return [each.get("data-name") for each in page.root.all("tr") if each.get("data-name")]


def put_first(connection: Connection, key: str, by: Any) -> None:
    before = sheet(connection)
    keys = ordering.moved([row.field.key for row in before.ranked], key, "top")
    save(connection, before, keys, before.actor.ranks_version, by)


def test_fields_are_moved_and_the_order_saved_in_one_go(admin: Browser, connection: Connection):
    page = open_page(admin, url(connection))
    assert shown(page) == STORED
    page = page.press("City: Up").press("Approved: To the top").press("Name: To the bottom").press("City: Down")
    assert shown(page) == ["Approved", "Key in the ERP", "Supplier group", "City", "Days of credit", "Name"]
    assert stored(connection) == STORED
    assert "The order of the fields is saved." in page.press("Save")
    assert stored(connection) == shown(page)


def test_a_press_keeps_the_focus_on_the_field_and_says_where_it_is_now(admin: Browser, connection: Connection):
    page = open_page(admin, url(connection))
    assert "Not saved yet." not in page
    page = page.press("Approved: Up")
    assert "Approved is number 5 of 6. Not saved yet." in page
    assert [each.get("aria-label") for each in page.root.all("button") if "autofocus" in each.attributes] == ["Approved: Up"]


def test_a_press_at_the_end_of_the_list_moves_nothing(admin: Browser, connection: Connection):
    page = open_page(admin, url(connection)).press("Key in the ERP: Up").press("Approved: Down")
    assert shown(page) == STORED


def test_fields_that_are_not_shown_or_are_gone_from_the_erp_are_there_too(admin: Browser, connection: Connection):
    ConnectionField.update(missing=True).where(ConnectionField.key == "SupGr").execute()
    FieldMapping.update(in_search=True, in_tab=True).where(FieldMapping.erp_key == "City").execute()
    rows = [each.text() for each in open_page(admin, url(connection)).root.all("th") if each.get("scope") == "row"]
    assert rows[2:4] == ["City in search in ERP tab", "Supplier group missing in ERP"]
    assert rows[0] == "Key in the ERP"


def test_one_move_is_one_change_in_the_record(admin: Browser, connection: Connection, cast: dict[str, Any]):
    open_page(admin, url(connection)).press("Approved: To the top").press("Save")
    event = AuditEvent.get(AuditEvent.area == "ranks")
    assert [(each.what, each.of.en, each.old, each.new) for each in audit.changes_of(event)] == [("place", "Approved", 6, 1)]  # type: ignore[union-attr]
    assert (event.user, event.connection) == (cast["åse"], connection)


def test_an_order_that_is_as_it_was_is_no_change(admin: Browser, connection: Connection):
    open_page(admin, url(connection)).press("Save")
    assert AuditEvent.select().where(AuditEvent.area == "ranks").count() == 0


def test_over_somebody_elses_order_nothing_is_saved_until_both_have_been_seen(
    admin: Browser, connection: Connection, cast: dict[str, Any]
):
    mine = open_page(admin, url(connection)).press("City: To the top")
    put_first(connection, "Approved", cast["dag"])
    page = mine.press("Save")
    assert (page.status, stored(connection)[0]) == (422, "Approved")
    assert "Dag Moe saved other values meanwhile" in page
    cells = [[cell.text() for cell in row.all("th", "td")] for row in page.root.all("tr")]
    assert ["City", "4", "1"] in cells
    assert page.press("Save").status == 200
    assert stored(connection)[0] == "City"


def test_a_field_that_came_meanwhile_is_placed_last_and_named(admin: Browser, connection: Connection):
    page = open_page(admin, url(connection))
    order = [each for each in page.sent(page.button("Save").form())["order"] if each != html_name("Nm")]
    answer = admin.post(url(connection), {"order": [*order, "fgone"], "version": "1", "save": "1"})
    said = Page(admin, answer).text
    assert "New since you opened the page, and placed last: Name." in said
    assert "1 field of the page no longer exists." in said
    assert stored(connection)[-1] == "Name"


def test_odd_posts_move_nothing(admin: Browser, connection: Connection):
    for typed in ({"move": "up"}, {"move": "sideways x"}, {"move": "top fnothing", "order": ["x"] * 2000}):
        page = Page(admin, admin.post(url(connection), typed))
        assert (page.status, shown(page)) == (200, STORED)
    assert admin.post(url(connection), {"save": "1", "version": "x"}).status_code == 422
    assert admin.get(url(connection, "Sale")).status_code == 404
    assert stored(connection) == STORED


def test_a_connection_without_fields_says_where_they_come_from(admin: Browser, connection: Connection):
    assert admin.get(f"/sync/connections/{connection.id}/ranks").location == url(connection, "Customer")
    ActorMapping.delete().execute()
    assert "No fields have been read from the ERP yet." in open_page(admin, f"/sync/connections/{connection.id}/ranks")


def test_a_hundred_and_fifty_fields_cost_no_more_queries_than_six(app: Flask, admin: Browser, connection: Connection, cast: Any):
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    book = wide(config.current["INSTANCE"] / "wide.xlsx")
    big = save_connection(cast["åse"], connector, "Wide", {"file": str(book)})
    counts = []
    for each in (connection, big):
        names = [html_name(row.field.key) for row in sheet(each).ranked][::-1]
        with count_queries() as reading:
            admin.get(url(each))
        with count_queries() as saving:
            assert admin.post(url(each), {"order": names, "version": "1", "save": "1"}).status_code == 303
        counts.append((reading.count, saving.count))
    assert counts[0] == counts[1]
    assert counts[0][0] < 10


KEYS = st.lists(st.integers(0, 40).map(str), unique=True, max_size=25)


@given(KEYS.flatmap(lambda keys: st.tuples(st.just(keys), st.permutations(keys))))
def test_the_moves_of_the_record_lead_from_the_old_order_to_the_new(orders: tuple[list[str], list[str]]):
    before, after = orders
    moved = ordering.places(before, after)
    made = [each for each in before if each not in {key for key, _old, _new in moved}]
    for key, old, new in sorted(moved, key=lambda move: move[2]):
        assert before[old - 1] == key
        made.insert(new - 1, key)
    assert made == after


@given(KEYS, st.sampled_from(ordering.MOVES), st.integers(0, 40).map(str))
def test_a_move_changes_one_place_and_loses_nothing(keys: list[str], how: str, key: str):
    after = ordering.moved(keys, key, how)
    assert sorted(after) == sorted(keys)
    assert len(ordering.places(keys, after)) <= 1
