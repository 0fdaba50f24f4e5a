"""The rows of the list mapping dialog, and what stands on its page beside the choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, whole
from webapp.services.list_mappings import ListField
from webapp.sync.list_choices import NO_SELECTION, Choices, ItemChoice, coming, unmarked
from webapp.sync.list_matching import plain

OPTIONS = 10_000
"""How many options the lists of a page may have together; beyond that CRM items are typed, with suggestions."""


@dataclass
class Typed:
    """What stands on the page beside the choices: the filter, counts of use, and what a button has come to.

    `version` is that of what the page was made from, 0 for what is stored now; `unsaved`: it may differ from what is stored.
    """

    q: str = ""
    only: bool = False
    counts: Mapping[str, int] | None = None
    count_trouble: str = ""
    notice: str = ""
    problems: Sequence[tuple[str, str]] = ()
    conflict: Mapping[str, Any] | None = None
    status: int = 200
    version: int = 0
    unsaved: bool = False


def by_name(shown: ListField) -> bool:
    """Whether CRM items are typed: lists as long as these in every row are too heavy for a browser.

    Unless a CRM item is called like what says that none is meant.
    """
    reserved = any(plain(name) == plain(_("(No selection)")) for name in shown.crm_items.values())
    return len(shown.known) * len(shown.crm_items) > OPTIONS and not reserved


def rows_of(shown: ListField, choices: Choices, typed: Typed) -> list[SimpleNamespace]:
    """A row for each item that the ERP has, or has lost."""
    several = _several(shown, choices) if shown.back else frozenset()
    red = {key for keys in unmarked(choices, shown.items).values() for key in keys} if shown.back else set()
    named, rows, errors = by_name(shown), [], _by_item(typed.problems)
    for key in shown.known:
        row = _row(shown, key, choices.get(key, ItemChoice()), typed, named)
        row.grouped, row.red = row.crm in several and not row.missing, key in red
        row.errors = errors.get(key, [])
        row.hidden = _is_hidden(row, typed)
        rows.append(row)
    return rows


def _by_item(problems: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, text in problems:
        found.setdefault(key, []).append(text)
    return found


def _several(shown: ListField, choices: Choices) -> frozenset[str]:
    """The CRM items to which more than one item goes that the ERP has."""
    return frozenset(crm_item for crm_item, keys in coming(choices).items() if sum(key in shown.items for key in keys) > 1)


def _is_hidden(row: SimpleNamespace, typed: Typed) -> bool:
    if typed.only and not (row.undecided or row.red or row.errors):
        return True
    return typed.q.strip().casefold() not in row.words


def _row(shown: ListField, key: str, choice: ItemChoice, typed: Typed, named: bool) -> SimpleNamespace:
    text = texts.text(shown.text(key))
    name = html_name(key)
    crm = choice.crm if choice.crm == NO_SELECTION or choice.crm in shown.crm_items else ""
    return SimpleNamespace(
        erp_key=key,
        name=name,
        text=text,
        words=f"{text} {key}".casefold(),
        key=key if key != text else "",
        crm=crm,
        entry=(choice.typed or name_of(shown, crm)) if named else crm,
        marked=choice.way_back,
        missing=key not in shown.items,
        undecided=not crm and key in shown.items,
        gone=shown.gone.get(key, "") if not crm else "",
        count=_count(typed.counts, name),
    )


def name_of(shown: ListField, crm: str) -> str:
    """What a CRM item is called, by its key."""
    return _("(No selection)") if crm == NO_SELECTION else shown.crm_items.get(crm, "")


def _count(counts: Mapping[str, int] | None, name: str) -> str:
    return "" if counts is None else whole(counts.get(name, 0))
