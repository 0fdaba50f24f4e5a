"""The register as services and the engine see it: many records at a time, by values of the protocol's types.

This is the door that an outside CRM would stand behind one day: nobody but this package and the models know how records are
kept. Records that are deleted are found by nothing here but `get`. Who changed what is noted by the callers
(`webapp.services.journal`); `save` says what was before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from connectors.base import Value
from connectors.values import from_text
from webapp.bulk import insert_rows, new_ids, size_of, update_rows
from webapp.crm.derived import columns
from webapp.crm.fields import Entity, Fields
from webapp.db import among, db, held, now
from webapp.models import Company, Link, Person, Project, User
from webapp.models.register import Record as Table

TABLES: Mapping[Entity, type[Table]] = {Entity.COMPANY: Company, Entity.PERSON: Person, Entity.PROJECT: Project}
PIECE = 500
"""How many ids one statement names at most."""


@dataclass(frozen=True, slots=True)
class Record:
    """A company, a person or a project. `texts`: its values by key in their text form, blank ones not among them.

    `company_id`: of a person, the company; of a project, the company or None. `version` grows with every change.
    """

    entity: Entity
    id: int
    name: str
    texts: Mapping[str, str]
    version: int = 1
    company_id: int | None = None
    changed_at: datetime | None = None
    changed_by_id: int | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None

    def value(self, fields: Fields, key: str) -> Value:
        """The value of a field; None for blank (False for a check box), for a field that is gone and for what doesn't fit it."""
        return value_of(self, fields, key)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be stored: a new one (`id` 0), or other values for one that exists; values that aren't named stay.

    `texts`: text forms by key, "" for blank. `version`: the one it was read with; None: whichever it has by now. `company_id`:
    None leaves it as it is, 0 takes a project out of its company.
    """

    texts: Mapping[str, str]
    id: int = 0
    version: int | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a draft: the record's id, and {key: (before, after)} of the values that changed, in text form.

    `conflict`: somebody has changed the record since, or it is gone; nothing of the draft is stored.
    """

    id: int
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    conflict: bool = False


def get(entity: Entity, ids: Iterable[int]) -> dict[int, Record]:
    """The records of these ids that exist, deleted ones too. A query for each 500."""
    table, wanted, found = TABLES[entity], list(dict.fromkeys(ids)), {}
    for start in range(0, len(wanted), PIECE):
        for row in table.select().where(among(table.id, wanted[start : start + PIECE])):
            found[row.id] = record_of(entity, row)
    return found


def get_held(entity: Entity, ids: Iterable[int]) -> dict[int, Record]:
    """As `get`; nobody else changes, deletes or links these records until the transaction ends."""
    table, wanted, found = TABLES[entity], sorted(set(ids)), {}
    for start in range(0, len(wanted), PIECE):
        for row in held(table.select().where(among(table.id, wanted[start : start + PIECE])).order_by(table.id)):
            found[row.id] = record_of(entity, row)
    return found


def changed_since(entity: Entity, moment: datetime | None, limit: int, after: int = 0) -> list[Record]:
    """Up to *limit* records changed on or after *moment* (None: all), oldest first; those changed exactly then only from the
    id above *after*. One query."""
    table = TABLES[entity]
    query = table.select().where(table.deleted_at.is_null())
    if moment is not None:
        query = query.where((table.changed_at > moment) | ((table.changed_at == moment) & (table.id > after)))
    return [record_of(entity, row) for row in query.order_by(table.changed_at, table.id).limit(limit)]


def unlinked(connection_id: int, entity: Entity, limit: int, after: int = 0) -> list[tuple[int, int]]:
    """The ids of up to *limit* records that have no link on a connection, from above *after*, and how much is in each. One
    query."""
    table = TABLES[entity]
    linked = Link.select(Link.record_id).where(Link.connection == connection_id, Link.entity == entity.value)
    query = table.select(table.id, size_of(table.values))
    query = query.where(table.deleted_at.is_null(), table.id > after, table.id.not_in(linked))
    return list(db.execute(query.order_by(table.id).limit(limit)).fetchall())


def size(entity: Entity, id_: Any) -> Any:
    """How much is in the record whose id is in the column *id_* of a query; 0 where it names none."""
    table = TABLES[entity]
    return fn.COALESCE(table.select(size_of(table.values)).where(table.id == id_), 0)


def count_unlinked(connection_id: int, entity: Entity) -> int:
    """How many records have no link on a connection. One query."""
    table = TABLES[entity]
    linked = Link.select(Link.record_id).where(Link.connection == connection_id, Link.entity == entity.value)
    return int(table.select().where(table.deleted_at.is_null(), table.id.not_in(linked)).count())


