"""The run `import`: the ticked rows of a preview become records, values and links, a batch in a transaction each.

A row and what comes of it are stored together, so whatever stops the run, carrying on does nothing twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from peewee import IntegrityError

from connectors.base import ActorType
from webapp.crm import adding, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import Draft
from webapp.db import db, now, update_rows
from webapp.models import Link, RunRow, SyncRun
from webapp.services import journal, linking
from webapp.services.importing.checking import refusals
from webapp.services.importing.kept import Kept
from webapp.services.importing.notes import Note
from webapp.services.importing.todo import Span, Todo, count, following, records_of
from webapp.services.journal import Origin
from webapp.services.runs import Progress

BATCH = 5_000
"""How many rows a transaction carries through: others who write wait for it, a fraction of a second."""
_TRIES = 3


def carry_out(progress: Progress) -> None:
    """Import what is ticked and open in the preview that the run carries on."""
    work = _Import(progress.run)
    progress.total(count(work.preview))
    while True:
        counted = work.next_batch()
        if counted is None:
            return
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
        self.after = -1

    def next_batch(self) -> Counter[str] | None:
        """Carry through the next rows; how many came to what, None where there are none.

        That new actors are still free is left to the database to say; only where it says no are all looked at.
        """
        for attempt in range(_TRIES):
            try:
                with db.atomic():
                    span = following(self.preview, self.after, BATCH)
                    if span is None:
                        return None
                    counted, kept = self._stored(span, careful=attempt > 0)
                self.kept, self.after = kept, span.last
                return counted
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
        return None

    def _stored(self, span: Span, careful: bool) -> tuple[Counter[str], Kept]:
        origin = Origin("imported", self.run.user, self.connection, self.run, now())
        rows = span.rows(every=careful or self.entity is Entity.PERSON)
        refused = refusals(self.connection, self.entity, self.type, rows, careful, self.preview.started_at)
        there = [row for row in rows if not row.is_new and row.id not in refused]
        changed, conflicts = self._changed(there, origin)
        _fail({row.id: row for row in rows}, refused | conflicts)
        there = [row for row in there if row.id not in conflicts]
        others = [row for row in rows if row.is_new and row.kind != "new" and row.id not in refused]
        made = [*self._made(span, origin), *self._added(others, origin)]
        self._link([row for row in there if row.kind == "duplicate"])
        self._agreed([row for row in there if row.kind == "update"])
        _close(there, [row.record for row in there])
        counted = Counter(created=len(made), updated=len(changed), linked=len(there) - len(changed))
        counted["failed"] = len(refused) + len(conflicts)
        return +counted, self.kept.with_more(made, changed)

    def _made(self, span: Span, origin: Origin) -> Sequence[int]:
        """The ids of the new records of plain rows: nothing of them leaves the database on the way."""
        assert origin.at is not None
        made = adding.add_rows(self.entity, span.plain, span.first, origin.user, origin.at)
        linking.link_rows(self.connection, self.entity, made, origin.user, self.run)
        journal.note_rows(origin, self.entity, self.type, made, adding.part_values())
        return records_of(made)

    def _added(self, rows: Sequence[Todo], origin: Origin) -> Sequence[int]:
        """The ids of the new records of rows that looked like others."""
        assert origin.at is not None
        ids = adding.add(self.entity, [row.prepared for row in rows], [row.parent_id for row in rows], origin.user, origin.at)
        entries = [(id_, row.erp_key, row.addition) for id_, row in zip(ids, rows, strict=True)]
        journal.note_ready(origin, self.entity, self.type, entries)
        links = [(id_, self.type, row.erp_key, row.title, row.agreed) for id_, row in zip(ids, rows, strict=True)]
        linking.link_ready(self.connection, self.entity, links, origin.user, self.run)
        _close(rows, ids)
        return ids

    def _changed(self, rows: Sequence[Todo], origin: Origin) -> tuple[list[int], dict[int, Note]]:
        """Bring the values to records that exist; the ids of those that changed, and the rows that came too late."""
        drafts = [
            Draft({key: after for key, (_before, after, _rule) in row.change.items()}, row.record, row.version) for row in rows
        ]
        answers = register.save(self.entity, drafts, origin.user, origin.at)
        stored = [(row, each) for row, each in zip(rows, answers, strict=True) if not each.conflict]
        changes = ({key: (*sides, "from_erp") for key, sides in each.changed.items()} for _row, each in stored)
        entries = [(row.record, row.erp_key, journal.written(found)) for (row, _each), found in zip(stored, changes, strict=True)]
        journal.note_ready(origin, self.entity, self.type, entries)
        conflicts: dict[int, Note] = {
            row.id: ("row_changed", {}) for row, each in zip(rows, answers, strict=True) if each.conflict
        }
        return [each.id for _row, each in stored if each.changed], conflicts

    def _link(self, rows: Sequence[Todo]) -> None:
        links = [(row.record, self.type, row.erp_key, row.title, row.agreed) for row in rows]
        linking.link_ready(self.connection, self.entity, links, self.run.user, self.run)

    def _agreed(self, rows: Sequence[Todo]) -> None:
        """What both sides have now, for links that were there already."""
        links = linking.of_actors(self.connection, self.type, [row.erp_key for row in rows])
        known = [(links[row.erp_key], row) for row in rows if row.erp_key in links]
        update_rows(Link, [{"id": link.id, "agreed": _merged(link.agreed, row.agreed)} for link, row in known])


def _merged(before: Mapping[str, object], more: str) -> str:
    return json.dumps({**before, **json.loads(more)}, ensure_ascii=False)


def _close(rows: Sequence[Todo], ids: Sequence[int]) -> None:
    update_rows(RunRow, [{"id": row.id, "state": "done", "record_id": id_} for row, id_ in zip(rows, ids, strict=True)])


def _fail(rows: Mapping[int, Todo], reasons: Mapping[int, Note]) -> None:
    failed = [(rows[id_], note) for id_, note in reasons.items()]
    update_rows(RunRow, [{"id": row.id, "state": "failed", "problems": row.with_problem(note)} for row, note in failed])
