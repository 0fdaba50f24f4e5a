"""Whatever an ERP or a connector does, a test ends, says what happened, and the next one is not the worse for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import draft_of, edited, filled, hostile, passed, reason, save_memory, state, steps
from tests.erpserver import ErpServer
from tests.pages import open_page
from webapp import config
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.models import Connection, SyncConnector, TestRun
from webapp.services import housekeeping, judgement, test_worker
from webapp.services.housekeeping import DEAD

LOCKING = "Another attempt with the same values can lock the account."


@contextmanager
def limits(**seconds: int) -> Iterator[None]:
    """Other limits of a test for a while; a busy machine would need more for tests that are to pass."""
    before = dict(config.current)
    config.current.update(seconds)
    yield
    config.current.update(before)


def test_a_server_that_accepts_and_never_answers_ends_at_the_limit_of_a_step(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    erp.mode = "silent"
    with limits(STEP_SECONDS=1):
        page = filled(admin, erp).press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test took too long", "OK becomes available when the test of these values passes.")
    assert "No answer within 1 seconds." in page
    assert "Check that the address is right and that the system isn't overloaded" in page
    erp.mode = "ok"
    page = page.press("Test ERP connection")
    assert state(page) == "The test passed"
    assert page.press("OK").url == "/sync"


def test_a_slow_server_ends_at_the_limit_of_the_whole_test(admin: Browser, memory: SyncConnector, erp: ErpServer):

    erp.mode, erp.delay = "slow", 0.6
    with limits(TEST_SECONDS=2):
        page = filled(admin, erp).press("Test ERP connection")
    assert state(page) == "The test took too long"
    assert "The test as a whole was not done within 2 seconds." in page
    assert steps(page)[0].startswith("Passed: Answer from the connector")
    erp.mode = "ok"
    assert state(page.press("Test ERP connection")) == "The test passed"


@pytest.mark.parametrize("mode", ["garbage", "closing"])
def test_a_server_that_talks_nonsense_is_a_failed_test_in_words(admin: Browser, memory: SyncConnector, erp: ErpServer, mode: Any):
    erp.mode = mode
    page = filled(admin, erp).press("Test ERP connection")
    assert state(page) == "The test failed"
    assert page.error_at("Server")
    assert "Traceback" not in page
    erp.mode = "ok"
    assert state(page.press("Test ERP connection")) == "The test passed"


@pytest.mark.parametrize(
    ("behaviour", "title"),
    [
        ("loops", "The test took too long"),
        ("sleeps", "The test took too long"),
        ("exits", "The test failed"),
        ("crashes", "The test failed"),
        ("floods", "The test passed"),
    ],
)
def test_a_hostile_connector_costs_its_own_test_and_nothing_else(admin: Browser, cast: Any, behaviour: str, title: str):
    page = hostile(admin, behaviour)
    with limits(STEP_SECONDS=1) if behaviour in ("loops", "sleeps") else nullcontext():
        page = page.press("Test ERP connection")
    assert state(page) == title
    assert len(page.html) < 200_000
    page = page.type("Behaviour", "ok").press("Test ERP connection")
    assert (state(page), reason(page)) == ("The test passed", "")
    assert page.press("OK").url == "/sync"
    assert "&lt;script&gt;" not in edited(admin, Connection.get()).text


def test_a_test_under_way_is_shown_with_its_step_and_can_be_cancelled(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp).change()
    current = {"title": ["Sign-in", "Pålogging"]}
    TestRun.create(draft=draft_of(page), state="running", started_at=now(), heartbeat_at=now(), current=current)
    page = open_page(admin, page.url)
    assert (state(page), steps(page)) == ("The test is running", ["Running: Sign-in"])
    assert "0 s of at most 60 s" in page
    assert reason(page) == "OK becomes available when the test has passed."
    again = page.press("Test ERP connection", disabled=True)
    assert (again.status, TestRun.select().count()) == (422, 1)
    page.press("Cancel the test")
    assert TestRun.get().cancel


def test_a_test_cancelled_before_its_turn_reaches_nobody_and_another_can_pass(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    page = filled(admin, erp).change()
    digests = judgement.judge(draft_of(page), now()).configuration.digests
    run = TestRun.create(draft=draft_of(page), state="waiting", digests=digests)
    page = open_page(admin, page.url)
    assert state(page) == "The test is waiting for its turn"
    page.press("Cancel the test")
    test_worker.carry_out(run.id)
    page = open_page(admin, page.url)
    assert (state(page), erp.sign_ins) == ("The test was cancelled", [])
    assert state(page.press("Test ERP connection")) == "The test passed"


def test_a_waiting_test_that_nobody_takes_says_so(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp).change()
    run = TestRun.create(draft=draft_of(page), state="waiting", created_at=now() - DEAD)
    assert "No worker has taken it yet" in open_page(admin, page.url)
    housekeeping.interrupt_dead()  # queues it again; its values are none of this draft's
    assert TestRun.get_by_id(run.id).state == "cancelled"
    assert state(open_page(admin, page.url).press("Test ERP connection")) == "The test passed"


def test_the_test_of_a_worker_that_died_is_interrupted_and_can_be_repeated(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp).change()
    digests = judgement.judge(draft_of(page), now()).configuration.digests
    TestRun.create(draft=draft_of(page), state="running", started_at=now(), heartbeat_at=now() - 2 * DEAD, digests=digests)
    alive = TestRun.create(connection=None, state="running", heartbeat_at=now())
    housekeeping.interrupt_dead()
    page = open_page(admin, page.url)
    assert (state(page), TestRun.get_by_id(alive.id).state) == ("The test was interrupted", "running")
    assert "The worker that carried it out has stopped. Test again." in page
    assert state(page.press("Test ERP connection")) == "The test passed"


# ---- a refused sign-in is not repeated unasked


def test_repeating_a_refused_sign_in_asks_first_and_goes_through_when_meant(
    admin: Browser, memory: SyncConnector, erp: ErpServer
):
    erp.mode = "refuse"
    page = filled(admin, erp).press("Test ERP connection")
    page = page.press("Test ERP connection")
    assert (page.status, len(erp.sign_ins)) == (422, 1)
    assert LOCKING in page
    erp.mode = "ok"
    page = page.press("Test with the same values again")
    assert (state(page), len(erp.sign_ins)) == ("The test passed", 2)
    assert state(page.press("Test ERP connection")) == "The test passed"


def test_another_number_does_not_make_a_refused_sign_in_another_one(admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "refuse"
    page = filled(admin, erp).press("Test ERP connection")
    page = page.fill(**{html_name("rounding"): "0.25"}).press("Test ERP connection")
    assert (page.status, len(erp.sign_ins)) == (422, 1)
    erp.mode = "ok"
    assert state(page.press("Test with the same values again")) == "The test passed"


def test_a_corrected_password_is_tested_without_asking(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp, password="feil-Måltrost 7").press("Test ERP connection")
    assert erp.sign_ins == [("erp", False)]
    page = page.fill(**{html_name("password"): erp.password}).press("Test ERP connection")
    assert state(page) == "The test passed"
    assert erp.sign_ins == [("erp", False), ("erp", True)]


def test_a_locked_account_is_said_and_nothing_more_is_asked(admin: Browser, memory: SyncConnector, erp: ErpServer):
    erp.mode = "lock"
    page = filled(admin, erp).press("Test ERP connection")
    assert "is locked after 3 failed attempts." in page.error_at("User")
    assert "Have the account unlocked in the ERP system" in page
    assert len(erp.sign_ins) == 1


def test_the_guard_stands_between_dialogs_and_in_the_list_too(admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp)
    erp.mode = "refuse"
    assert state(edited(admin, connection).press("Test ERP connection")) == "The test failed"
    page = open_page(admin, "/sync").fill(selected=str(connection.id)).press("Test ERP connection")
    assert (page.status, len(erp.sign_ins)) == (422, 1)
    assert "“Fjord” was refused at its last sign-in. Open it and correct the values." in page
    page = edited(admin, connection).press("Test ERP connection")
    assert LOCKING in page
    erp.mode = "ok"
    assert state(page.press("Test with the same values again")) == "The test passed"
    page = open_page(admin, "/sync").fill(selected=str(connection.id)).press("Test ERP connection")
    assert (page.status, erp.sign_ins[-1]) == (200, ("erp", True))


def test_a_new_dialog_finds_nothing_of_anothers_pass(admin: Browser, memory: SyncConnector, erp: ErpServer):
    passed(admin, erp)
    page = filled(admin, erp).press("OK", disabled=True)
    assert (page.status, state(page)) == (422, "Not tested yet")
    assert page.press("Test ERP connection").press("OK").url == "/sync"
