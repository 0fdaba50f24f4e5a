"""Why mappings were not saved: what can't be chosen, why an active connection couldn't be, what somebody else has stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp import texts
from webapp.errors import Problem, Problems
from webapp.forms.mappings import Entered, control
from webapp.i18n import _
from webapp.services import mappings
from webapp.services.sheets import Sheet
from webapp.sync.choices import Choice


def problems_of(sheet: Sheet, error: Problem | Problems | None) -> list[tuple[str, str]]:
    """What refused a save, each with the control that it concerns, by the field's name."""
    if error is None or _is_conflict(error):
        return []
    return [_at_row(sheet, each) for each in (error.problems if isinstance(error, Problems) else [error])]


def heading_of(sheet: Sheet, error: Problem | Problems | None) -> str:
    """What the list of problems is headed by: an active connection may not come to be one that couldn't be activated."""
    found = error.problems if isinstance(error, Problems) else []
    if any(each.field not in sheet.by_key for each in found):
        return _(
            "Nothing is saved: the ERP connection is active and has to stay in order. "
            "Correct this, or switch the connection off first:"
        )
    return _("Nothing is saved yet:")


def _at_row(sheet: Sheet, problem: Problem) -> tuple[str, str]:
    """A choice that can't be, by its field's name; a reason against activation as it is, leading to the field it is about."""
    text = texts.problem(problem)
    if problem.field in sheet.by_key:
        name = texts.text(sheet.by_key[problem.field].field.name)
        return control("crm", problem.field), _("%(field)s: %(text)s", field=name, text=text)
    here = problem.facts.get("mend") == "mappings" and str(problem.facts.get("actor")) == sheet.type.value
    key = next((key for key in problem.facts.get("keys") or () if here and key in sheet.by_key), None)
    return control("crm", key) if key is not None else "", text


def _is_conflict(error: Problem | Problems | None) -> bool:
    return isinstance(error, Problem) and error.code in ("conflict", "mapping_reread")


def conflict_of(
    sheet: Sheet, choices: Mapping[str, Choice], entered: Entered, error: Problem | Problems | None
) -> dict[str, Any] | None:
    """Both sides, row by row: what is stored now, and what stands on the page."""
    if not isinstance(error, Problem) or not _is_conflict(error):
        return None
    different = mappings.differing(sheet, choices)
    sides = [(row.field, mappings.as_stored(row), choices[row.field.key]) for row in different]
    found = [(texts.text(field.name), _said(sheet, theirs), _said(sheet, ours)) for field, theirs, ours in sides]
    if entered.active != sheet.actor.active:
        yes_no = {True: _("Yes"), False: _("No")}
        found.insert(0, (_("Synced"), yes_no[bool(sheet.actor.active)], yes_no[entered.active]))
    return {"text": texts.problem(error), "rows": found}


def _said(sheet: Sheet, choice: Choice) -> str:
    """A choice in a line: "Name, ERP to CRM, shown in search"."""
    crm = sheet.crm_fields.get(choice.crm_key)
    parts = {
        texts.text(crm.name) if crm else choice.crm_key or _("no CRM field"): True,
        _("both directions"): choice.to_crm and choice.to_erp,
        _("ERP to CRM"): choice.to_crm and not choice.to_erp,
        _("CRM to ERP"): choice.to_erp and not choice.to_crm,
        _("no direction"): crm is not None and not choice.to_crm and not choice.to_erp,
        _("in search"): choice.in_search,
        _("in ERP tab"): choice.in_tab,
    }
    return ", ".join(text for text, true in parts.items() if true)
