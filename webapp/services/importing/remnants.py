"""What of an imported record can be taken back, and why the rest can't: a decision about one entry of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.crm.register import Record
from webapp.models import FieldChange, Link, SyncRun
from webapp.services import journal
from webapp.services.importing.notes import Note


@dataclass(frozen=True, slots=True)
class Found:
    """What there is now: the records by id, all their links, how many persons and projects each company has, and how many of
    its persons are linked, by the connection's id and the company's."""

    records: Mapping[int, Record]
    links: Mapping[int, Sequence[Link]]
    members: Mapping[int, int]
    linked_persons: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done: delete the record, set `texts` back, take `links` away; and what is `kept`, and why."""

    record_id: int
    erp_key: str
    delete: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[Link] = ()
    kept: Sequence[Note] = ()


def verdict(entry: FieldChange, found: Found, imported: SyncRun) -> Verdict:
    """What can be taken back of what an entry of the journal says that the run *imported* did."""
    record = found.records.get(entry.record_id)
    if record is not None and record.created_at == entry.at:
        return _of_new(entry, record, found, imported)
    return _of_updated(entry, record, found, imported)


def _of_new(entry: FieldChange, record: Record, found: Found, imported: SyncRun) -> Verdict:
    if record.deleted_at is not None:
        return Verdict(record.id, entry.erp_key)
    links = found.links.get(record.id, ())
    elsewhere = [link for link in links if link.run_id != imported.id]
    kept: list[Note] = []
    if record.version > 1:
        kept.append(("kept_touched", {}))
    if elsewhere:
        kept.append(("kept_linked", {}))
    if found.members.get(record.id):
        kept.append(("kept_members", {"number": found.members[record.id]}))
    return Verdict(record.id, entry.erp_key, kept=kept) if kept else Verdict(record.id, entry.erp_key, delete=True, links=links)


def _of_updated(entry: FieldChange, record: Record | None, found: Found, imported: SyncRun) -> Verdict:
    if record is None or record.deleted_at is not None:
        return Verdict(entry.record_id, entry.erp_key, kept=[("kept_deleted", {})])
    kept: list[Note] = []
    back: dict[str, str] = {}
    others: list[str] = []
    for key, (before, after, _rule) in journal.read(entry.changes).items():
        present = record.texts.get(key, "")
        if present == after:
            back[key] = before
        elif present != before:
            others.append(key)
    if others:
        kept.append(("kept_values", {"fields": others}))
    links = [link for link in found.links.get(record.id, ()) if link.run_id == imported.id]
    persons = sum(found.linked_persons.get((link.connection_id, record.id), 0) for link in links)
    if persons:
        kept.append(("kept_persons", {"number": persons}))
        links = []
    return Verdict(record.id, entry.erp_key, texts=back, links=links, kept=kept)
