"""The sync priority: connections and the CRM as one list, changed without script."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from tests.browser.furnishing import connection
from tests.conftest import Browser
from tests.pages import Page, open_page
from webapp.db import now
from webapp.models import AuditEvent, Connection, SyncConnector, SyncRank
from webapp.services import audit, ordering, priorities

URL = "/sync/priority"


@pytest.fixture
def three(cast: dict[str, Any], memory: SyncConnector) -> list[Connection]:
    """Three connections, Nord active, none with a place of its own."""
    return [connection(name, "Memory", active=name == "Nord") for name in ("Nord", "Sør", "Vest")]


def shown(page: Page) -> list[str]:
    return [each.get("data-name") for each in page.root.all("tr") if each.get("data-name")]


def stored() -> list[str]:
    return [row.name if row else "CRM" for row in priorities.order()]


def put_first(key: str, by: Any) -> None:
    keys = priorities.keys(priorities.order())
    priorities.save(ordering.moved(keys, key, "top"), keys, by)


def test_the_crm_comes_first_and_connections_follow_as_they_were_made(admin: Browser, three: list[Connection]):
    page = open_page(admin, URL)
    assert shown(page) == ["CRM", "Nord", "Sør", "Vest"]
    assert "Connections are synced in this order." in page
    assert [each.text() for each in page.root.all("th") if each.get("scope") == "row"][1:3] == ["Nord", "Sør not active"]


def test_the_order_is_changed_and_saved(admin: Browser, three: list[Connection], cast: dict[str, Any]):
    page = open_page(admin, URL).press("Vest: To the top").press("CRM: Down")
    assert "CRM is number 3 of 4. Not saved yet." in page
    assert stored() == ["CRM", "Nord", "Sør", "Vest"]
    assert "The sync priority is saved." in page.press("Save")
    assert stored() == ["Vest", "Nord", "CRM", "Sør"]
    event = AuditEvent.get(AuditEvent.area == "priority")
    assert {(each.of, each.old, each.new) for each in audit.changes_of(event)} == {("Vest", 4, 1), ("CRM", 1, 3)}
    assert event.user == cast["åse"]


def test_over_somebody_elses_order_nothing_is_saved_until_both_have_been_seen(
    admin: Browser, three: list[Connection], cast: dict[str, Any]
):
    mine = open_page(admin, URL).press("Vest: To the top")
    put_first(str(three[1].id), cast["dag"])
    page = mine.press("Save")
    assert (page.status, stored()) == (422, ["Sør", "CRM", "Nord", "Vest"])
    assert "Dag Moe saved other values meanwhile" in page
    cells = [[cell.text() for cell in row.all("th", "td")] for row in page.root.all("tr")]
    assert ["Vest", "4", "1"] in cells
    page.press("Save")
    assert stored() == ["Vest", "CRM", "Nord", "Sør"]


def test_a_new_connection_comes_last_and_a_deleted_one_is_left_out(admin: Browser, three: list[Connection]):
    page = open_page(admin, URL).press("Vest: To the top")
    Connection.update(deleted_at=now()).where(Connection.id == three[0].id).execute()
    connection("Ny", "Memory")
    page.press("Save")
    assert stored() == ["Vest", "CRM", "Sør", "Ny"]


def test_a_restored_connection_has_a_place_again(admin: Browser, three: list[Connection]):
    open_page(admin, URL).press("Nord: To the top").press("Save")
    Connection.update(deleted_at=now()).where(Connection.id == three[0].id).execute()
    open_page(admin, URL).press("Vest: To the top").press("Save")
    Connection.update(deleted_at=None).execute()
    assert sorted(stored()) == ["CRM", "Nord", "Sør", "Vest"]
    assert stored()[:2] == ["Nord", "Vest"]


def test_odd_posts_leave_the_order_alone(admin: Browser, three: list[Connection]):
    for typed in ({"move": "up"}, {"move": "top 999999"}, {"move": "up crm", "order": ["x", "crm", "crm", "999"]}):
        assert shown(Page(admin, admin.post(URL, typed)))[0] == "CRM"
    keys = priorities.keys(priorities.order())
    assert admin.post(URL, {"save": "1", "seen": keys[::-1], "order": keys[::-1]}).status_code == 422
    assert stored() == ["CRM", "Nord", "Sør", "Vest"]


def test_without_any_place_stored_the_crm_is_still_there(admin: Browser, cast: dict[str, Any]):
    SyncRank.delete().execute()
    page = open_page(admin, URL)
    assert shown(page) == ["CRM"]
    page.press("Save")
    assert SyncRank.select().count() == 1


def test_forty_connections_cost_no_more_queries_than_three(admin: Browser, three: list[Connection]):
    counts = []
    for more in (40, 0):
        with count_queries() as reading:
            admin.get(URL)
        keys = priorities.keys(priorities.order())
        with count_queries() as saving:
            assert admin.post(URL, {"order": keys[::-1], "seen": keys, "save": "1"}).status_code == 303
        counts.append((reading.count, saving.count))
        for number in range(more):
            connection(f"More {number}", "Memory")
    assert counts[0] == counts[1]
    assert counts[0][0] < 6
