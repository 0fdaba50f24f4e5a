"""The fields of a record in the groups in which its page and its form show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import FieldMetadata
from webapp.crm.fields import Entity, Fields
from webapp.i18n import _, lazy_

_ADDRESS = ("AD1", "AD2", "AD3", "ZIP", "CITY", "COUNTY", "STATE")
_POSTAL, _STREET = (tuple(f"{prefix}{part}" for part in _ADDRESS) for prefix in ("POSTAL", "STREET"))

GROUPS: Mapping[Entity, Sequence[tuple[str, Sequence[str]]]] = {
    Entity.COMPANY: (
        (lazy_("Name and numbers"), ("NAME", "DEPARTMENT", "ORGNR", "VATNO", "NUMBER1", "NUMBER2")),
        (lazy_("Contact"), ("PHONE", "FAX", "EMAIL", "URL")),
        (lazy_("Postal address"), (*_POSTAL, "COUNTRY")),
        (lazy_("Street address"), _STREET),
        (lazy_("Classification"), ("CATEGORY", "BUSINESS")),
    ),
    Entity.PERSON: (
        (lazy_("Name and position"), ("FIRSTNAME", "MIDDLENAME", "LASTNAME", "TITLE", "POSITION", "NUMBER", "BIRTHDATE")),
        (lazy_("Contact"), ("PHONE_DIRECT", "PHONE_MOBILE", "PHONE_PRIVATE", "PHONE_OTHER", "EMAIL", "URL")),
        (lazy_("Postal address"), (*_POSTAL, "POSTALCOUNTRY")),
    ),
    Entity.PROJECT: (
        (lazy_("Project"), ("NAME", "NUMBER", "TYPE", "STATUS", "ENDDATE")),
        (lazy_("Description"), ("TEXT", "URL")),
    ),
}


def grouped(entity: Entity, fields: Fields) -> list[tuple[str, list[FieldMetadata]]]:
    """The groups of an entity's *fields*: (title, fields). Those that stand in none are the added ones, and come last."""
    groups = [(_(title), [fields[key] for key in keys if key in fields]) for title, keys in GROUPS[entity]]
    placed = {each.key for _title, some in groups for each in some}
    added = [each for each in fields.values() if each.key not in placed and each.key != "ID"]
    return [group for group in (*groups, (_("Added fields"), added)) if group[1]]
