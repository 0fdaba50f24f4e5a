"""The run `import`: the ticked rows of a preview become records, values and links, a batch in a transaction each.

A row and what comes of it are stored together, so whatever stops the run, carrying on does nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from connectors.base import ActorType
from webapp.bulk import update_rows
from webapp.crm import adding
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.db import stored_whole
from webapp.models import RunRow, SyncRun
from webapp.services import journal, linking
from webapp.services.importing.checking import refusals
from webapp.services.importing.kept import Kept
from webapp.services.importing.notes import Note
from webapp.services.importing.storing import Batch, plain_of
from webapp.services.importing.todo import Span, Todo, count, records_of, spans
from webapp.services.runs import Progress

BATCH = 5_000
"""How many rows a transaction carries through at most: others who write wait for it, a fraction of a second."""


def carry_out(progress: Progress) -> None:
    """Import what is ticked and open in the preview that the run carries on."""
    work = _Import(progress.run)
    progress.total(count(work.preview))
    for span in spans(work.entity, work.preview, BATCH):
        counted = work.stored(span)
        progress.step(counted.total(), **counted)


class _Import:
    """One import. What it keeps between batches is what has been stored."""

    def __init__(self, run: SyncRun) -> None:
        assert run.of is not None  # it carries on a preview
        assert run.connection is not None
        self.run, self.preview, self.connection = run, run.of, run.connection
        self.type = ActorType(run.actor_type)
        self.entity = ENTITY_OF[self.type]
        self.kept = Kept(run, self.entity)

    def stored(self, span: Span) -> Counter[str]:
        """Carry some rows through; how many came to what.

        That new actors are still free is left to the database to say; only where it says no are all looked at.
        """
        counted, self.kept = stored_whole(lambda failed: self._stored(span, careful=failed > 0))
        return counted

    def _stored(self, span: Span, careful: bool) -> tuple[Counter[str], Kept]:
        batch = Batch(self.run)
        rows = span.rows(every=careful or self.entity is Entity.PERSON)
        refused = refusals(self.connection, self.entity, self.type, rows, careful, self.preview.started_at)
        there = [row for row in rows if not row.is_new and row.id not in refused]
        changed, conflicts = batch.change(there)
        _fail({row.id: row for row in rows}, refused | conflicts)
        there = [row for row in there if row.id not in conflicts]
        others = [row for row in rows if row.is_new and row.kind != "new" and row.id not in refused]
        made = [*self._made(span, batch), *_added(others, batch)]
        _close(there, [row.record for row in there])
        counted = Counter(created=len(made), updated=len(changed), linked=len(there) - len(changed))
        counted["failed"] = len(refused) + len(conflicts)
        return +counted, self.kept.with_more(made, changed)

    def _made(self, span: Span, batch: Batch) -> Sequence[int]:
        """The ids of the new records of plain rows: nothing of them leaves the database on the way."""
        made = adding.add_rows(self.entity, span.plain, span.first, self.run.user, batch.at)
        linking.link_rows(self.connection, self.entity, made, self.run.user, self.run)
        journal.note_rows(batch.origin, self.entity, self.type, made, adding.part_values())
        return records_of(made)


def _added(rows: Sequence[Todo], batch: Batch) -> Sequence[int]:
    """The ids of the new records of rows that looked like others."""
    ids = batch.create(plain_of(rows))
    _close(rows, ids)
    return ids


def _close(rows: Sequence[Todo], ids: Sequence[int]) -> None:
    update_rows(RunRow, [{"id": row.id, "state": "done", "record_id": id_} for row, id_ in zip(rows, ids, strict=True)])


def _fail(rows: Mapping[int, Todo], reasons: Mapping[int, Note]) -> None:
    failed = [(rows[id_], note) for id_, note in reasons.items()]
    update_rows(RunRow, [{"id": row.id, "state": "failed", "problems": row.with_problem(note)} for row, note in failed])
