"""Signing in and out, and the language of people who aren't signed in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import session_user
from webapp.errors import Problem
from webapp.forms.auth import SignInForm
from webapp.htmx import go_to, is_fragment
from webapp.i18n import LANGUAGES, NAMES
from webapp.models import User
from webapp.services import sign_in

blueprint = Blueprint("auth", __name__)
YEAR = 365 * 24 * 3600


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in_page() -> Response:
    """The way in."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(local_path(form["next"].data), code=303)
    if not form.sent():
        return _page(form, 422 if form.errors else 200)
    try:
        user = sign_in.sign_in(form["username"].data, form["password"].data, request.remote_addr or "")
    except Problem as problem:
        form.show(texts.worded(problem))
        return _page(form, 429 if problem.code == "sign_in_wait" else 422)
    begin_session(user)
    return redirect(local_path(form["next"].data), code=303)


def _page(form: SignInForm, status: int) -> Response:
    return make_response(render_template("auth/sign_in.html", form=form, languages=NAMES), status)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """The way out."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in_page"), code=303)


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the language asked for in a cookie, and go back."""
    response = redirect(local_path(request.form.get("next", "")), code=303)
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie("language", chosen, YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def begin_session(user: User) -> None:
    """Sign *user* in with a fresh session: nothing of the one before it, its token included, goes on."""
    session.clear()
    login_user(user)


def load_session(session_id: str) -> User | None:
    """flask-login's hook: the user of a session, unless deactivated or with another password since."""
    return session_user(session_id)


def ask_to_sign_in() -> Response:
    """flask-login's hook: to the sign-in page, and back here afterwards."""
    if not is_fragment():
        here = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(_sign_in_url(here), code=303)
    response = go_to(_sign_in_url(request.headers.get("HX-Current-URL", "")))
    response.status_code = 401
    return response


def _sign_in_url(after: str) -> str:
    try:
        parts = urlsplit(after)
    except ValueError:  # an address that nobody's browser shows
        parts = urlsplit("")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return url_for("auth.sign_in_page", next=path if path not in ("", "/") else None)


def local_path(asked: str | None) -> str:
    """*asked* where it is a path of ours, else the first page: nobody is sent to a foreign address."""
    asked = asked or ""
    foreign = not asked.startswith("/") or asked.startswith("//") or "\\" in asked or not asked.isprintable()
    return url_for("home.index") if foreign else asked
