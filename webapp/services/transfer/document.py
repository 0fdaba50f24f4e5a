"""A connection's whole configuration as a document: plain data, and YAML that people can read, keep and compare.

    kobling: 1
    name: Fjord
    guid: 7a0c…
    connector: plugin://excel
    description: ''
    scope: {everyone: [connect, create]}     # or {users: {åse: [connect]}, groups: {Sales: [connect, create]}}
    configuration: {file: erp.xlsx, password: {secret: password}}
    actor types:
      Customer:
        active: true
        order: [Nm, Zip]                     # all fields, in rank order
        fields:                              # those that anything is set of
          Nm: {crm: NAME, direction: both, in search: true, in tab: true, default: {value: x, ask: true, mandatory: true}}
          CustGr: {crm: CATEGORY, direction: to CRM, items: {'1': Bygg, '2': null}, way back: ['1']}
    priority: 2

Secrets are references only. A section that is left out stays as it is where the document is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import FieldType
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.models import (
    ActorMapping,
    Connection,
    ConnectionAccess,
    CrmList,
    CrmListItem,
    DefaultRule,
    FieldMapping,
    Group,
    ListItemMapping,
    User,
)
from webapp.services import names, priorities
from webapp.services.configuration import of_connection
from webapp.services.transfer.reading import VERSION

Document = dict[str, Any]
"""A document as plain data; see the module."""
PARTS = ("crm", "direction", "in search", "in tab", "items", "way back", "default")
"""What can be set of a field, in the order in which it stands."""


def of(connection: Connection) -> Document:
    """The document of *connection*. Twelve queries, however much is mapped."""
    found: Document = {
        "kobling": VERSION,
        "name": connection.name,
        "guid": connection.guid,
        "connector": connection.connector.url,
        "description": connection.description,
        "scope": _scope(connection),
        "configuration": _configuration(connection),
        "actor types": _actor_types(connection),
    }
    return found if connection.deleted_at else found | {"priority": priority(connection)}


def rights(may_connect: bool, may_create: bool) -> list[str]:
    """Rights as the words of a document."""
    return ["connect"] * may_connect + ["create"] * may_create


def _scope(connection: Connection) -> Document:
    query = ConnectionAccess.select(ConnectionAccess, User, Group).left_outer_join(User, on=(ConnectionAccess.user == User.id))
    query = query.switch(ConnectionAccess).left_outer_join(Group).where(ConnectionAccess.connection == connection)
    rows: list[Any] = list(query)
    if connection.everyone:
        every = next((each for each in rows if not each.user_id and not each.group_id), None)
        return {"everyone": rights(each_right(every, "may_connect"), each_right(every, "may_create"))}
    users = {each.user.username: rights(each.may_connect, each.may_create) for each in rows if each.user_id}
    groups = {each.group.name: rights(each.may_connect, each.may_create) for each in rows if each.group_id}
    return {kind: {name: some[name] for name in sorted(some, key=names.order)} for kind, some in
            (("users", users), ("groups", groups))}  # fmt: skip


def each_right(row: ConnectionAccess | None, right: str) -> bool:
    """A right of an entry; where none is stored, everybody has it."""
    return True if row is None else bool(getattr(row, right))


def _configuration(connection: Connection) -> Document:
    """Values in their readable form; of secrets only their names."""
    found: Document = {}
    configuration = of_connection(connection)
    for each in configuration.fields:
        if each.type is FieldType.PASSWORD:
            if configuration.values.get(each.key) or each.key in configuration.problems:
                found[each.key] = {"secret": each.key}
        elif each.type is not FieldType.LABEL:
            found[each.key] = readable(each.type, configuration.values.get(each.key), configuration.texts.get(each.key, ""))
    return found


def readable(type_: FieldType, value: Any, text: str) -> Any:
    """A value as YAML shows it: numbers and truth values as themselves, all else in its invariant text form."""
    plain = type_ in (FieldType.INTEGER, FieldType.DOUBLE, FieldType.CHECKBOX) and value is not None
    return value if plain else text


def _actor_types(connection: Connection) -> Document:
    actors = {each.actor_type: each for each in ActorMapping.select().where(ActorMapping.connection == connection)}
    mine = FieldMapping.select().join(ActorMapping).where(ActorMapping.connection == connection)
    fields: dict[int, list[FieldMapping]] = {}
    for each in mine.order_by(FieldMapping.rank, FieldMapping.id):
        fields.setdefault(each.actor_id, []).append(each)
    items, rules = _items(connection), _rules(connection)
    crm = all_fields()
    return {
        type_.value: _actor(actors[type_], fields.get(actors[type_].id, []), items, rules, crm[entity])
        for type_, entity in ENTITY_OF.items()
        if type_ in actors
    }


def _actor(
    actor: ActorMapping,
    fields: Iterable[FieldMapping],
    items: Mapping[int, list[ListItemMapping]],
    rules: Mapping[int, DefaultRule],
    crm: Fields,
) -> Document:
    ranked = list(fields)
    read = {each.erp_key: _field(each, items.get(each.id, []), rules.get(each.id), crm) for each in ranked}
    return ({"active": True} if actor.active else {}) | {
        "order": [each.erp_key for each in ranked],
        "fields": {key: each for key, each in sorted(read.items()) if each},
    }


def _field(mapping: FieldMapping, items: Iterable[ListItemMapping], rule: DefaultRule | None, crm: Fields) -> Document:
    found: Document = {"crm": mapping.crm_key} if mapping.crm_key else {}
    if mapping.crm_key and (mapping.to_crm or mapping.to_erp):
        found["direction"] = "both" if mapping.to_crm and mapping.to_erp else "to CRM" if mapping.to_crm else "to ERP"
    found |= {"in search": True} if mapping.in_search else {}
    found |= {"in tab": True} if mapping.in_tab else {}
    target = crm.get(mapping.crm_key)
    if target is not None and target.type is FieldType.LIST:
        found |= _goes(items, target.list_name)
    return found | (default(rule.use_value, rule.value, rule.ask, rule.mandatory) if rule else {})


def _goes(items: Iterable[ListItemMapping], list_key: str) -> Document:
    """Where items go; what goes to an item that is gone, or of a list chosen before, goes nowhere."""
    live = [each for each in items if each.crm_item_id is None or _is_live(each.crm_item, list_key)]
    goes = {each.erp_item: each.crm_item.name if each.crm_item else None for each in live}
    back = sorted(each.erp_item for each in live if each.way_back and each.crm_item_id)
    return ({"items": dict(sorted(goes.items()))} if goes else {}) | ({"way back": back} if back else {})


def _is_live(item: Any, list_key: str) -> bool:
    return item.deleted_at is None and item.list.key == list_key


def default(use: bool, value: str, ask: bool, mandatory: bool) -> Document:
    """A default rule as a part of its field: only what is set."""
    found: Document = {"value": value} if use else {}
    found |= ({"ask": True} if ask else {}) | ({"mandatory": True} if mandatory else {})
    return {"default": found} if found else {}


def _items(connection: Connection) -> dict[int, list[ListItemMapping]]:
    mine = (
        ListItemMapping.select(ListItemMapping, CrmListItem, CrmList)
        .join(FieldMapping)
        .join(ActorMapping)
        .switch(ListItemMapping)
        .left_outer_join(CrmListItem)
        .left_outer_join(CrmList)
        .where(ActorMapping.connection == connection)
    )
    found: dict[int, list[ListItemMapping]] = {}
    for each in mine:
        found.setdefault(each.field_id, []).append(each)
    return found


def _rules(connection: Connection) -> dict[int, DefaultRule]:
    mine = DefaultRule.select().join(FieldMapping).join(ActorMapping).where(ActorMapping.connection == connection)
    return {each.field_id: each for each in mine}


def priority(connection: Connection) -> int:
    """The place of a connection in the sync priority, the CRM's own place counted."""
    return priorities.keys(priorities.order()).index(str(connection.id)) + 1
