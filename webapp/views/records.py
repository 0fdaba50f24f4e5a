"""The register: companies, persons and projects."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_record, user
from webapp.crm.fields import Entity
from webapp.errors import Problem, Problems
from webapp.forms.base import row_id
from webapp.htmx import answer, is_fragment
from webapp.i18n import _
from webapp.pages import company_choice, record_keep, record_list, record_page, record_within
from webapp.pages.record_form import Editing
from webapp.services import records, selections

blueprint = Blueprint("records", __name__, url_prefix="/crm")
ENTITY = "<any(company, person, project):entity>"


@blueprint.get(f"/{ENTITY}")
@login_required
def index(entity: str) -> Response:
    """The records of an entity, as the address asks for them."""
    return answer("records/index.html", "records/_list.html", page=record_list.page(Entity(entity), request.args))


@blueprint.get(f"/{ENTITY}/<row>")
@login_required
def show(entity: str, row: str) -> str:
    """A record; a deleted one to administrators only."""
    record = load_record(entity, row, deleted=user().is_admin)
    return render_template("records/show.html", page=record_page.page(record))


@blueprint.get("/company/<row>/persons")
@login_required
def persons(row: str) -> str:
    """The persons of a company."""
    return render_template(
        "records/within.html", page=record_within.page(load_record("company", row), Entity.PERSON, request.args)
    )


@blueprint.get("/company/<row>/projects")
@login_required
def projects(row: str) -> str:
    """The projects of a company."""
    return render_template(
        "records/within.html", page=record_within.page(load_record("company", row), Entity.PROJECT, request.args)
    )


@blueprint.route(f"/{ENTITY}/new", methods=["GET", "POST"])
@login_required
def new(entity: str) -> Response:
    """A new record, of a company that the address may name."""
    editing = Editing(Entity(entity), company=row_id(request.args.get("company")))
    if request.method == "GET" or editing.finding:
        return _dialog(editing)
    try:
        made = records.add(editing.entity, editing.values(), editing.company, user())
    except (Problem, Problems) as error:
        return _dialog(editing, error)
    flash(_("“%(name)s” is added.", name=load_record(entity, made).name), "success")
    return redirect(url_for("records.show", entity=entity, row=made), code=303)


@blueprint.route(f"/{ENTITY}/<row>/edit", methods=["GET", "POST"])
@login_required
def edit(entity: str, row: str) -> Response:
    """Other values of a record. What others have stored meanwhile in the same fields is shown first."""
    record = load_record(entity, row, deleted=request.method == "POST")
    editing = Editing(record.entity, record)
    if request.method == "GET" or editing.finding:
        return _dialog(editing)
    try:
        records.change(record, editing.values(), editing.company, editing.version, user())
    except (Problem, Problems) as error:
        return _dialog(Editing(record.entity, load_record(entity, row, deleted=True)), error)
    flash(_("“%(name)s” is saved.", name=load_record(entity, row).name), "success")
    return redirect(url_for("records.show", entity=entity, row=row), code=303)


@blueprint.get("/company/choices")
@login_required
def choices() -> Response:
    """The companies that have some words, for a form in which one is chosen."""
    words, optional = request.args.get("company_words", "")[:200], "company_optional" in request.args
    if not is_fragment():
        return redirect(url_for("records.index", entity="company", q=words or None))
    chosen = company_choice.choice(row_id(request.args.get("company")), words, optional)
    return answer("records/_companies.html", "records/_companies.html", choice=chosen)


@blueprint.route(f"/{ENTITY}/<row>/delete", methods=["GET", "POST"])
@administrators_only
def delete(entity: str, row: str) -> Response:
    """Delete a record, unless something still depends on it."""
    record = load_record(entity, row)
    try:
        if request.method == "POST":
            records.delete(record, user())
            flash(_("“%(name)s” is deleted. It can be restored under Deleted.", name=record.name), "success")
            return redirect(url_for("records.index", entity=entity), code=303)
        problem = records.obstacle(record, user())
    except Problem as error:
        problem = error
    page = render_template("records/delete.html", page=record_page.deletion(record, problem))
    return make_response(page, 422 if problem and request.method == "POST" else 200)


@blueprint.post(f"/{ENTITY}/restore")
@administrators_only
def restore(entity: str) -> Response:
    """Bring a deleted record back."""
    record = load_record(entity, request.form.get("row", ""), deleted=True)
    try:
        records.restore(record, user())
    except Problem as error:
        flash(texts.problem(error), "failure")
        return redirect(url_for("records.index", entity=entity, deleted=1), code=303)
    flash(_("“%(name)s” is restored.", name=record.name), "success")
    return redirect(url_for("records.show", entity=entity, row=record.id), code=303)


@blueprint.route(f"/{ENTITY}/keep", methods=["GET", "POST"])
@login_required
def keep(entity: str) -> Response:
    """Keep the records ticked, or all that were found, together as a selection."""
    keeping = record_keep.keeping(Entity(entity), request.args)
    try:
        ids = keeping.demand()
        if request.method == "POST":
            made = selections.make(keeping.name, keeping.entity, ids, user())
            flash(_("The selection “%(name)s” is made.", name=made.name), "success")
            return redirect(url_for("selections.show", row=made.id), code=303)
    except (Problem, Problems) as error:
        keeping.refuse(error)
    return make_response(render_template("records/keep.html", page=keeping), keeping.status)


@blueprint.route(f"/{ENTITY}/add-to", methods=["GET", "POST"])
@login_required
def add_to(entity: str) -> Response:
    """Add the records ticked, or all that were found, to a selection that is there."""
    keeping = record_keep.keeping(Entity(entity), request.args)
    try:
        ids = keeping.demand()
        if request.method == "POST" and "find" not in request.form:
            chosen = selections.to_extend(keeping.chosen, keeping.entity, user())
            flash(*record_keep.added(chosen, selections.extend(chosen, ids), len(ids)))
            return redirect(url_for("selections.show", row=chosen.id), code=303)
    except (Problem, Problems) as error:
        keeping.refuse(error)
    page = render_template("records/add-to.html", page=keeping, choice=keeping.choice())
    return make_response(page, keeping.status)


def _dialog(editing: Editing, error: Problem | Problems | None = None) -> Response:
    if error is not None:
        editing.refuse(error)
    elif editing.finding:
        editing.look()
    return make_response(render_template("records/edit.html", page=editing.context()), editing.status)
