"""What is done every minute: rows that nobody needs any more go, and work whose worker died is owned up to."""

from __future__ import annotations

from datetime import timedelta

from peewee import fn

from webapp import jobs
from webapp.db import now
from webapp.models import ConnectionDraft, RunRow, SignInAttempt, SyncRun, TestRun
from webapp.models.run import UNDER_WAY
from webapp.services import import_choice, runs, test_worker, workers

DEAD = timedelta(seconds=30)
FORGOTTEN = timedelta(seconds=30)
KEPT = timedelta(days=30)


def tidy() -> None:
    """One round of housekeeping. Harmless to repeat."""
    ConnectionDraft.delete().where(ConnectionDraft.expires_at < now()).execute()
    SignInAttempt.delete().where(SignInAttempt.at < now() - timedelta(days=1)).execute()
    last = TestRun.select(fn.MAX(TestRun.id)).where(TestRun.connection.is_null(False)).group_by(TestRun.connection)
    TestRun.delete().where(TestRun.created_at < now() - KEPT, TestRun.id.not_in(last)).execute()
    import_choice.forget_old()
    _forget_previews()
    interrupt_dead()
    runs.tidy()


def _forget_previews() -> None:
    """The rows of an old preview go: thousands of values that nobody imports any more. The run itself stays in the list.

    One preview a round, so that nobody waits for many to be deleted.
    """
    carried_on = SyncRun.select(SyncRun.of).where(SyncRun.of.is_null(False), SyncRun.state.in_(UNDER_WAY))
    old = (SyncRun.kind == "preview") & SyncRun.state.not_in(UNDER_WAY) & (SyncRun.created_at < now() - KEPT)
    has_rows = fn.EXISTS(RunRow.select(RunRow.id).where(RunRow.run == SyncRun.id))
    found = SyncRun.select().where(old, SyncRun.id.not_in(carried_on), has_rows).first()
    if found is not None:
        RunRow.delete().where(RunRow.run == found).execute()


def interrupt_dead() -> None:
    """Mark the tests of a worker that died as interrupted, and queue again those that the queue has lost."""
    for run in TestRun.select().where(TestRun.state == "running"):
        if _silent(run) or workers.gone(run.worker):
            test_worker.interrupt(run)
    lost = (TestRun.state == "waiting") & (TestRun.created_at < now() - FORGOTTEN)
    for run in TestRun.select().where(lost):
        jobs.enqueue("test_connection", run.id)  # carried out once only, however often it is queued


def _silent(run: TestRun) -> bool:
    return run.heartbeat_at is None or run.heartbeat_at < now() - DEAD
