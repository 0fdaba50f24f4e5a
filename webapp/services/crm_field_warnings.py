"""What a change of an added CRM field will mean for values and mappings: said before it is stored."""

from __future__ import annotations

from connectors.base import FieldType
from webapp.errors import Problem
from webapp.models import CrmField
from webapp.services import crm_uses
from webapp.services.crm_field_rules import Wanted


def warnings(field: CrmField, wanted: Wanted) -> list[Problem]:
    """What somebody should know before storing *wanted*: crm_warn_shorter, crm_warn_read_only, crm_warn_list."""
    return [each for each in (_shorter(field, wanted), _read_only(field, wanted), _other_list(field, wanted)) if each]


def _shorter(field: CrmField, wanted: Wanted) -> Problem | None:
    new = wanted.max_length
    if field.type != FieldType.TEXT or not new or (field.max_length and new >= field.max_length):
        return None
    return Problem("crm_warn_shorter", limit=new)


def _read_only(field: CrmField, wanted: Wanted) -> Problem | None:
    writing = crm_uses.writers(field) if wanted.read_only and not field.read_only else []
    return Problem("crm_warn_read_only", names=writing) if writing else None


def _other_list(field: CrmField, wanted: Wanted) -> Problem | None:
    if field.type != FieldType.LIST or field.list is None or wanted.list_key in ("", field.list.key):
        return None
    using = crm_uses.item_mappers(field)
    return Problem("crm_warn_list", names=using) if using else Problem("crm_warn_list_values")
