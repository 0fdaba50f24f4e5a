"""The previews and imports of a connection: which there are, which previews were imported, and throwing one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, SyncRun

LISTED = 20
"""How many previews and imports are listed, the newest first; all of them are under Runs."""


@dataclass(frozen=True)
class Listed:
    """A preview or an import. `imported`: of a preview, the import that was made of it, where one was."""

    run: SyncRun
    imported: SyncRun | None = None


def of(connection: Connection) -> list[Listed]:
    """The newest previews and imports of a connection. Two queries."""
    mine = (SyncRun.connection == connection) & SyncRun.kind.in_(("preview", "import"))
    runs = list(SyncRun.select().where(mine).order_by(SyncRun.id.desc()).limit(LISTED))
    after = _imports([run.id for run in runs if run.kind == "preview"])
    return [Listed(run, after.get(run.id)) for run in runs]


def imported(preview: SyncRun) -> SyncRun | None:
    """The import that was made of a preview, if one was. One query."""
    return _imports([preview.id]).get(preview.id)


def _imports(previews: Sequence[int]) -> dict[int, SyncRun]:
    made = SyncRun.select().where(SyncRun.of.in_(previews), SyncRun.kind == "import").order_by(SyncRun.id)
    return {run.of_id: run for run in made if run.of_id is not None} if previews else {}


def discard(preview: SyncRun) -> None:
    """Throw a preview away, with its rows; nothing else has come of it.

    Raises `Problem("preview_under_way")` while it is read and `Problem("preview_imported")` where it has been imported.
    """
    with db.atomic():
        if preview.under_way:
            raise Problem("preview_under_way")
        if imported(preview) is not None:
            raise Problem("preview_imported")
        SyncRun.delete().where(SyncRun.id == preview.id).execute()
