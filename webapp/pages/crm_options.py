"""The CRM fields that a drop-down offers, as HTML. Most ERP fields are offered the same: each set is put together once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from connectors.base import ERP_KEY, FieldMetadata
from webapp import texts
from webapp.crm.fields import OWN, Fields
from webapp.i18n import _, lazy_
from webapp.services.mapping_rules import offered

LONG = 12
"""From so many on, the fields are put in groups."""

_GROUPS: Mapping[str, str] = {
    "POSTAL": lazy_("Postal address"),
    "STREET": lazy_("Street address"),
    "PHONE_": lazy_("Telephone"),
    OWN: lazy_("Own fields"),
}
"""The groups by how the keys of their fields begin; the other fields stand first, in none."""


class Options:
    """What each ERP field is offered of the CRM's *fields*."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._made: dict[object, tuple[Markup, frozenset[str]]] = {}

    def of(self, erp: FieldMetadata, chosen: str) -> Markup:
        """The options of a drop-down for *erp*, *chosen* (a key or "") among them, even where it is gone."""
        markup, keys = self._offered(erp)
        if chosen in keys:
            value = f'<option value="{escape(chosen)}"'
            return Markup(str(markup).replace(value, f"{value} selected", 1))  # noqa: S704 - both are escaped
        return markup + self._kept(chosen)

    def _offered(self, erp: FieldMetadata) -> tuple[Markup, frozenset[str]]:
        alike = (erp.type, erp.read_only, erp.key == ERP_KEY)  # all that `offered` looks at
        if alike not in self._made:
            found = offered(erp, self._fields.values())
            self._made[alike] = (_html(found), frozenset(each.key for each in found))
        return self._made[alike]

    def _kept(self, key: str) -> Markup:
        if not key:
            return Markup()
        there = self._fields.get(key)
        label = texts.text(there.name) if there else _("%(item)s (gone)", item=key)
        return Markup('<option value="{}" selected>{}</option>').format(key, label)


def _html(fields: Sequence[FieldMetadata]) -> Markup:
    blank = Markup('<option value="">{}</option>').format(_("(choose CRM field)"))
    if len(fields) < LONG:
        return blank + _options(fields)
    grouped: dict[str, list[FieldMetadata]] = {"": []}
    for each in fields:
        group = next((_(label) for start, label in _GROUPS.items() if each.key.startswith(start)), "")
        grouped.setdefault(group, []).append(each)
    return blank + Markup().join(
        Markup('<optgroup label="{}">{}</optgroup>').format(label, _options(found)) if label else _options(found)
        for label, found in grouped.items()
    )


def _options(fields: Sequence[FieldMetadata]) -> Markup:
    return Markup().join(Markup('<option value="{}">{}</option>').format(each.key, texts.text(each.name)) for each in fields)
