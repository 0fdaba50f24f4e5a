"""What there is to say of a row of an import, in sentences."""

from __future__ import annotations

from typing import Any

from connectors.base import Text
from webapp import texts
from webapp.i18n import _
from webapp.services.importing.notes import Note
from webapp.services.sheets import Sheet
from webapp.wording.importing import NOTES


def sentence(note: Note, sheet: Sheet | None = None) -> str:
    """A note, a fault, a failure or a remnant. *sheet*: whose names its fields are told by, where it is there (any more)."""
    code, facts = note
    return _(NOTES[code], **{name: _fact(name, value, sheet) for name, value in facts.items()})


def field(key: str, sheet: Sheet | None) -> str:
    """The name of an ERP field."""
    row = sheet.by_key.get(key) if sheet else None
    return texts.text(row.field.name) if row else key


def crm_field(key: str, sheet: Sheet | None) -> str:
    """The name of a CRM field."""
    found = sheet.crm_fields.get(key) if sheet else None
    return texts.text(found.name) if found else key


def _fact(name: str, value: Any, sheet: Sheet | None) -> str:
    if name == "field":
        return field(str(value), sheet)
    if name == "crm":
        return crm_field(str(value), sheet)
    if name == "fields":
        return ", ".join(crm_field(str(each), sheet) for each in value)
    if name == "reason":
        return texts.text(Text(*value))
    return texts.fact(value if isinstance(value, int) else str(value))
