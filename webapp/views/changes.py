"""The record of changes."""

from __future__ import annotations

from itertools import chain

from flask import Blueprint, request
from werkzeug.wrappers import Response

from webapp.access import administrators_only
from webapp.htmx import answer
from webapp.pages import changes as pages
from webapp.spreadsheet import download

blueprint = Blueprint("changes", __name__, url_prefix="/sync/changes")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """A page of the record, the newest first, of what is asked for by connection, area, user, text and dates."""
    return answer("changes/index.html", "changes/_list.html", page=pages.page(request.args))


@blueprint.get("/export")
@administrators_only
def export() -> Response:
    """All of what is asked for as a file, sent while it is read."""
    return download("changes", chain([pages.heads()], pages.cells(request.args)))
