"""Merging what was read of an ERP into what is stored of it.

New fields appear, mapped to the CRM field of the same key but in no direction. Lost ones stay, marked missing, their
directions cleared. What has another type is flagged, and directions that no longer fit are cleared. Nothing that somebody
has chosen is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeAlias

from connectors.base import ERP_KEY, ActorType, FieldAccess, FieldMetadata, FieldType, Text
from connectors.process import ActorTypeRead, ListRead
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionList, FieldMapping
from webapp.models.stored import field_data, field_of, list_data, list_of
from webapp.services.mapping_rules import Direction, equal_key, why_not
from webapp.services.sheets import KEY_FIELD

Told: TypeAlias = tuple[str, str, Sequence[Text]]
"""Something that is different from before: a code, the actor type or list, and names.

The codes: first (there was nothing before), types_new, types_lost, types_back, fields_new, fields_lost, fields_back,
fields_retyped, fields_renamed, directions_cleared (with `first` too: a copy or an import can bring what the ERP doesn't
allow), items_new, items_lost, list_unread (its only name is the reason).
"""


@dataclass
class Found:
    """What a survey has answered."""

    types: dict[ActorType, ActorTypeRead] = field(default_factory=dict)
    lists: dict[str, ListRead] = field(default_factory=dict)


@dataclass
class _Merging:
    """One actor type under way: what is stored of it, by field key, and what has turned out to be different, by code."""

    actor: ActorMapping
    crm: Fields
    fields: dict[str, ConnectionField]
    mappings: dict[str, FieldMapping]
    told: dict[str, list[Text]] = field(default_factory=dict)

    def tell(self, code: str, name: Text) -> None:
        """Note that something is different."""
        self.told.setdefault(code, []).append(name)

    @property
    def free(self) -> list[FieldMetadata]:
        """The CRM fields that no field is mapped to yet."""
        used = {each.crm_key for each in self.mappings.values()}
        return [each for key, each in self.crm.items() if key not in used]


def merge(connection: Connection, found: Found) -> list[Told]:
    """Bring what is stored of *connection*'s ERP up to date; what is different. To be called within a transaction."""
    actors = {each.actor_type: each for each in ActorMapping.select().where(ActorMapping.connection == connection)}
    known = ConnectionField.select().where(ConnectionField.connection == connection, ConnectionField.actor_type != "")
    is_first = not known.exists()
    read_before = {each.actor_type for each in known.select(ConnectionField.actor_type).distinct()}
    crm = all_fields()
    told = [
        *chain.from_iterable(_merge_type(connection, actors.get(read.actor_type), read, crm) for read in found.types.values())
    ]
    for name, actor in actors.items():
        if name not in found.types and name not in read_before:  # it came with a copy or an import, from another ERP
            actor.delete_instance()
        elif name not in found.types and not actor.missing:
            _lose_type(connection, actor)
            told.append(("types_lost", name, ()))
    told += _merge_lists(connection, found.lists)
    return [("first", "", ()), *(each for each in told if each[0] == "directions_cleared")] if is_first else told


def _merge_type(connection: Connection, actor: ActorMapping | None, read: ActorTypeRead, crm: Mapping[Any, Fields]) -> list[Told]:
    is_new = actor is None
    actor = actor or ActorMapping.create(connection=connection, actor_type=read.actor_type.value)
    came_back = bool(actor.missing)
    changed = _merge_fields(actor, read, crm[ENTITY_OF[read.actor_type]])
    if changed or came_back:
        ActorMapping.update(missing=False, version=ActorMapping.version + 1).where(ActorMapping.id == actor.id).execute()
    if is_new:
        return [("types_new", read.actor_type.value, ())]
    return [("types_back", read.actor_type.value, ())] * came_back + changed


def _lose_type(connection: Connection, actor: ActorMapping) -> None:
    ActorMapping.update(missing=True, version=ActorMapping.version + 1).where(ActorMapping.id == actor.id).execute()
    ConnectionField.update(missing=True).where(_fields_of(actor)).execute()
    FieldMapping.update(to_crm=False, to_erp=False).where(FieldMapping.actor == actor).execute()


def _fields_of(actor: ActorMapping) -> Any:
    return (ConnectionField.connection == actor.connection_id) & (ConnectionField.actor_type == actor.actor_type)


def _merge_fields(actor: ActorMapping, read: ActorTypeRead, crm: Fields) -> list[Told]:
    """The fields as read in place of those stored; what is different."""
    stored = {each.key: each for each in ConnectionField.select().where(_fields_of(actor))}
    mappings = {each.erp_key: each for each in FieldMapping.select().where(FieldMapping.actor == actor)}
    merging = _Merging(actor, crm, stored, mappings)
    fields = [FieldMetadata(ERP_KEY, KEY_FIELD, access=FieldAccess.READ_ONLY), *read.fields]
    for position, each in enumerate(fields):
        _merge_field(merging, each, position, each.key in read.searchable)
    there = {each.key for each in fields}
    for key in stored.keys() - there:
        _lose_field(merging, stored[key])
    read_ever = ConnectionField.select(ConnectionField.key).where(_fields_of(actor))  # others came with a copy or an import
    FieldMapping.delete().where(FieldMapping.actor == actor, FieldMapping.erp_key.not_in(read_ever)).execute()
    return [(code, str(actor.actor_type), names) for code, names in merging.told.items()]


