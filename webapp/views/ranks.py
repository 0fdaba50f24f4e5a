"""The order of fields in the ERP tab and in search results."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_connection, load_sheet, user
from webapp.errors import Problem
from webapp.forms.base import row_id
from webapp.i18n import _
from webapp.pages import order, ranks
from webapp.services import ranks as service
from webapp.services import sheets
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("ranks", __name__, url_prefix="/sync/connections/<row>/ranks")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response | str:
    """The first actor type; words where there is none."""
    book = sheets.of(load_connection(row))
    if not book.sheets:
        return render_template("connection_pages/nothing-read.html", **ranks.nothing(book.connection))
    first = next(iter(book.sheets))
    return redirect(url_for("ranks.edit", row=book.connection.id, actor_type=first.value))


@blueprint.route("/<actor_type>", methods=["GET", "POST"])
@administrators_only
def edit(row: str, actor_type: str) -> Response:
    """The fields of one actor type. A press of a moving button shows the new order, which Save stores."""
    book, sheet = load_sheet(row, actor_type)
    if request.method == "GET":
        return _page(book, sheet, sheet.actor.ranks_version)
    shown, press = order.posted(request.form, ranks.entries(sheet))
    version = row_id(request.form.get("version"))
    if press:
        return _page(book, sheet, version, shown=shown, press=press)
    try:
        service.save(book.connection, sheet, ranks.keys(sheet, shown), version, user())
    except Problem as error:
        return _conflict(row, actor_type, error, shown)
    flash(
        " ".join([_("The order of the fields is saved."), *ranks.came_and_gone(sheet, request.form.getlist("order"))]), "success"
    )
    return redirect(url_for("ranks.edit", row=row, actor_type=actor_type), code=303)


def _conflict(row: str, actor_type: str, error: Problem, shown: list[str]) -> Response:
    book, sheet = load_sheet(row, actor_type)  # as the others have left it
    conflict = order.conflict(texts.problem(error), ranks.entries(sheet), shown)
    return _page(book, sheet, sheet.actor.ranks_version, 422, shown=shown, conflict=conflict)


def _page(book: Book, sheet: Sheet, version: int, status: int = 200, **state: Any) -> Response:
    return make_response(render_template("ranks/edit.html", **ranks.page(book, sheet, version, **state)), status)
