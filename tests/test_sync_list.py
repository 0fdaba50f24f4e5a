"""The list of connections: sorting, filtering, states in words, deleting and restoring, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from tests.conftest import Browser
from tests.dialogs import edited, save_connection, save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp.db import now
from webapp.models import Connection, ConnectionAccess, SyncConnector, TestRun


def row(page: Page, name: str) -> str:
    """The words of a connection's row."""
    rows = [each.text() for each in page.by_id("connections").all("tr")]
    return next(text for text in rows if name in text)


def names(page: Page) -> list[str]:
    """The names in the list, in order."""
    cells = page.by_id("connections").all("td")
    return [each.text() for each in cells if each.get("id").endswith("-name")]


@pytest.fixture
def several(cast: dict[str, Any], memory: SyncConnector) -> dict[str, Connection]:
    """Connections with names that sort in their own way."""
    called = ("Ås Regnskap", "Ærø Eiendom", "Bø Bygg", "Øvre Eiker", "alta")
    return {
        name: save_connection(cast["åse"], memory, name, {"server": "localhost:1", "user": "u"}, {"password": "p"})
        for name in called
    }


def test_an_empty_screen_says_what_to_do_first(admin: Browser, cast: dict[str, Any]):
    page = open_page(admin, "/sync")
    assert "A sync connector is the piece of code that talks to one kind of ERP system." in page
    assert "An ERP connection needs a sync connector. Add one in the list above first." in page


def test_names_are_sorted_in_the_norwegian_order_and_back(admin: Browser, several: Any):
    order = ["alta", "Bø Bygg", "Ærø Eiendom", "Øvre Eiker", "Ås Regnskap"]
    assert names(open_page(admin, "/sync")) == order
    assert names(open_page(admin, "/sync?sort=name&descending=1")) == order[::-1]
    assert names(open_page(admin, "/sync?sort=nonsense")) == order


def test_active_ones_come_first_when_sorted_by_that(admin: Browser, several: dict[str, Connection]):
    Connection.update(active=True).where(Connection.name == "Øvre Eiker").execute()
    assert names(open_page(admin, "/sync?sort=active"))[0] == "Øvre Eiker"
    assert names(open_page(admin, "/sync?sort=active&descending=1"))[-1] == "Øvre Eiker"


@pytest.mark.parametrize("text", ["ås", "ÅS", "a\u030as", " ås "])
def test_the_filter_finds_letters_whatever_their_case_and_composition(admin: Browser, several: Any, text: str):
    page = open_page(admin, f"/sync?q={text}")
    assert names(page) == ["Ås Regnskap"]
    assert "ERP connections (1 of 5)" in page


def test_the_filter_looks_at_descriptions_connectors_and_scopes_too(admin: Browser, several: Any, cast: Any):
    Connection.update(description="Til RØROS").where(Connection.name == "alta").execute()
    Connection.update(everyone=False).where(Connection.name == "Bø Bygg").execute()
    ConnectionAccess.create(connection=several["Bø Bygg"], group=cast["sales"])
    assert names(open_page(admin, "/sync?q=røros")) == ["alta"]
    assert names(open_page(admin, "/sync?q=SALES")) == ["Bø Bygg"]
    assert len(names(open_page(admin, "/sync?q=memory"))) == 5
    page = open_page(admin, "/sync?q=<b>%25(x)s")
    assert "No ERP connection contains “<b>%(x)s”." in page
    assert page.by_id("q").get("value") == "<b>%(x)s"


def test_a_row_says_its_state_in_words(admin: Browser, several: dict[str, Connection], cast: Any):
    at = {"tested_at": now(), "tested_by": cast["åse"]}
    for name, values in {
        "alta": {"tested_at": None, "tested_state": ""},
        "Bø Bygg": at | {"tested_state": "passed"},
        "Ærø Eiendom": at | {"tested_state": "failed", "tested_error": "Unreachable"},
        "Øvre Eiker": at | {"tested_state": "failed", "tested_error": "LoginRefused"},
        "Ås Regnskap": at | {"tested_state": "failed", "tested_error": "Unreachable", "active": True},
    }.items():
        Connection.update(**values).where(Connection.name == name).execute()
    page = open_page(admin, "/sync")
    assert "Never tested" in row(page, "alta")
    assert "Inactive, tested by Åse Nygård" in row(page, "Bø Bygg")
    assert "The ERP system could not be reached" in row(page, "Ærø Eiendom")
    assert "The test failed" in row(page, "Øvre Eiker")
    assert "Active, but the ERP system could not be reached" in row(page, "Ås Regnskap")