def _merge_field(merging: _Merging, read: FieldMetadata, position: int, searchable: bool) -> None:
    before = merging.fields.get(read.key)
    if before is None:
        _add_field(merging, read, position, searchable)
        merging.tell("fields_new", read.name)
    elif code := _update(before, read, position, searchable):
        merging.tell(code, read.name)
    if read.key not in merging.mappings:
        merging.mappings[read.key] = _mapped_by_key(merging, read)
    else:
        _clear_unfit(merging, read)


def _add_field(merging: _Merging, read: FieldMetadata, position: int, searchable: bool) -> None:
    ConnectionField.create(
        connection=merging.actor.connection_id,
        actor_type=merging.actor.actor_type,
        position=position,
        key=read.key,
        metadata=field_data(read),
        searchable=searchable,
    )


def _mapped_by_key(merging: _Merging, read: FieldMetadata) -> FieldMapping:
    """A new field's mapping: to the CRM field of the same key, in no direction; ranked last."""
    equal = equal_key(read, merging.free)
    rank = max((each.rank for each in merging.mappings.values()), default=0) + 1
    return FieldMapping.create(actor=merging.actor, erp_key=read.key, crm_key=equal.key if equal else "", rank=rank)


def _lose_field(merging: _Merging, stored: ConnectionField) -> None:
    if stored.missing:
        return
    ConnectionField.update(missing=True).where(ConnectionField.id == stored.id).execute()
    own = (FieldMapping.actor == merging.actor) & (FieldMapping.erp_key == stored.key)
    FieldMapping.update(to_crm=False, to_erp=False).where(own).execute()
    merging.tell("fields_lost", field_of(stored.metadata).name)


def _update(before: ConnectionField, read: FieldMetadata, position: int, searchable: bool) -> str:
    """Store a field as it is now; the code of what people should know of, if anything."""
    metadata, old = field_data(read), field_of(before.metadata)
    if (before.metadata, before.position, before.searchable, before.missing) == (metadata, position, searchable, False):
        return ""
    code = _difference(before, old, read)
    if old.type is not read.type:
        first = FieldType(before.old_type) if before.old_type is not None else old.type
        before.old_type = None if first is read.type else int(first)
    before.metadata, before.position, before.searchable, before.missing = metadata, position, searchable, False
    before.save()
    return code


def _difference(before: ConnectionField, old: FieldMetadata, read: FieldMetadata) -> str:
    if before.missing:
        return "fields_back"
    if old.type is not read.type:
        return "fields_retyped"
    return "fields_renamed" if old.name != read.name else ""


def _clear_unfit(merging: _Merging, read: FieldMetadata) -> None:
    """Switch off the directions that a field, as it is now, no longer allows. Where its CRM field is deleted they stay: it can
    be restored."""
    mapping = merging.mappings[read.key]
    crm = merging.crm.get(mapping.crm_key)
    unfit = [each for each in Direction if crm and getattr(mapping, each) and why_not(read, False, crm, each)]
    if unfit:
        cleared = dict.fromkeys((each.value for each in unfit), False)
        FieldMapping.update(cleared).where(FieldMapping.id == mapping.id).execute()
        merging.tell("directions_cleared", read.name)


def _merge_lists(connection: Connection, found: Mapping[str, ListRead]) -> list[Told]:
    """Lists as read in place of those stored; one that couldn't be read stays as it was. Lists nobody names any more go."""
    known = {each.name: each for each in ConnectionList.select().where(ConnectionList.connection == connection)}
    told = [*chain.from_iterable(_merge_list(connection, known.get(read.name), read) for read in found.values())]
    named = {each.metadata["list"] for each in ConnectionField.select().where(ConnectionField.connection == connection)}
    gone = [each.id for name, each in known.items() if name not in named]
    ConnectionList.delete().where(ConnectionList.id.in_(gone)).execute()
    return told


def _merge_list(connection: Connection, stored: ConnectionList | None, read: ListRead) -> Iterator[Told]:
    if read.problem.en:
        yield "list_unread", read.name, [read.problem]
        return
    if stored is None:
        ConnectionList.create(connection=connection, name=read.name, items=list_data(read.items))
        return
    before = list_of(stored.items)
    if list(before.items()) != list(read.items.items()):
        ConnectionList.update(items=list_data(read.items)).where(ConnectionList.id == stored.id).execute()
    new = [text for key, text in read.items.items() if key not in before]
    lost = [text for key, text in before.items() if key not in read.items]
    yield from ((code, read.name, texts) for code, texts in (("items_new", new), ("items_lost", lost)) if texts)
