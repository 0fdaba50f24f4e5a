"""Adding many new records: what their rows hold is made ready once, kept as text as long as need be, and stored as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

from peewee import Expression, PostgresqlDatabase, Value, fn

from webapp.crm.derived import columns, columns_of
from webapp.crm.fields import Entity
from webapp.crm.register import TABLES
from webapp.db import db, insert_tuples, new_ids
from webapp.models import RunRow, User

_quoted: Callable[[str], str] = encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


COLUMNS = tuple(columns(Entity.COMPANY, {}))
"""The columns beside the values; the same for every entity."""
_TEMPLATE = f"[{', '.join(['%s'] * (1 + len(COLUMNS)))}]"


def prepared(entity: Entity, texts: Mapping[str, str]) -> str:
    """A new record with these values (text forms by key, none of them blank), ready to be stored by `add`."""
    return f"[{', '.join(map(_quoted, (_encode(texts), *columns(entity, texts).values())))}]"


def prepared_of(entity: Entity, texts: Mapping[str, Sequence[str]], values: Iterable[str]) -> Iterator[str]:
    """As `prepared`, of many records: *texts* as `derived.columns_of` takes them, and *values* the JSON text of each record's."""
    stored = list(values)
    beside = columns_of(entity, texts, len(stored)).values()
    return map(_TEMPLATE.__mod__, zip(*(map(_quoted, each) for each in (stored, *beside)), strict=True))


def values_in(ready: str) -> str:
    """The values of a record that `prepared` has made ready, as JSON text."""
    return str(json.loads(ready)[0])


def part_values() -> Any:
    """The same within the database, of a `RunRow`."""
    return _part(0)


def add(entity: Entity, ready: Sequence[str], companies: Sequence[int | None], by: User | None, at: datetime) -> Sequence[int]:
    """Store records that are made ready, and answer their ids in that order; call it in a transaction. Two statements.

    *companies*: which company each belongs to, as far as its entity has one.
    """
    table = TABLES[entity]
    ids = new_ids(table, len(ready))
    user = by.id if by else None
    shared = (at, user, at, user, 1)
    rows: list[tuple[Any, ...]] = [(id_, *json.loads(each), *shared) for id_, each in zip(ids, ready, strict=True)]
    named = ["id", "values", *COLUMNS, "created_at", "created_by_id", "changed_at", "changed_by_id", "version"]
    if entity is not Entity.COMPANY:
        rows = [(*row, company) for row, company in zip(rows, companies, strict=True)]
        named.append("company_id")
    insert_tuples(table, named, rows)
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
