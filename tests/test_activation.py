"""Activation from the list: in the background, with every check, and with each reason in words where one fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import edited, filled, reason, save_memory, state
from tests.erpserver import ErpServer
from tests.mapped import ready
from tests.pages import Page, open_page
from tests.test_sync_list import row
from webapp import cli, tasks
from webapp.db import now
from webapp.models import ConfigValue, Connection, ConnectionAccess, Group, SyncConnector, TestRun
from webapp.services import housekeeping, test_worker
from webapp.services.housekeeping import DEAD


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return ready(save_memory(cast, memory, erp))


@pytest.fixture
def worker(app: Any) -> Iterator[None]:
    """Background work in threads of its own, as when the program runs."""
    assert tasks.current is not None
    tasks.current.immediate = tasks.runs.immediate = False
    consumers = cli._start_worker()
    yield
    for consumer in consumers:
        consumer.stop(graceful=False)
        for _worker, thread in consumer.worker_threads:
            thread.join(10)


def until(true: Callable[[], Any], seconds: float = 15.0) -> float:
    """Wait until something is so; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it never came to that"
        time.sleep(0.02)
    return time.monotonic() - began


def toggle(browser: Browser, name: str = "Fjord") -> Page:
    """Tick or clear Active in the list."""
    return open_page(browser, "/sync").press(f"Active: {name}")


def test_ticking_active_tests_first_and_clearing_it_is_immediate(admin: Browser, saved: Connection, erp: ErpServer):
    page = toggle(admin)
    assert (Connection.get().active, erp.sign_ins) == (True, [("erp", True)])
    assert page.button("Active: Fjord").get("aria-checked") == "true"
    page = toggle(admin)
    assert (Connection.get().active, len(erp.sign_ins)) == (False, 1)
    assert page.button("Active: Fjord").get("aria-checked") == "false"


def test_a_failed_test_is_the_reason_and_the_next_try_can_pass(admin: Browser, saved: Connection, erp: ErpServer):
    erp.mode = "closing"
    page = toggle(admin)
    assert "Could not be activated:" in row(page, "Fjord")
    assert "ended the conversation" in row(page, "Fjord")
    assert not Connection.get().active
    erp.mode = "ok"
    page = toggle(admin)
    assert (Connection.get().active, Connection.get().activation) == (True, [])
    assert "Could not be activated:" not in page


def test_every_reason_is_told_at_once(admin: Browser, saved: Connection, erp: ErpServer, cast: dict[str, Any]):
    erp.mode = "refuse"
    Connection.update(everyone=False).execute()
    reasons = row(toggle(admin), "Fjord")
    assert "The server refused the user" in reasons
    assert "Choose at least one user or group, or give everyone access." in reasons
    ConnectionAccess.create(connection=saved, group=cast["sales"])
    erp.mode = "ok"
    edited(admin, saved).press("Test ERP connection").press("Test with the same values again")
    toggle(admin)
    assert Connection.get().active


def test_a_scope_whose_group_was_deleted_names_nobody(admin: Browser, saved: Connection, cast: dict[str, Any]):
    Connection.update(everyone=False).execute()
    ConnectionAccess.create(connection=saved, group=cast["sales"])
    Group.delete().where(Group.id == cast["sales"].id).execute()
    assert "Choose at least one user or group" in row(toggle(admin), "Fjord")
    assert not Connection.get().active


def test_a_missing_mandatory_value_is_a_reason(admin: Browser, saved: Connection, erp: ErpServer):
    ConfigValue.update(text="").where(ConfigValue.key == "user").execute()
    page = toggle(admin)
    assert not Connection.get().active
    assert "User" in row(page, "Fjord") or page.status == 422
    assert ("erp", True) not in erp.sign_ins
    page = edited(admin, saved).type("User", "erp").type("Active", "y").press("Test ERP connection").press("OK")
    assert Connection.get().active


def test_a_refused_sign_in_is_not_repeated_from_the_list(admin: Browser, saved: Connection, erp: ErpServer):
    erp.mode = "refuse"
    toggle(admin)
    page = toggle(admin)
    assert (page.status, len(erp.sign_ins)) == (422, 1)
    assert "was refused at its last sign-in" in page
    erp.mode = "ok"
    edited(admin, saved).press("Test ERP connection").press("Test with the same values again")
    toggle(admin)
    assert Connection.get().active


def test_a_configuration_changed_during_the_test_is_not_activated(admin: Browser, saved: Connection):
    run = TestRun.create(connection=saved, state="waiting", activate=True, digests={"": "of other values"})
    test_worker.carry_out(run.id)
    assert "Could not be activated:" in row(open_page(admin, "/sync"), "Fjord")
    assert not Connection.get().active
    toggle(admin)
    assert Connection.get().active


