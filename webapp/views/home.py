"""The first page: for administrators the settings, for everybody else the connections that are theirs."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from webapp.access import user
from webapp.services import scope

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@login_required
def index() -> Response | str:
    """Where this user begins."""
    if user().is_admin:
        return redirect(url_for("sync.index"), code=303)
    return render_template("home/index.html", connections=scope.visible_to(user()))
