"""List mappings: which CRM item each ERP item is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_connection, load_sheet, user
from webapp.errors import Problem, Problems
from webapp.forms import list_mapping as forms
from webapp.forms.base import row_id
from webapp.htmx import answer, go_to
from webapp.i18n import _
from webapp.pages import list_inbox, list_notices, list_usage
from webapp.pages import list_mapping as pages
from webapp.pages.list_rows import Typed
from webapp.services import list_bulk, list_mappings, list_saving, readings, sheets
from webapp.services.list_mappings import ListField
from webapp.sync.list_choices import Choices

blueprint = Blueprint("list_mapping", __name__, url_prefix="/sync/connections/<row>/lists")
Press = Callable[[ListField, Choices, Typed], Response]


@blueprint.get("")
@administrators_only
def index(row: str) -> str:
    """Every mapped list field, and the items that wait for a decision."""
    connection = load_connection(row)
    book = sheets.of(connection)
    said = readings.last(connection).changes
    unread = {name: texts.text(reasons[0]) for code, name, reasons in said if code == "list_unread" and reasons}
    shown = list_inbox.inbox(connection, book, list_mappings.fields(book), unread)
    return render_template("list_mapping/index.html", page=shown)


@blueprint.route("/<actor_type>/<int:field>", methods=["GET", "POST"])
@administrators_only
def field(row: str, actor_type: str, field: int) -> Response:
    """Where the items of one field go: as stored, or as sent with what the button pressed has done to it."""
    shown = _load(row, actor_type, field)
    if isinstance(shown, Response):
        return shown
    if request.method == "GET":
        return _page(shown, dict(shown.stored), Typed(q=request.args.get("q", ""), only="only" in request.args))
    press = BUTTONS.get(request.form.get("do", ""), _show)
    return press(shown, _sent(shown), _typed())


def _load(row: int | str, actor_type: str, field_id: int) -> ListField | Response:
    """The list field of that id; where it isn't one any more, the way to the overview, which says so."""
    book, sheet = load_sheet(row, actor_type)
    found = next((each for each in list_mappings.fields(book) if each.id == field_id and each.type is sheet.type), None)
    if found is not None:
        return found
    other = next((each for each in sheet.rows if each.mapping.id == field_id), None)
    if other is None:
        abort(404)
    name = texts.text(other.field.name)
    flash(_("“%(name)s” is no longer mapped to a list of the CRM, so it has no list mapping.", name=name), "warning")
    return go_to(url_for("list_mapping.index", row=book.connection.id))


def _sent(shown: ListField) -> Choices:
    form = request.form
    return forms.posted(form, form.getlist(forms.ITEM), shown.known, shown.crm_items, _("(No selection)"))


def _typed() -> Typed:
    form = request.form
    version = row_id(form.get("version"))
    counts = forms.counts(form) if form.get(forms.COUNTS) else None
    return Typed(q=form.get("q", ""), only="only" in form, counts=counts, version=version, unsaved=True)


def _page(shown: ListField, choices: Choices, typed: Typed) -> Response:
    page = pages.page(shown, choices, typed)
    return answer("list_mapping/field.html", "list_mapping/_field.html", typed.status, page=page)


def _show(shown: ListField, sent: Choices, typed: Typed) -> Response:
    return _page(shown, sent, typed)


def _save(shown: ListField, sent: Choices, typed: Typed) -> Response:
    strange = forms.strange(request.form.getlist(forms.ITEM), shown.known)
    try:
        list_saving.save(shown, sent, strange, typed.version, user())
    except (Problem, Problems) as error:
        return _refused(shown, sent, typed, error)
    flash(_("The list mapping of “%(name)s” is saved.", name=texts.text(shown.field.name)), "success")
    return redirect(url_for("list_mapping.index", row=shown.connection.id), code=303)


def _refused(shown: ListField, sent: Choices, typed: Typed, error: Problem | Problems) -> Response:
    typed = replace(typed, status=422)
    if isinstance(error, Problem) and error.code == "conflict":
        conflict = pages.conflict(shown, sent, texts.problem(error))
        version = shown.row.mapping.items_version  # OK again stores ours over theirs, which have now been seen
        return _page(shown, sent, replace(typed, conflict=conflict, version=version))
    problems = [(key if key in shown.known else "", text) for key, text in texts.worded(error)]
    return _page(shown, sent, replace(typed, problems=problems))


def _bulk(choose: Callable[[ListField, Choices], Choices], said: Callable[[int], str]) -> Press:
    """A button that chooses for many items at once, on the page alone; *said* tells for how many."""

    def press(shown: ListField, sent: Choices, typed: Typed) -> Response:
        found = choose(shown, sent)
        return _page(shown, {**sent, **found}, replace(typed, notice=said(len(found))))

    return press


def _create(shown: ListField, sent: Choices, typed: Typed) -> Response:
    """Create CRM items for what none has the name of, and choose them; where one has it, choose that."""
    there = list_bulk.there(shown, sent)
    try:
        added = list_bulk.create(shown, sent, user())
    except (Problem, Problems) as error:
        return _refused(shown, sent, typed, error)
    again = _load(shown.connection.id, shown.type.value, shown.id)
    if isinstance(again, Response):
        return again
    notice = list_notices.created(len(added), len(there), undecided=bool(list_bulk.undecided(shown, sent)))
    return _page(again, {**sent, **there, **added}, replace(typed, notice=notice))


def _count(shown: ListField, sent: Choices, typed: Typed) -> Response:
    counts, trouble = list_usage.asked(shown)
    return _page(shown, sent, replace(typed, counts=counts, count_trouble=trouble))


BUTTONS: Mapping[str, Press] = {
    "save": _save,
    "match": _bulk(list_bulk.match, list_notices.matched),
    "create": _create,
    "none": _bulk(list_bulk.none, list_notices.none),
    "forget": _bulk(list_bulk.forget, list_notices.forgotten),
    "count": _count,
}


@blueprint.get("/<actor_type>/<int:field>/usage")
@administrators_only
def usage(row: str, actor_type: str, field: int) -> Response | str:
    """How often the items are in use in the ERP, as a part of the page; in words where that can't be said."""
    shown = _load(row, actor_type, field)
    if isinstance(shown, Response):
        return ""
    return render_template("list_mapping/_usage.html", usage=list_usage.usage(shown, *list_usage.asked(shown)))
