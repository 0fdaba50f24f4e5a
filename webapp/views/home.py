"""The first page: for administrators the settings, for everybody else the register; and whose ERP connections are whose."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from webapp.access import user
from webapp.services import scope

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@login_required
def index() -> Response:
    """Where this user begins."""
    if user().is_admin:
        return redirect(url_for("sync.index"), code=303)
    return redirect(url_for("records.index", entity="company"), code=303)


@blueprint.get("/connections")
@login_required
def connections() -> str:
    """The ERP connections that are the user's, and what they may do with them."""
    return render_template("home/index.html", connections=scope.visible_to(user()))
