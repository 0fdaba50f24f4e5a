"""Groups, for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_group, user
from webapp.errors import Problem, Problems
from webapp.forms.groups import GroupForm
from webapp.htmx import answer
from webapp.i18n import _, when
from webapp.models import Group, User
from webapp.services import groups, users

blueprint = Blueprint("groups", __name__, url_prefix="/groups")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """All groups, or those containing a text."""
    all_groups = groups.all_groups()
    text = request.args.get("q", "")
    members = groups.members_by_group()
    rows = [_row(each, members.get(each.id, [])) for each in groups.containing(all_groups, text)]
    return answer("groups/index.html", "groups/_list.html", rows=rows, total=len(all_groups), q=text)


def _row(each: Group, members: list[str]) -> dict[str, Any]:
    by = each.changed_by.name if each.changed_by else ""
    return {
        "id": each.id,
        "name": each.name,
        "count": len(members),
        "members": ", ".join(members[:6]) + (" …" if len(members) > 6 else ""),
        "changed": _("%(when)s by %(who)s", when=when(each.changed_at), who=by) if by else when(each.changed_at),
    }


@blueprint.route("/new", methods=["GET", "POST"])
@administrators_only
def new() -> Response:
    """A new group."""
    form = GroupForm(users=_user_choices())
    if not form.sent():
        return _dialog(form)
    try:
        added = groups.add(form["name"].data, form["members"].data, user())
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _dialog(form)
    flash(_("The group “%(name)s” is added.", name=added.name), "success")
    return redirect(url_for("groups.index"), code=303)


@blueprint.route("/<row>", methods=["GET", "POST"])
@administrators_only
def edit(row: str) -> Response:
    """The name and the members of a group."""
    shown = load_group(row)
    form = GroupForm(users=_user_choices(), data=_stored(shown))
    if not form.sent():
        return _dialog(form, shown=shown)
    try:
        groups.change(shown, form["name"].data, form["members"].data, form.read_version, user())
    except (Problem, Problems) as error:
        return _refused(form, load_group(row), error)
    flash(_("%(name)s is saved.", name=form["name"].data), "success")
    return redirect(url_for("groups.index"), code=303)


def _refused(form: GroupForm, stored: Group, error: Problem | Problems) -> Response:
    if not isinstance(error, Problem) or error.code != "conflict":
        form.show(texts.worded(error))
        return _dialog(form, shown=stored)
    conflict = {"text": texts.problem(error), "rows": _differences(form, _stored(stored))}
    form["version"].data = stored.version  # OK again stores ours over theirs, which have now been seen
    return _dialog(form, 422, shown=stored, conflict=conflict)


def _differences(form: GroupForm, theirs: dict[str, Any]) -> list[tuple[str, str, str]]:
    offered: dict[int, str] = form["members"].choices  # type: ignore[attr-defined]

    def named(ids: list[int]) -> str:
        return ", ".join(name for row, name in offered.items() if row in ids) or "–"

    rows = [
        (form["name"].label.text, theirs["name"], form["name"].data),
        (form.members.label.text, named(theirs["members"]), named(form["members"].data)),
    ]
    return [row for row in rows if row[1] != row[2]]


@blueprint.route("/<row>/delete", methods=["GET", "POST"])
@administrators_only
def delete(row: str) -> Response | str:
    """Delete a group, once it has been said what that means."""
    shown = load_group(row)
    if request.method == "GET":
        naming = groups.scopes_naming(shown)
        return render_template("groups/delete.html", shown=shown, members=groups.members(shown), connections=naming)
    groups.delete(shown, user())
    flash(_("The group %(name)s is deleted.", name=shown.name), "success")
    return redirect(url_for("groups.index"), code=303)


def _user_choices() -> dict[int, str]:
    return {each.id: _label(each) for each in users.all_users()}


def _label(each: User) -> str:
    return each.name if each.active else _("%(name)s (deactivated)", name=each.name)


def _stored(shown: Group) -> dict[str, Any]:
    return {
        "name": shown.name,
        "members": [member.id for member in groups.members(shown)],
        "version": shown.version,
    }


def _dialog(form: GroupForm, status: int = 0, shown: Group | None = None, **context: Any) -> Response:
    page = render_template("groups/edit.html", form=form, shown=shown, **context)
    return make_response(page, status or (422 if form.problems() else 200))
