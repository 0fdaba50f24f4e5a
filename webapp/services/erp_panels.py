"""The ERP tab: for each connection that a user may look into, what a record is linked to there and what the ERP says of it.

What the database knows of all of them is a fixed number of queries; the ERPs are asked one by one, each for its own panel.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.base import ERP_KEY, UNKNOWN, Actor, ActorType, FieldMetadata, FieldType, Text, Unknown, Value
from connectors.errors import ConnectorError
from connectors.process import Question
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import Record
from webapp.db import now
from webapp.errors import Problem
from webapp.models import (
    ActorMapping,
    Connection,
    ConnectionField,
    ConnectionList,
    CreateIntent,
    FieldMapping,
    Link,
    SyncRank,
    User,
)
from webapp.models.stored import field_of, list_of
from webapp.services import calls, linking, rights, sheets, suggesting_links
from webapp.services.configuration import of_connection
from webapp.services.rights import Rights
from webapp.services.samples import Trouble
from webapp.services.suggesting_links import Suggestion


@dataclass(frozen=True)
class Shown:
    """A field that the tab shows. `missing`: the ERP no longer has it."""

    field: FieldMetadata
    missing: bool = False


@dataclass(frozen=True)
class Panel:
    """A connection's part of the tab, as far as the database knows it.

    `types`: the actor types that a record can be linked to there; `fields`: what is shown of the linked actor, in rank order.
    `parent_missing`: a person whose company isn't linked. `doubt`: an actor was to be created for the record, and whether it was
    isn't known yet.
    """

    record: Record
    rights: Rights
    types: Sequence[ActorType]
    link: Link | None = None
    fields: Sequence[Shown] = ()
    parent_missing: bool = False
    doubt: bool = False

    @property
    def connection(self) -> Connection:
        """The connection."""
        return self.rights.connection

    @property
    def asks(self) -> bool:
        """Whether there is something to ask the ERP: values to show, or what the user may connect to."""
        if self.link is not None:
            return bool(self.fields)
        return self.rights.may_connect and not self.parent_missing and not self.doubt


@dataclass(frozen=True)
class Reading:
    """What an ERP has said: of a linked record its actor (None: there is none any more), of another one what may be it.

    `at`: when, in UTC; `seconds`: how long it took. With `trouble` there is neither.
    """

    at: datetime
    seconds: float = 0.0
    trouble: Trouble | None = None
    actor: Actor | None = None
    suggestions: Sequence[Suggestion] = ()
    lists: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    def value(self, shown: FieldMetadata) -> Value | Unknown:
        """The actor's value of a field; `UNKNOWN` where the ERP hasn't answered one."""
        if self.actor is None:
            return UNKNOWN
        return self.actor.erp_key if shown.key == ERP_KEY else self.actor.values.get(shown.key, UNKNOWN)


def of_record(user: User, record: Record) -> list[Panel]:
    """The panels of a record's tab in the order of the sync priority, then by name. Eight queries at most."""
    theirs = rights.for_entity(user, record.entity)
    places = _places() if len(theirs) > 1 else {}
    ordered = sorted(theirs, key=lambda each: places.get(each.connection.id, len(places)))  # by name already
    return _panels(record, ordered)


def one(rights_: Rights, record: Record) -> Panel | None:
    """The panel of one connection; None where it syncs nothing to the record's entity. Five queries at most."""
    return next((each for each in _panels(record, [rights_]) if each.types), None)


def _panels(record: Record, theirs: Sequence[Rights]) -> list[Panel]:
    ids = [each.connection.id for each in theirs]
    if not ids:
        return []
    types, fields = _types(record.entity, ids), _fields(ids)
    links = linking.of_record(record.entity, record.id)
    parents = linking.of_record(Entity.COMPANY, record.company_id or 0) if record.entity is Entity.PERSON else None
    doubted = _doubted(record)
    panels = []
    for each in theirs:
        id_ = each.connection.id
        link = links.get(id_)
        shown = fields.get((id_, link.actor_type), ()) if link else ()
        orphan = parents is not None and id_ not in parents
        panels.append(Panel(record, each, types.get(id_, ()), link, shown, orphan, link is None and id_ in doubted))
    return panels


