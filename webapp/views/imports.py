"""Import from ERP: criteria, hits, preview, import."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_connection

blueprint = Blueprint("imports", __name__, url_prefix="/sync/connections/<row>/import")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response:
    """The import, at the first actor type that the ERP has."""
    load_connection(row)
    return redirect(url_for("mappings.index", row=row))
