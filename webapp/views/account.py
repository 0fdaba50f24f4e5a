"""One's own account: name, language, password."""

from __future__ import annotations

from flask import Blueprint, flash, g, make_response, redirect, render_template, url_for
from flask_login import login_required, login_user
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import user
from webapp.errors import Problem, Problems
from webapp.forms.account import AccountForm, PasswordForm
from webapp.i18n import _
from webapp.services import users

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.route("", methods=["GET", "POST"])
@login_required
def index() -> Response:
    """Name and language."""
    own = user()
    form = AccountForm(data={"name": own.name, "language": own.language, "version": own.version})
    if not form.sent():
        return _page("account/index.html", form)
    try:
        users.change_own(own, form["name"].data, form["language"].data, form.read_version)
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        form["version"].data = users.version_of(own)
        return _page("account/index.html", form)
    g.pop("language", None)  # the answer speaks the language just chosen
    flash(_("Your account is saved."), "success")
    return redirect(url_for("account.index"), code=303)


@blueprint.route("/password", methods=["GET", "POST"])
@login_required
def password() -> Response:
    """A new password, for who knows the present one."""
    form = PasswordForm()
    if not form.sent():
        return _page("account/password.html", form)
    try:
        if form["again"].data != form["password"].data:
            raise Problem("password_differs", "again")
        users.change_own_password(user(), form["present"].data, form["password"].data)
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _page("account/password.html", form)
    login_user(user())  # this session goes on with the new key, the others end
    flash(_("Your password is changed. Your other sessions have ended."), "success")
    return redirect(url_for("account.index"), code=303)


def _page(template: str, form: AccountForm | PasswordForm) -> Response:
    return make_response(render_template(template, form=form), 422 if form.problems() else 200)
