"""Where a reason that keeps a connection from syncing is mended: its words, and the way to the dialog that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from webapp import texts
from webapp.errors import Problem
from webapp.forms.mappings import control
from webapp.i18n import _, lazy_, ngettext

NAMED = 12
"""How many names a sentence lists; of more it says how many there are."""
LINKED = 5
"""Up to how many fields get a link each."""
PLACES = {
    "mappings": lazy_("Mappings"),
    "list_mapping": lazy_("List mapping"),
    "defaults": lazy_("Defaults"),
}


def text(problem: Problem) -> str:
    """A reason in words, its lists of names shortened."""
    return texts.problem(Problem(problem.code, problem.field, **{key: _short(value) for key, value in problem.facts.items()}))


def _short(value: Any) -> Any:
    return shortened(value) if isinstance(value, list) else value


def shortened(names: list[Any]) -> list[Any]:
    """Names to be listed; of many the first ones, and how many more there are."""
    if len(names) <= NAMED:
        return names
    return [*names[: NAMED - 1], ngettext("%(num)s more", "%(num)s more", len(names) - NAMED + 1)]


def url(connection: int, problem: Problem) -> str:
    """The dialog that mends a reason, at the field where it is one."""
    place, actor, keys = _where(problem.facts)
    if not place:
        return url_for("connection_dialog.edit", row=connection)
    page = url_for(f"{place}.index", row=connection)
    field = f"#{control('crm', keys[0])}" if place == "mappings" and len(keys) == 1 else ""
    return f"{page}/{actor}{field}" if actor else page


def links(connection: int, problem: Problem) -> list[tuple[str, str]]:
    """The ways to mend a reason, as label and address: the fields where they are few, else the dialog."""
    place, actor, keys = _where(problem.facts)
    if not place:
        return [(_("Configure ERP connection"), url(connection, problem))]
    page = url_for(f"{place}.index", row=connection)
    names = [texts.fact(name) for name in problem.facts.get("fields", ())]
    fields = [(name, f"{page}/{actor}#{control('crm', key)}") for name, key in zip(names, keys, strict=True)]
    found = fields if place == "mappings" and 0 < len(fields) <= LINKED else [(_label(place, actor), url(connection, problem))]
    if problem.code == "ready_mandatory":
        found.append((_label("defaults", actor), f"{url_for('defaults.index', row=connection)}/{actor}"))
    return found


def _where(facts: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    actor = facts.get("actor")
    return facts.get("mend", ""), str(actor.value) if actor else "", facts.get("keys", [])


def _label(place: str, actor: str) -> str:
    label = _(PLACES[place])
    return f"{label}: {texts.actor(actor)}" if actor else label
