"""The CRM's lists and the editor of their items."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_crm_list, user
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.crm.list_page import ListPage, unticked, with_unseen
from webapp.errors import Problem, Problems
from webapp.forms.base import row_id
from webapp.forms.crm_lists import NewListForm, posted
from webapp.htmx import answer
from webapp.i18n import _
from webapp.models import CrmList
from webapp.pages import crm_lists as pages
from webapp.services import crm_items, crm_lists, crm_uses

blueprint = Blueprint("crm_lists", __name__, url_prefix="/crm/lists")


@blueprint.get("")
@administrators_only
def index() -> str:
    """All lists."""
    return render_template("crm_lists/index.html", rows=pages.overview())


@blueprint.route("/new", methods=["GET", "POST"])
@administrators_only
def new() -> Response:
    """A new list."""
    form = NewListForm()
    if not form.sent():
        return _new(form)
    try:
        added = crm_lists.add(form["name"].data, form.names, user())
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _new(form)
    flash(_("The list “%(name)s” is added.", name=added.name), "success")
    return redirect(url_for("crm_lists.index"), code=303)


def _new(form: NewListForm) -> Response:
    return make_response(render_template("crm_lists/new.html", form=form), 422 if form.problems() else 200)


@blueprint.route("/<row>", methods=["GET", "POST"])
@administrators_only
def edit(row: str) -> Response:
    """The items of a list. Every button but OK works on the page alone; OK stores all of it."""
    shown = load_crm_list(row)
    if request.method == "GET":
        return _editor(shown, None, shown.version)
    page, do = posted(request.form), request.form.get("do", "")
    if do == "save":
        return _save(shown, page)
    text = "" if do == "show-all" else request.form.get("q", "")
    if text.strip():
        page = unticked(page, crm_items.matching(page, text))
    _stored, named = crm_items.stored(shown)
    return _editor(shown, crm_items.acted(page, do, named), row_id(request.form.get("version")), text)


def _save(shown: CrmList, page: ListPage) -> Response:
    version = row_id(request.form.get("version"))
    try:
        crm_items.save(shown, page, version, user())
    except (Problem, Problems) as error:
        return _refused(load_crm_list(shown.id), page, version, error)
    flash(_("%(name)s is saved.", name=page.title if not shown.built_in else texts.text(lists.name(shown))), "success")
    return redirect(url_for("crm_lists.index"), code=303)


def _refused(stored: CrmList, page: ListPage, version: int, error: Problem | Problems) -> Response:
    if not isinstance(error, Problem) or error.code != "conflict":
        return _editor(stored, page, version, error=error)
    page = with_unseen(page, crm_items.stored(stored)[0])
    conflict = {"text": texts.problem(error), "rows": pages.differences(stored, page)}
    return _editor(stored, page, stored.version, conflict=conflict)  # OK again stores ours over theirs, now seen


def _editor(
    shown: CrmList, page: ListPage | None, version: int, text: str = "", error: Any = None, conflict: Any = None
) -> Response:
    context = pages.editor(shown, page, version, text, error)
    status = 422 if error or conflict else 200
    return answer("crm_lists/edit.html", "crm_lists/_editor.html", status, e=context, conflict=conflict)


@blueprint.route("/<row>/delete", methods=["GET", "POST"])
@administrators_only
def delete(row: str) -> Response:
    """Delete an added list, once it has been said what that means."""
    shown, problem = load_crm_list(row), ""
    if request.method == "POST":
        try:
            crm_lists.delete(shown, user())
        except Problem as error:
            problem = texts.problem(error)
        else:
            flash(_("The list %(name)s is deleted.", name=shown.name), "success")
            return redirect(url_for("crm_lists.index"), code=303)
    using = [(texts.entity(Entity(each.entity)), each) for each in crm_uses.fields_of(shown)]
    count = crm_lists.counts().get(shown.id, 0)
    name = texts.text(lists.name(shown))
    context = {"shown": shown, "name": name, "count": count, "using": using, "problem": problem}
    return make_response(render_template("crm_lists/delete.html", **context), 422 if problem else 200)
