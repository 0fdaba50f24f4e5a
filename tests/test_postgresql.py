"""The main path on PostgreSQL, with its own queue: what differs from SQLite shows here."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest

from connectors.excel.demo import write_demo
from tests import cluster
from tests.conftest import Browser
from tests.dialogs import edited, state
from tests.mapped import ready
from tests.pages import Page, open_page
from webapp import cli, config, tasks
from webapp.config import read_settings
from webapp.db import db, migrate, set_aside
from webapp.forms.config_fields import html_name
from webapp.models import Connection, SyncConnector, TestRun
from webapp.services import activation, connection_test
from webapp.services.configuration import of_connection

pytestmark = pytest.mark.postgresql
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[cluster.Cluster]:
    programs = cluster.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) are not installed")
    with cluster.started(programs) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Any, postgresql: cluster.Cluster) -> Iterator[dict[str, Any]]:
    url = postgresql.new_database()
    yield read_settings({"KOBLING_INSTANCE": str(tmp_path / "instance"), "KOBLING_DATABASE_URL": url, "KOBLING_LANGUAGE": "en"})
    _close_all()


def _close_all() -> None:
    """Close what a server keeps open until its process ends."""
    db.obj.close_all()
    for queue in (tasks.current, tasks.runs):
        if queue is not None:
            queue.immediate = False
            queue.storage.close()
    with _unclosed():
        gc.collect()


@contextmanager
def _unclosed() -> Iterator[None]:
    """The queue leaves the connections of its threads to the collector, which the driver warns about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


@pytest.fixture
def excel(cast: dict[str, Any]) -> SyncConnector:
    write_demo(config.current["INSTANCE"] / "erp.xlsx")
    return SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel")


@pytest.fixture
def worker(app: Any) -> Iterator[None]:
    tasks.current.immediate = tasks.runs.immediate = False
    consumers = cli._start_worker()
    yield
    with _unclosed():
        for consumer in consumers:
            consumer.stop(graceful=True)


def filled(admin: Browser, name: str) -> Page:
    page = open_page(admin, "/sync/connections/new")
    return page.fill(name=name, **{html_name("file"): "erp.xlsx"})


def added(admin: Browser, name: str) -> Connection:
    page = filled(admin, name).press("Test ERP connection")
    assert state(page) in ("The test passed", "The test passed with warnings"), page.text
    page.press("OK")
    return Connection.get(Connection.name == name)


def test_migrating_again_changes_nothing(app: Any):
    assert migrate() == []
    assert Connection.select().count() == 0


def test_a_connection_is_added_tested_edited_and_activated(admin: Browser, excel: SyncConnector):
    connection = added(admin, "Åsane")
    edited(admin, connection).fill(description="Hovedkontoret").press("OK")
    ready(connection)
    admin.post("/sync/connections/toggle", {"toggle": connection.id})
    stored = Connection.get()
    assert (stored.description, stored.active, stored.tested_state) == ("Hovedkontoret", True, "passed")
    admin.post("/sync/connections/toggle", {"toggle": connection.id})
    assert not Connection.get().active


def test_of_two_that_write_the_same_and_are_activated_at_once_one_becomes_active(admin: Browser, excel: SyncConnector):
    both = [ready(added(admin, name)) for name in ("Nord", "Sør")]
    runs = [TestRun.create(connection=each, state="passed", digests=of_connection(each).digests) for each in both]
    together = Barrier(2)

    def finish(number: int) -> None:
        with db.connection_context():
            together.wait(10)
            activation.finish(Connection.get_by_id(both[number].id), runs[number])

    for _ in range(5):
        Connection.update(active=False).execute()
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(finish, range(2)))
        assert sorted(each.active for each in Connection.select()) == [False, True]


def test_the_list_is_sorted_by_the_norwegian_alphabet_and_filtered_whatever_the_case(admin: Browser, excel: SyncConnector):
    names = ["alfa", "Zulu", "Ærfugl", "Østfold", "Ålesund"]
    for name in sorted(names):
        added(admin, name)
    page = admin.get("/sync").get_data(as_text=True)
    assert sorted(names, key=page.index) == names
    page = admin.get("/sync?q=åLE", htmx=True).get_data(as_text=True)
    assert "Ålesund" in page
    assert "Zulu" not in page


def test_a_deleted_connection_is_restored(admin: Browser, excel: SyncConnector):
    connection = added(admin, "Fjord")
    admin.post("/sync/connections/delete", {"selected": connection.id, "confirmed": "1"})
    assert "Fjord" in admin.get("/sync?deleted=1", htmx=True).get_data(as_text=True)
    admin.post("/sync/connections/restore?deleted=1", {"selected": connection.id})
    assert Connection.get().deleted_at is None


def test_a_name_taken_is_refused_and_the_request_goes_on(admin: Browser, excel: SyncConnector):
    added(admin, "Fjord")
    page = filled(admin, "FJORD").press("Test ERP connection").press("OK")
    assert page.status == 422
    assert Connection.select().count() == 1
    page.fill(name="Fjell").press("OK")
    assert Connection.select().count() == 2


def test_the_queue_of_the_database_carries_tests_to_the_worker(admin: Browser, excel: SyncConnector, worker: None):
    page = filled(admin, "Fjord").press("Test ERP connection")
    run = connection_test.wait(TestRun.get(), 10)
    assert run.state in ("passed", "warnings")
    open_page(admin, page.url).press("OK")
    assert Connection.get().name == "Fjord"


def test_connections_that_the_database_has_ended_are_made_anew(admin: Browser):
    with ThreadPoolExecutor(1) as requests:  # the test's own thread holds a connection all the time
        assert requests.submit(admin.get, "/sync").result().status_code == 200
        [own] = db.execute_sql("SELECT pg_backend_pid()").fetchone()
        ended = db.execute_sql(END, (own,)).fetchall()
        assert len(ended) >= 1
        assert requests.submit(admin.get, "/sync").result().status_code == 200


def test_while_an_erp_is_waited_for_the_connection_is_free_for_others_but_not_within_a_transaction(app: Any):
    with db.connection_context():
        with set_aside():
            assert db.is_closed()
        assert Connection.select().count() == 0
        with db.atomic(), set_aside():
            assert Connection.select().count() == 0
