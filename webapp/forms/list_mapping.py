"""The list mapping of one field as a form: per item of the ERP a CRM item, and per CRM item its way back.

The controls are named after the ERP's item by `html_name`, since its key can be anything: `crm-…` is a list, or in long lists
a text with suggestions. `back-KEY`, after the CRM item's key, is the radio button whose value is the name of the ERP's item.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from webapp.forms.config_fields import html_name
from webapp.sync.list_choices import NO_SELECTION, ItemChoice
from webapp.sync.list_matching import plain

ITEM = "item"
"""The hidden input that says, for each row on the page, which item it is: rows that came or went since are told apart."""
BY_NAME = "names"
"""The hidden input that says that CRM items were typed by their names."""
COUNTS = "counts"
"""The hidden input that keeps how often each item is in use, once that has been counted."""
_LONGEST = 250_000


def control(erp_item: str) -> str:
    """The name of the control that says where an item goes."""
    return f"crm-{html_name(erp_item)}"


def posted(
    form: Mapping[str, str], sent: Iterable[str], known: Iterable[str], crm_items: Mapping[str, str], no_selection: str
) -> dict[str, ItemChoice]:
    """The choices that *form* holds, by the ERP's item; items that were not on the page have none here.

    *sent* are the values of all `item` inputs, *known* the keys of the items there are now, *crm_items* names by key;
    *no_selection* is what one types to say that none is meant.
    """
    there = set(sent)
    by_name = {plain(no_selection): NO_SELECTION} | {plain(name): key for key, name in crm_items.items()}
    named = form.get(BY_NAME) == "1"
    found: dict[str, ItemChoice] = {}
    for key in known:
        name = html_name(key)
        if name in there:
            entry = form.get(f"crm-{name}", "").strip()
            crm = by_name.get(plain(entry), "") if named else entry
            marked = bool(crm) and form.get(f"back-{crm}") == name
            found[key] = ItemChoice(crm, marked, entry if named and not crm else "")
    return found


def strange(sent: Iterable[str], known: Iterable[str]) -> int:
    """How many of the items on the page are there no more, or never were."""
    return len(set(sent) - {html_name(key) for key in known})


def counts(form: Mapping[str, str]) -> dict[str, int]:
    """How often each item is in use, by its html name, as counted earlier; nothing where that isn't what was sent."""
    text = form.get(COUNTS, "")
    try:
        data = json.loads(text) if len(text) < _LONGEST else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, int) and 0 <= value < 10**12}


def counts_text(found: Mapping[str, int]) -> str:
    """Counts by html name, as the hidden input keeps them."""
    return json.dumps(found, separators=(",", ":"))
