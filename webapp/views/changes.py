"""The record of changes."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from webapp import config
from webapp.access import administrators_only
from webapp.htmx import answer
from webapp.i18n import language
from webapp.pages import changes as pages
from webapp.spreadsheet import csv_lines

blueprint = Blueprint("changes", __name__, url_prefix="/sync/changes")
DELIMITERS = {"nb": ";", "en": ","}  # what spreadsheets of that language take for the end of a cell


@blueprint.get("")
@administrators_only
def index() -> AnyResponse:
    """A page of the record, the newest first, of what is asked for by connection, area, user, text and dates."""
    return answer("changes/index.html", "changes/_list.html", page=pages.page(request.args))


@blueprint.get("/export")
@administrators_only
def export() -> AnyResponse:
    """All of what is asked for as a file, sent while it is read."""
    rows = chain([pages.heads()], pages.cells(request.args))
    lines = stream_with_context(csv_lines(rows, DELIMITERS[language()]))
    today = datetime.now(config.current["TIMEZONE"]).date().isoformat()
    headers = {"Content-Disposition": f"attachment; filename=kobling-changes-{today}.csv", "Cache-Control": "no-store"}
    return Response(lines, mimetype="text/csv", headers=headers)
