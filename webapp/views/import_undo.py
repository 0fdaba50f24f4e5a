"""Undoing an import, asked first: what goes and what stays."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp import texts
from webapp.access import administrators_only, load_run, user
from webapp.errors import Problem
from webapp.htmx import go_to
from webapp.models import SyncRun
from webapp.pages import import_undo as pages
from webapp.services import undoing

blueprint = Blueprint("import_undo", __name__, url_prefix="/sync/connections/<row>/import/runs/<run>/undo")


@blueprint.get("")
@administrators_only
def confirm(row: str, run: str) -> Response:
    """What goes and what stays."""
    return _page(_load(row, run))


@blueprint.post("")
@administrators_only
def carry_out(row: str, run: str) -> AnyResponse:
    """Undo it in the background."""
    imported = _load(row, run)
    try:
        undo = undoing.request(imported, user())
    except Problem as problem:
        return _page(imported, texts.problem(problem))
    return go_to(url_for("runs.show", row=undo.id))


def _load(row: str, run: str) -> SyncRun:
    """The import of that id, of that connection, or 404. The connection may be deleted since: what came from it is still here."""
    found = load_run(run)
    if found.kind != "import" or str(found.connection_id) != row:
        abort(404)
    return found


def _page(imported: SyncRun, refused: str = "") -> Response:
    problems = [("", refused)] if refused else []
    page = render_template("imports/undo.html", page=pages.page(imported), problems=problems)
    return make_response(page, 422 if refused else 200)
