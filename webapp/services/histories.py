"""A record's history, and what is known of one of its values; read from the journal.

Whoever isn't in a connection's scope reads what happened to the record, but nothing of that connection: not which one it was,
nor what was written there. `Known` are the connections that somebody may know of, by id; None: all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.base import ActorType, FieldMetadata
from webapp.crm.fields import ENTITY_OF
from webapp.crm.register import Record
from webapp.models import ActorMapping, Connection, ConnectionField, FieldChange, FieldMapping
from webapp.models.stored import field_of
from webapp.services import journal
from webapp.services.journal import Change

Known = Set[int] | None
PAGE = 50
EARLIER = 10
"""How many changes of one field are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the journal; see `models.FieldChange`. `actor_type` None where no actor is concerned.

    `hidden`: it has to do with a connection that nothing is told of.
    """

    id: int
    at: datetime
    kind: str
    side: str
    changes: Mapping[str, Change]
    user_name: str
    connection_id: int | None
    connection_name: str
    actor_type: ActorType | None
    erp_key: str
    run_id: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """A field mapping that names a CRM field: which connection, which ERP field, and which ways it goes."""

    connection: Connection
    actor_type: ActorType
    erp_key: str
    to_crm: bool
    to_erp: bool


def page(record: Record, number: int, known: Known) -> tuple[list[Told], int, int]:
    """The entries of a page (from 1), the newest first, how many there are in all, and which page it is. Two queries."""
    query = _of(record) if known is None else _of(record).where((FieldChange.side == "crm") | FieldChange.connection.in_(known))
    count = query.count()
    number = max(1, min(number, -(-count // PAGE)))
    return [_told(row, known) for row in query.order_by(FieldChange.id.desc()).paginate(number, PAGE)], count, number


def of_field(record: Record, key: str, known: Known) -> list[Told]:
    """The last entries in which a CRM field changed, the newest first. One query."""
    named = FieldChange.changes.contains(json.dumps(key) + ":")
    rows = _of(record).where(FieldChange.side == "crm", named).order_by(FieldChange.id.desc()).limit(EARLIER)
    return [told for told in (_told(row, known) for row in rows) if key in told.changes]


def mappings(record: Record, key: str, known: Known) -> list[Mapped]:
    """The mappings of known connections that aren't deleted which name a CRM field and have a direction. One query."""
    types = [each.value for each, entity in ENTITY_OF.items() if entity is record.entity]
    rows = FieldMapping.select(FieldMapping, ActorMapping, Connection).join(ActorMapping).join(Connection)
    rows = rows.where(FieldMapping.crm_key == key, FieldMapping.to_crm | FieldMapping.to_erp, ActorMapping.active)
    rows = rows.where(ActorMapping.actor_type.in_(types), Connection.deleted_at.is_null())
    return [
        Mapped(each.actor.connection, ActorType(each.actor.actor_type), each.erp_key, each.to_crm, each.to_erp)
        for each in rows.order_by(Connection.name_key, ActorMapping.id)
        if known is None or each.actor.connection.id in known
    ]


def erp_fields(connections: Set[int]) -> dict[tuple[int, str, str], FieldMetadata]:
    """The ERP fields of *connections*, by connection, actor type and key. One query at most."""
    if not connections:
        return {}
    rows = ConnectionField.select().where(ConnectionField.connection.in_(list(connections)), ConnectionField.actor_type != "")
    return {(each.connection_id, each.actor_type, each.key): field_of(each.metadata) for each in rows}


def _of(record: Record) -> Any:
    return FieldChange.select().where(FieldChange.entity == record.entity.value, FieldChange.record_id == record.id)


def _told(row: FieldChange, known: Known) -> Told:
    type_ = next((each for each in ActorType if each.value == row.actor_type), None)
    changes = journal.read(row.changes)
    told = Told(row.id, row.at, row.kind, row.side, changes, row.user_name, row.connection_id, row.connection_name,
                type_, row.erp_key, row.run_id)  # fmt: skip
    if known is None or not row.connection_name or row.connection_id in known:
        return told
    return replace(told, connection_name="", actor_type=None, erp_key="", hidden=True)
