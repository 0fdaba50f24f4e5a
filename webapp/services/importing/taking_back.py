"""Taking an import back: new records that nobody has touched since go, values that are still the imported ones become what
they were, and links go that it made. What has changed since stays, and is listed with the reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.base import ActorType
from webapp.bulk import insert_tuples, portions, size_of
from webapp.crm import members, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import Draft, Record
from webapp.db import db, now, stored_whole
from webapp.models import FieldChange, RunRow, SyncRun
from webapp.services import journal, linking, unlinking
from webapp.services.importing.classifying import BLANK
from webapp.services.importing.notes import Note
from webapp.services.importing.remnants import Found, Verdict, verdict
from webapp.services.journal import Entry, Origin
from webapp.services.runs import Progress

BATCH = 1_000
"""How many entries of the journal are looked at together, and taken back in a transaction unless they are heavy."""


def carry_out(progress: Progress) -> None:
    """Take back what the import did that the run is of, batch by batch; what has been taken back already is passed over.

    Counts: deleted (new records), reset (records with values set back), unlinked (others that lost their link), kept.
    """
    work = _Undo(progress.run)
    progress.total(work.entries().count())
    for ids in work.portions():
        counted = work.taken_back(ids)
        progress.step(len(ids), **counted)


class _Undo:
    """One undo. `kept`: how many remnants are listed."""

    def __init__(self, run: SyncRun) -> None:
        assert run.of is not None  # it takes an import back
        self.run, self.imported = run, run.of
        self.type = ActorType(self.imported.actor_type)
        self.entity = ENTITY_OF[self.type]
        self.kept = 0

    def entries(self) -> Any:
        """What the journal says that the import did."""
        read = (FieldChange.id, FieldChange.record_id, FieldChange.at, FieldChange.erp_key, FieldChange.changes)
        return FieldChange.select(*read).where(FieldChange.run == self.imported, FieldChange.kind == "imported")

    def portions(self) -> Iterator[list[int]]:
        """The ids of those entries, as many at a time as can be taken back together."""
        after = 0
        while rows := self._weighed(after):
            after = rows[-1][0]
            yield from portions(rows)

    def _weighed(self, after: int) -> list[tuple[int, int]]:
        """The ids of the next entries, and how much is in each and in its record."""
        heavy = size_of(FieldChange.changes) + register.size(self.entity, FieldChange.record_id)
        query = self.entries().select(FieldChange.id, heavy)
        query = query.where(FieldChange.id > after).order_by(FieldChange.id).limit(BATCH)
        found: list[tuple[int, int]] = db.execute(query).fetchall()
        return found

    def taken_back(self, ids: Sequence[int]) -> Counter[str]:
        """Take some of it back; how much came to what."""
        batch = list(self.entries().where(FieldChange.id.between(ids[0], ids[-1])).order_by(FieldChange.id))
        counted, self.kept = stored_whole(lambda _failed: self._taken_back(batch))
        return counted

    def _taken_back(self, batch: Sequence[FieldChange]) -> tuple[Counter[str], int]:
        """The same, and how many remnants are listed then."""
        found = self._found([each.record_id for each in batch])
        verdicts = [verdict(each, found, self.imported) for each in batch]
        origin = Origin("undone", self.run.user, self.imported.connection, self.run, now())
        deleted = [each.record_id for each in verdicts if each.delete]
        register.delete(self.entity, deleted, origin.user)
        changed = self._reset([each for each in verdicts if each.texts], found, origin)
        links = [link for each in verdicts for link in each.links]
        unlinking.drop(links)
        self._note(verdicts, changed, origin)
        kept = [(each, note) for each in verdicts for note in each.kept]
        self._list(kept, found.records)
        reset, gone = set(changed), set(deleted)
        counted = Counter(deleted=len(gone), reset=len(reset), kept=len({each.record_id for each, _note in kept}))
        counted["unlinked"] = len({link.record_id for link in links} - reset - gone)
        return +counted, self.kept + len(kept)

    def _found(self, ids: Sequence[int]) -> Found:
        """What there is, which stays so until the transaction ends."""
        records, links = register.get_held(self.entity, ids), unlinking.held_of(self.entity, ids)
        companies = ids if self.entity is Entity.COMPANY else []
        persons = members.persons_of(companies)
        linked = linking.all_of(Entity.PERSON, list(persons))
        below = Counter((link.connection_id, persons[link.record_id]) for links in linked.values() for link in links)
        return Found(records, links, members.counts(companies), below)

    def _reset(self, verdicts: Sequence[Verdict], found: Found, origin: Origin) -> dict[int, Mapping[str, tuple[str, str]]]:
        """Set values back; what changed, by the record's id."""
        drafts = [Draft(each.texts, each.record_id, found.records[each.record_id].version) for each in verdicts]
        answers = register.save(self.entity, drafts, origin.user, origin.at)
        return {each.id: each.changed for each in answers if each.changed}

    def _note(self, verdicts: Sequence[Verdict], changed: Mapping[int, Mapping[str, tuple[str, str]]], origin: Origin) -> None:
        entries = [
            Entry(
                self.entity,
                each.record_id,
                {key: (*sides, "undo") for key, sides in changed.get(each.record_id, {}).items()},
                actor_type=self.type,
                erp_key=each.erp_key,
            )
            for each in verdicts
            if each.delete or each.links or each.record_id in changed
        ]
        journal.note(origin, entries)

    def _list(self, kept: Sequence[tuple[Verdict, Note]], records: Mapping[int, Record]) -> None:
        rows = [
            {
                **BLANK,
                "erp_key": each.erp_key,
                "title": records[each.record_id].name if each.record_id in records else each.erp_key[:400],
                "kind": "kept",
                "record_id": each.record_id,
                "problems": json.dumps([note], ensure_ascii=False),
                "state": "failed",
            }
            for each, note in kept
        ]
        values = [(self.run.id, place, *row.values()) for place, row in enumerate(rows, self.kept)]
        insert_tuples(RunRow, ("run_id", "position", *BLANK), values)
