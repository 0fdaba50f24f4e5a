"""Where the CRM's fields and list items are used, by mappings of ERP connections that aren't deleted; and lists, by fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectors.base import ActorType, FieldType, Text
from webapp.crm.fields import ENTITY_OF, Entity, all_fields
from webapp.models import ActorMapping, Connection, CrmField, CrmList, CrmListItem, FieldMapping, ListItemMapping
from webapp.services import names


def of_fields() -> dict[tuple[Entity, str], list[str]]:
    """Per field (entity, key) the names of the connections whose mappings name it, one for each mapping. One query."""
    found: dict[tuple[Entity, str], list[str]] = {}
    for each in _mappings(FieldMapping.crm_key != ""):
        place = (ENTITY_OF[ActorType(each.actor.actor_type)], each.crm_key)
        found.setdefault(place, []).append(each.actor.connection.name)
    return {place: sorted(using, key=names.order) for place, using in found.items()}


def of_field(field: CrmField) -> list[str]:
    """The names of the connections whose mappings name an added field. One query."""
    return _named(_mappings(FieldMapping.crm_key == field.key))


def writers(field: CrmField) -> list[str]:
    """The names of the connections that write an added field. One query."""
    return _named(_mappings((FieldMapping.crm_key == field.key) & FieldMapping.to_crm))


def item_mappers(field: CrmField) -> list[str]:
    """The names of the connections that have a list mapping for an added field. One query."""
    with_items = FieldMapping.id.in_(ListItemMapping.select(ListItemMapping.field))
    return _named(_mappings((FieldMapping.crm_key == field.key) & with_items))


def of_items(row: Any) -> dict[int, list[str]]:
    """Per item of a list the names of the connections whose list mappings name it, each once. One query."""
    rows: Any = (
        ListItemMapping.select(ListItemMapping.crm_item, Connection.name)
        .join(CrmListItem)
        .switch(ListItemMapping)
        .join(FieldMapping)
        .join(ActorMapping)
        .join(Connection)
        .where(CrmListItem.list == row, Connection.deleted_at.is_null())
        .distinct()
        .tuples()
    )
    found: dict[int, list[str]] = {}
    for item, name in rows:
        found.setdefault(item, []).append(name)
    return {item: sorted(using, key=names.order) for item, using in found.items()}


def fields_by_list() -> dict[str, list[tuple[Entity, Text]]]:
    """The fields that take their items from a list, by the list's key: entity and the field's name. One query."""
    found: dict[str, list[tuple[Entity, Text]]] = {}
    for entity, fields in all_fields().items():
        for each in fields.values():
            if each.type is FieldType.LIST:
                found.setdefault(each.list_name, []).append((entity, each.name))
    return found


def fields_of(row: CrmList) -> list[CrmField]:
    """The added fields whose list it is, deleted ones too, since they can be restored. One query."""
    return list(CrmField.select().where(CrmField.list == row).order_by(CrmField.entity, CrmField.position, CrmField.id))


def forget_items(field: CrmField) -> None:
    """Take away the list mappings of an added field, whose list is another one now."""
    using = FieldMapping.select(FieldMapping.id).where(FieldMapping.crm_key == field.key)
    ListItemMapping.delete().where(ListItemMapping.field.in_(using)).execute()
    changed = FieldMapping.update(items_version=FieldMapping.items_version + 1)
    changed.where(FieldMapping.crm_key == field.key).execute()


def _mappings(where: Any) -> Iterable[FieldMapping]:
    query = FieldMapping.select(FieldMapping.crm_key, ActorMapping.actor_type, Connection.name)
    found: Iterable[FieldMapping] = query.join(ActorMapping).join(Connection).where(where, Connection.deleted_at.is_null())
    return found


def _named(found: Iterable[FieldMapping]) -> list[str]:
    return sorted({each.actor.connection.name for each in found}, key=names.order)
