"""Default values for actors that are created in the ERP."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_connection, load_sheet, user
from webapp.errors import Problem, Problems
from webapp.forms import defaults as form
from webapp.forms.base import row_id
from webapp.forms.config_fields import html_name
from webapp.htmx import answer
from webapp.i18n import _, language
from webapp.pages import defaults
from webapp.pages.defaults import State
from webapp.services import default_saving, sheets
from webapp.services.default_lists import Lists
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("defaults", __name__, url_prefix="/sync/connections/<row>/defaults")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response | str:
    """The first actor type; words where there is none."""
    book = sheets.of(load_connection(row))
    if not book.sheets:
        return render_template("connection_pages/nothing-read.html", **defaults.nothing(book.connection))
    first = next(iter(book.sheets))
    return redirect(url_for("defaults.edit", row=book.connection.id, actor_type=first.value))


@blueprint.route("/<actor_type>", methods=["GET", "POST"])
@administrators_only
def edit(row: str, actor_type: str) -> Response:
    """The rules of one actor type, saved all at once."""
    book, sheet = load_sheet(row, actor_type)
    lists = Lists(book)
    if request.method == "GET":
        return _page(book, sheet, lists, State(only="only" in request.args))
    state = _posted(sheet)
    try:
        default_saving.save(book.connection, sheet, state.wishes, state.dropped, state.version or 0, user(), lists, language())
    except (Problem, Problems) as error:
        book, sheet = load_sheet(row, actor_type)  # as somebody else may have left it
        return _page(book, sheet, lists, _posted(sheet, error), 422)
    flash(_("The defaults are saved."), "success")
    return redirect(url_for("defaults.edit", row=row, actor_type=actor_type, only="1" if state.only else None), code=303)


@blueprint.post("/<actor_type>/items")
@administrators_only
def items(row: str, actor_type: str) -> Response:
    """The items of one list, asked of the ERP now; what else stands on the page stays as it is."""
    book, sheet = load_sheet(row, actor_type)
    wanted = request.args.get("list", "")
    list_name = next((each.field.list_name for each in sheet.rows if html_name(each.field.list_name) == wanted), None)
    if not list_name:
        abort(404)
    lists = Lists(book)
    lists.ask(list_name)
    state = _posted(sheet)
    page = defaults.page(book, sheet, lists, user().name, state)
    page["rows_of_list"] = [each for each in page["rows"] if each.kind == "list" and each.list == wanted]
    return answer("defaults/edit.html", "defaults/_items.html", **page)


def _posted(sheet: Sheet, error: Problem | Problems | None = None) -> State:
    return State(
        wishes=form.posted(request.form, request.form.getlist(form.FIELD), sheet.by_key),
        dropped=frozenset(form.dropped(request.form, sheet.by_key)),
        error=error,
        version=row_id(request.form.get("version")),
        only="only" in request.form,
    )


def _page(book: Book, sheet: Sheet, lists: Lists, state: State, status: int = 200) -> Response:
    return make_response(render_template("defaults/edit.html", **defaults.page(book, sheet, lists, user().name, state)), status)
