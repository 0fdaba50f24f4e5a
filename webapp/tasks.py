"""What runs in the background. The queue carries ids only; the rows they name are the truth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from peewee import OperationalError

from webapp import jobs
from webapp.db import db
from webapp.services import housekeeping, readings, run_kinds, test_worker
from webapp.services import runs as service

current: Huey | None = None
"""The queue of what is over within minutes: tests and readings."""
runs: Huey | None = None
"""The queue of runs. They have workers of their own: an import of an hour must not keep a test waiting."""


def queue(instance: Path, settings: Mapping[str, Any]) -> jobs.Enqueue:
    """Make the queues and register the tasks; what services call to enqueue."""
    global current, runs
    current, runs = (_made(name, instance, settings["DATABASE_URL"]) for name in ("kobling", "kobling-runs"))
    tasks = {**_register(current), **_register_runs(runs)}

    def enqueue(name: str, row: int) -> None:
        tasks[name](row)

    return enqueue


def _made(name: str, instance: Path, url: str) -> Huey:
    if url.startswith("postgresql"):
        return _postgresql(name, url.replace("+pool", "", 1))
    # a file of its own: enqueueing would wait for a transaction of ours in the same file
    return SqliteHuey(name, filename=str(instance / "queue.db"))


def _postgresql(name: str, dsn: str) -> Huey:
    from psycopg import OperationalError as Unreachable  # installed only where PostgreSQL is used

    try:
        return PostgresHuey(name, dsn=dsn)
    except Unreachable as error:
        raise OperationalError(str(error)) from error


def _with_database(huey: Huey) -> None:
    @huey.pre_execute()
    def open_database(task: Any) -> None:
        db.connect(reuse_if_open=True)

    @huey.post_execute()
    def close_database(task: Any, result: Any, error: Any) -> None:
        if not huey.immediate and not db.is_closed():
            db.close()


def _register(huey: Huey) -> dict[str, Any]:
    _with_database(huey)

    @huey.task(name="test_connection")
    def test_connection(run: int) -> None:
        try:
            test_worker.carry_out(run)
        except Exception:  # the outer edge of the worker: whatever broke, nobody waits for this run any longer
            test_worker.give_up(run)
            raise

    @huey.periodic_task(crontab(minute="*"), name="tidy")
    def tidy() -> None:
        housekeeping.tidy()

    @huey.task(name="read_fields")
    def read_fields(reading: int) -> None:
        try:
            readings.carry_out(reading)
        except Exception:  # the outer edge of the worker, as above
            readings.give_up(reading)
            raise

    return {"test_connection": test_connection, readings.TASK: read_fields}


def _register_runs(huey: Huey) -> dict[str, Any]:
    _with_database(huey)

    @huey.task(name=service.TASK)
    def carry_out_run(run: int) -> None:
        try:
            run_kinds.carry_out(run)
        except Exception:  # the outer edge of the worker, as above
            service.give_up(run)
            raise

    return {service.TASK: carry_out_run}
