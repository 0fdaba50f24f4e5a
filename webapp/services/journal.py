"""The journal: what changed in the values of records, when, through whom or which run, and why just so.

Whoever stores values of a record, in the CRM or in an ERP, notes it here in the same transaction: one row a record and run,
with its fields inside. The record's history and *Why this value?* read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import Value

from connectors.base import ActorType
from webapp.bulk import insert_columns, insert_rows
from webapp.crm.fields import Entity
from webapp.db import now
from webapp.models import Connection, FieldChange, RunRow, SyncRun, User

KINDS = (
    "added", "edited", "deleted", "restored", "connected", "disconnected", "created_in_erp", "imported", "linked", "undone",
)  # fmt: skip
"""What can have happened to a record."""
RULES = ("typed", "from_erp", "from_crm", "chosen", "default", "asked", "undo")
"""Why a field got its value: somebody typed it in the CRM; it goes that way by its mapping; somebody chose the side; a default
value; somebody was asked for it when the actor was created; a run was undone."""


Change = tuple[str, str, str]
"""Before, after and the rule, in text form, "" for blank."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where changes come from. `kind`: one of `KINDS`. `user` None: the program itself."""

    kind: str
    user: User | None = None
    connection: Connection | None = None
    run: SyncRun | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What changed in one record. `changes`: {field key: (before, after, rule)} in text form, "" for blank.

    `side`: crm, or erp where the fields are the actor's. `erp_key`: the actor, where one is concerned.
    """

    entity: Entity
    record_id: int
    changes: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    side: str = "crm"
    actor_type: ActorType | None = None
    erp_key: str = ""


def note(origin: Origin, entries: Sequence[Entry]) -> None:
    """Write *entries* down: one statement for all of them. Call it in the transaction that stores the values."""
    shared = _shared(origin)
    insert_rows(FieldChange, [shared | _row(each) for each in entries])


def note_columns(
    origin: Origin, entity: Entity, actor_type: ActorType, ids: Iterable[int], keys: Iterable[str], changes: Iterable[str]
) -> None:
    """As `note`, for thousands of records: their ids, the actors' keys, and the changes as they are stored (see `written`)."""
    shared = _shared(origin) | {"entity": entity.value, "side": "crm", "actor_type": actor_type.value}
    insert_columns(FieldChange, {"record_id": ids, "erp_key": keys, "changes": changes}, shared)


def note_rows(origin: Origin, entity: Entity, actor_type: ActorType, rows: Any, values: Any) -> None:
    """As `note`, for new records that the rows of a run (a condition on `RunRow`) name and that the ERP's *values* made, which
    is the JSON text of them in such a row."""
    shared = _shared(origin) | {"entity": entity.value, "side": "crm", "actor_type": actor_type.value}
    taken = {"record_id": RunRow.record_id, "erp_key": RunRow.erp_key, "changes": values}
    found = {name: Value(value) for name, value in shared.items() if value is not None} | taken
    columns = [FieldChange._meta.combined[name] for name in found]
    FieldChange.insert_from(RunRow.select(*found.values()).where(rows), columns).execute()


def read(stored: str) -> dict[str, Change]:
    """Changes as they are stored. A value alone is that of a record which an import has made."""
    found: dict[str, str | list[str]] = json.loads(stored)
    return {key: ("", each, "from_erp") if isinstance(each, str) else _change(*each) for key, each in found.items()}


def _change(before: str | None, after: str | None, rule: str) -> Change:
    return before or "", after or "", rule


def written(changes: Mapping[str, tuple[str, str, str]]) -> str:
    """Changes, as in `Entry`, as they are stored."""
    return json.dumps(changes, ensure_ascii=False)


def _shared(origin: Origin) -> dict[str, object]:
    user, connection = origin.user, origin.connection
    return {
        "at": origin.at or now(),
        "kind": origin.kind,
        "user_id": user.id if user else None,
        "user_name": user.name if user else "",
        "connection_id": connection.id if connection else None,
        "connection_name": connection.name if connection else "",
        "run_id": origin.run.id if origin.run else None,
    }


def _row(entry: Entry) -> dict[str, object]:
    return {
        "entity": entry.entity.value,
        "record_id": entry.record_id,
        "side": entry.side,
        "changes": written(entry.changes),
        "actor_type": entry.actor_type.value if entry.actor_type else "",
        "erp_key": entry.erp_key,
    }
