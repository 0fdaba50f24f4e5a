"""The CRM's fields."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp.access import administrators_only

blueprint = Blueprint("crm_fields", __name__, url_prefix="/crm/fields")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The screen."""
    abort(404)