def _doubted(record: Record) -> set[int]:
    """The connections on which an actor was to be created for a record. One query."""
    mine = (CreateIntent.entity == record.entity.value) & (CreateIntent.record_id == record.id)
    return {row.connection_id for row in CreateIntent.select(CreateIntent.connection).where(mine)}


def _places() -> dict[int | None, int]:
    """The places in the sync priority, by the connection's id. One query."""
    ranks = SyncRank.select(SyncRank.connection, SyncRank.position).order_by(SyncRank.position, SyncRank.id)
    return {row.connection_id: place for place, row in enumerate(ranks)}


def _types(entity: Entity, connections: Sequence[int]) -> dict[int, list[ActorType]]:
    """The actor types that each of these connections syncs to an entity, in the order of their tabs. One query."""
    rows = ActorMapping.select(ActorMapping.connection, ActorMapping.actor_type)
    active = {
        (row.connection_id, row.actor_type) for row in rows.where(ActorMapping.active, ActorMapping.connection.in_(connections))
    }
    types = [type_ for type_, of in ENTITY_OF.items() if of is entity]
    found = {id_: [type_ for type_ in types if (id_, type_.value) in active] for id_ in connections}
    return {id_: some for id_, some in found.items() if some}


def _fields(connections: Sequence[int]) -> dict[tuple[int, str], list[Shown]]:
    """The fields that the tab shows, by connection and actor type, in rank order. One query."""
    same = (
        (ConnectionField.connection == ActorMapping.connection)
        & (ConnectionField.actor_type == ActorMapping.actor_type)
        & (ConnectionField.key == FieldMapping.erp_key)
    )
    columns = (ActorMapping.connection, ActorMapping.actor_type, ConnectionField.metadata, ConnectionField.missing)
    rows: Any = FieldMapping.select(*columns).join(ActorMapping).join(ConnectionField, on=same)
    rows = rows.where(FieldMapping.in_tab, ActorMapping.connection.in_(connections)).order_by(FieldMapping.rank, FieldMapping.id)
    found: dict[tuple[int, str], list[Shown]] = {}
    for connection, type_, metadata, missing in rows.tuples():
        found.setdefault((connection, type_), []).append(Shown(field_of(metadata), missing))
    return found


def read(panel: Panel, again: bool = False) -> Reading:
    """Ask the panel's ERP: what is linked for its values, else for what may be the same. Never raises for what it answers.

    *again*: somebody asks anew, so that a failure of a moment ago isn't the answer.
    """
    begun = time.perf_counter()
    if again:
        calls.forget(of_connection(panel.connection))
    try:
        if panel.link is None:
            found = suggesting_links.suggest(sheets.of(panel.connection), panel.record)
            return Reading(now(), time.perf_counter() - begun, suggestions=found)
        actor = _actor(panel, panel.link)
        return Reading(now(), time.perf_counter() - begun, actor=actor, lists=_lists(panel))
    except (ConnectorError, Problem) as error:
        return Reading(now(), time.perf_counter() - begun, error)


def _actor(panel: Panel, link: Link) -> Actor | None:
    """The linked actor with the fields that are shown. Raises `ConnectorError`, and what is wrong with the configuration."""
    configuration = of_connection(panel.connection)
    for problem in configuration.problems.values():
        raise problem  # without its secret a sign-in would be refused, and count as an attempt
    keys = tuple(each.field.key for each in panel.fields if not each.missing and each.field.key != ERP_KEY)
    found = calls.get(configuration, Question(ActorType(link.actor_type), keys, erp_keys=(link.erp_key,)))
    return found[0] if found else None


def _lists(panel: Panel) -> dict[str, Mapping[str, Text]]:
    """The lists, as last read, of the fields that are shown. One query, or none."""
    wanted = {each.field.list_name for each in panel.fields if each.field.type is FieldType.LIST}
    if not wanted:
        return {}
    rows = ConnectionList.select().where(ConnectionList.connection == panel.connection, ConnectionList.name.in_(wanted))
    return {each.name: list_of(each.items) for each in rows}
