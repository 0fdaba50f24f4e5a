"""List mappings: which CRM item each ERP item is."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_connection

blueprint = Blueprint("list_mapping", __name__, url_prefix="/sync/connections/<row>/lists")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response:
    """The screen."""
    load_connection(row)
    abort(404)