@pytest.mark.parametrize(("state", "words"), [("cancelled", "The test was cancelled"), ("interrupted", "was interrupted")])
def test_a_test_that_came_to_nothing_is_not_called_failed(admin: Browser, several: Any, state: str, words: str):
    Connection.update(tested_at=now(), tested_state=state).where(Connection.name == "alta").execute()
    assert words in row(open_page(admin, "/sync"), "alta")
    Connection.update(active=True).where(Connection.name == "alta").execute()
    assert row(open_page(admin, "/sync"), "alta").endswith("Active")


def test_a_test_under_way_is_told_with_its_step_and_the_list_asks_again(admin: Browser, several: dict[str, Connection]):
    assert 'hx-trigger="every' not in open_page(admin, "/sync").html
    run = TestRun.create(connection=several["alta"], state="running", current={"title": ["Sign-in", "Pålogging"]})
    page = open_page(admin, "/sync")
    assert "Testing: Sign-in" in row(page, "alta")
    assert 'hx-trigger="every' in page.html
    TestRun.update(state="waiting", current={}).where(TestRun.id == run.id).execute()
    assert "The test is waiting for its turn" in row(open_page(admin, "/sync"), "alta")


def test_testing_the_selected_row_leaves_the_result_on_it(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp)
    erp.mode = "closing"
    page = open_page(admin, "/sync").fill(selected=str(connection.id)).press("connection-test")
    assert "The ERP system could not be reached" in row(page, "Fjord")
    assert page.by_id(f"connection-{connection.id}").attributes.keys() >= {"checked"}
    erp.mode = "ok"
    page = page.press("connection-test")
    assert "Inactive, tested by Åse Nygård" in row(page, "Fjord")


@pytest.mark.parametrize("htmx", [False, True])
def test_a_test_of_an_active_connection_says_how_it_ended(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer, htmx: bool
):
    connection = save_memory(cast, memory, erp, active=True)
    page = open_page(admin, "/sync").fill(selected=str(connection.id))
    page.htmx = htmx
    tested = page.press("connection-test")
    assert tested.by_id("connections").get("data-announce").count("“Fjord”: the test passed.") == 1
    assert [each.get("class") for each in tested.root.all("p") if "the test passed" in each.text()] == ["message success"]
    erp.mode = "closing"
    tested = page.press("connection-test")
    assert "“Fjord”: the test failed." in tested
    assert "the test" not in open_page(admin, "/sync").text
    TestRun.update(finished_at=now() - timedelta(minutes=2)).execute()
    assert "the test" not in open_page(admin, f"/sync?tested={TestRun.select().order_by(TestRun.id.desc()).get().id}").text


def test_a_test_that_takes_longer_says_how_it_ended_when_the_list_is_asked_again(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer
):
    connection = save_memory(cast, memory, erp, active=True)
    run = TestRun.create(connection=connection, state="running", user=cast["åse"])
    page = open_page(admin, f"/sync?selected={connection.id}&tested={run.id}")
    poll = page.by_id("connections").get("hx-get")
    assert f"tested={run.id}" in poll
    TestRun.update(state="passed", finished_at=now()).where(TestRun.id == run.id).execute()
    assert "“Fjord”: the test passed." in open_page(admin, poll)
    assert open_page(admin, "/sync?tested=x&selected=1").status == 200


@pytest.mark.parametrize("words", ["Configure ERP connection", "Test ERP connection", "Delete"])
def test_a_button_without_a_row_selected_asks_for_one(admin: Browser, several: Any, words: str):
    page = open_page(admin, "/sync").press(words, inside="connections")
    assert page.status == 422
    assert "Select a row first." in page
    assert len(names(page)) == 5


