"""Copy, export and import of a connection."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only

blueprint = Blueprint("transfer", __name__, url_prefix="/sync/transfer")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The screen."""
    abort(404)
