"""The CRM's lists."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only

blueprint = Blueprint("crm_lists", __name__, url_prefix="/crm/lists")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The screen."""
    abort(404)
