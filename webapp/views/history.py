"""A record's history, and why a value is what it is."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask_login import login_required

from webapp.access import load_record, user
from webapp.crm.fields import fields
from webapp.forms.base import row_id
from webapp.htmx import answer
from webapp.pages import history as pages

blueprint = Blueprint("history", __name__, url_prefix="/crm")


@blueprint.get("/<entity>/<row>/history")
@login_required
def index(entity: str, row: str) -> str:
    """What has happened to a record, the newest first; of a deleted one to administrators only."""
    record = load_record(entity, row, deleted=user().is_admin)
    return render_template("history/index.html", page=pages.page(record, row_id(request.args.get("page")) or 1))


@blueprint.get("/<entity>/<row>/why/<key>")
@login_required
def why(entity: str, row: str, key: str) -> Response:
    """Why a field has the value it has."""
    record = load_record(entity, row, deleted=user().is_admin)
    field = fields(record.entity).get(key) or abort(404)
    return answer("history/why.html", "history/_why.html", page=pages.why(record, field))
