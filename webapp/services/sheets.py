"""A connection's mappings as they are stored: every actor type with its fields, and where each goes.

What the dialogs for mappings, lists, defaults and ranks, the activation, the summary, the rule matrix and the export start
from. Reading all of it is five queries, however many fields there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.base import ERP_KEY, ActorType, FieldMetadata, FieldType, Text
from webapp.crm.fields import ENTITY_OF, Entity, Fields, all_fields
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionList, FieldMapping
from webapp.models.stored import field_of, list_of

KEY_FIELD = Text("Key in the ERP", "Nøkkel i ERP")
"""What the actor's own key is called; see `connectors.base.ERP_KEY`."""


@dataclass(frozen=True)
class Row:
    """A field of an actor type and where it goes.

    `crm` is None where no CRM field is chosen or the chosen one is gone (then `mapping.crm_key` isn't empty). `old_type`:
    the type it had before a reading found another.
    """

    field: FieldMetadata
    mapping: FieldMapping
    crm: FieldMetadata | None
    missing: bool = False
    searchable: bool = False
    old_type: FieldType | None = None

    @property
    def is_key(self) -> bool:
        """Whether it stands for the actor's own key."""
        return self.field.key == ERP_KEY

    @property
    def crm_gone(self) -> bool:
        """Whether its CRM field has been deleted."""
        return self.crm is None and self.mapping.crm_key != ""

    @property
    def mapped(self) -> bool:
        """Whether something is synced."""
        return self.crm is not None and bool(self.mapping.to_crm or self.mapping.to_erp)

    @property
    def is_list(self) -> bool:
        """Whether it needs a list mapping: both sides are lists."""
        return self.crm is not None and self.field.type is FieldType.LIST and self.crm.type is FieldType.LIST


@dataclass(frozen=True)
class Sheet:
    """An actor type. `rows` are in the ERP's order, `crm_fields` the fields of its entity."""

    actor: ActorMapping
    type: ActorType
    entity: Entity
    rows: Sequence[Row]
    crm_fields: Fields

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """The rows by the ERP field's key."""
        return {row.field.key: row for row in self.rows}

    @property
    def ranked(self) -> list[Row]:
        """The rows in rank order."""
        return sorted(self.rows, key=lambda row: row.mapping.rank)


@dataclass(frozen=True)
class Book:
    """All of a connection: its actor types in the order of their tabs, and its ERP's lists as last read, by name."""

    connection: Connection
    sheets: Mapping[ActorType, Sheet]
    lists: Mapping[str, Mapping[str, Text]]


def of(connection: Connection) -> Book:
    """Everything that is mapped on *connection*. Five queries."""
    actors = {each.actor_type: each for each in ActorMapping.select().where(ActorMapping.connection == connection)}
    fields = ConnectionField.select().where(ConnectionField.connection == connection, ConnectionField.actor_type != "")
    mappings = FieldMapping.select().join(ActorMapping).where(ActorMapping.connection == connection)
    by_place = {(each.actor_id, each.erp_key): each for each in mappings}
    crm = all_fields()
    read = list(fields.order_by(ConnectionField.position, ConnectionField.id))
    sheets = {
        type_: _sheet(actors[type_], type_, crm[entity], [each for each in read if each.actor_type == type_], by_place)
        for type_, entity in ENTITY_OF.items()
        if type_ in actors
    }
    lists = ConnectionList.select().where(ConnectionList.connection == connection)
    return Book(connection, sheets, {each.name: list_of(each.items) for each in lists})


def _sheet(
    actor: ActorMapping,
    type_: ActorType,
    crm: Fields,
    fields: Sequence[ConnectionField],
    mappings: Mapping[tuple[int, str], FieldMapping],
) -> Sheet:
    rows = [_row(each, mappings[actor.id, each.key], crm) for each in fields if (actor.id, each.key) in mappings]
    return Sheet(actor, type_, ENTITY_OF[type_], rows, crm)


def _row(read: ConnectionField, mapping: FieldMapping, crm: Fields) -> Row:
    old_type = None if read.old_type is None else FieldType(read.old_type)
    return Row(field_of(read.metadata), mapping, crm.get(mapping.crm_key), read.missing, read.searchable, old_type)
