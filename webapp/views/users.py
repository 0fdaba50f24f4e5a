"""Users, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_user, user
from webapp.errors import Problem, Problems
from webapp.forms.users import NewUserForm, PasswordChoice, UserForm
from webapp.htmx import answer
from webapp.i18n import NAMES, _, when
from webapp.models import User
from webapp.secrets import vault
from webapp.services import groups, users

blueprint = Blueprint("users", __name__, url_prefix="/users")
_SHOWN_ONCE = "password made"


@blueprint.get("")
@administrators_only
def index() -> Response:
    """All users, or those containing a text."""
    everybody = users.all_users()
    text = request.args.get("q", "")
    in_groups = users.groups_by_user()
    rows = [_row(each, in_groups) for each in users.containing(everybody, text)]
    return answer("users/index.html", "users/_list.html", rows=rows, total=len(everybody), q=text, made=_shown_once())


def _row(each: User, in_groups: dict[int, list[str]]) -> dict[str, Any]:
    by = each.changed_by.name if each.changed_by else ""
    return {
        "id": each.id,
        "name": each.name,
        "username": each.username,
        "groups": ", ".join(in_groups.get(each.id, [])),
        "is_admin": each.is_admin,
        "active": each.active,
        "changed": _("%(when)s by %(who)s", when=when(each.changed_at), who=by) if by else when(each.changed_at),
    }


@blueprint.route("/new", methods=["GET", "POST"])
@administrators_only
def new() -> Response:
    """A new user."""
    form = NewUserForm(groups=_group_choices())
    if not form.sent():
        return _dialog("users/new.html", form)
    password = form["password"].data if form.typed else users.make_password()
    try:
        added = users.add(
            form["username"].data,
            form["name"].data,
            password,
            is_admin=form["is_admin"].data,
            language=form["language"].data,
            groups=form["groups"].data,
            by=user(),
        )
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _dialog("users/new.html", form)
    _tell(added, password, form.typed, _("%(name)s can now sign in.", name=added.name))
    return redirect(url_for("users.index"), code=303)


@blueprint.route("/<row>", methods=["GET", "POST"])
@administrators_only
def edit(row: str) -> Response:
    """What may be changed of a user."""
    shown = load_user(row)
    form = UserForm(groups=_group_choices(), data=_stored(shown))
    if not form.sent():
        return _dialog("users/edit.html", form, shown=shown)
    try:
        users.change(
            shown,
            form["name"].data,
            form["is_admin"].data,
            form["language"].data,
            form["groups"].data,
            form.read_version,
            user(),
        )
    except (Problem, Problems) as error:
        return _refused(form, shown, error)
    flash(_("%(name)s is saved.", name=shown.name), "success")
    return redirect(url_for("users.index" if shown != user() or shown.is_admin else "home.index"), code=303)


def _refused(form: UserForm, shown: User, error: Problem | Problems) -> Response:
    stored = load_user(shown.id)
    if not isinstance(error, Problem) or error.code != "conflict":
        form.show(texts.worded(error))
        return _dialog("users/edit.html", form, shown=stored)
    theirs = _stored(stored)
    conflict = {"text": texts.problem(error), "rows": _differences(form, theirs)}
    form["version"].data = stored.version  # OK again stores ours over theirs, which have now been seen
    return _dialog("users/edit.html", form, 422, shown=stored, conflict=conflict)


def _differences(form: UserForm, theirs: dict[str, Any]) -> list[tuple[str, str, str]]:
    groups_offered: dict[int, str] = form["groups"].choices  # type: ignore[attr-defined]
    shown: dict[str, Callable[[Any], str]] = {
        "name": str,
        "is_admin": lambda value: _("Yes") if value else _("No"),
        "language": lambda value: NAMES.get(value, _("As the browser asks")),
        "groups": lambda ids: ", ".join(name for row, name in groups_offered.items() if row in ids) or "–",
    }
    return [
        (form[field].label.text, words(theirs[field]), words(form[field].data))
        for field, words in shown.items()
        if words(theirs[field]) != words(form[field].data)
    ]


@blueprint.route("/<row>/password", methods=["GET", "POST"])
@administrators_only
def password(row: str) -> Response:
    """A new password for a user who has lost theirs."""
    shown = load_user(row)
    form = PasswordChoice()
    if not form.sent():
        return _dialog("users/password.html", form, shown=shown)
    chosen = form["password"].data if form.typed else users.make_password()
    try:
        users.set_password(shown, chosen, user())
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _dialog("users/password.html", form, shown=shown)
    if shown == user():
        login_user(shown)
    _tell(shown, chosen, form.typed, _("%(name)s has a new password.", name=shown.name))
    return redirect(url_for("users.index"), code=303)


@blueprint.post("/<row>/deactivate")
@administrators_only
def deactivate(row: str) -> Response:
    """Let a user sign in no longer."""
    shown = load_user(row)
    try:
        users.deactivate(shown, user())
    except Problem as problem:
        form = UserForm(groups=_group_choices(), data=_stored(shown))
        return _refused(form, shown, problem)
    flash(_("%(name)s can no longer sign in.", name=shown.name), "success")
    return redirect(url_for("users.index"), code=303)


@blueprint.post("/<row>/reactivate")
@administrators_only
def reactivate(row: str) -> Response:
    """Let a user sign in again."""
    shown = load_user(row)
    users.reactivate(shown, user())
    flash(_("%(name)s can sign in again.", name=shown.name), "success")
    return redirect(url_for("users.index"), code=303)


def _group_choices() -> dict[int, str]:
    return {group.id: group.name for group in groups.all_groups()}


def _stored(shown: User) -> dict[str, Any]:
    return {
        "name": shown.name,
        "is_admin": shown.is_admin,
        "language": shown.language,
        "groups": [group.id for group in users.groups_of(shown)],
        "version": shown.version,
    }


def _dialog(template: str, form: UserForm | PasswordChoice, status: int = 0, **context: Any) -> Response:
    own = {"own": context.get("shown") == user()}
    return make_response(render_template(template, form=form, **own, **context), status or (422 if form.problems() else 200))


def _tell(shown: User, password_: str, typed: bool, text: str) -> None:
    """Say it on the next page; a made password is shown there once, and until then travels sealed."""
    flash(text, "success")
    if not typed:
        session[_SHOWN_ONCE] = [shown.username, vault().seal(password_, _SHOWN_ONCE)]


def _shown_once() -> tuple[str, str] | None:
    username, sealed = session.pop(_SHOWN_ONCE, ("", ""))
    return (username, vault().open(sealed, _SHOWN_ONCE)) if sealed else None
