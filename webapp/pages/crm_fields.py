"""The screen of the CRM's fields, and words of the dialog of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType, Text
from webapp import texts
from webapp.crm import lists
from webapp.crm.fields import BUILT_IN, Entity, described
from webapp.forms.crm_fields import FieldForm
from webapp.i18n import _, when, whole
from webapp.models import CrmField
from webapp.services import crm_fields, crm_uses

SHOWN = 3
"""How many of the connections that use a field are named in its row."""


def of(entity: Entity, problem: str = "") -> dict[str, Any]:
    """The context of the screen for *entity*: tabs, rows, deleted fields. Three queries."""
    uses = crm_uses.of_fields()
    built_in = [_row(each, uses.get((entity, each.key), []), lists.NAMES.get(each.list_name)) for each in BUILT_IN[entity]]
    own = [_own(each, uses.get((entity, each.key), [])) for each in crm_fields.added(entity)]
    return {
        "entity": entity.value,
        "title": texts.entity(entity),
        "tabs": [(texts.entity(each), url_for("crm_fields.fields", entity=each.value), each is entity) for each in Entity],
        "built_in": built_in,
        "added": own,
        "deleted": [_deleted(each) for each in crm_fields.deleted(entity)],
        "problem": problem,
    }


def _own(field: CrmField, used: Sequence[str]) -> dict[str, Any]:
    return {**_row(described(field), used, lists.name(field.list) if field.list else None), "id": field.id}


def _row(field: FieldMetadata, used: Sequence[str], of_list: Text | None) -> dict[str, Any]:
    named = list(dict.fromkeys(used))
    return {
        "name": texts.text(field.name),
        "key": field.key,
        "type": texts.field_type(field.type),
        "list": texts.text(of_list) if of_list else "",
        "max_length": whole(field.max_length) if field.max_length else "",
        "read_only": field.read_only,
        "count": len(used),
        "used": ", ".join(named[:SHOWN]) + (" …" if len(named) > SHOWN else ""),
    }


def _deleted(field: CrmField) -> dict[str, Any]:
    by = field.changed_by.name if field.changed_by else ""
    at = when(field.deleted_at)
    return {
        "id": field.id,
        "name": field.name,
        "key": field.key,
        "type": texts.field_type(FieldType(field.type)),
        "deleted": _("%(when)s by %(who)s", when=at, who=by) if by else at,
    }


def words(entity: Entity, field: CrmField | None) -> dict[str, str]:
    """What the dialog of a field says besides its form."""
    return {"entity": texts.entity(entity), "type": texts.field_type(FieldType(field.type)) if field else ""}


def differences(form: FieldForm, theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Where the values on the page are others than those stored: label, theirs, ours."""

    def shown(name: str, value: Any) -> str:
        if name == "list":
            return str(dict(form["list"].choices).get(value, value))  # type: ignore[attr-defined]
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return str(value or "–")

    compared = [name for name in ("name", "list", "max_length", "read_only") if theirs[name] != form[name].data]
    return [(form[name].label.text, shown(name, theirs[name]), shown(name, form[name].data)) for name in compared]
