"""The defaults of one actor type as a form.

The controls are named after their field by `html_name`: `use-…`, `value-…`, `today-…`, `ask-…`, `mandatory-…`, and `drop-…`
for a rule that has no effect any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.forms.config_fields import html_name
from webapp.sync.tags import TODAY
from webapp.sync.wishes import Wish

FIELD = "field"
"""The hidden input that says, for each row on the page, which field it is: an empty tick tells nothing of a row that wasn't."""


def control(part: str, erp_key: str) -> str:
    """The name of a control: *part* is use, value, today, ask, mandatory or drop."""
    return f"{part}-{html_name(erp_key)}"


def posted(form: Mapping[str, str], sent: Iterable[str], known: Iterable[str]) -> dict[str, Wish]:
    """The rules that *form* holds, by the ERP field's key.

    *sent* are the values of all `field` inputs, *known* the keys of the fields there are: others are left out.
    """
    there = set(sent)
    return {key: _wish(form, key) for key in known if html_name(key) in there}


def dropped(form: Mapping[str, str], known: Iterable[str]) -> set[str]:
    """The keys of the fields whose rule is to go."""
    return {key for key in known if form.get(control("drop", key)) == "1"}


def _wish(form: Mapping[str, str], key: str) -> Wish:
    today = form.get(control("today", key)) == "1"
    return Wish(
        use=form.get(control("use", key)) == "1",
        entry=TODAY if today else form.get(control("value", key), ""),
        ask=form.get(control("ask", key)) == "1",
        mandatory=form.get(control("mandatory", key)) == "1",
    )
