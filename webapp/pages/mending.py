"""Where a reason that keeps a connection from syncing is mended: its words, and the way to the dialog that is meant."""

from __future__ import annotations

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
    fields = _fields(connection, problem)
    return fields[0][1] if len(fields) == 1 else _dialog(connection, problem)


def links(connection: int, problem: Problem) -> list[tuple[str, str]]:
    """The ways to mend a reason, as label and address: the fields where they are few, else the dialog."""
    fields = _fields(connection, problem)
    actor = problem.facts.get("actor")
    found = fields if 0 < len(fields) <= LINKED else [(_label(problem), _dialog(connection, problem))]
    if problem.code == "ready_mandatory" and actor:
        label = f"{_('Defaults')}: {texts.actor(actor)}"
        found.append((label, url_for("defaults.edit", row=connection, actor_type=actor.value)))
    return found


def _fields(connection: int, problem: Problem) -> list[tuple[str, str]]:
    """The fields of a reason, each where it is mapped, or where its items are."""
    facts = problem.facts
    actor, names = facts.get("actor"), [texts.fact(name) for name in facts.get("fields", ())]
    if facts.get("mend") == "mappings" and names and actor:
        page = url_for("mappings.sheet", row=connection, actor_type=actor.value)
        return [(name, f"{page}#{control('crm', key)}") for name, key in zip(names, facts["keys"], strict=True)]
    if facts.get("mend") == "list_mapping" and actor:
        place = {"row": connection, "actor_type": actor.value}
        return [(name, url_for("list_mapping.field", field=row, **place)) for name, row in zip(names, facts["rows"], strict=True)]
    return []


def _dialog(connection: int, problem: Problem) -> str:
    mend, actor = problem.facts.get("mend"), problem.facts.get("actor")
    if mend in ("mappings", "defaults") and actor:
        endpoint = "mappings.sheet" if mend == "mappings" else "defaults.edit"
        return url_for(endpoint, row=connection, actor_type=actor.value)
    return url_for(f"{mend}.index" if mend else "connection_dialog.edit", row=connection)


def _label(problem: Problem) -> str:
    mend, actor = problem.facts.get("mend"), problem.facts.get("actor")
    label = _(PLACES[mend]) if mend else _("Configure ERP connection")
    return f"{label}: {texts.actor(actor)}" if actor else label
