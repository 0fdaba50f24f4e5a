"""Values of an ERP's actors as people read them: list items by their texts, amounts and dates as the user's language has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.base import FieldMetadata, FieldType, Text, Unknown, Value
from connectors.values import to_text
from webapp import texts
from webapp.i18n import _, language
from webapp.pages import values
from webapp.sync.sides import CRM

Lists = Mapping[str, Mapping[str, Text]]
LONGEST = 600
COLUMNS = 6
"""What is shown of a hit beyond so many fields stands beneath the first: a table with more columns can't be read."""


def shown(field: FieldMetadata, value: Value | Unknown, lists: Lists) -> str:
    """A value as text, blank where there is none. *lists*: the ERP's lists by name; an item that isn't in its list is shown
    by its key. Amounts have their thousands apart; whole numbers don't, since many of them are keys and postal codes."""
    if isinstance(value, Unknown):
        return _("Can't be read now")
    if isinstance(value, str) and field.type is FieldType.LIST:
        return _item(value, lists.get(field.list_name, {}))
    if field.type is FieldType.DOUBLE and isinstance(value, int | float) and not isinstance(value, bool):
        return _amount(value)
    return values.shortened(to_text(value), LONGEST) if isinstance(value, str) else values.shown(value)


def named(fields: Iterable[tuple[FieldMetadata, Value | Unknown]], lists: Lists) -> str:
    """The values that aren't blank in one line, each with its field's name."""
    pairs = ((texts.text(field.name), shown(field, value, lists)) for field, value in fields)
    return " · ".join(f"{name}: {text}" for name, text in pairs if text)


def _item(key: str, items: Mapping[str, Text]) -> str:
    known = items.get(key)
    return values.shortened((texts.text(known) if known else "") or key)


def _amount(value: float) -> str:
    """1 234,5 in Norwegian, 1,234.5 in English; no decimals where there are none."""
    text = f"{value:,}".removesuffix(".0")
    return text.replace(",", "\u00a0").replace(".", ",") if language() == "nb" else text


def written(side: str, fields: Sequence[FieldMetadata]) -> str:
    """Which fields have got their values from *side* on the other one."""
    words = _("Written in the ERP: %(fields)s.") if side == CRM else _("Written in the CRM: %(fields)s.")
    # A name may be an abbreviation: its full stop is the sentence's.
    return words % {"fields": ", ".join(texts.text(field.name) or field.key for field in fields).removesuffix(".")}
