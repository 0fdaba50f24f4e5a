"""What has to be in order in the mappings before a connection may be active; one check a condition.

Only actor types that are switched on count. What is alike is told once an actor type, with the names of its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from connectors.base import ActorType, Text
from webapp.errors import Problem
from webapp.services.activation_case import Case
from webapp.services.list_mappings import ListField
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.sheets import Row, Sheet

Tell = Callable[[dict[str, Any]], Problem]
"""Makes a problem of where it is mended."""


def read(case: Case) -> list[Problem]:
    """The ERP's fields have been read."""
    reading = case.setup.reading
    if reading.under_way:
        return [Problem("ready_reading", mend="mappings")]
    if reading.state == "failed":
        return [Problem("ready_read_failed", mend="mappings", text=reading.error)]
    return [Problem("ready_unread", mend="mappings")] if reading.state == "never" else []


def synced(case: Case) -> list[Problem]:
    """At least one actor type is switched on, and something in it has a direction."""
    if any(row.mapped for sheet in case.setup.synced for row in sheet.rows):
        return []
    if not case.setup.synced:
        return [Problem("ready_no_actor", mend="mappings")]
    return [Problem("ready_no_direction", **where(sheet, "mappings", ())) for sheet in case.setup.synced]


def existing(case: Case) -> list[Problem]:
    """Each mapped field still exists on both sides."""
    gone = [sheet for sheet in case.setup.synced if sheet.actor.missing]
    there = [sheet for sheet in case.setup.synced if not sheet.actor.missing]
    return [
        *(Problem("ready_actor_missing", **where(sheet, "mappings", ())) for sheet in gone),
        *_each(there, lambda row: row.missing and row.mapping.crm_key != "", lambda at: Problem("ready_erp_missing", **at)),
        *_each(case.setup.synced, lambda row: row.crm_gone and not row.missing, lambda at: Problem("ready_crm_gone", **at)),
    ]


def possible(case: Case) -> list[Problem]:
    """Each direction is one that the two fields allow."""
    return _each(case.setup.synced, _impossible, lambda at: Problem("ready_direction", **at))


def _impossible(row: Row) -> bool:
    if row.missing or row.crm is None:  # told by `existing`
        return False
    return any(getattr(row.mapping, each) and why_not(row.field, False, row.crm, each) for each in Direction)


def mandatory(case: Case) -> list[Problem]:
    """Each field that the ERP demands has a direction or a default."""

    def lacking(row: Row) -> bool:
        return row.field.mandatory and not row.missing and not row.mapped and not case.setup.has_default(row)

    return _each(case.setup.synced, lacking, lambda at: Problem("ready_mandatory", **at))


def listed(case: Case) -> list[Problem]:
    """Each synced list field has a list mapping, and where it goes to the ERP, each CRM item has one way back."""
    fields = case.setup.list_fields
    unread = [each for each in fields if not each.was_read]
    unmapped = [each for each in fields if each.items and not each.stored]
    return [
        *_lists(case, unread, "mappings", lambda at: Problem("ready_list_unread", **at)),
        *_lists(case, unmapped, "list_mapping", lambda at: Problem("ready_list_unmapped", **at)),
        *(_way_back(case, each) for each in fields if each.stuck),
    ]


def _lists(case: Case, fields: Iterable[ListField], mend: str, tell: Tell) -> list[Problem]:
    by_type: dict[ActorType, list[Row]] = {}
    for each in fields:
        by_type.setdefault(each.type, []).append(each.row)
    return [tell(where(case.setup.book.sheets[type_], mend, rows)) for type_, rows in by_type.items()]


def _way_back(case: Case, each: ListField) -> Problem:
    sheet = case.setup.book.sheets[each.type]
    return Problem("ready_way_back", items=each.stuck, **where(sheet, "list_mapping", [each.row]))


def single(case: Case) -> list[Problem]:
    """Within an actor type, no two ERP fields write the same CRM field."""
    found = []
    for sheet in case.setup.synced:
        writers: dict[str, list[Row]] = {}
        for row in sheet.rows:
            if row.mapping.to_crm and row.crm is not None:
                writers.setdefault(row.crm.key, []).append(row)
        several = [rows for rows in writers.values() if len(rows) > 1]
        found += [Problem("ready_two_writers", crm=_name(rows[0]), **where(sheet, "mappings", rows)) for rows in several]
    return found


def alone(case: Case) -> list[Problem]:
    """No other active connection writes a CRM field of the same actor type that this one writes."""
    found = []
    for sheet in case.setup.synced:
        taken: dict[str, list[Row]] = {}
        for row in sheet.rows:
            if row.mapping.to_crm and row.crm is not None:
                for name in _other_names(case, sheet, row.crm.key):
                    taken.setdefault(name, []).append(row)
        for name, rows in taken.items():
            crm = [_name(row) for row in rows]
            found.append(Problem("ready_other_writer", name=name, crm=crm, **where(sheet, "mappings", rows)))
    return found


def _other_names(case: Case, sheet: Sheet, crm_key: str) -> list[str]:
    others = case.setup.other_writers.get((sheet.type.value, crm_key), ())
    return [each.name for each in others if each.active]


def _each(sheets: Iterable[Sheet], wrong: Callable[[Row], Any], tell: Tell) -> list[Problem]:
    """One problem for each actor type in which rows are wrong."""
    found = [(sheet, [row for row in sheet.rows if wrong(row)]) for sheet in sheets]
    return [tell(where(sheet, "mappings", rows)) for sheet, rows in found if rows]


def where(sheet: Sheet, mend: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The facts that say where a problem is mended; see `activation_case.Check`."""
    return {
        "mend": mend,
        "actor": sheet.type,
        "keys": [row.field.key for row in rows],
        "rows": [row.mapping.id for row in rows],
        "fields": [row.field.name for row in rows],
    }


def _name(row: Row) -> Text:
    assert row.crm is not None
    return row.crm.name
