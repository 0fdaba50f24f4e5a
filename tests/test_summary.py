"""Below the list of connections: the ways to the pages of the row selected, and what it syncs in a line an actor type."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ActorType, FieldType
from tests import fielded
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import crm_items
from tests.mapped import pair, put, ready, sheet_of
from tests.pages import Page, open_page
from webapp.db import now
from webapp.models import ActorMapping, Connection, ConnectionReading, DefaultRule, SyncConnector


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return ready(save_memory(cast, memory, erp))


def chosen(browser: Browser, connection: Connection) -> Page:
    """The list with a row selected, no button pressed yet."""
    return open_page(browser, "/sync").fill(selected=str(connection.id))


def summary(page: Page) -> str:
    return page.by_id("summary").text()


def lines(page: Page) -> dict[str, str]:
    """What is said of each actor type."""
    groups = [each for each in page.by_id("summary").all("div") if any(True for _ in each.all("dt"))]
    return {next(each.all("dt")).text(): next(each.all("dd")).text() for each in groups if not any(True for _ in each.all("div"))}


def test_without_a_row_selected_it_says_what_to_do(admin: Browser, saved: Connection):
    page = open_page(admin, "/sync")
    assert "Select a connection to see what it syncs." in summary(page)
    assert open_page(admin, "/sync").press("Show the row selected").status == 422


def test_each_actor_type_has_a_line_with_its_mapped_fields(admin: Browser, saved: Connection):
    put(saved, "City", "POSTALCITY", ">")
    page = chosen(admin, saved).press("Show the row selected")
    assert lines(page) == {
        "Customer – Company": "2 fields: Name, City",
        "Supplier – Company": "Not synced",
        "Person – Person": "Not synced",
        "Project – Project": "Not synced",
    }
    assert page.by_id(f"connection-{saved.id}").attributes.keys() >= {"checked"}
    assert lines(open_page(admin, f"/sync?selected={saved.id}")) == lines(page)


def test_it_says_whether_the_connection_is_ready(admin: Browser, saved: Connection):
    address = f"/sync?selected={saved.id}"
    assert "Ready to sync" in summary(open_page(admin, address))
    put(saved, "CustGr", "CATEGORY")
    page = open_page(admin, address)
    link = next(each for each in page.by_id("summary").all("a") if "thing is missing" in each.text())
    assert (link.text(), link.get("href")) == ("Not ready: 1 thing is missing", f"/sync/connections/{saved.id}/readiness")


def test_an_actor_type_without_a_direction_says_so(admin: Browser, saved: Connection):
    put(saved, "Nm", "NAME", "")
    assert lines(open_page(admin, f"/sync?selected={saved.id}"))["Customer – Company"] == "No field has a direction"


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("Mappings", "mappings"),
        ("List mapping", "lists"),
        ("Defaults", "defaults"),
        ("Rank fields", "ranks"),
        ("Rules", "rules"),
    ],
)
def test_a_button_opens_its_page_of_the_row_selected(admin: Browser, saved: Connection, words: str, path: str):
    page = chosen(admin, saved).press(words, inside="connections")
    assert page.status == 200
    assert page.url.startswith(f"/sync/connections/{saved.id}/{path}")


def test_a_button_without_a_row_selected_asks_for_one(admin: Browser, saved: Connection):
    page = open_page(admin, "/sync").press("Mappings", inside="connections")
    assert (page.status, "Select a row first." in page) == (422, True)


def test_a_copy_is_begun_and_a_file_is_exported_from_the_row_selected(admin: Browser, saved: Connection):
    answer = admin.post("/sync/connections/open", {"selected": saved.id, "page": "copy"}, follow_redirects=True)
    assert "Copy of Fjord" in answer.get_data(as_text=True)
    answer = admin.post("/sync/connections/open", {"selected": saved.id, "page": "export"}, follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/yaml")


@pytest.mark.parametrize("page", ["", "sync", "mappings.save", "../users"])
def test_a_page_that_there_is_not_is_not_found(admin: Browser, saved: Connection, page: str):
    assert admin.post("/sync/connections/open", {"selected": saved.id, "page": page}).status_code == 404


def test_with_script_another_rows_summary_is_asked_for_alone(admin: Browser, saved: Connection):
    text = admin.get(f"/sync/connections/summary?selected={saved.id}", htmx=True).get_data(as_text=True)
    assert text.lstrip().startswith('<div class="summary" id="summary"')
    assert "Ready to sync" in text


def test_a_deleted_a_filtered_and_an_odd_row_have_no_summary(admin: Browser, saved: Connection):
    for address in (f"/sync?selected={saved.id}&q=nothing", "/sync?selected=x", f"/sync?selected={10**30}"):
        assert "Ready to sync" not in open_page(admin, address)
    open_page(admin, "/sync").fill(selected=str(saved.id)).press("Delete", inside="connections").press("Delete")
    assert "Ready to sync" not in open_page(admin, f"/sync?selected={saved.id}&deleted=1")


def wide(memory: SyncConnector, fields: int) -> Connection:
    """A connection whose customers and suppliers have that many fields, mapped, listed and with defaults."""
    connection = fielded.connection(memory, f"Wide {fields}")
    ConnectionReading.create(connection=connection, state="done")
    for type_ in (ActorType.CUSTOMER, ActorType.SUPPLIER):
        texts = [fielded.text(f"T{number}", access=fielded.MANDATORY) for number in range(fields)]
        lists = [fielded.field(f"L{number}", f"List {number}", FieldType.LIST, "G") for number in range(fields // 5)]
        items = {"G": {"1": "One", "2": "Two"}} if type_ is ActorType.CUSTOMER else None
        actor = fielded.read(connection, [*texts, *lists], type_, lists=items)
        ActorMapping.update(active=True).where(ActorMapping.id == actor.id).execute()
        for each in texts:
            mapping = fielded.store(actor, each.key, "NAME", "<>")
            DefaultRule.create(field=mapping, use_value=True, value="x")
        for each in lists:
            fielded.store(actor, each.key, "CATEGORY", "<>")
            pair(sheet_of(connection, type_).by_key[each.key], "1", "Shop")
    return connection


@pytest.mark.parametrize("address", ["/sync?selected={}", "/sync/connections/{}/readiness", "/sync/connections/{}/rules"])
def test_a_hundred_and_fifty_fields_cost_as_many_queries_as_twenty(admin: Browser, memory: SyncConnector, address: str):
    crm_items("category", "Shop")
    few, many = wide(memory, 20), wide(memory, 150)
    counted = []
    for connection in (few, many):
        with count_queries() as queries:
            assert admin.get(address.format(connection.id)).status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[1]
    assert counted[0] < 24


def test_while_the_fields_are_read_it_says_so_and_asks_again_by_itself(admin: Browser, saved: Connection):
    ConnectionReading.update(state="reading", requested_at=now()).execute()
    page = open_page(admin, f"/sync?selected={saved.id}")
    assert "Reading the fields from the ERP" in summary(page)
    asks = page.by_id("summary").get("hx-get")
    ConnectionReading.update(state="done").execute()
    done = open_page(admin, asks)
    assert "Reading" not in summary(done)
    assert not done.by_id("summary").get("hx-get")


def test_an_actor_type_whose_fields_are_still_to_be_read_is_not_said_to_be_unmapped(admin: Browser, memory: SyncConnector):
    copied = fielded.connection(memory, "Copied")
    fielded.read(copied, [])
    ActorMapping.update(active=True).execute()
    ConnectionReading.create(connection=copied, state="waiting")
    assert lines(open_page(admin, f"/sync?selected={copied.id}")) == {}
    ConnectionReading.update(state="done").execute()
    assert lines(open_page(admin, f"/sync?selected={copied.id}")) == {"Customer – Company": "No field has a direction"}
