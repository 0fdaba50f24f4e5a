"""The CRM's fields, and those that administrators add to them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_crm_field, user
from webapp.crm.fields import Entity
from webapp.errors import Problem, Problems
from webapp.forms.crm_fields import FieldForm, NewFieldForm
from webapp.i18n import _
from webapp.models import CrmField
from webapp.pages import crm_fields as pages
from webapp.services import crm_field_warnings, crm_fields, crm_lists, crm_uses
from webapp.services.crm_field_rules import TYPES, Wanted

blueprint = Blueprint("crm_fields", __name__, url_prefix="/crm/fields")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """The first entity's fields."""
    return redirect(url_for("crm_fields.fields", entity=Entity.COMPANY.value))


@blueprint.get("/<entity>")
@administrators_only
def fields(entity: str) -> str:
    """The fields of an entity: added ones, those that it begins with, deleted ones."""
    return render_template("crm_fields/index.html", page=pages.of(_entity(entity)))


@blueprint.route("/<entity>/new", methods=["GET", "POST"])
@administrators_only
def new(entity: str) -> Response:
    """A new field."""
    shown = _entity(entity)
    form = NewFieldForm(types={str(int(each)): texts.field_type(each) for each in TYPES}, lists=_list_names())
    if not form.sent():
        return _dialog(form, shown)
    try:
        added = crm_fields.add(shown, form.chosen_type, _wanted(form), user())
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _dialog(form, shown)
    flash(_("The field “%(name)s” is added.", name=added.name), "success")
    return _back(shown)


@blueprint.route("/<entity>/<row>", methods=["GET", "POST"])
@administrators_only
def edit(entity: str, row: str) -> Response:
    """What can be changed of an added field; consequences are shown before they are stored."""
    shown, field = _entity(entity), load_crm_field(entity, row)
    form = FieldForm(lists=_list_names(), data=_stored(field))
    if not form.sent():
        return _dialog(form, shown, field)
    wanted = _wanted(form)
    warnings = crm_field_warnings.warnings(field, wanted)
    try:
        if warnings and form["seen"].data != _seen(wanted):
            crm_fields.check(field, wanted)
            form["seen"].data = _seen(wanted)  # OK again stores it: what it means has now been read
            return _dialog(form, shown, field, 422, warnings=[texts.problem(each) for each in warnings])
        crm_fields.change(field, wanted, form.read_version, user())
    except (Problem, Problems) as error:
        return _refused(form, shown, load_crm_field(entity, row), error)
    flash(_("%(name)s is saved.", name=wanted.name), "success")
    return _back(shown)


@blueprint.route("/<entity>/<row>/delete", methods=["GET", "POST"])
@administrators_only
def delete(entity: str, row: str) -> Response | str:
    """Delete an added field, once it has been said which mappings use it."""
    shown, field = _entity(entity), load_crm_field(entity, row)
    if request.method == "GET":
        using = crm_uses.of_field(field)
        return render_template("crm_fields/delete.html", shown=field, entity=shown.value, connections=using)
    crm_fields.delete(field, user())
    flash(_("“%(name)s” is deleted. It can be restored under Deleted fields.", name=field.name), "success")
    return _back(shown)


@blueprint.post("/<entity>/restore")
@administrators_only
def restore(entity: str) -> Response:
    """Bring a deleted field back."""
    shown, field = _entity(entity), load_crm_field(entity, request.form.get("row", ""), deleted=True)
    try:
        crm_fields.restore(field, user())
    except Problem as error:
        page = pages.of(shown, problem=texts.problem(error))
        return make_response(render_template("crm_fields/index.html", page=page), 422)
    flash(_("“%(name)s” is restored.", name=field.name), "success")
    return _back(shown)


@blueprint.post("/<entity>/move")
@administrators_only
def move(entity: str) -> Response:
    """An added field one place up or down."""
    shown = _entity(entity)
    way = "up" if "up" in request.form else "down"
    field = load_crm_field(entity, request.form.get(way, ""))
    crm_fields.move(field, way == "up", user())
    return redirect(url_for("crm_fields.fields", entity=shown.value, moved=field.id, _anchor=f"field-{field.id}"), code=303)


def _entity(name: str) -> Entity:
    found = next((each for each in Entity if each.value == name), None)
    return found if found is not None else abort(404)


def _back(shown: Entity) -> Response:
    return redirect(url_for("crm_fields.fields", entity=shown.value), code=303)


def _wanted(form: FieldForm) -> Wanted:
    return Wanted(form["name"].data, form["list"].data or "", form.length, form["read_only"].data)


def _seen(wanted: Wanted) -> str:
    return f"{wanted.max_length}/{wanted.list_key}/{wanted.read_only}"


def _list_names() -> dict[str, str]:
    return {each.key: texts.text(name) for each, name in crm_lists.all_lists()}


def _stored(field: CrmField) -> dict[str, Any]:
    return {
        "name": field.name,
        "list": field.list.key if field.list else "",
        "max_length": str(field.max_length or ""),
        "read_only": field.read_only,
        "version": field.version,
    }


def _refused(form: FieldForm, shown: Entity, stored: CrmField, error: Problem | Problems) -> Response:
    if not isinstance(error, Problem) or error.code != "conflict":
        form.show(texts.worded(error))
        return _dialog(form, shown, stored)
    conflict = {"text": texts.problem(error), "rows": pages.differences(form, _stored(stored))}
    form["version"].data = stored.version  # OK again stores ours over theirs, which have now been seen
    return _dialog(form, shown, stored, 422, conflict=conflict)


def _dialog(form: FieldForm, shown: Entity, field: CrmField | None = None, status: int = 0, **context: Any) -> Response:
    page = render_template(
        "crm_fields/edit.html", form=form, field=field, entity=shown, words_of=pages.words(shown, field), **context
    )
    return make_response(page, status or (422 if form.problems() else 200))
