"""Runs: work in the background that reads or writes many records, with progress, cancelling, and an end in every case.

Asking for a run makes its row and queues it; a worker carries it out through `carried_out`. What each kind does is in
`webapp.services.run_kinds`; how a run is told of, in `pages/runs`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from connectors.base import ActorType, Text
from connectors.errors import ConnectorError
from webapp import jobs
from webapp.db import db, now, one_at_a_time
from webapp.errors import Problem
from webapp.models import Connection, SyncRun, User
from webapp.models.run import UNDER_WAY
from webapp.models.stored import text_data
from webapp.services.workers import gone, own_name, stopping

TASK = "carry_out_run"
BEAT = 2.0
"""Seconds between two looks at whether somebody has cancelled, and between two notes of progress."""
DEAD = timedelta(seconds=90)
"""How long a running run may be silent before it counts as lost with its worker."""


class Cancelled(Exception):
    """Somebody has cancelled the run, or its worker is about to end (then the run counts as interrupted)."""


def request(
    kind: str,
    connection: Connection | None,
    user: User | None,
    actor_type: ActorType | None = None,
    params: Mapping[str, Any] | None = None,
    of: SyncRun | None = None,
) -> SyncRun:
    """Ask for a run; it begins once the transaction under way is stored.

    Raises `Problem("run_under_way")` where a run of the connection that writes waits or runs already: they would overtake
    each other.
    """
    with db.atomic():
        if connection is not None:
            take_turn(connection)
            connection_busy = under_way(connection)
            if connection_busy is not None:
                raise Problem("run_under_way", name=connection.name, kind=connection_busy.kind)
        run = SyncRun.create(
            kind=kind,
            connection=connection,
            actor_type=actor_type.value if actor_type else "",
            params=dict(params or {}),
            of=of,
            user=user,
            user_name=user.name if user else "",
        )
        jobs.enqueue(TASK, run.id)
    return run


def take_turn(connection: Connection) -> None:
    """Until the transaction ends, nobody else asks for a run of the connection: what is looked at before one is asked for
    still holds when it is."""
    one_at_a_time(f"runs of {connection.id}")


def under_way(connection: Connection) -> SyncRun | None:
    """The run of a connection that waits or runs, if any. One query."""
    mine = (SyncRun.connection == connection) & SyncRun.state.in_(UNDER_WAY)
    found: SyncRun | None = SyncRun.select().where(mine).order_by(SyncRun.id).first()
    return found


def cancel(run: SyncRun) -> None:
    """Have a run stop at the end of the batch it is at; what it has stored stays. One that waits is ended at once."""
    ended = {"state": "cancelled", "cancel": True, "finished_at": now()}
    if not SyncRun.update(ended).where(SyncRun.id == run.id, SyncRun.state == "waiting").execute():
        SyncRun.update(cancel=True).where(SyncRun.id == run.id, SyncRun.state == "running").execute()


class Progress:
    """A run under way, as the code of its kind sees it."""

    def __init__(self, run: SyncRun) -> None:
        self.run = run
        self.counts: dict[str, int] = dict(run.counts)
        self._done = 0
        self._beat = 0.0

    def total(self, total: int | None) -> None:
        """Say how many rows there are, as soon as that is known."""
        self.run.total = total
        SyncRun.update(total=total).where(SyncRun.id == self.run.id).execute()

    def step(self, done: int, **counted: int) -> None:
        """Note that *done* rows more are through, and of which outcomes; call it outside of transactions, once a batch.

        Raises `Cancelled` where the run is to end here.
        """
        self._done += done
        for outcome, number in counted.items():
            self.counts[outcome] = self.counts.get(outcome, 0) + number
        if time.monotonic() - self._beat >= BEAT or not self._beat:
            self.beat()

    def beat(self) -> None:
        """Write the progress down, and look whether the run is to end, or counts as lost by now: then another may have begun.

        Call it at least once in `DEAD`, also while an ERP is waited for. Raises `Cancelled`.
        """
        self._beat = time.monotonic()
        held = self._write(heartbeat_at=now())
        if not held or stopping.is_set() or SyncRun.select().where(SyncRun.id == self.run.id, SyncRun.cancel).exists():
            raise Cancelled

    def close(self, state: str, error: Mapping[str, Any] | None = None) -> None:
        """The run's end."""
        self._write(state=state, error=dict(error or {}), finished_at=now(), heartbeat_at=now())

    def _write(self, **more: Any) -> bool:
        """Whether the run is still ours."""
        mine = (SyncRun.id == self.run.id) & (SyncRun.state == "running")
        return bool(SyncRun.update(done=self._done, counts=self.counts, **more).where(mine).execute())


@contextmanager
def carried_out(run_id: int) -> Iterator[Progress | None]:
    """Around the work of a run that waits; None for one that doesn't any more: tasks may come twice.

    However the work ends, the run has a state: done, partial where it counted failures (`failed` in its counts), failed with
    the ERP's reason where a `ConnectorError` came through, cancelled or interrupted.
    """
    began = {"state": "running", "started_at": now(), "heartbeat_at": now(), "worker": own_name()}
    if not SyncRun.update(began).where(SyncRun.id == run_id, SyncRun.state == "waiting").execute():
        yield None
        return
    progress = Progress(SyncRun.get_by_id(run_id))
    try:
        yield progress
    except Cancelled:
        progress.close("interrupted" if stopping.is_set() else "cancelled")
    except ConnectorError as error:
        progress.close("failed", told(error))
    else:
        progress.close("partial" if progress.counts.get("failed") else "done")


def told(error: ConnectorError) -> dict[str, Any]:
    """What an ERP said, as a run keeps it."""
    return {"text": text_data(error.text), "remedy": text_data(error.remedy), "detail": error.detail}


BROKEN = Text("The run broke down because of a fault in kobling.", "Kjøringen stoppet på grunn av en feil i kobling.")
LOST = Text("The run was interrupted: its worker ended.", "Kjøringen ble avbrutt: prosessen som utførte den, er avsluttet.")


def give_up(run_id: int, why: Text = BROKEN) -> None:
    """A run whose worker broke over it: it is over, and says so; what it has stored stays."""
    error = {"text": text_data(why), "remedy": text_data(Text("")), "detail": ""}
    state = "interrupted" if why is LOST else "failed"
    ended = SyncRun.update(state=state, error=error, finished_at=now())
    ended.where(SyncRun.id == run_id, SyncRun.state == "running").execute()


def tidy() -> None:
    """End the runs whose worker has died, and queue again those that the queue has lost."""
    for run in SyncRun.select().where(SyncRun.state == "running"):
        if run.heartbeat_at is None or run.heartbeat_at < now() - DEAD or gone(run.worker):
            give_up(run.id, LOST)
    for run in SyncRun.select().where(SyncRun.state == "waiting", SyncRun.created_at < now() - timedelta(seconds=60)):
        jobs.enqueue(TASK, run.id)  # carried out once only, however often it is queued
