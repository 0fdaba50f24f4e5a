"""Adding many new records: what their rows hold is made ready once, column by column; it is stored as it is, or kept as text
as long as need be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

from peewee import Expression, PostgresqlDatabase, Value, fn

from webapp.bulk import insert_columns, new_ids
from webapp.crm.derived import columns, columns_of
from webapp.crm.fields import Entity
from webapp.crm.register import TABLES
from webapp.db import db
from webapp.models import RunRow, User

_quoted: Callable[[str], str] = encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


COLUMNS = tuple(columns(Entity.COMPANY, {}))
"""The columns beside the values; the same for every entity."""
STORED = ("values", *COLUMNS)
"""What is made ready of a new record, the JSON text of its values first."""
_TEMPLATE = f"[{', '.join(['%s'] * len(STORED))}]"


def prepared(entity: Entity, texts: Mapping[str, str]) -> str:
    """A new record with these values (text forms by key, none of them blank), ready to be stored."""
    return f"[{', '.join(map(_quoted, (_encode(texts), *columns(entity, texts).values())))}]"


def ready(entity: Entity, texts: Mapping[str, Sequence[str]], values: Iterable[str]) -> list[Sequence[str]]:
    """Many new records, ready to be stored by `add_columns`: for each of `STORED` what it holds, one for each record.

    *texts* as `derived.columns_of` takes them; *values*: the JSON text of each record's.
    """
    stored = list(values)
    return [stored, *columns_of(entity, texts, len(stored)).values()]


def prepared_of(stored: Sequence[Sequence[str]]) -> Iterator[str]:
    """As `prepared`, of what `ready` has made."""
    return map(_TEMPLATE.__mod__, zip(*(map(_quoted, each) for each in stored), strict=True))


def values_in(prepared: str) -> str:
    """The values of a record that `prepared` has made ready, as JSON text."""
    return str(json.loads(prepared)[0])


def part_values() -> Any:
    """The same within the database, of a `RunRow`."""
    return _part(0)


def add_columns(
    entity: Entity, stored: Sequence[Sequence[str]], companies: Sequence[int | None], by: User | None, at: datetime
) -> Sequence[int]:
    """Store records that are made `ready`, and answer their ids in that order; call it in a transaction. Two statements.

    *companies*: which company each belongs to, as far as its entity has one.
    """
    table, user = TABLES[entity], by.id if by else None
    ids = new_ids(table, len(stored[0]))
    found: dict[str, Iterable[Any]] = {"id": ids, **dict(zip(STORED, stored, strict=True))}
    if entity is not Entity.COMPANY:
        found["company_id"] = companies
    insert_columns(table, found, {"created_at": at, "created_by_id": user, "changed_at": at, "changed_by_id": user, "version": 1})
    return ids


def add_rows(entity: Entity, rows: Any, first: int, by: User | None, at: datetime) -> Any:
    """Store the records that rows of a run hold ready, without taking them out of the database; call it in a transaction.

    *rows*: a condition on `RunRow`, the positions from *first* on. Those that were open are done then, with the id of their
    record; what is answered is the condition that a row is one of them. Three statements.
    """
    table = TABLES[entity]
    low = new_ids(table, 1)[0]
    id_ = fn.nextval(_sequence(table)) if _postgresql() else RunRow.position - first + low  # nobody else writes meanwhile
    RunRow.update(state="done", record_id=id_).where(rows, RunRow.state == "open").execute()
    made = rows & (RunRow.state == "done") & (RunRow.record_id >= low)
    user = by.id if by else None
    who = {"created_by": user, "changed_by": user} if user else {}
    shared = {"created_at": at, "changed_at": at, "version": 1, **who}
    found = {"id": RunRow.record_id, "values": _part(0).cast("json") if _postgresql() else _part(0)}
    found |= {column: _part(place) for place, column in enumerate(COLUMNS, 1)}
    found |= {column: Value(value) for column, value in shared.items()}
    if entity is not Entity.COMPANY:
        found["company"] = RunRow.parent_id
    table.insert_from(RunRow.select(*found.values()).where(made), [getattr(table, name) for name in found]).execute()
    return made


def _sequence(table: Any) -> Any:
    return fn.pg_get_serial_sequence(table._meta.table_name, "id")


def _part(place: int) -> Any:
    """A part of what `prepared` has made."""
    if _postgresql():
        return Expression(RunRow.prepared.cast("json"), "->>", place)
    return fn.json_extract(RunRow.prepared, f"$[{place}]")


def _postgresql() -> bool:
    return isinstance(db.obj, PostgresqlDatabase)
