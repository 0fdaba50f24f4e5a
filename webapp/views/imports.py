"""Import from ERP, the first step: criteria, hits, and what is ticked among them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_connection, load_sheet, user
from webapp.errors import Problem
from webapp.htmx import answer, go_to, is_fragment
from webapp.i18n import language
from webapp.pages import connection as connection_pages
from webapp.pages import criteria as criteria_page
from webapp.pages import imports as pages
from webapp.pages.imports import Standing
from webapp.services import calls, criteria, import_choice, import_hits, sheets
from webapp.services.criteria import Criteria
from webapp.services.import_hits import Search
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("imports", __name__, url_prefix="/sync/connections/<row>/import")
PAGE, SEARCH = "imports/index.html", "imports/_search.html"


@blueprint.get("")
@administrators_only
def index(row: str) -> Response | str:
    """The import, at the first actor type that has fields; where none has yet, why."""
    connection = load_connection(row)
    first = next((type_ for type_, each in sheets.of(connection).sheets.items() if each.rows), None)
    if first is not None:
        return go_to(url_for("imports.sheet", row=row, actor_type=first.value))
    head = connection_pages.head(connection, "imports")
    return render_template("connection_pages/nothing-read.html", h=head, mappings_url=url_for("mappings.index", row=row))


@blueprint.get("/<actor_type>")
@administrators_only
def sheet(row: str, actor_type: str) -> Response:
    """The search, and its hits where the address asks for them (with `again`, what has failed a moment ago too); the criteria
    alone where a row is added or taken out."""
    book, shown = load_sheet(row, actor_type)
    found = criteria.read(shown, book.lists, request.args, language())
    if criteria.pressed(request.args) and is_fragment():
        panel = criteria_page.panel(found, shown, book.lists, url_for("imports.sheet", row=row, actor_type=actor_type))
        return answer("criteria/_criteria.html", "criteria/_criteria.html", criteria=panel)
    if "again" in request.args:
        calls.forget()
    return _page(book, shown, found, import_choice.of(book.connection, user(), shown.type))


@blueprint.post("/<actor_type>")
@administrators_only
def choose(row: str, actor_type: str) -> Response:
    """Keep what is ticked on the page of hits, then what the button says: another page, or a preview."""
    book, shown = load_sheet(row, actor_type)
    form, do = request.form, request.form.get("do", "")
    try:
        if do == "clear":
            import_choice.clear(book.connection, user(), shown.type)
        ticks = form.getlist("tick") if do != "clear" else []
        chosen = import_choice.change(book.connection, user(), shown.type, set(form.getlist("shown")), ticks)
        if do == "at_once":
            return go_to(_address("import_at_once.confirm", row, actor_type, ""))
        if do in ("preview", "all"):
            return _preview(book, shown, chosen if do == "preview" else None)
    except Problem as problem:
        return _refused(book, shown, problem)
    if is_fragment():
        return answer(PAGE, "imports/_chosen.html", chosen=pages.chosen(chosen))
    return go_to(_again(row, actor_type, do))


def _preview(book: Book, shown: Sheet, keys: list[str] | None) -> Response:
    """Start the preview: of the actors ticked, or of all that match. Raises `Problem`."""
    blanks = "keep_blanks" in request.form
    if keys is None:
        found = criteria.read(shown, book.lists, request.args, language())
        if found.problems:
            raise found.problems[0]
        wanted = Wanted(import_hits.asked(request.args), found.restrictions, keep_blanks=blanks)
    elif keys:
        wanted = Wanted(erp_keys=tuple(keys), keep_blanks=blanks)
    else:
        raise Problem("import_nothing_ticked")
    run = requests.preview(book.connection, shown.type, wanted, user())
    import_choice.clear(book.connection, user(), shown.type)
    return go_to(url_for("import_preview.show", row=book.connection.id, run=run.id))


def _page(book: Book, shown: Sheet, found: Criteria, chosen: list[str], problem: Problem | None = None) -> Response:
    """The page with its hits; the ERP is asked where the address asks for a search that is in order."""
    problems = [(each.field, texts.problem(each)) for each in found.problems]
    hits = None
    if "search" in request.args and not problems and not criteria.pressed(request.args):
        wanted = Search(import_hits.asked(request.args), found.restrictions, request.args.get("cursor", ""))
        hits = import_hits.search(book, shown, wanted)
    on_page = Standing(
        args=_args(),
        criteria=found,
        hits=hits,
        chosen=chosen,
        typed=request.form.getlist("tick"),
        problems=problems,
        refused=texts.problem(problem) if problem else "",
    )
    return answer(PAGE, SEARCH, 422 if problem or problems else 200, page=pages.page(book, shown, on_page))


def _refused(book: Book, shown: Sheet, problem: Problem) -> Response:
    """The page as it was, and why the button did nothing."""
    found = criteria.read(shown, book.lists, request.args, language())
    kept = import_choice.of(book.connection, user(), shown.type)
    return _page(book, shown, found, kept, problem)


def _again(row: str, actor_type: str, do: str) -> str:
    """The address of the page of hits that comes now."""
    cursor = request.form.get("cursor_next", "") if do == "next" else "" if do == "first" else request.args.get("cursor", "")
    return _address("imports.sheet", row, actor_type, cursor)


def _address(endpoint: str, row: str, actor_type: str, cursor: str) -> str:
    asked: dict[str, Any] = {"row": row, "actor_type": actor_type, "cursor": cursor or None}
    return url_for(endpoint, **asked, **pages.kept(_args()))


def _args() -> MultiDict[str, str]:
    """The search, with the option as it stands in the form."""
    args = MultiDict(request.args)
    if request.method == "POST":
        args.setlist("keep_blanks", request.form.getlist("keep_blanks")[:1])
    return args
