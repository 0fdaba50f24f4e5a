"""The mappings dialog as the templates in `mappings/` show it: one actor type, as stored or as it stands on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from webapp import texts
from webapp.errors import Problem, Problems
from webapp.forms.mappings import Entered
from webapp.i18n import _, lazy_
from webapp.models import Connection
from webapp.pages import connection as connection_page
from webapp.pages.mapping_refusals import conflict_of, heading_of, problems_of
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
    conflict = conflict_of(sheet, choices, entered, error)
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
        problems=problems_of(sheet, error),
        heading=heading_of(sheet, error),
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
