"""The order of fields in the ERP tab and in search results."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_connection

blueprint = Blueprint("ranks", __name__, url_prefix="/sync/connections/<row>/ranks")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response:
    """The screen."""
    load_connection(row)
    abort(404)
