"""The previews and imports of a connection: which there are, which previews were imported, and throwing one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, RunRow, SyncRun
from webapp.services import runs

LISTED = 20
"""How many previews and imports are listed, the newest first; all of them are under Runs."""


@dataclass(frozen=True)
class Listed:
    """A preview or an import. `after`: the import that was made of a preview, the run that undid an import; None for none.

    `undecided`: of what an import has left, how many possible duplicates nobody has decided on yet. `growing`: that import is
    still under way.
    """

    run: SyncRun
    after: SyncRun | None = None
    undecided: int = 0
    growing: bool = False


def of(connection: Connection) -> list[Listed]:
    """The newest previews and imports of a connection, without those that a later one has replaced. Three queries."""
    mine = (SyncRun.connection == connection) & SyncRun.kind.in_(("preview", "import")) & (SyncRun.state != "replaced")
    found = list(SyncRun.select().where(mine).order_by(SyncRun.id.desc()).limit(LISTED))
    after = _after([run.id for run in found])
    undecided = _undecided([run.id for run in found if run.is_left])
    under_way = {run.id for run in found if run.under_way}  # of a connection one at a time, and what it leaves comes next
    return [Listed(run, after.get(run.id), undecided.get(run.id, 0), run.of_id in under_way) for run in found]


def _undecided(previews: Sequence[int]) -> dict[int, int]:
    open_ones = (RunRow.kind == "duplicate") & (RunRow.state == "open") & ~RunRow.ticked
    query: Any = RunRow.select(RunRow.run, fn.COUNT(RunRow.id)).where(RunRow.run.in_(previews), open_ones)
    return dict(query.group_by(RunRow.run).tuples())


def imported(preview: SyncRun) -> SyncRun | None:
    """The import that was made of a preview, if one was. One query."""
    return _after([preview.id]).get(preview.id)


def left_by(run: SyncRun) -> SyncRun | None:
    """What an import without a preview has left to be looked at, as a preview. One query."""
    found: SyncRun | None = SyncRun.select().where(SyncRun.of == run, SyncRun.kind == "preview").first()
    return found


def growing(preview: SyncRun) -> bool:
    """Whether a preview is what an import leaves that is still under way. One query at most."""
    return preview.of is not None and preview.of.under_way


def _after(ids: Sequence[int]) -> dict[int, SyncRun]:
    """What was made of these runs last, by their ids."""
    made = SyncRun.select().where(SyncRun.of.in_(ids), SyncRun.kind.in_(("import", "undo"))).order_by(SyncRun.id)
    return {run.of_id: run for run in made if run.of_id is not None} if ids else {}


def discard(preview: SyncRun) -> None:
    """Throw a preview away, with its rows; nothing else has come of it.

    Raises `Problem("preview_under_way")` while it is read, `Problem("preview_growing")` while the import that leaves it is under
    way, and `Problem("preview_imported")` where it has been imported.
    """
    with db.atomic():
        if preview.connection is not None:
            runs.take_turn(preview.connection)  # nobody begins to import it meanwhile
        if preview.under_way:
            raise Problem("preview_under_way")
        if growing(preview):
            raise Problem("preview_growing")
        if imported(preview) is not None:
            raise Problem("preview_imported")
        SyncRun.delete().where(SyncRun.id == preview.id).execute()
