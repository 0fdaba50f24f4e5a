"""Keeping records in a selection, a new one or one that is there: those ticked in a list, or all that were found."""

from __future__ import annotations

from types import SimpleNamespace

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from webapp import texts
from webapp.access import user
from webapp.crm import finding, register
from webapp.crm.fields import Entity, fields
from webapp.errors import Problem, Problems
from webapp.forms.base import row_id
from webapp.i18n import ngettext
from webapp.models import Selection
from webapp.pages import record_list, selection_choice
from webapp.services import rights


class Keeping:
    """The dialogs that give a new selection its name, or choose one that is there.

    `ids`: of the records to keep; `name`: as typed, or suggested; `choice`: the selection chosen, and others to choose from.
    """

    def __init__(self, entity: Entity, ids: list[int], words: str, back: str) -> None:
        self.entity, self.ids, self.back, self.status = entity, ids, back, 200
        suggested = f"{texts.entities(entity)}: {words}" if words else texts.entities(entity)
        self.name = request.form.get("name", "").strip() if request.method == "POST" else suggested
        self.problems: list[tuple[str, str]] = []
        self.said = ngettext("%(num)s record will be kept.", "%(num)s records will be kept.", len(ids))
        self.will_be_added = ngettext("%(num)s record will be added.", "%(num)s records will be added.", len(ids))
        self.action = request.full_path.rstrip("?")
        asked = request.full_path.partition("?")[2]
        self.as_new = f"{url_for('records.keep', entity=entity.value)}?{asked}"
        self.to_other = f"{url_for('records.add_to', entity=entity.value)}?{asked}"

    def demand(self) -> list[int]:
        """The ids. Raises `Problem("nothing_ticked")` where there are none."""
        if not self.ids:
            raise Problem("nothing_ticked")
        return self.ids

    def refuse(self, error: Problem | Problems) -> None:
        """Show why nothing is kept."""
        self.status = 422
        self.problems = texts.worded(error)

    def choice(self) -> SimpleNamespace:
        """The selections to choose from, as `records/_selections.html` shows them."""
        return selection_choice.choice(self.entity, self.chosen, request.form.get("words", ""))

    @property
    def chosen(self) -> int:
        """The id of the selection chosen, 0 for none."""
        return row_id(request.form.get("selection"))

    @property
    def error(self) -> str:
        """What is wrong with the name, or with the selection chosen."""
        return " ".join(text for field, text in self.problems if field)


def keeping(entity: Entity, args: MultiDict[str, str]) -> Keeping:
    """What an address asks to be kept: `record`: the ids ticked, or with `all` what its other parts find."""
    given, wanted = record_list.asked(args, fields(entity), rights.connections_for(user(), entity), False)
    back = url_for("records.index", entity=entity.value, **given)
    if "all" in args:
        return Keeping(entity, finding.ids(entity, wanted), wanted.words, back)
    ticked = [row_id(each) for each in args.getlist("record")[: finding.PAGE]]
    there = register.get(entity, ticked)
    live = [each for each in dict.fromkeys(ticked) if each in there and there[each].deleted_at is None]
    return Keeping(entity, live, "", back)


def added(selection: Selection, number: int, of: int) -> tuple[str, str]:
    """What has come of adding *of* records to a selection, *number* of which weren't in it yet, and its tone."""
    name, rest = selection.name, of - number
    if not number:
        all_ = ngettext("The record was in “%(name)s” already.", "All %(num)s records were in “%(name)s” already.", of, name=name)
        return all_, "warning"
    said = ngettext("%(num)s record is added to “%(name)s”.", "%(num)s records are added to “%(name)s”.", number, name=name)
    if rest:
        said += " " + ngettext("%(num)s was in it already.", "%(num)s were in it already.", rest)
    return said, "success"
