"""What happens on a connection, in plain sentences."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.access import administrators_only, load_connection
from webapp.pages import rules as pages

blueprint = Blueprint("rules", __name__, url_prefix="/sync/connections/<row>/rules")


@blueprint.get("")
@administrators_only
def index(row: str) -> str:
    """The rules of every actor type that is synced, on one page that can be printed."""
    return render_template("rules/index.html", page=pages.page(load_connection(row)))
