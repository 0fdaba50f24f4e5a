"""Records as rows of a list: the columns of each entity, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.crm import register
from webapp.crm.fields import Entity, Fields
from webapp.crm.register import Record
from webapp.i18n import _, when
from webapp.pages import record_values
from webapp.pages.values import shortened

COMPANY, CHANGED = "company", "changed"
COLUMNS: Mapping[Entity, Sequence[tuple[str, str]]] = {
    Entity.COMPANY: (
        ("ORGNR", "less"), ("POSTALCITY", "second"), ("PHONE", "less"), ("CATEGORY", "less wide"), (CHANGED, "less wide nowrap"),
    ),
    Entity.PERSON: (
        (COMPANY, "second"), ("TITLE", "less"), ("PHONE_DIRECT", "less"), ("EMAIL", "less wide"), (CHANGED, "less wide nowrap"),
    ),
    Entity.PROJECT: (
        (COMPANY, "second"), ("NUMBER", "less"), ("TYPE", "less wide"), ("STATUS", "less"), ("ENDDATE", "less nowrap"),
        (CHANGED, "less wide nowrap"),
    ),
}  # fmt: skip
"""(field or what else, CSS classes) beside the name. `second` stands in a row's second line on a narrow page."""


def columns(entity: Entity, within: bool = False) -> list[tuple[str, str]]:
    """The columns of a list; *within*: of one company, which then has no column."""
    return [each for each in COLUMNS[entity] if not (within and each[0] == COMPANY)]


def heads(entity: Entity, fields: Fields, within: bool = False) -> list[tuple[str, str, str]]:
    """(words, classes, key) of each column."""
    named = {COMPANY: _("Company"), CHANGED: _("Changed"), "PHONE_DIRECT": _("Telephone"), "POSTALCITY": _("City")}
    return [(named.get(key) or texts.text(fields[key].name), classes, key) for key, classes in columns(entity, within)]


def rows(entity: Entity, records: Sequence[Record], fields: Fields, within: bool = False) -> list[SimpleNamespace]:
    """The rows of a list. One query, and one more where they name companies."""
    items = record_values.items_of(records, fields)
    shown = columns(entity, within)
    owners: Mapping[int, Record] = {}
    if any(key == COMPANY for key, _classes in shown):
        owners = register.get(Entity.COMPANY, [each.company_id for each in records if each.company_id])

    def cell(record: Record, key: str) -> str:
        if key == CHANGED:
            return when(record.changed_at)
        if key == COMPANY:
            owner = owners.get(record.company_id or 0)
            return owner.name if owner else ""
        if key == "PHONE_DIRECT":
            key = next((each for each in (key, "PHONE_MOBILE", "PHONE_PRIVATE") if record.texts.get(each)), key)
        if key == "ORGNR":
            return record_values.grouped_number(shortened(record.texts.get(key, "")))
        return shortened(record_values.shown(record, fields[key], items))

    return [
        SimpleNamespace(
            id=record.id,
            name=shortened(record.name) or _("(no name)"),
            url=url_for("records.show", entity=entity.value, row=record.id),
            cells=[(cell(record, key), classes) for key, classes in shown],
        )
        for record in records
    ]
