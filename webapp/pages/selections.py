"""Selections as `selections/` shows them: the list, and one with its records."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from webapp import texts
from webapp.crm import finding, kept
from webapp.crm.fields import Entity, fields
from webapp.errors import Problem
from webapp.forms.base import row_id
from webapp.i18n import _, ngettext, when, whole
from webapp.models import Selection, User
from webapp.pages import record_rows
from webapp.services import selections
from webapp.services.selections import Listed


def listing(args: Mapping[str, str]) -> SimpleNamespace:
    """The list, as an address asks for it. A constant number of queries."""
    given: dict[str, Any] = {name: text[:200] for name in ("q", "entity") if (text := args.get(name, ""))}
    entity = next((each for each in Entity if each.value == given.get("entity")), None)
    given = {name: text for name, text in given.items() if name != "entity" or entity}
    found = selections.search(entity, given.get("q", ""), row_id(args.get("page")) or 1)
    makers = selections.makers(each.selection for each in found.rows)

    def at(number: int) -> str:
        return url_for("selections.index", **given, page=number)

    return SimpleNamespace(
        list=url_for("selections.index"),
        register=url_for("records.index", entity=Entity.COMPANY.value),
        given=given,
        filtered=bool(given),
        heading=_("Found") if given else _("All"),
        rows=[_row(each, makers) for each in found.rows],
        count=whole(found.count),
        said=ngettext("%(num)s selection found.", "%(num)s selections found.", found.count),
        entities=[(each.value, texts.entities(each), each is entity) for each in Entity],
        **_paging(found.number, found.last, at),
    )


def _paging(number: int, last: int, at: Any) -> dict[str, str]:
    return {
        "place": _("Page %(page)s of %(pages)s", page=whole(number), pages=whole(last)) if last > 1 else "",
        "earlier": at(number - 1) if number > 1 else "",
        "later": at(number + 1) if number < last else "",
    }


def _row(found: Listed, makers: Mapping[int, str]) -> SimpleNamespace:
    each = found.selection
    return SimpleNamespace(
        name=each.name,
        url=url_for("selections.show", row=each.id),
        entity=texts.entities(Entity(each.entity)),
        count=whole(found.members),
        who=makers.get(each.made_by_id or 0, "kobling"),
        at=each.made_at.isoformat(timespec="seconds"),
        when=when(each.made_at),
    )


def page(selection: Selection, viewer: User, args: Mapping[str, str]) -> SimpleNamespace:
    """A selection with a page of its records. A constant number of queries."""
    entity, here = Entity(selection.entity), _here(selection)
    known = fields(entity)
    found, deleted = kept.page(selection.id, entity, row_id(args.get("page")) or 1)
    changeable = selections.changeable(selection, viewer)
    made = {"who": selections.makers([selection]).get(selection.made_by_id or 0, "kobling"), "when": when(selection.made_at)}
    return SimpleNamespace(
        name=selection.name,
        title=texts.entities(entity),
        made=_("Made by %(who)s %(when)s.", **made),
        run=url_for("runs.show", row=selection.run_id) if selection.run_id and viewer.is_admin else "",
        list=url_for("selections.index"),
        count=whole(found.count),
        heads=record_rows.heads(entity, known),
        rows=record_rows.rows(entity, found.records, known),
        deleted=_deleted(deleted),
        changeable=changeable,
        export=url_for("selections.export", **here),
        **{name: url_for(f"selections.{name}", **here) for name in ("rename", "delete", "remove") if changeable},
        **_paging(found.page, found.pages, lambda number: url_for("selections.show", **here, page=number)),
    )


def _deleted(number: int) -> str:
    """What has become of the records that are deleted by now."""
    if not number:
        return ""
    return ngettext(
        "%(num)s deleted record is left out, here and in the file. It is back when an administrator restores it.",
        "%(num)s deleted records are left out, here and in the file. They are back when an administrator restores them.",
        number,
    )


def _here(selection: Selection) -> dict[str, Any]:
    return {"row": selection.id}


def ticked(form: MultiDict[str, str]) -> list[int]:
    """The ids of the records ticked on a page."""
    return [row_id(each) for each in form.getlist("record")[: finding.PAGE]]


def removed(number: int) -> tuple[str, str]:
    """What has come of taking records out, and its tone."""
    if not number:
        return _("Nothing was ticked. Tick the records to take out."), "warning"
    said = ngettext("%(num)s record is taken out of the selection.", "%(num)s records are taken out of the selection.", number)
    return said, "success"


class Naming:
    """The dialog in which a selection gets another name. *typed* and *problem*: of a name that was refused."""

    def __init__(self, selection: Selection, typed: str | None = None, problem: Problem | None = None) -> None:
        self.name = selection.name if typed is None else typed
        self.back = url_for("selections.show", row=selection.id)
        self.error = texts.problem(problem) if problem else ""
        self.problems = [("name", self.error)] if problem else []
        self.status = 422 if problem else 200


def deletion(selection: Selection) -> SimpleNamespace:
    """The question before a selection is deleted."""
    return SimpleNamespace(name=selection.name, back=url_for("selections.show", row=selection.id))
