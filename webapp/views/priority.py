"""The sync priority: connections and the CRM as one list."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only

blueprint = Blueprint("priority", __name__, url_prefix="/sync/priority")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The screen."""
    abort(404)
