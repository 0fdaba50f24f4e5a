"""Fields that administrators add to the CRM's companies, persons and projects: stored, deleted, restored, put in order."""

from __future__ import annotations

from typing import Any

from connectors.base import FieldType
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.crm.keys import field_key
from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import CrmField, CrmList, User
from webapp.services import audit, crm_uses, names, rows
from webapp.services.audit import Change
from webapp.services.crm_field_rules import Wanted, full, name_trouble, taken, value_troubles, values_of

AREA = "crm_fields"
_CODES = {"name": "name", "list": "field_list", "max_length": "field_max_length", "read_only": "field_read_only"}


def add(entity: Entity, type_: FieldType | None, wanted: Wanted, by: User) -> CrmField:
    """A new field, the last of its entity.

    Raises `Problem` or `Problems` with their fields: what `names.trouble` finds, name_taken, crm_type, crm_list_missing,
    crm_length, crm_fields_full.
    """
    name = wanted.name.strip()
    with rows.storing(name):
        names.refuse_if(name_trouble(entity, name), full(entity), *value_troubles(type_, wanted))
        values = {"entity": entity, "type": type_, "position": _next(entity), "changed_by": by, **values_of(type_, wanted)}
        made = CrmField.create(key=field_key(name), name_key=names.key(name), **values)
        audit.note(AREA, by, [Change("created", name, new=made.key)])
    return made


def change(field: CrmField, wanted: Wanted, version: int, by: User) -> None:
    """Store new values of *field*, which was read at *version*; its type and its key stay.

    With another list, the mappings of the old list's items are taken away. Raises what `add` does, and
    `Problem("conflict")`.
    """
    name = wanted.name.strip()
    with rows.storing(name):
        check(field, wanted)
        values = {"changed_at": now(), "changed_by": by, **values_of(FieldType(field.type), wanted)}
        unchanged = (CrmField.id == field.id) & (CrmField.version == version) & CrmField.deleted_at.is_null()
        before = CrmField.get_by_id(field.id)
        if not CrmField.update(name_key=names.key(name), version=version + 1, **values).where(unchanged).execute():
            raise rows.conflict(field)
        if values["list"] != before.list:
            crm_uses.forget_items(field)
        audit.note(AREA, by, _differences(before, CrmField.get_by_id(field.id)))


def check(field: CrmField, wanted: Wanted) -> None:
    """Raise what `change` would raise for the values themselves."""
    entity, type_ = Entity(field.entity), FieldType(field.type)
    names.refuse_if(name_trouble(entity, wanted.name.strip(), field), *value_troubles(type_, wanted))


def delete(field: CrmField, by: User) -> None:
    """Delete *field*, which can be restored. Mappings that name it keep its key."""
    _mark(field, by, "deleted", name_key=None, deleted_at=now())


def restore(field: CrmField, by: User) -> None:
    """Bring a deleted field back. Raises `Problem("crm_restore_taken")` where another one has its name by now."""
    entity = Entity(field.entity)
    with rows.storing(field.name, "crm_restore_taken", ""):
        if taken(entity, field.name, field):
            raise Problem("crm_restore_taken", name=field.name)
        names.refuse_if(full(entity))
        _mark(field, by, "restored", name_key=names.key(field.name), deleted_at=None)


def move(field: CrmField, up: bool, by: User) -> None:
    """Change places with the added field before (or after) it; the first and the last stay where they are."""
    with db.atomic():
        before = added(Entity(field.entity))
        place = next((place for place, each in enumerate(before) if each.id == field.id), 0)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(before):
            return
        after = list(before)
        after[place], after[other] = after[other], after[place]
        for position, each in enumerate(after):
            if each.position != position:
                CrmField.update(position=position).where(CrmField.id == each.id).execute()
        audit.note(AREA, by, [Change("field_order", old=[each.name for each in before], new=[each.name for each in after])])


def added(entity: Entity) -> list[CrmField]:
    """The fields added to an entity, in their order, with their lists. One query."""
    query = CrmField.select(CrmField, CrmList).left_outer_join(CrmList).where(CrmField.entity == entity)
    return list(query.where(CrmField.deleted_at.is_null()).order_by(CrmField.position, CrmField.id))


def deleted(entity: Entity) -> list[CrmField]:
    """The deleted ones, the one deleted last first. One query."""
    query = CrmField.select().where(CrmField.entity == entity, CrmField.deleted_at.is_null(False))
    return list(query.order_by(CrmField.deleted_at.desc(), CrmField.id.desc()))


def _mark(field: CrmField, by: User, what: str, **values: Any) -> None:
    with db.atomic():
        marked = CrmField.update(version=CrmField.version + 1, changed_at=now(), changed_by=by, **values)
        were_deleted = what == "restored"
        if marked.where(CrmField.id == field.id, CrmField.deleted_at.is_null(not were_deleted)).execute():
            audit.note(AREA, by, [Change(what, field.name)])


def _next(entity: Entity) -> int:
    return max((each.position for each in added(entity)), default=-1) + 1


def _differences(before: CrmField, after: CrmField) -> list[Change]:
    pairs = [(what, code, _shown(before, what), _shown(after, what)) for what, code in _CODES.items()]
    return [Change(code, after.name, old, new) for _what, code, old, new in pairs if old != new]


def _shown(field: CrmField, what: str) -> Any:
    value = getattr(field, what)
    return lists.name(value) if isinstance(value, CrmList) else value
