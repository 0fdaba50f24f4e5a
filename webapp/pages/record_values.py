"""Values of records as people read them: list items by their names, numbers and days in the user's format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from connectors.base import FieldMetadata, FieldType, Value
from webapp.crm import lists
from webapp.crm.fields import Fields, is_long
from webapp.crm.register import Record
from webapp.i18n import _
from webapp.pages import actor_values
from webapp.pages.values import shortened
from webapp.sync.comparable import organisation_number

Items = Mapping[str, tuple[str, bool]]
"""Items of lists by their keys: name, and whether the item is deleted."""


def items_of(records: Iterable[Record], fields: Fields) -> Items:
    """The list items that *records* have, deleted ones too. One query."""
    of_lists = [each.key for each in fields.values() if each.type is FieldType.LIST]
    return lists.items_by_key(text for record in records for key in of_lists if (text := record.texts.get(key)))


def shown(record: Record, field: FieldMetadata, items: Items) -> str:
    """The value of a field; blank where there is none. What doesn't fit its field any more is shown as it is stored."""
    stored = record.texts.get(field.key, "")
    if not stored:
        return ""
    if field.type is FieldType.LIST:
        name, gone = items.get(stored, (stored, True))
        return _("%(name)s (deleted)", name=name) if gone else name
    if field.key == "ORGNR":
        return grouped_number(shortened(stored, actor_values.LONGEST))
    value: Value = record.value({field.key: field}, field.key)
    if is_long(field) and isinstance(value, str):
        return value  # with its lines
    return actor_values.shown(field, stored if value is None else value, {})


def grouped_number(number: str) -> str:
    """A Norwegian organisation number as it is written, 987 654 325; another one, or one among other words, as it stands."""
    digits = "".join(number.split())
    return "\u00a0".join((digits[:3], digits[3:6], digits[6:])) if digits and digits == organisation_number(digits) else number


def address(field: FieldMetadata, text: str) -> str:
    """Where a value leads: a web site, an e-mail address, a telephone number; blank where it leads nowhere."""
    if field.key == "URL":
        site = text if "://" in text else f"https://{text}"
        return site if site.lower().startswith(("http://", "https://")) and not any(map(str.isspace, site)) else ""
    if field.key == "EMAIL":
        return f"mailto:{quote(text, safe='@')}" if text.count("@") == 1 and not any(map(str.isspace, text)) else ""
    if field.key.startswith("PHONE"):
        digits = "".join(each for each in text if each.isascii() and (each.isdigit() or each == "+"))
        return f"tel:{digits}" if len(digits) >= 5 else ""
    return ""
