"""The record of changes."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only

blueprint = Blueprint("changes", __name__, url_prefix="/sync/changes")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The screen."""
    abort(404)
