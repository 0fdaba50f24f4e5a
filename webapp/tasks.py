"""What runs in the background. The queue carries ids only; the rows they name are the truth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from peewee import OperationalError

from webapp import jobs
from webapp.db import db
from webapp.services import housekeeping, readings, test_worker

current: Huey | None = None


def queue(instance: Path, settings: Mapping[str, Any]) -> jobs.Enqueue:
    """Make the queue and register the tasks; what services call to enqueue."""
    global current
    url = settings["DATABASE_URL"]
    if url.startswith("postgresql"):
        huey = _postgresql(url.replace("+pool", "", 1))
    else:  # a file of its own: enqueueing would wait for a transaction of ours in the same file
        huey = SqliteHuey("kobling", filename=str(instance / "queue.db"))
    tasks = _register(huey)
    current = huey

    def enqueue(name: str, row: int) -> None:
        tasks[name](row)

    return enqueue


def _postgresql(dsn: str) -> Huey:
    from psycopg import OperationalError as Unreachable  # installed only where PostgreSQL is used

    try:
        return PostgresHuey("kobling", dsn=dsn)
    except Unreachable as error:
        raise OperationalError(str(error)) from error


def _register(huey: Huey) -> dict[str, Any]:
    @huey.pre_execute()
    def open_database(task: Any) -> None:
        db.connect(reuse_if_open=True)

    @huey.post_execute()
    def close_database(task: Any, result: Any, error: Any) -> None:
        if not huey.immediate and not db.is_closed():
            db.close()

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
