"""Keeping records as a selection: those ticked in a list, or all that were found."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from webapp import texts
from webapp.access import user
from webapp.crm import finding, register
from webapp.crm.fields import Entity, fields
from webapp.errors import Problem, Problems
from webapp.forms.base import row_id
from webapp.i18n import ngettext
from webapp.pages import record_list
from webapp.services import rights


class Keeping:
    """The dialog that gives a selection its name. `ids`: of the records to keep; `name`: as typed, or suggested."""

    def __init__(self, entity: Entity, ids: list[int], words: str, back: str) -> None:
        self.entity, self.ids, self.back, self.status = entity, ids, back, 200
        suggested = f"{texts.entities(entity)}: {words}" if words else texts.entities(entity)
        self.name = request.form.get("name", "").strip() if request.method == "POST" else suggested
        self.problems: list[tuple[str, str]] = []
        self.said = ngettext("%(num)s record will be kept.", "%(num)s records will be kept.", len(ids))
        self.action = request.full_path.rstrip("?")

    def demand(self) -> list[int]:
        """The ids. Raises `Problem("nothing_ticked")` where there are none."""
        if not self.ids:
            raise Problem("nothing_ticked")
        return self.ids

    def refuse(self, error: Problem | Problems) -> None:
        """Show why nothing is kept."""
        self.status = 422
        self.problems = texts.worded(error)

    @property
    def error(self) -> str:
        """What is wrong with the name."""
        return " ".join(text for field, text in self.problems if field == "name")


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
