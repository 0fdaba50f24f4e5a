"""Links: which actor an entity is on a connection. Their rules, and storing them; nothing here asks an ERP.

A company has one actor per connection, Customer or Supplier or Partner. A person can be linked only where its company is, and to
a person of that actor. One entity for an actor. Two unique indexes hold it, whoever comes at the same moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError, PostgresqlDatabase, Value

from connectors.base import ActorType
from webapp.bulk import insert_columns
from webapp.crm import register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import PIECE, Record
from webapp.db import among, db, held, now
from webapp.errors import Problem
from webapp.models import ActorMapping, Connection, Link, RunRow, SyncRun, User
from webapp.services import journal
from webapp.services.journal import Entry, Origin


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as a link names it. `agreed` as in `models.Link`."""

    type: ActorType
    key: str
    title: str = ""
    agreed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """The entity that an actor is linked to already."""

    entity: Entity
    record_id: int
    name: str


def of_record(entity: Entity, record_id: int) -> dict[int, Link]:
    """The links of a record by the connection's id. One query."""
    found = Link.select().where(Link.entity == entity.value, Link.record_id == record_id)
    return {each.connection_id: each for each in found}


def on(connection: Connection, entity: Entity, record_id: int, keep: bool = False) -> Link | None:
    """The link of a record on a connection. One query. *keep*: nobody takes it away until the transaction ends."""
    return of_records(connection, entity, [record_id], keep).get(record_id)


def any_on(connection: Connection, entity: Entity) -> bool:
    """Whether any record of an entity is linked on a connection. One query."""
    return bool(Link.select().where(Link.connection == connection, Link.entity == entity.value).exists())


def of_records(connection: Connection, entity: Entity, ids: Sequence[int], keep: bool = False) -> dict[int, Link]:
    """The links of these records on a connection, by the record's id. A query for each 500. *keep* as with `on`."""
    found: dict[int, Link] = {}
    for start in range(0, len(ids), PIECE):
        mine = (Link.connection == connection) & (Link.entity == entity.value)
        query = Link.select().where(mine, among(Link.record_id, ids[start : start + PIECE]))
        for each in held(query, shared=True) if keep else query:
            found[each.record_id] = each
    return found


def all_of(entity: Entity, ids: Sequence[int]) -> dict[int, list[Link]]:
    """All links of these records, on whatever connection, by the record's id. A query for each 500."""
    found: dict[int, list[Link]] = {}
    for start in range(0, len(ids), PIECE):
        for each in Link.select().where(Link.entity == entity.value, Link.record_id.in_(ids[start : start + PIECE])):
            found.setdefault(each.record_id, []).append(each)
    return found


def of_actors(connection: Connection, actor_type: ActorType, keys: Sequence[str]) -> dict[str, Link]:
    """The links of these actors by their keys. A query for each 500."""
    found: dict[str, Link] = {}
    for start in range(0, len(keys), PIECE):
        mine = (Link.connection == connection) & (Link.actor_type == actor_type.value)
        for each in Link.select().where(mine, among(Link.erp_key, keys[start : start + PIECE])):
            found[each.erp_key] = each
    return found


def taken(connection: Connection, actor_type: ActorType, keys: Sequence[str]) -> dict[str, Taken]:
    """Which entities these actors are linked to, by the actors' keys. Two queries for each 500."""
    links = of_actors(connection, actor_type, keys)
    entity = ENTITY_OF[actor_type]
    records = register.get(entity, [each.record_id for each in links.values()])
    return {
        key: Taken(entity, link.record_id, records[link.record_id].name if link.record_id in records else "–")
        for key, link in links.items()
    }


def types_for(connection: Connection, entity: Entity) -> list[ActorType]:
    """The actor types that are synced on a connection to an entity, in the order of their tabs. One query."""
    rows = ActorMapping.select(ActorMapping.actor_type).where(ActorMapping.connection == connection, ActorMapping.active)
    active = {row.actor_type for row in rows}
    return [each for each, of in ENTITY_OF.items() if of is entity and each.value in active]


