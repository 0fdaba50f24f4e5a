"""How the fields of an actor type are mapped, as it stands on a page: made to fit what is possible, compared with what is
stored, changed for many fields at once. Storing it is `services.mapping_saving`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from peewee import JOIN

from connectors.base import Text
from webapp.models import CrmListItem, FieldMapping, ListItemMapping
from webapp.services.mapping_rules import Direction, offered, why_not
from webapp.services.sheets import Row, Sheet
from webapp.sync.choices import Choice

Choices = Mapping[str, Choice]
BULK: Mapping[str, Mapping[str, Any]] = {
    "to_crm": {"to_crm": True, "to_erp": False},
    "to_erp": {"to_crm": False, "to_erp": True},
    "both": {"to_crm": True, "to_erp": True},
    "neither": {"to_crm": False, "to_erp": False},
    "search": {"in_search": True},
    "no_search": {"in_search": False},
    "tab": {"in_tab": True},
    "no_tab": {"in_tab": False},
}
"""What can be set for many fields at once, in the order to offer it."""


def as_stored(row: Row) -> Choice:
    """How a field is mapped as stored."""
    each = row.mapping
    return Choice(row.field.key, each.crm_key, each.to_crm, each.to_erp, each.in_search, each.in_tab)


def standing(sheet: Sheet, choices: Choices) -> dict[str, Choice]:
    """A choice for every field: those of *choices*, the others as stored, and each made to fit what is possible."""
    return {row.field.key: fitting(sheet, row, choices.get(row.field.key) or as_stored(row)) for row in sheet.rows}


def fitting(sheet: Sheet, row: Row, choice: Choice) -> Choice:
    """*choice* without what isn't possible: a CRM field that isn't offered, a direction that can't be used."""
    if not may_choose(sheet, row, choice.crm_key):
        choice = replace(choice, crm_key="")
    crm = sheet.crm_fields.get(choice.crm_key)
    return replace(
        choice,
        to_crm=choice.to_crm and why_not(row.field, row.missing, crm, Direction.TO_CRM) is None,
        to_erp=choice.to_erp and why_not(row.field, row.missing, crm, Direction.TO_ERP) is None,
        in_search=choice.in_search and row.searchable,
    )


def may_choose(sheet: Sheet, row: Row, crm_key: str) -> bool:
    """A CRM field may be chosen where some direction is possible; one that is stored already may stay."""
    if crm_key in ("", row.mapping.crm_key):
        return True
    crm = sheet.crm_fields.get(crm_key)
    return crm is not None and bool(offered(row.field, [crm]))


def differing(sheet: Sheet, choices: Choices) -> list[Row]:
    """The fields for which *choices* say something else than is stored."""
    return [row for row in sheet.rows if row.field.key in choices and choices[row.field.key] != as_stored(row)]


def clashes(choices: Iterable[Choice]) -> dict[str, list[str]]:
    """The CRM fields that several fields would write: their ERP fields' keys by the CRM field's key."""
    writing: dict[str, list[str]] = {}
    for choice in choices:
        if choice.crm_key and choice.to_crm:
            writing.setdefault(choice.crm_key, []).append(choice.erp_key)
    return {crm_key: keys for crm_key, keys in writing.items() if len(keys) > 1}


def in_bulk(sheet: Sheet, choices: Choices, keys: Collection[str], action: str) -> dict[str, Choice]:
    """*choices* with *action* (one of `BULK`; another changes nothing) done to the fields of *keys*, where it is possible.

    A field that allows none of what is asked stays as it is; of both directions it gets the one that is possible.
    """
    wanted = BULK.get(action, {})
    return {
        row.field.key: _set(sheet, row, choices[row.field.key], wanted if row.field.key in keys else {}) for row in sheet.rows
    }


def _set(sheet: Sheet, row: Row, choice: Choice, wanted: Mapping[str, Any]) -> Choice:
    done = fitting(sheet, row, replace(choice, **wanted))
    possible = any(getattr(done, name) for name, on in wanted.items() if on)
    return done if possible or not any(wanted.values()) else choice


def undecided(sheet: Sheet, lists: Mapping[str, Mapping[str, Text]]) -> dict[str, int]:
    """How many items of each list field have no place in its list mapping, by the field's key. One query."""
    decided: dict[int, set[str]] = {}
    mine = ListItemMapping.select(ListItemMapping, FieldMapping.id).join(FieldMapping).switch(ListItemMapping)
    live = ListItemMapping.crm_item.is_null() | CrmListItem.deleted_at.is_null()
    for each in mine.join(CrmListItem, JOIN.LEFT_OUTER).where(FieldMapping.actor == sheet.actor, live):
        decided.setdefault(each.field_id, set()).add(each.erp_item)
    return {
        row.field.key: len(lists.get(row.field.list_name, {}).keys() - decided.get(row.mapping.id, set()))
        for row in sheet.rows
        if row.field.list_name
    }
