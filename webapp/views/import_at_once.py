"""Import from ERP without a preview, asked first."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_sheet, user
from webapp.errors import Problem
from webapp.htmx import go_to
from webapp.i18n import language
from webapp.pages import import_at_once as pages
from webapp.services import criteria, import_hits
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("import_at_once", __name__, url_prefix="/sync/connections/<row>/import/<actor_type>/at-once")


@blueprint.get("")
@administrators_only
def confirm(row: str, actor_type: str) -> Response:
    """What is taken, and what happens to it."""
    return _page(*load_sheet(row, actor_type))


@blueprint.post("")
@administrators_only
def carry_out(row: str, actor_type: str) -> Response:
    """Import it in the background."""
    book, sheet = load_sheet(row, actor_type)
    try:
        run = requests.at_once(book.connection, sheet.type, _wanted(book, sheet), user())
    except Problem as problem:
        return _page(book, sheet, texts.problem(problem))
    return go_to(url_for("runs.show", row=run.id))


def _wanted(book: Book, sheet: Sheet) -> Wanted:
    """What the address searches for. Raises the `Problem` of criteria that aren't in order."""
    found = criteria.read(sheet, book.lists, request.args, language())
    for problem in found.problems:
        raise problem
    return Wanted(import_hits.asked(request.args), found.restrictions, keep_blanks="keep_blanks" in request.args)


def _page(book: Book, sheet: Sheet, refused: str = "") -> Response:
    try:
        wanted = _wanted(book, sheet)
    except Problem:  # an address made by hand
        return go_to(pages.search(book, sheet, request.args))
    problems = [("", refused)] if refused else []
    page = pages.page(book, sheet, wanted, request.args)
    return make_response(render_template("imports/at-once.html", page=page, problems=problems), 422 if refused else 200)
