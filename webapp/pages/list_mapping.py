"""The list mapping of one field as the templates in `list_mapping/` show it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.i18n import _, ngettext, whole
from webapp.pages.connection import head
from webapp.pages.list_rows import Typed, by_name, name_of, rows_of
from webapp.pages.list_usage import url_of, usage
from webapp.services.list_mappings import ListField
from webapp.sync.list_choices import Choices, ItemChoice

_NAMED = 20  # names in a line, and problems in a summary; the rest is a number


def page(shown: ListField, choices: Choices, typed: Typed) -> SimpleNamespace:
    """Everything on the page of one field, with these *choices* as they stand on it."""
    rows = rows_of(shown, choices, typed)
    return SimpleNamespace(
        head=head(shown.connection, "list_mapping", "list-mapping#how"),
        actor=texts.actor(shown.type),
        erp=texts.text(shown.field.name),
        crm=texts.text(shown.crm_field.name),
        direction=direction(shown),
        back=shown.back,
        was_read=shown.was_read,
        rows=rows,
        total=len(rows),
        present=len(shown.items),
        undecided=sum(row.undecided for row in rows),
        missing=any(row.missing for row in rows),
        by_name=by_name(shown),
        no_selection=_("(No selection)"),
        crm_items=shown.crm_items,
        unreached=enumerated(shown.unreached(choices)),
        problems=_problems(typed.problems),
        version=typed.version or shown.row.mapping.items_version,
        typed=typed,
        usage=usage(shown, typed.counts, typed.count_trouble),
        url=url_of(shown),
        list_url=url_for("list_mapping.index", row=shown.connection.id),
        mappings_url=url_for("mappings.index", row=shown.connection.id),
        sheet_url=url_for("mappings.sheet", row=shown.connection.id, actor_type=shown.type.value),
    )


def direction(shown: ListField) -> str:
    """Which way the field is synced, in words."""
    ways = (bool(shown.row.mapping.to_crm), shown.back)
    return {
        (True, True): _("both ways"),
        (True, False): _("ERP to CRM"),
        (False, True): _("CRM to ERP"),
        (False, False): _("no direction chosen, so nothing is synced"),
    }[ways]


def enumerated(names: Sequence[str], limit: int = _NAMED) -> str:
    """Names in a line, beyond the *limit* as a number."""
    shown = ", ".join(_("“%(name)s”", name=name) for name in names[:limit])
    more = len(names) - limit
    return shown if more <= 0 else _("%(names)s and %(count)s more", names=shown, count=whole(more))


def _problems(problems: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """For the summary: (id of the control, text), the first ones; thousands would bury the page."""
    found = [(f"crm-{html_name(key)}" if key else "", text) for key, text in problems]
    more = len(found) - _NAMED
    if more <= 0:
        return found
    return [*found[:_NAMED], ("", ngettext("%(num)s more like these.", "%(num)s more like these.", more))]


def conflict(shown: ListField, choices: Choices, text: str) -> dict[str, Any]:
    """Both sides of a save over somebody else's, as `settings/_conflict.html` shows them."""
    rows = []
    for key, mine in choices.items():
        theirs = shown.stored.get(key, ItemChoice())
        sides = _said(shown, theirs), _said(shown, mine)
        if sides[0] != sides[1]:
            rows.append((texts.text(shown.text(key)), *sides))
    more = len(rows) - _NAMED
    if more > 0:
        said = ngettext("%(num)s more item", "%(num)s more items", more)
        rows = [*rows[:_NAMED], (said, "…", "…")]
    return {"text": text, "rows": rows}


def _said(shown: ListField, choice: ItemChoice) -> str:
    name = name_of(shown, choice.crm) or choice.typed or _("(not decided)")
    return _("%(name)s (way back)", name=name) if choice.way_back and shown.back else name
