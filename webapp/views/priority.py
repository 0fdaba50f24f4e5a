"""The sync priority: connections and the CRM as one list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, user
from webapp.errors import Problem
from webapp.i18n import _
from webapp.pages import order, priority
from webapp.services import priorities

blueprint = Blueprint("priority", __name__, url_prefix="/sync/priority")


@blueprint.route("", methods=["GET", "POST"])
@administrators_only
def index() -> Response:
    """The whole list. A press of a moving button shows the new order, which Save stores."""
    if request.method == "GET":
        return _page()
    ranked = priorities.order()
    shown, press = order.posted(request.form, priority.entries(ranked))
    seen = request.form.getlist("seen")
    if press:
        return _page(seen=seen, shown=shown, press=press)
    try:
        priorities.save(shown, seen, user())
    except Problem as error:
        conflict = order.conflict(texts.problem(error), priority.entries(ranked), shown)
        return _page(422, shown=shown, conflict=conflict)
    flash(_("The sync priority is saved."), "success")
    return redirect(url_for("sync.index"), code=303)


def _page(status: int = 200, **state: Any) -> Response:
    return make_response(render_template("priority/edit.html", **priority.page(priorities.order(), **state)), status)