def test_configure_opens_the_dialog_of_the_row(admin: Browser, several: dict[str, Connection]):
    page = (
        open_page(admin, "/sync").fill(selected=str(several["alta"].id)).press("Configure ERP connection", inside="connections")
    )
    assert page.value("Name") == "alta"
    assert page.press("Cancel").by_id(f"connection-{several['alta'].id}").attributes.keys() >= {"checked"}


def test_deleting_asks_hides_and_can_be_taken_back(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp, active=True)
    page = open_page(admin, "/sync").fill(selected=str(connection.id)).press("Delete", inside="connections")
    assert "It is active: it stops syncing, and its ERP tab disappears." in page
    assert Connection.get().deleted_at is None
    page = page.press("Delete")
    assert (names(page), Connection.get().active) == ([], False)
    assert "Deleted (1)" in page
    page = open_page(admin, "/sync?deleted=1")
    assert "Deleted" in row(page, "Fjord")
    page = page.fill(selected=str(connection.id)).press("Restore")
    assert names(page) == ["Fjord"]
    assert "“Fjord” is back, and inactive." in page
    assert edited(admin, connection).value("Server") == erp.address


def test_restoring_is_refused_while_the_name_is_anothers(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    first = save_memory(cast, memory, erp)
    open_page(admin, "/sync").fill(selected=str(first.id)).press("Delete", inside="connections").press("Delete")
    second = save_memory(cast, memory, erp, name="FJORD")
    page = open_page(admin, "/sync?deleted=1").fill(selected=str(first.id)).press("Restore")
    assert page.status == 422
    assert "The name “Fjord” is already taken. Choose another." in page
    edited(admin, second).type("Name", "Another").press("OK")
    page = open_page(admin, "/sync?deleted=1").fill(selected=str(first.id)).press("Restore")
    assert names(page) == ["Another", "Fjord"]


@pytest.mark.parametrize("row", ["999999", "0", "-1", "x", str(10**30)])
def test_rows_that_do_not_exist_are_not_found(admin: Browser, several: Any, row: str):
    for action in ("configure", "test", "delete", "restore"):
        answer = admin.post(f"/sync/connections/{action}", {"selected": row}, follow_redirects=True)
        assert answer.status_code == 404, action
    assert admin.post("/sync/connections/toggle", {"toggle": row}).status_code == 404
    assert admin.post("/sync/connections/toggle").status_code == 404


def test_the_list_alone_answers_a_fragments_request(admin: Browser, several: Any):
    answer = admin.get("/sync?q=alta", htmx=True)
    assert "<html" not in answer.text
    assert 'id="connectors"' not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def many(cast: Any, memory: SyncConnector, first: int, last: int) -> None:
    """More connections, each with a restricted scope, reasons, and a test of its own."""
    for number in range(first, last):
        connection = Connection.create(
            guid=f"guid-{number}", name=f"C{number}", name_key=f"c{number}", connector=memory, everyone=False,
            tested_by=cast["åse"], tested_at=now(), activation=[{"code": "scope_empty", "field": "", "facts": {}}],
        )  # fmt: skip
        ConnectionAccess.create(connection=connection, group=cast["sales"])
        ConnectionAccess.create(connection=connection, user=cast["dag"])
        TestRun.create(connection=connection, state="waiting" if number % 3 else "passed")


def queries(browser: Browser, url: str) -> int:
    """How many queries a page costs."""
    with count_queries() as counted:
        assert browser.get(url).status_code == 200
    return int(counted.count)


def test_a_hundred_connections_and_twenty_connectors_cost_as_many_queries_as_five_and_one(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer
):
    saved = save_memory(cast, memory, erp)
    urls = ["/sync", "/sync?q=dag&sort=state", "/sync?deleted=1", f"/sync/connections/{saved.id}", "/sync/connections/new"]
    SyncConnector.create(name="Second", name_key="second", url="plugin://hostile")
    many(cast, memory, 0, 4)
    few = {url: queries(admin, url) for url in urls}
    many(cast, memory, 4, 99)
    for number in range(18):
        SyncConnector.create(name=f"S{number}", name_key=f"s{number}", url="plugin://hostile")
    assert {url: queries(admin, url) for url in urls} == few
    assert len(names(open_page(admin, "/sync"))) == 100
    assert few["/sync"] < 12
    assert few[f"/sync/connections/{saved.id}"] < 30
