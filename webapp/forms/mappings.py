"""The mappings of one actor type as a form: per ERP field a CRM field, two directions and two ticks.

The controls are named after their field by `html_name`: `crm-…`, `to_crm-…`, `to_erp-…`, `search-…` and `tab-…`. The
directions are hidden inputs of value 1 that the arrows, which are buttons, set and clear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp.forms.base import row_id
from webapp.forms.config_fields import html_name
from webapp.sync.choices import Choice

FIELD = "field"
"""The hidden input that says, for each row on the page, which field it is: rows that came or went since are told apart."""


def control(part: str, erp_key: str) -> str:
    """The name of a control: *part* is crm, to_crm, to_erp, search or tab."""
    return f"{part}-{html_name(erp_key)}"


@dataclass(frozen=True)
class Entered:
    """What stands on the page, saved or not; fields by the ERP field's key.

    `version` is that of the mappings from which the page was made, `as_of` when somebody had saved them last. `gone`: how
    many fields of the page there are no more. `text` and `only_mapped` are the filter, `shown` the fields that it leaves,
    `clashing` those at which the page says that another field writes the same CRM field, `unsaved` the number of changes
    that the page counts.
    """

    choices: Mapping[str, Choice]
    active: bool
    version: int
    gone: int = 0
    text: str = ""
    only_mapped: bool = False
    shown: frozenset[str] = frozenset()
    clashing: frozenset[str] = frozenset()
    unsaved: int = 0
    as_of: str = ""


def entered(form: Any, known: Collection[str]) -> Entered:
    """What *form* (all that was posted) says; *known* are the keys of the fields there are now."""
    sent, shown, clashing = form.getlist(FIELD), set(form.getlist("shown")), set(form.getlist("clash"))
    return Entered(
        choices=posted(form, sent, known),
        active="active" in form,
        version=row_id(form.get("version")),
        gone=gone(sent, known),
        text=form.get("q", "").strip(),
        only_mapped="only" in form,
        shown=frozenset(key for key in known if html_name(key) in shown),
        clashing=frozenset(key for key in known if html_name(key) in clashing),
        unsaved=row_id(form.get("unsaved")),
        as_of=form.get("as_of", ""),
    )


def pressed(page: Entered, arrow: str) -> Entered:
    """*page* with the arrow of that name (a direction's control) pressed once more; an unknown one changes nothing."""
    part, _dash, name = arrow.partition("-")
    key = next((each for each in page.choices if html_name(each) == name), None)
    if key is None or part not in ("to_crm", "to_erp"):
        return page
    choice = page.choices[key]
    turn: dict[str, Any] = {part: not getattr(choice, part)}
    return replace(page, choices={**page.choices, key: replace(choice, **turn)})


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
