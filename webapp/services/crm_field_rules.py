"""What an added CRM field can be: its name, its type, its length and its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import FieldType
from webapp.crm.fields import BUILT_IN, Entity
from webapp.errors import Problem
from webapp.models import CrmField, CrmList
from webapp.services import names

TYPES = (FieldType.TEXT, FieldType.INTEGER, FieldType.DOUBLE, FieldType.CHECKBOX, FieldType.DATETIME, FieldType.LIST)
"""What an added field can be, in the order to offer it."""
FIELD_LIMIT = 200
"""How many fields can be added to an entity; deleted ones don't count."""
LONGEST = 10_000


@dataclass(frozen=True)
class Wanted:
    """What an administrator says of a field. `max_length` 0: no limit; None: what was typed is no such number.

    `list_key` counts for lists only, `max_length` for texts only.
    """

    name: str
    list_key: str = ""
    max_length: int | None = 0
    read_only: bool = False


def name_trouble(entity: Entity, name: str, but: CrmField | None = None) -> Problem | None:
    """What is wrong with a name, if anything: what `names.trouble` finds, name_taken."""
    return names.trouble(name) or (Problem("name_taken", "name", name=name) if taken(entity, name, but) else None)


def taken(entity: Entity, name: str, but: CrmField | None = None) -> bool:
    """Whether another field of the entity is called that, in whichever language."""
    key = names.key(name)
    if any(key in (names.key(each.name.en), names.key(each.name.nb)) for each in BUILT_IN[entity]):
        return True
    same = (CrmField.entity == entity) & (CrmField.name_key == key) & (CrmField.id != (but.id if but else 0))
    return bool(CrmField.select().where(same).exists())


def full(entity: Entity) -> Problem | None:
    """A problem where an entity has as many added fields as it can have."""
    count = CrmField.select().where(CrmField.entity == entity, CrmField.deleted_at.is_null()).count()
    return Problem("crm_fields_full", limit=FIELD_LIMIT) if count >= FIELD_LIMIT else None


def value_troubles(type_: FieldType | None, wanted: Wanted) -> Sequence[Problem | None]:
    """What is wrong with the rest, for a field of that type: crm_type, crm_list_missing, crm_length."""
    if type_ not in TYPES:
        return [Problem("crm_type", "type")]
    if type_ is FieldType.LIST:
        return [None if _list(wanted) else Problem("crm_list_missing", "list")]
    if type_ is FieldType.TEXT and (wanted.max_length is None or not 0 <= wanted.max_length <= LONGEST):
        return [Problem("crm_length", "max_length", limit=LONGEST)]
    return []


def values_of(type_: FieldType | None, wanted: Wanted) -> dict[str, Any]:
    """The columns that *wanted* fills; what says nothing of a field of that type is left blank."""
    return {
        "name": wanted.name.strip(),
        "list": _list(wanted) if type_ is FieldType.LIST else None,
        "max_length": (wanted.max_length or 0) if type_ is FieldType.TEXT else 0,
        "read_only": wanted.read_only,
    }


def _list(wanted: Wanted) -> CrmList | None:
    found: CrmList | None = CrmList.get_or_none(CrmList.key == wanted.list_key)
    return found
