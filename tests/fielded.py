"""Connections with the fields that a test wants, as if they had been read: no ERP is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import uuid4

from connectors.base import ActorType, FieldAccess, FieldMetadata, FieldType, Text
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionList, FieldMapping, SyncConnector
from webapp.models.stored import field_data, list_data
from webapp.services import names

CUSTOMER = ActorType.CUSTOMER
MANDATORY, READ_ONLY = FieldAccess.MANDATORY, FieldAccess.READ_ONLY


def text(key: str, name: str = "", length: int = 0, access: FieldAccess = FieldAccess.NORMAL) -> FieldMetadata:
    """A text field."""
    return FieldMetadata(key, Text(name or key, name or key), max_length=length, access=access)


def field(key: str, name: str, type_: FieldType, list_name: str = "", access: FieldAccess = FieldAccess.NORMAL) -> FieldMetadata:
    """A field of another type."""
    return FieldMetadata(key, Text(name, name), type_, list_name=list_name, access=access)


def connection(connector: SyncConnector, name: str = "Fjord", active: bool = False) -> Connection:
    """A connection that knows no fields yet."""
    return Connection.create(guid=str(uuid4()), name=name, name_key=names.key(name), connector=connector, active=active)


def read(
    owner: Connection,
    fields: Sequence[FieldMetadata],
    type_: ActorType = CUSTOMER,
    searchable: Collection[str] = (),
    lists: Mapping[str, Mapping[str, str]] | None = None,
) -> ActorMapping:
    """The fields of an actor type as read, nothing mapped."""
    actor = ActorMapping.create(connection=owner, actor_type=type_.value)
    rows = [
        {"connection": owner, "actor_type": type_.value, "position": at, "key": each.key, "metadata": field_data(each),
         "searchable": each.key in searchable}
        for at, each in enumerate(fields)
    ]  # fmt: skip
    ConnectionField.insert_many(rows).execute()
    FieldMapping.insert_many([{"actor": actor, "erp_key": each.key, "rank": at} for at, each in enumerate(fields)]).execute()
    for name, items in (lists or {}).items():
        data = list_data({key: Text(each, each) for key, each in items.items()})
        ConnectionList.create(connection=owner, name=name, items=data)
    return actor


def store(actor: ActorMapping, erp_key: str, crm_key: str, directions: str = "", **more: bool) -> FieldMapping:
    """Map a field: `>` to the CRM, `<` to the ERP."""
    mapping = FieldMapping.get(FieldMapping.actor == actor, FieldMapping.erp_key == erp_key)
    values = {"crm_key": crm_key, "to_crm": ">" in directions, "to_erp": "<" in directions, **more}
    FieldMapping.update(values).where(FieldMapping.id == mapping.id).execute()
    return FieldMapping.get_by_id(mapping.id)
