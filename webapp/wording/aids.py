"""The words of *Suggest* and *Try on real records*: reasons, kinds of values, marks."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.i18n import lazy_

REASONS: Mapping[str, str] = {
    "known": lazy_("“%(name)s” is a usual name for it."),
    "same": lazy_("The name is “%(label)s” on both sides."),
    "like": lazy_("The name “%(name)s” is like “%(label)s”."),
    "own_key": lazy_("The ERP's own key is often kept here."),
    "orgnr": lazy_("%(hits)s of %(total)s values are valid organisation numbers."),
    "vat": lazy_("%(hits)s of %(total)s values are VAT numbers."),
    "email": lazy_("%(hits)s of %(total)s values are e-mail addresses."),
    "url": lazy_("%(hits)s of %(total)s values are web addresses."),
    "mobile": lazy_("%(hits)s of %(total)s values are mobile numbers."),
    "phone": lazy_("%(hits)s of %(total)s values are telephone numbers."),
    "zip": lazy_("%(hits)s of %(total)s values are postal codes of four digits."),
    "born": lazy_("%(hits)s of %(total)s values can be dates of birth."),
    "items": lazy_("%(hits)s of %(total)s items of the list have the same name in the CRM's list."),
}
"""Why a CRM field is suggested, by the code of `services.suggesting.Reason`."""

MARKS: Mapping[str, tuple[str, str]] = {
    "truncated": ("warn", lazy_("cut to %(limit)s of %(length)s characters")),
    "list_miss": ("fail", lazy_("item without a mapping")),
    "no_text": ("fail", lazy_("the ERP's list has no such item")),
    "unselected": ("off", lazy_("mapped to (No selection)")),
    "unconvertible": ("fail", lazy_("can't become %(type)s")),
    "unknown": ("warn", lazy_("can't be read in the ERP now")),
    "lacking": ("fail", lazy_("blank, but the CRM needs a value")),
}
"""How a value is marked that doesn't arrive as it is: the tone of the mark and its words."""
