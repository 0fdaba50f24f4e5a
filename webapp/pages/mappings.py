"""The mappings dialog as the templates in `mappings/` show it: one actor type, as stored or as it stands on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from webapp import texts
from webapp.errors import Problem, Problems
from webapp.forms.mappings import Entered, control
from webapp.i18n import _, lazy_
from webapp.models import Connection
from webapp.pages import connection as connection_page
from webapp.pages.mapping_rows import rows
from webapp.pages.reading import reading
from webapp.services import mapping_saving, mappings
from webapp.services.sheets import Book, Sheet
from webapp.sync.choices import Choice

BULK = {
    "to_crm": lazy_("ERP to CRM"),
    "to_erp": lazy_("CRM to ERP"),
    "both": lazy_("Both directions"),
    "neither": lazy_("No direction"),
    "search": lazy_("Show in search"),
    "no_search": lazy_("Don't show in search"),
    "tab": lazy_("Show in ERP tab"),
    "no_tab": lazy_("Don't show in ERP tab"),
}
ACTIONS = ("sheet", "save", "change", "bulk", "refresh", "reading")
AIDS = ("suggest", "try_")


def page(
    book: Book,
    sheet: Sheet,
    on_page: Entered | None = None,
    *,
    aid: Markup | str = "",
    error: Problem | Problems | None = None,
    of: str = "",
) -> SimpleNamespace:
    """Everything that the dialog shows of *sheet*; *on_page* is what stands there unsaved (None: as stored).

    *aid* is shown above the table, in the form; *error* is what refused a save, *of* the control
    name of the field that has just been changed. Three queries.
    """
    entered = on_page or as_stored(sheet)
    choices = mappings.standing(sheet, entered.choices)
    conflict = _conflict(sheet, choices, entered, error)
    shown = rows(book, sheet, choices, entered)
    unsaved = len(mappings.differing(sheet, choices)) + (entered.active != sheet.actor.active)
    return SimpleNamespace(
        head=connection_page.head(book.connection, "mappings"),
        tabs=connection_page.tabs(book.connection, "mappings.sheet", _counts(book, sheet, choices), sheet.type),
        title=_("Sync ERP “%(actor)s” to CRM “%(entity)s”", actor=texts.actor(sheet.type), entity=texts.entity(sheet.entity)),
        actor=texts.actor(sheet.type),
        active=entered.active,
        missing=sheet.actor.missing,
        version=sheet.actor.version if conflict else entered.version,
        as_of=mapping_saving.stamp(sheet) if conflict else entered.as_of,
        text=entered.text,
        only_mapped=entered.only_mapped,
        rows=shown,
        of=of,
        changed=_changed(shown, entered, of),
        said=[note.text for each in shown if each.n == of for note in each.notes if note.kind == "caution"],
        hidden=sum(each.hidden for each in shown),
        unsaved=unsaved,
        bulk=[(code, _(label)) for code, label in BULK.items()],
        reading=reading(book.connection),
        aid=aid,
        problems=_problems(sheet, error),
        conflict=conflict,
        url=_urls(book, sheet),
    )


def empty(connection: Connection) -> SimpleNamespace:
    """What is shown of a connection without any actor type: why there is none yet."""
    return SimpleNamespace(
        head=connection_page.head(connection, "mappings"),
        reading=reading(connection),
        url=SimpleNamespace(
            index=url_for("mappings.index", row=connection.id),
            read=url_for("mappings.read", row=connection.id),
            dialog=url_for("connection_dialog.edit", row=connection.id),
        ),
    )


def _changed(shown: Sequence[SimpleNamespace], entered: Entered, of: str) -> list[SimpleNamespace]:
    """The rows to show anew after a change of one: it, and those that say, or said, that two fields write one CRM field."""
    for each in shown:
        each.hidden = each.hidden and each.n != of  # it doesn't vanish under the hand
    return [each for each in shown if each.n == of or each.clashing or each.key in entered.clashing]


def as_stored(sheet: Sheet) -> Entered:
    """The page as it comes first."""
    choices = {row.field.key: mappings.as_stored(row) for row in sheet.rows}
    return Entered(choices, sheet.actor.active, sheet.actor.version, as_of=mapping_saving.stamp(sheet))


def _urls(book: Book, sheet: Sheet) -> SimpleNamespace:
    place: dict[str, Any] = {"row": book.connection.id, "actor_type": sheet.type.value}
    own = {name: url_for(f"mappings.{name}", **place) for name in ACTIONS}
    there = "mapping_aids.suggest" in current_app.view_functions
    aids = {name: url_for(f"mapping_aids.{name}", **place) if there else "" for name in AIDS}
    return SimpleNamespace(cancel=url_for("sync.index", selected=book.connection.id), **own, **aids)


def _counts(book: Book, current: Sheet, choices: Mapping[str, Choice]) -> dict[Any, str]:
    counts = {type_: (sum(row.mapped for row in each.rows), len(each.rows)) for type_, each in book.sheets.items()}
    counts[current.type] = (sum(each.to_crm or each.to_erp for each in choices.values()), len(current.rows))
    return {type_: _("%(count)s of %(total)s", count=count, total=total) for type_, (count, total) in counts.items()}


def _problems(sheet: Sheet, error: Problem | Problems | None) -> list[tuple[str, str]]:
    """What refused a save, each with the control that it concerns, by the field's name."""
    if error is None or _is_conflict(error):
        return []
    return [_at_row(sheet, each) for each in (error.problems if isinstance(error, Problems) else [error])]


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


def _conflict(
    sheet: Sheet, choices: Mapping[str, Choice], entered: Entered, error: Problem | Problems | None
) -> dict[str, Any] | None:
    """Both sides, row by row: what is stored now, and what stands on the page."""
    if not isinstance(error, Problem) or not _is_conflict(error):
        return None
    different = mappings.differing(sheet, choices)
    sides = [(row.field, mappings.as_stored(row), choices[row.field.key]) for row in different]
    found = [(texts.text(field.name), said(sheet, theirs), said(sheet, ours)) for field, theirs, ours in sides]
    if entered.active != sheet.actor.active:
        yes_no = {True: _("Yes"), False: _("No")}
        found.insert(0, (_("Synchronised"), yes_no[bool(sheet.actor.active)], yes_no[entered.active]))
    return {"text": texts.problem(error), "rows": found}


def said(sheet: Sheet, choice: Choice) -> str:
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
