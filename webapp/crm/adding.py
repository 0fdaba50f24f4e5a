"""Adding many new records: what their rows hold is made ready once, kept as text as long as need be, and stored as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from webapp.crm.derived import columns
from webapp.crm.fields import Entity
from webapp.crm.register import TABLES
from webapp.db import insert_tuples, new_ids
from webapp.models import User

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def prepared(entity: Entity, texts: Mapping[str, str]) -> str:
    """A new record with these values (text forms by key, none of them blank), ready to be stored by `add`."""
    made = columns(entity, texts)
    return _encode([_encode(texts), *made.values()])


def values_of(ready: str) -> dict[str, str]:
    """The values of a record that `prepared` has made ready."""
    found: dict[str, str] = json.loads(json.loads(ready)[0])
    return found


def add(entity: Entity, ready: Sequence[str], companies: Sequence[int | None], by: User | None, at: datetime) -> Sequence[int]:
    """Store records that are made ready, and answer their ids in that order; call it in a transaction. Two statements.

    *companies*: which company each belongs to, as far as its entity has one.
    """
    table = TABLES[entity]
    ids = new_ids(table, len(ready))
    user = by.id if by else None
    shared = (at, user, at, user, 1)
    rows: list[tuple[Any, ...]] = [(id_, *json.loads(each), *shared) for id_, each in zip(ids, ready, strict=True)]
    named = ["id", "values", *columns(entity, {}), "created_at", "created_by_id", "changed_at", "changed_by_id", "version"]
    if entity is not Entity.COMPANY:
        rows = [(*row, company) for row, company in zip(rows, companies, strict=True)]
        named.append("company_id")
    insert_tuples(table, named, rows)
    return ids
