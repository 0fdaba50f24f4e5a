"""The mappings of one actor type as a form: per ERP field a CRM field, two directions and two ticks.

The controls are named after their field by `html_name`: `crm-…`, `to_crm-…`, `to_erp-…`, `search-…` and `tab-…`. The
directions are hidden inputs of value 1 that the arrows, which are buttons, set and clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.forms.config_fields import html_name
from webapp.sync.choices import Choice

FIELD = "field"
"""The hidden input that says, for each row on the page, which field it is: rows that came or went since are told apart."""


def control(part: str, erp_key: str) -> str:
    """The name of a control: *part* is crm, to_crm, to_erp, search or tab."""
    return f"{part}-{html_name(erp_key)}"


def posted(form: Mapping[str, str], sent: Iterable[str], known: Iterable[str]) -> dict[str, Choice]:
    """The choices that *form* holds, by the ERP field's key.

    *sent* are the values of all `field` inputs (html names), *known* the keys of the fields there are now: a field that was
    not on the page has no choice here, and what was posted for a field that is gone is left out.
    """
    there = set(sent)
    return {key: _choice(form, key) for key in known if html_name(key) in there}


def gone(sent: Iterable[str], known: Iterable[str]) -> int:
    """How many of the fields on the page don't exist any more."""
    names = {html_name(key) for key in known}
    return sum(1 for name in set(sent) if name not in names)


def _choice(form: Mapping[str, str], key: str) -> Choice:
    return Choice(
        erp_key=key,
        crm_key=form.get(control("crm", key), ""),
        to_crm=form.get(control("to_crm", key)) == "1",
        to_erp=form.get(control("to_erp", key)) == "1",
        in_search=form.get(control("search", key)) == "1",
        in_tab=form.get(control("tab", key)) == "1",
    )