def test_an_activation_whose_worker_died_is_told_and_can_be_repeated(admin: Browser, saved: Connection, erp: ErpServer):
    TestRun.create(connection=saved, state="running", activate=True, heartbeat_at=now() - 2 * DEAD)
    housekeeping.interrupt_dead()
    page = open_page(admin, "/sync")
    assert not Connection.get().active
    assert "The test was interrupted. Set Active again." in row(page, "Fjord")
    toggle(admin)
    assert Connection.get().active


# ---- with a worker beside the pages


def test_activation_runs_in_the_background_and_the_row_says_so(worker: None, admin: Browser, saved: Connection, erp: ErpServer):
    erp.mode, erp.delay = "slow", 0.4
    page = toggle(admin)
    assert "Testing before it becomes active" in row(page, "Fjord") or "waiting for its turn" in row(page, "Fjord")
    assert not Connection.get().active
    again = toggle(admin)
    assert again.status == 422
    erp.mode = "ok"
    until(lambda: Connection.get().active)
    assert TestRun.select().where(TestRun.activate).count() == 1
    assert "Active" in row(open_page(admin, "/sync"), "Fjord")


def test_cancel_ends_a_hanging_server_and_frees_its_slot_within_two_seconds(
    worker: None, admin: Browser, memory: SyncConnector, erp: ErpServer
):
    erp.mode = "silent"
    page = filled(admin, erp).press("Test ERP connection")
    assert state(page) == "The test is running"
    until(lambda: erp.open_connections)
    began = time.monotonic()
    page.press("Cancel the test")
    until(lambda: TestRun.get().state == "cancelled" and not erp.open_connections, 2.0)
    assert time.monotonic() - began < 2.0
    erp.mode = "ok"
    page = open_page(admin, page.url)
    assert state(page) == "The test was cancelled"
    page = page.press("Test ERP connection")
    until(lambda: state(open_page(admin, page.url)) == "The test passed")


def test_two_tests_run_side_by_side_and_one_that_hangs_does_not_hold_up_the_other(
    worker: None, admin: Browser, memory: SyncConnector, erp: ErpServer
):
    with ErpServer("silent") as hanging:
        stuck = filled(admin, hanging, name="Stuck").press("Test ERP connection")
        until(lambda: hanging.open_connections)
        quick = filled(admin, erp).press("Test ERP connection")
        until(lambda: state(open_page(admin, quick.url)) == "The test passed")
        assert state(open_page(admin, stuck.url)) == "The test is running"
        assert open_page(admin, quick.url).press("OK").url == "/sync"
        open_page(admin, stuck.url).press("Cancel")
        until(lambda: not hanging.open_connections, 2.0)


def test_closing_the_dialog_ends_its_test(worker: None, admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "silent"
    page = filled(admin, erp).press("Test ERP connection")
    until(lambda: erp.open_connections)
    assert page.press("Cancel").url == "/sync"
    until(lambda: not erp.open_connections, 2.0)
    until(lambda: TestRun.get().state == "cancelled")


def test_what_is_typed_while_a_test_runs_ends_its_pass_and_putting_it_back_restores_it(
    worker: None, admin: Browser, memory: SyncConnector, erp: ErpServer
):
    erp.mode, erp.delay = "slow", 0.3
    page = filled(admin, erp).press("Test ERP connection")
    assert state(page) == "The test is running"
    page = page.type("Company number", "2").change()
    assert state(page) == "The test is running"
    until(lambda: TestRun.get().state == "passed")
    page = open_page(admin, page.url)
    assert (state(page), reason(page)) == ("Changed since the test", "Changed since the test: Company number. Test again.")
    page = page.type("Company number", "1").change()
    assert (state(page), reason(page)) == ("The test passed", "")


def test_a_connection_deleted_while_it_is_being_activated_stays_inactive(
    worker: None, admin: Browser, saved: Connection, erp: ErpServer
):
    erp.mode = "silent"
    toggle(admin)
    until(lambda: erp.open_connections)
    open_page(admin, "/sync").fill(selected=str(saved.id)).press("Delete", inside="connections").press("Delete")
    run = TestRun.get(TestRun.activate)
    until(lambda: TestRun.get_by_id(run.id).state == "cancelled" and not erp.open_connections, 2.0)
    erp.mode = "ok"
    page = open_page(admin, "/sync?deleted=1").fill(selected=str(saved.id)).press("Restore")
    assert "The test was cancelled" in row(page, "Fjord")
    assert not Connection.get().active
    toggle(admin)
    until(lambda: Connection.get().active)
