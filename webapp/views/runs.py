"""Runs: what is and was done in the background."""

from __future__ import annotations

from itertools import chain

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_run, user
from webapp.errors import Problem
from webapp.forms.base import row_id
from webapp.htmx import answer, go_to
from webapp.models import SyncRun
from webapp.pages import run_failures
from webapp.pages import runs as pages
from webapp.pages.import_runs import address
from webapp.services import runs, undoing
from webapp.spreadsheet import download

blueprint = Blueprint("runs", __name__, url_prefix="/runs")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The runs, the newest first, of a connection and a kind."""
    return answer("runs/index.html", "runs/_runs.html", page=pages.listing(request.args))


@blueprint.get("/<row>")
@administrators_only
def show(row: str) -> Response:
    """How far a run is, or what came of it. A preview has a page of its own."""
    run = load_run(row)
    if run.kind == "preview" and run.connection and run.connection.deleted_at is None:
        return redirect(address(run.connection, run), code=303)
    page = pages.page(run, row_id(request.args.get("page")) or 1)
    return answer("runs/show.html", "runs/_run.html", page=page)


@blueprint.post("/<row>/cancel")
@administrators_only
def cancel(row: str) -> Response:
    """Have the run stop; what it has stored stays."""
    runs.cancel(load_run(row))
    return go_to(url_for("runs.show", row=row))


@blueprint.route("/<row>/undo", methods=["GET", "POST"])
@administrators_only
def undo(row: str) -> Response:
    """Ask first, then take back in the background what the run did. An import is undone on a page of its own."""
    run = load_run(row)
    if run.kind not in undoing.KINDS or run.kind == "import":
        abort(404)
    if request.method == "GET":
        return _question(run)
    try:
        return go_to(url_for("runs.show", row=undoing.request(run, user()).id))
    except Problem as problem:
        return _question(run, problem)


@blueprint.get("/<row>/failures")
@administrators_only
def failures(row: str) -> Response:
    """The rows that failed as a file, sent while they are read."""
    run = load_run(row)
    return download("failures", chain([run_failures.heads()], run_failures.cells(run)))


def _question(run: SyncRun, problem: Problem | None = None) -> Response:
    problems = [("", texts.problem(problem))] if problem else []
    page = render_template("runs/undo.html", page=pages.undoing_page(run), problems=problems)
    return make_response(page, 422 if problem else 200)
