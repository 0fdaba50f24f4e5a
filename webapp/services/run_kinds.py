"""What each kind of run does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.bulk import roomy
from webapp.services import linking_run, runs, suggesting_run, undoing
from webapp.services.importing import applying, at_once, previewing
from webapp.services.runs import Progress


def _import(progress: Progress) -> None:
    """Of a preview, or without one."""
    (at_once if progress.run.at_once else applying).carry_out(progress)


KINDS: Mapping[str, Callable[[Progress], None]] = {
    "preview": previewing.carry_out,
    "import": _import,
    "suggest": suggesting_run.suggest,
    "link": linking_run.link,
    "undo": undoing.carry_out,
}
"""The work of each kind by its name; see `webapp.models.run.SyncRun`."""


def carry_out(run_id: int) -> None:
    """Carry out a run that waits. One that no longer does is left alone: tasks may come twice."""
    with runs.carried_out(run_id) as progress:
        if progress is not None:
            with roomy():
                KINDS[progress.run.kind](progress)
