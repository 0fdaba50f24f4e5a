"""Selections: records kept together under a name."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from webapp.access import load_selection, user
from webapp.crm.fields import Entity
from webapp.errors import Problem
from webapp.forms.base import row_id
from webapp.htmx import answer, is_fragment
from webapp.i18n import _
from webapp.pages import selection_choice, selection_file
from webapp.pages import selections as pages
from webapp.services import selections
from webapp.spreadsheet import download

blueprint = Blueprint("selections", __name__, url_prefix="/selections")


@blueprint.get("")
@login_required
def index() -> Response:
    """The selections, the newest first, of an entity and with some words in their names."""
    return answer("selections/index.html", "selections/_list.html", page=pages.listing(request.args))


@blueprint.get("/choices")
@login_required
def choices() -> Response:
    """The selections that have some words in their names, for a form in which one is chosen."""
    entity = next((each for each in Entity if each.value == request.args.get("entity")), Entity.COMPANY)
    words = request.args.get("words", "")[:200]
    if not is_fragment():
        return redirect(url_for("selections.index", q=words or None, entity=entity.value))
    found = selection_choice.choice(entity, row_id(request.args.get("selection")), words)
    return answer("records/_selections.html", "records/_selections.html", choice=found)


@blueprint.get("/<row>")
@login_required
def show(row: str) -> str:
    """The records of a selection, a page at a time."""
    return render_template("selections/show.html", page=pages.page(load_selection(row), user(), request.args))


@blueprint.get("/<row>/export")
@login_required
def export(row: str) -> Response:
    """All its records with all their fields as a file, sent while they are read."""
    selection = load_selection(row)
    return download(f"selection-{selection.id}", selection_file.rows(selection))


@blueprint.post("/<row>/remove")
@login_required
def remove(row: str) -> Response:
    """Take the ticked records out of the selection."""
    selection = load_selection(row, to_change=True)
    flash(*pages.removed(selections.remove(selection, pages.ticked(request.form))))
    return redirect(url_for("selections.show", row=row), code=303)


@blueprint.route("/<row>/rename", methods=["GET", "POST"])
@login_required
def rename(row: str) -> Response:
    """Give the selection another name."""
    selection = load_selection(row, to_change=True)
    if request.method == "GET":
        return _naming(pages.Naming(selection))
    try:
        selections.rename(selection, request.form.get("name", ""))
    except Problem as problem:
        return _naming(pages.Naming(selection, request.form.get("name", ""), problem))
    return redirect(url_for("selections.show", row=row), code=303)


@blueprint.route("/<row>/delete", methods=["GET", "POST"])
@login_required
def delete(row: str) -> Response | str:
    """Delete the selection; its records stay."""
    selection = load_selection(row, to_change=True)
    if request.method == "GET":
        return render_template("selections/delete.html", page=pages.deletion(selection))
    selections.delete(selection)
    flash(_("The selection “%(name)s” is deleted. Its records stay in the register.", name=selection.name), "success")
    return redirect(url_for("selections.index"), code=303)


def _naming(naming: pages.Naming) -> Response:
    return make_response(render_template("selections/rename.html", page=naming), naming.status)