def alike(entity: Entity, column: str, keys: Iterable[str]) -> Iterator[tuple[str, Record]]:
    """The records whose *column* (see `models.register.COMPARED`) is one of *keys*, with that key. A query for each 500."""
    table, wanted = TABLES[entity], [key for key in dict.fromkeys(keys) if key]
    place = getattr(table, column)
    for start in range(0, len(wanted), PIECE):
        for row in table.select().where(place.in_(wanted[start : start + PIECE]), table.deleted_at.is_null()):
            yield getattr(row, column), record_of(entity, row)


def person_ids(company_id: int) -> list[int]:
    """The ids of a company's persons, deleted ones too. One query."""
    return [row.id for row in Person.select(Person.id).where(Person.company == company_id)]


def save(entity: Entity, drafts: Sequence[Draft], by: User | None, at: datetime | None = None) -> list[Stored]:
    """Store *drafts*, in their order; call it in a transaction. New ones all name every value that they are to have.

    Two statements for all, and a query for each 500 that exist. A draft whose version isn't the record's any more, or whose
    record is deleted, is answered as a conflict; the others go on.
    """
    moment = at or now()
    known = get_held(entity, [draft.id for draft in drafts if draft.id])
    ids = iter(new_ids(TABLES[entity], sum(1 for draft in drafts if not draft.id)))
    new: list[dict[str, Any]] = []
    other: dict[int, dict[str, Any]] = {}
    answers: list[Stored] = []
    for draft in drafts:
        if not draft.id:
            answers.append(_add(entity, draft, next(ids), by, moment, new))
        else:
            answers.append(_change(entity, draft, known, by, moment, other))
    insert_rows(TABLES[entity], new)
    update_rows(TABLES[entity], list(other.values()))
    return answers


def delete(entity: Entity, ids: Sequence[int], by: User | None) -> None:
    """Mark records as deleted."""
    _mark(entity, ids, by, now())


def restore(entity: Entity, ids: Sequence[int], by: User | None) -> None:
    """Take deletions back."""
    _mark(entity, ids, by, None)


def _mark(entity: Entity, ids: Sequence[int], by: User | None, deleted: datetime | None) -> None:
    table = TABLES[entity]
    changed = {"deleted_at": deleted, "changed_at": now(), "changed_by": by, "version": table.version + 1}
    for start in range(0, len(ids), PIECE):
        table.update(changed).where(among(table.id, ids[start : start + PIECE])).execute()


def record_of(entity: Entity, row: Any) -> Record:
    """A row as a record."""
    return Record(
        entity=entity,
        id=row.id,
        name=row.name,
        texts=row.values,
        version=row.version,
        company_id=None if entity is Entity.COMPANY else row.company_id,
        changed_at=row.changed_at,
        changed_by_id=row.changed_by_id,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )


def value_of(record: Record, fields: Fields, key: str) -> Value:
    """See `Record.value`. The field `ID` is the record's own id."""
    if key == "ID":
        return record.id
    known = fields.get(key)
    if known is None:
        return None
    try:
        return from_text(known.type, record.texts.get(key, ""))
    except ValueError:  # stored when the field was of another kind
        return None


def _add(entity: Entity, draft: Draft, id_: int, by: User | None, moment: datetime, rows: list[dict[str, Any]]) -> Stored:
    texts = {key: text for key, text in draft.texts.items() if text != ""}
    own = {} if entity is Entity.COMPANY else {"company_id": draft.company_id or None}
    made = {"created_at": moment, "created_by_id": by.id if by else None}
    rows.append({"id": id_, **_columns(entity, texts, by, moment), **made, "version": 1, **own})
    return Stored(id_, {key: ("", text) for key, text in texts.items()})


def _change(
    entity: Entity, draft: Draft, known: dict[int, Record], by: User | None, moment: datetime, rows: dict[int, dict[str, Any]]
) -> Stored:
    record = known.get(draft.id)
    if record is None or record.deleted_at is not None or draft.version not in (None, record.version):
        return Stored(draft.id, conflict=True)
    texts = {key: text for key, text in {**record.texts, **draft.texts}.items() if text != ""}
    company = record.company_id if draft.company_id is None else draft.company_id or None
    keys = dict.fromkeys([*record.texts, *texts])
    changed = {key: (record.texts.get(key, ""), texts.get(key, "")) for key in keys}
    changed = {key: sides for key, sides in changed.items() if sides[0] != sides[1]}
    if changed or company != record.company_id:
        own = {} if entity is Entity.COMPANY else {"company_id": company}
        version = record.version + 1
        rows[draft.id] = {"id": draft.id, **_columns(entity, texts, by, moment), "version": version, **own}
        known[draft.id] = Record(entity, draft.id, rows[draft.id]["name"], texts, version, company, moment)
    return Stored(draft.id, changed)


def _columns(entity: Entity, texts: Mapping[str, str], by: User | None, moment: datetime) -> dict[str, Any]:
    stored = json.dumps(texts, ensure_ascii=False)
    return {"values": stored, **columns(entity, texts), "changed_at": moment, "changed_by_id": by.id if by else None}
