"""What happens at the same moment, is killed, or can't be stored: an answer in words and nothing left hanging."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from webapp.db import now
from webapp.errors import Problem
from webapp.models import Connection, Group, SyncConnector, TestRun
from webapp.services import housekeeping, rows, test_worker
from webapp.services.configuration import of_connection


def running(connection: Connection, worker: str) -> TestRun:
    """A test of *connection* that *worker* carries out."""
    digests = of_connection(connection).digests
    began = {"state": "running", "started_at": now(), "heartbeat_at": now()}
    return TestRun.create(connection=connection, worker=worker, digests=digests, **began)


def test_the_second_of_two_that_store_a_name_at_once_is_told_that_it_is_taken(admin: Browser) -> None:
    def twice() -> None:
        with rows.storing("Nord"):
            for name in ("Nord", "nord"):
                Group.create(name=name, name_key="nord")

    with pytest.raises(Problem) as taken:
        twice()
    assert (taken.value.code, taken.value.field) == ("name_taken", "name")
    assert not Group.select().where(Group.name_key == "nord").exists()
    assert admin.post("/groups/new", {"name": "Nord"}).status_code == 303


def test_the_test_of_a_worker_that_was_killed_is_interrupted_at_the_next_start_and_another_can_run(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    connection = save_memory(cast, memory, erp)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine = test_worker.own_name().rpartition(" ")[0]
    dead, alive = running(connection, f"{machine} {ended.pid}"), running(connection, test_worker.own_name())
    housekeeping.interrupt_dead()
    assert TestRun.get_by_id(dead.id).state == "interrupted"
    assert TestRun.get_by_id(alive.id).state == "running"


def test_a_worker_that_broke_over_a_test_leaves_it_interrupted(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    run = running(save_memory(cast, memory, erp), test_worker.own_name())
    test_worker.give_up(run.id)
    assert TestRun.get_by_id(run.id).state == "interrupted"
    assert "interrupted" in admin.get("/sync").get_data(as_text=True)


def test_a_test_under_way_can_be_cancelled_from_the_list(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    connection = save_memory(cast, memory, erp)
    run = running(connection, test_worker.own_name())
    assert "Cancel the test" in admin.get("/sync").get_data(as_text=True)
    assert admin.post("/sync/connections/test", {"selected": connection.id}).status_code == 422
    assert admin.post("/sync/connections/cancel-test", {"selected": connection.id}).status_code == 303
    assert TestRun.get_by_id(run.id).cancel


@pytest.mark.parametrize("path", ["/sign-in", "/groups/new", "/sync/connectors/new"])
def test_a_nul_is_a_control_character_like_others(admin: Browser, path: str) -> None:
    answer = admin.post(path, {"name": "a\0b", "username": "a\0b", "password": "x", "url": "plugin://excel"})
    assert answer.status_code in (303, 422)
    assert not Group.select().where(Group.name.contains("a")).where(Group.name.contains("b")).exists()
