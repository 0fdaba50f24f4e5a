"""What an import stores of a batch: new records, values, links, and what the journal has to say of them.

All of it within one transaction, which whoever calls has begun: a batch and what comes of it are stored together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from connectors.base import ActorType
from webapp.bulk import update_rows
from webapp.crm import adding, register
from webapp.crm.fields import ENTITY_OF
from webapp.crm.register import Draft
from webapp.db import now
from webapp.models import Link, SyncRun
from webapp.services import journal, linking
from webapp.services.importing.notes import Note
from webapp.services.importing.plain import Plain
from webapp.services.importing.todo import Todo
from webapp.services.journal import Origin


class Batch:
    """One batch of an import. `at`: the moment that all in it have."""

    def __init__(self, run: SyncRun) -> None:
        assert run.connection is not None  # an import is of one
        self.run, self.connection = run, run.connection
        self.type = ActorType(run.actor_type)
        self.entity = ENTITY_OF[self.type]
        self.at = now()
        self.origin = Origin("imported", run.user, run.connection, run, self.at)

    def create(self, plain: Plain) -> Sequence[int]:
        """New records with their links; their ids."""
        if not len(plain):
            return []
        ids = adding.add_columns(self.entity, plain.stored, plain.parents, self.run.user, self.at)
        self._link(ids, plain.erp_keys, plain.titles, plain.agreed)
        journal.note_columns(self.origin, self.entity, self.type, ids, plain.erp_keys, plain.stored[0])
        return ids

    def change(self, rows: Sequence[Todo]) -> tuple[list[int], dict[int, Note]]:
        """Bring the values to records that exist, and link those that aren't yet; the ids of those that changed, and why others
        are as they were, by the rows' ids: they came too late."""
        drafts = [
            Draft({key: after for key, (_before, after, _rule) in row.change.items()}, row.record, row.version) for row in rows
        ]
        answers = register.save(self.entity, drafts, self.origin.user, self.at)
        conflicts: dict[int, Note] = {
            row.id: ("row_changed", {}) for row, each in zip(rows, answers, strict=True) if each.conflict
        }
        stored = [(row, each.changed) for row, each in zip(rows, answers, strict=True) if not each.conflict]
        changes = [journal.written({key: (*sides, "from_erp") for key, sides in changed.items()}) for _row, changed in stored]
        journal.note_columns(
            self.origin, self.entity, self.type, [row.record for row, _ in stored], [row.erp_key for row, _ in stored], changes
        )
        self._link_all([row for row, _changed in stored if row.kind == "duplicate"])
        self._agreed([row for row, _changed in stored if row.kind == "update"])
        return [row.record for row, changed in stored if changed], conflicts

    def _link_all(self, rows: Sequence[Todo]) -> None:
        told = zip(*((row.record, row.erp_key, row.title, row.agreed) for row in rows), strict=True)
        if rows:
            self._link(*told)

    def _link(self, ids: Sequence[int], keys: Sequence[str], titles: Sequence[str], agreed: Sequence[str]) -> None:
        links = {"record_id": ids, "erp_key": keys, "title": titles, "agreed": agreed}
        shared = {"actor_type": self.type.value, "made_by_id": self.run.user_id, "run_id": self.run.id}
        linking.link_columns(self.connection, self.entity, links, shared)

    def _agreed(self, rows: Sequence[Todo]) -> None:
        """What both sides have now, for links that were there already."""
        links = linking.of_actors(self.connection, self.type, [row.erp_key for row in rows])
        known = [(links[row.erp_key], row) for row in rows if row.erp_key in links]
        update_rows(Link, [{"id": link.id, "agreed": _merged(link.agreed, row.agreed)} for link, row in known])


def plain_of(rows: Sequence[Todo]) -> Plain:
    """Rows that are made ready one by one as `Plain`."""
    stored = list(zip(*(json.loads(row.prepared) for row in rows), strict=True)) or [()] * len(adding.STORED)
    return Plain(
        places=range(len(rows)),
        erp_keys=[row.erp_key for row in rows],
        titles=[row.title for row in rows],
        parents=[row.parent_id for row in rows],
        stored=stored,
        agreed=[row.agreed for row in rows],
    )


def _merged(before: Mapping[str, object], more: str) -> str:
    return json.dumps({**before, **json.loads(more)}, ensure_ascii=False)