def parent_of(connection: Connection, record: Record, keep: bool = False) -> Link | None:
    """The link of a person's company on a connection: within it alone a person can be linked. One query. *keep* as with `on`."""
    if record.entity is not Entity.PERSON or record.company_id is None:
        return None
    return on(connection, Entity.COMPANY, record.company_id, keep)


def demand_parent(connection: Connection, record: Record, keep: bool = False) -> Link | None:
    """The link of the company, for a person. Raises `Problem("parent_not_linked")` where there is none. *keep* as with `on`."""
    if record.entity is not Entity.PERSON:
        return None
    found = parent_of(connection, record, keep)
    if found is None:
        raise Problem("parent_not_linked", name=record.name, connection=connection.name)
    return found


def link(record: Record, connection: Connection, actor: Actor, user: User | None, origin: Origin, noted: bool = False) -> Link:
    """Link a record and an actor, and note it in the record's history, unless that is *noted* with the values that it brought.

    Raises `Problem("link_taken")` where the actor is another's by now, `Problem("link_other")` where the record has another
    link on the connection, and what `demand_parent` raises. Linking the same once more is no error.
    """
    try:
        with db.atomic():
            demand_parent(connection, record, keep=True)
            made: Link = Link.create(
                connection=connection,
                entity=record.entity.value,
                record_id=record.id,
                actor_type=actor.type.value,
                erp_key=actor.key,
                title=actor.title[:400],
                agreed=dict(actor.agreed),
                made_by=user,
                run=origin.run,
            )
            if not noted:
                journal.note(origin, [Entry(record.entity, record.id, actor_type=actor.type, erp_key=actor.key)])
    except IntegrityError:
        return _present(record, connection, actor)
    return made


def _present(record: Record, connection: Connection, actor: Actor) -> Link:
    """The link that is there already; raises where it isn't just this one."""
    other = taken(connection, actor.type, [actor.key]).get(actor.key)
    if other is not None and other.record_id != record.id:
        raise Problem("link_taken", key=actor.key, name=other.name)
    mine = on(connection, record.entity, record.id)
    if mine is None:  # gone again at this very moment
        raise Problem("link_changed", name=record.name)
    if (mine.actor_type, mine.erp_key) != (actor.type.value, actor.key):
        raise Problem("link_other", name=record.name, key=mine.erp_key, title=mine.title)
    return mine


def link_many(
    connection: Connection, entity: Entity, pairs: Sequence[tuple[int, Actor]], user: User | None, run: SyncRun | None
) -> None:
    """Store links that are known to be free; call it in a transaction. One statement. Raises `IntegrityError`."""
    link_columns(
        connection,
        entity,
        {
            "record_id": [id_ for id_, _each in pairs],
            "actor_type": [each.type.value for _id, each in pairs],
            "erp_key": [each.key for _id, each in pairs],
            "title": [each.title[:400] for _id, each in pairs],
            "agreed": [json.dumps(each.agreed, ensure_ascii=False) for _id, each in pairs],
        },
        {"made_by_id": user.id if user else None, "run_id": run.id if run else None},
    )


def link_columns(
    connection: Connection, entity: Entity, links: Mapping[str, Iterable[Any]], shared: Mapping[str, object]
) -> None:
    """As `link_many`, column by column as they are stored: record_id, actor_type, erp_key, title, agreed, made_by_id and run_id,
    in *shared* those that all have alike."""
    insert_columns(Link, links, {"connection_id": connection.id, "entity": entity.value, "made_at": now(), **shared})


def link_rows(connection: Connection, entity: Entity, rows: Any, user: User | None, run: SyncRun) -> None:
    """As `link_many`, for the rows of a run (a condition on `RunRow`), each with the record that it names."""
    shared = {"connection": connection.id, "entity": entity.value, "actor_type": run.actor_type, "made_at": now(), "run": run.id}
    found = {name: Value(value) for name, value in (shared | ({"made_by": user.id} if user else {})).items()}
    found |= {name: getattr(RunRow, name) for name in ("record_id", "erp_key", "title", "agreed")}
    agreed = found["agreed"].cast("json") if isinstance(db.obj, PostgresqlDatabase) else found["agreed"]
    query = RunRow.select(*(found | {"agreed": agreed}).values()).where(rows)
    Link.insert_from(query, [getattr(Link, name) for name in found]).execute()
