"""What earlier imports without a preview have left, once a later one has looked at the same actors anew: what is undecided
stands in one place, in what the last one has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.db import db
from webapp.models import RunRow, SyncRun
from webapp.services import runs
from webapp.services.importing.plan import TAKEN_OVER, Wanted, of_params


def take_over(run: SyncRun, wanted: Wanted) -> None:
    """Take what nobody has decided on out of what earlier imports have left: *run* has read all of it again, and has left what
    is still so. Call it only when all that is *wanted* has been read.

    A preview in which decisions wait to be imported stays as it is. What is done or has failed stays as a record; a preview of
    which nothing remains is `replaced`.
    """
    assert run.connection is not None  # an import is from one
    with db.atomic():
        runs.take_turn(run.connection)  # nobody begins to import one of them, or throws it away, meanwhile
        for preview in _all_like(run):
            if preview.of_id != run.id and preview.state != "replaced" and wanted.covers(of_params(preview.params)):
                _empty(preview, run)


def _empty(preview: SyncRun, run: SyncRun) -> None:
    mine, open_ = RunRow.run == preview, RunRow.state == "open"
    if RunRow.select().where(mine, open_, RunRow.ticked).exists():
        return
    if not RunRow.delete().where(mine, open_, ~RunRow.ticked).execute():  # a decision of this very moment stays, too
        return
    remaining = RunRow.select().where(mine).count()
    SyncRun.update(
        params={**preview.params, TAKEN_OVER: run.id},
        state=preview.state if remaining else "replaced",
        done=remaining,
        total=remaining,
    ).where(SyncRun.id == preview.id).execute()


@dataclass(frozen=True)
class Successor:
    """The last import that has looked again at what a preview left undecided, and what it has left itself, if that is there."""

    run: SyncRun
    left: SyncRun | None


def successor(preview: SyncRun) -> Successor | None:
    """Where what a preview left undecided stands now; None where that is still in it. Two queries at most."""
    by = preview.params.get(TAKEN_OVER)
    if by is None:
        return None
    there = {each.of_id: each for each in _all_like(preview)}
    while (left := there.get(by)) and TAKEN_OVER in left.params:
        by = left.params[TAKEN_OVER]
    return Successor(SyncRun.get_by_id(by), left)


def _all_like(run: SyncRun) -> Iterable[SyncRun]:
    """What imports of the same actor type on the same connection have left."""
    mine = (SyncRun.connection == run.connection_id) & (SyncRun.actor_type == run.actor_type)
    found: Iterable[SyncRun] = SyncRun.select().where(mine, SyncRun.kind == "preview", SyncRun.of.is_null(False))
    return found
