"""What a connection still lacks before it can sync."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.access import administrators_only, load_connection
from webapp.pages import readiness as pages

blueprint = Blueprint("readiness", __name__, url_prefix="/sync/connections/<row>/readiness")


@blueprint.get("")
@administrators_only
def index(row: str) -> str:
    """Every condition of an activation, each with the ways to mend what is missing."""
    return render_template("readiness/index.html", page=pages.page(load_connection(row)))
