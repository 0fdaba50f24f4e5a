"""Undoing a run as a whole: a run of its own, once for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.base import ActorType
from webapp.db import db
from webapp.errors import Problem
from webapp.models import FieldChange, SyncRun, User
from webapp.services import linking_run, runs
from webapp.services.importing import taking_back
from webapp.services.runs import Progress

KINDS: Mapping[str, Callable[[Progress], None]] = {
    "import": taking_back.carry_out,
    "link": linking_run.undo_links,
}
"""How each kind of run is undone; `progress.run.of` is the run to take back."""
_TAKEN = ("waiting", "running", "done", "partial")


def possible(run: SyncRun) -> bool:
    """Whether a run can be undone: it is over, has done something, and nobody has undone it. Two queries at most."""
    return _trouble(run) is None


def request(run: SyncRun, user: User | None) -> SyncRun:
    """Ask for what *run* did to be taken back, as far as nobody has changed it since; the run that does that.

    Raises `Problem`: `undo_impossible` for a run that has changed nothing, `undo_running`, `undone_already`, and what
    `runs.request` raises. An undo that was cancelled or broke off can be asked for again: it carries on.
    """
    with db.atomic():
        if run.connection is not None:
            runs.take_turn(run.connection)
        if trouble := _trouble(run):
            raise trouble
        return runs.request("undo", run.connection, user, ActorType(run.actor_type) if run.actor_type else None, of=run)


def carry_out(progress: Progress) -> None:
    """The run `undo`."""
    assert progress.run.of is not None  # an undo is of a run
    KINDS[progress.run.of.kind](progress)


def _trouble(run: SyncRun) -> Problem | None:
    if run.under_way:
        return Problem("undo_running")
    if run.kind not in KINDS or not FieldChange.select().where(FieldChange.run == run).exists():
        return Problem("undo_impossible")
    made = SyncRun.select().where(SyncRun.of == run, SyncRun.kind == "undo", SyncRun.state.in_(_TAKEN)).exists()
    return Problem("undone_already") if made else None
