"""Reading what a connection's ERP has: its actor types, their fields, and the lists of these.

A reading is asked for when a connection is saved and by *Refresh fields*, and carried out by a worker. What it finds is
merged into what is stored: new fields appear, mapped to the CRM field of the same key but in no direction; lost ones stay,
marked missing, their directions cleared; what has another type is flagged, and directions that no longer fit are cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from connectors.base import ERP_KEY, ActorType, FieldAccess, FieldMetadata, FieldType, Text
from connectors.errors import ConnectorError
from connectors.process import ActorTypeRead, ListRead
from webapp import config, jobs
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.db import db, now
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionList, ConnectionReading, FieldMapping, User
from webapp.models.stored import fact_data, fact_of, field_data, field_of, list_data, list_of, text_data, text_of
from webapp.services import audit, calls
from webapp.services.configuration import of_connection
from webapp.services.mapping_rules import Direction, equal_key, why_not
from webapp.services.sheets import KEY_FIELD

TASK = "read_fields"
LOST = timedelta(seconds=30)
"""How long after its own limit a reading counts as lost with its worker."""


@dataclass
class _Found:
    """What a survey has answered."""

    types: dict[ActorType, ActorTypeRead] = field(default_factory=dict)
    lists: dict[str, ListRead] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a connection's last reading.

    `state`: never, waiting, reading, done or failed. `error` and `remedy` say why it failed. `changes` are (code, actor type
    or list, names) of what was different from before: first, types_new, types_lost, types_back, fields_new, fields_lost,
    fields_back, fields_retyped, fields_renamed, items_new, items_lost, list_unread (its only name is the reason).
    """

    state: str
    at: Any = None
    error: Text = Text("")
    remedy: Text = Text("")
    detail: str = ""
    changes: Sequence[tuple[str, str, Sequence[Text]]] = ()

    @property
    def under_way(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in ("waiting", "reading")


def request(connection: Connection, user: User | None) -> None:
    """Have the fields of *connection* read. One that waits or runs already is left alone, unless its worker has died."""
    with db.atomic():
        row = ConnectionReading.get_or_none(ConnectionReading.connection == connection)
        if row is None:
            row = ConnectionReading.create(connection=connection, requested_by=user)
        elif row.under_way and not _lost(row):
            return
        else:
            row.state, row.number, row.requested_at, row.requested_by = "waiting", row.number + 1, now(), user
            row.save(only=("state", "number", "requested_at", "requested_by"))
        jobs.enqueue(TASK, row.id)


def _lost(row: ConnectionReading) -> bool:
    limit = timedelta(seconds=config.current["TEST_SECONDS"]) + LOST
    return bool(now() - row.requested_at > limit)


def last(connection: Connection) -> Reading:
    """The last reading of *connection*. One query."""
    row = ConnectionReading.get_or_none(ConnectionReading.connection == connection)
    if row is None:
        return Reading("never")
    state = "failed" if row.under_way and _lost(row) else row.state
    error = row.error or {"text": ["", ""], "remedy": ["", ""], "detail": ""}
    changes = [(code, of, fact_of(names)) for code, of, names in row.changes]
    return Reading(state, row.finished_at, text_of(error["text"]), text_of(error["remedy"]), error["detail"], changes)


def carry_out(row_id: int) -> None:
    """Carry out a reading that waits. One that no longer does is left alone: tasks may come twice."""
    taken = ConnectionReading.update(state="reading").where(ConnectionReading.id == row_id, ConnectionReading.state == "waiting")
    if not taken.execute():
        return
    row = ConnectionReading.get_by_id(row_id)
    try:
        found = _survey(row.connection)
    except ConnectorError as error:
        said = {"text": text_data(error.text), "remedy": text_data(error.remedy), "detail": error.detail}
        _finish(row, state="failed", error=said, changes=[])
        return
    with db.atomic():
        changes = _merge(row.connection, found)
        _finish(row, state="done", error={}, changes=[[code, of, fact_data(list(names))] for code, of, names in changes])
        _note(row, changes)


def give_up(row_id: int) -> None:
    """A reading whose worker broke over it: failed, so that it can be tried again."""
    row = ConnectionReading.get_or_none(ConnectionReading.id == row_id, ConnectionReading.state == "reading")
    if row is not None:
        said = {"text": text_data(calls.BROKEN.text), "remedy": text_data(calls.BROKEN.remedy), "detail": ""}
        _finish(row, state="failed", error=said, changes=[])


def _finish(row: ConnectionReading, **ended: Any) -> None:
    still = (ConnectionReading.id == row.id) & (ConnectionReading.number == row.number)
    ConnectionReading.update(finished_at=now(), **ended).where(still).execute()


def _survey(connection: Connection) -> _Found:
    found = _Found()
    for event in calls.survey(of_connection(connection), config.current["TEST_SECONDS"]):
        if isinstance(event, ActorTypeRead) and event.actor_type in ENTITY_OF:
            found.types[event.actor_type] = event
        elif isinstance(event, ListRead):
            found.lists[event.name] = event
    return found


Told = tuple[str, str, Sequence[Text]]


def _merge(connection: Connection, found: _Found) -> list[Told]:
    actors = {each.actor_type: each for each in ActorMapping.select().where(ActorMapping.connection == connection)}
    crm = all_fields()
    told: list[Told] = []
    for type_, read in found.types.items():
        actor = actors.get(type_) or ActorMapping.create(connection=connection, actor_type=type_.value)
        if type_ not in actors:
            told.append(("types_new", type_.value, ()))
        elif actor.missing:
            told.append(("types_back", type_.value, ()))
        changed = _merge_fields(connection, actor, read, crm[ENTITY_OF[type_]])
        told += [] if type_ not in actors else changed
        if changed or actor.missing:
            actor.missing = False
            actor.version += 1
            actor.save(only=("missing", "version"))
    for name, actor in actors.items():
        if name not in found.types and not actor.missing:
            _lose(connection, actor)
            told.append(("types_lost", name, ()))
    told += _merge_lists(connection, found.lists)
    return told if actors else [("first", "", ())]


def _lose(connection: Connection, actor: ActorMapping) -> None:
    ActorMapping.update(missing=True, version=ActorMapping.version + 1).where(ActorMapping.id == actor.id).execute()
    own = (ConnectionField.connection == connection) & (ConnectionField.actor_type == actor.actor_type)
    ConnectionField.update(missing=True).where(own).execute()
    FieldMapping.update(to_crm=False, to_erp=False).where(FieldMapping.actor == actor).execute()


def _merge_fields(connection: Connection, actor: ActorMapping, read: ActorTypeRead, crm: Fields) -> list[Told]:
    """Fields as read in place of those stored; what is different, by code."""
    own = (ConnectionField.connection == connection) & (ConnectionField.actor_type == actor.actor_type)
    known = {each.key: each for each in ConnectionField.select().where(own)}
    mappings = {each.erp_key: each for each in FieldMapping.select().where(FieldMapping.actor == actor)}
    rank = max((each.rank for each in mappings.values()), default=0)
    told: dict[str, list[Text]] = {}
    key_field = FieldMetadata(ERP_KEY, KEY_FIELD, access=FieldAccess.READ_ONLY)
    fields = [key_field, *read.fields]
    used = {each.crm_key for each in mappings.values()}
    for position, each in enumerate(fields):
        before, searchable = known.get(each.key), each.key in read.searchable
        if before is None:
            ConnectionField.create(
                connection=connection, actor_type=actor.actor_type, position=position, key=each.key,
                metadata=field_data(each), searchable=searchable,
            )  # fmt: skip
            told.setdefault("fields_new", []).append(each.name)
        elif code := _update(before, each, position, searchable):
            told.setdefault(code, []).append(each.name)
        if each.key not in mappings:
            rank += 1
            equal = equal_key(each, [one for one in crm.values() if one.key not in used])
            used |= {equal.key} if equal else set()
            FieldMapping.create(actor=actor, erp_key=each.key, crm_key=equal.key if equal else "", rank=rank)
        elif before is not None:
            _clear_unfit(mappings[each.key], each, crm)
    lost = [each for key, each in known.items() if key not in {one.key for one in fields} and not each.missing]
    for each_lost in lost:
        ConnectionField.update(missing=True).where(ConnectionField.id == each_lost.id).execute()
        mine = (FieldMapping.actor == actor) & (FieldMapping.erp_key == each_lost.key)
        FieldMapping.update(to_crm=False, to_erp=False).where(mine).execute()
        told.setdefault("fields_lost", []).append(field_of(each_lost.metadata).name)
    return [(code, str(actor.actor_type), names) for code, names in told.items()]


def _update(before: ConnectionField, after: FieldMetadata, position: int, searchable: bool) -> str:
    """Store a field as it is now; the code of what people should know of, if anything."""
    metadata, old = field_data(after), field_of(before.metadata)
    retyped = old.type is not after.type
    if (before.metadata, before.position, before.searchable, before.missing) == (metadata, position, searchable, False):
        return ""
    code = (
        "fields_back" if before.missing else "fields_retyped" if retyped else "fields_renamed" if old.name != after.name else ""
    )
    before.metadata, before.position, before.searchable, before.missing = metadata, position, searchable, False
    if retyped:
        first = FieldType(before.old_type) if before.old_type is not None else old.type
        before.old_type = None if first is after.type else int(first)
    before.save()
    return code


def _clear_unfit(mapping: FieldMapping, field_: FieldMetadata, crm: Mapping[str, FieldMetadata]) -> None:
    """Switch off the directions that a field, as it is now, no longer allows."""
    for direction in Direction:
        if getattr(mapping, direction) and why_not(field_, False, crm.get(mapping.crm_key), direction):
            FieldMapping.update({direction.value: False}).where(FieldMapping.id == mapping.id).execute()


def _merge_lists(connection: Connection, found: Mapping[str, ListRead]) -> list[Told]:
    """Lists as read in place of those stored; one that couldn't be read stays as it was. Lists nobody names any more go."""
    known = {each.name: each for each in ConnectionList.select().where(ConnectionList.connection == connection)}
    told: list[Told] = []
    for name, read in found.items():
        if read.problem.en:
            told.append(("list_unread", name, [read.problem]))
            continue
        before = list_of(known[name].items) if name in known else {}
        if name not in known:
            ConnectionList.create(connection=connection, name=name, items=list_data(read.items))
        elif before != read.items:
            ConnectionList.update(items=list_data(read.items)).where(ConnectionList.id == known[name].id).execute()
        told += _items_told(name, before, read.items) if name in known else []
    named = {each.metadata["list"] for each in ConnectionField.select().where(ConnectionField.connection == connection)}
    gone = [each.id for name, each in known.items() if name not in named]
    ConnectionList.delete().where(ConnectionList.id.in_(gone)).execute()
    return told


def _items_told(name: str, before: Mapping[str, Text], after: Mapping[str, Text]) -> list[Told]:
    new = [text for key, text in after.items() if key not in before]
    lost = [text for key, text in before.items() if key not in after]
    return [(code, name, texts) for code, texts in (("items_new", new), ("items_lost", lost)) if texts]


def _note(row: ConnectionReading, changes: Iterable[Told]) -> None:
    noted = [audit.Change(code, of, None, list(names)) for code, of, names in changes if code != "first"]
    audit.note("fields", row.requested_by, noted, row.connection)
