"""What a mapping, as it stands on a page, would do: which fields are read from the ERP, which not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.base import FieldMetadata, FieldType
from webapp.models import FieldMapping
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.sheets import Row, Sheet
from webapp.sync.choices import Choice

NAMES = ("NAME", "FIRSTNAME", "LASTNAME")
"""The CRM fields by which people know a record."""


@dataclass(frozen=True, slots=True)
class Way:
    """A field of the ERP and the CRM field it goes to."""

    erp: FieldMetadata
    crm: FieldMetadata
    mapping: FieldMapping


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the fields that have a CRM field on the page: `read` go from the ERP to the CRM.

    The others aren't read: `outward` only go to the ERP, `undirected` have no direction that is possible.
    """

    read: list[Way]
    outward: list[FieldMetadata]
    undirected: list[FieldMetadata]


def plan(sheet: Sheet, choices: Mapping[str, Choice]) -> Plan:
    """What becomes of each field that has a CRM field in *choices*."""
    found = Plan([], [], [])
    for row, choice, crm in _chosen(sheet, choices):
        if choice.to_crm and why_not(row.field, row.missing, crm, Direction.TO_CRM) is None:
            found.read.append(Way(row.field, crm, row.mapping))
        else:
            (found.outward if choice.to_erp else found.undirected).append(row.field)
    return found


def _chosen(sheet: Sheet, choices: Mapping[str, Choice]) -> list[tuple[Row, Choice, FieldMetadata]]:
    pairs = [(row, choices[row.field.key]) for row in sheet.rows if row.field.key in choices]
    return [(row, choice, crm) for row, choice in pairs if (crm := sheet.crm_fields.get(choice.crm_key))]


def title_keys(sheet: Sheet, choices: Mapping[str, Choice]) -> list[str]:
    """The fields that name a record: those that become the CRM's name, else the first text that is searched, else any."""
    to_names = {choice.crm_key: row.field.key for row, choice, _crm in _chosen(sheet, choices) if not row.missing}
    if found := [to_names[name] for name in NAMES if name in to_names]:
        return found
    there = [row for row in sheet.ranked if row.field.type is FieldType.TEXT and not row.missing and not row.is_key]
    searched = [row for row in there if (choice := choices.get(row.field.key)) and choice.in_search]
    return [row.field.key for row in [*searched, *there][:1]]
