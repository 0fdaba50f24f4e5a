"""Pages for what went wrong: calm words, for a fragment a message, never a stack trace."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response

from webapp import config, texts
from webapp.db import DatabaseAway
from webapp.errors import Problem, Problems
from webapp.htmx import is_fragment
from webapp.i18n import _, lazy_

# By status: what it is, what happened, what to do next.
WORDS = {
    400: (
        lazy_("That didn't arrive as it should"),
        lazy_("The server can't make sense of what was sent."),
        lazy_("Go back, load the page again and try once more."),
    ),
    401: (
        lazy_("You are not signed in"),
        lazy_("This page is only for people who are signed in."),
        lazy_("Sign in and try again."),
    ),
    403: (
        lazy_("No access"),
        lazy_("Your user doesn't have the right to see this."),
        lazy_("Ask an administrator if you need it."),
    ),
    404: (
        lazy_("Page not found"),
        lazy_("There is no such page, or what it showed has been deleted."),
        lazy_("Check the address, or start from the first page."),
    ),
    405: (
        lazy_("That can't be done here"),
        lazy_("This address can't be opened like that."),
        lazy_("Go back and use the buttons of the page."),
    ),
    413: (
        lazy_("Too large"),
        lazy_("More was sent than the server takes at once."),
        lazy_("Go back, shorten the text and try again."),
    ),
    429: (
        lazy_("Too many attempts"),
        lazy_("There were too many attempts in a short time."),
        lazy_("Wait a few minutes and try again."),
    ),
}
BUSY = (
    lazy_("The database doesn't answer just now"),
    lazy_("Nothing of what you sent has been stored."),
    lazy_("Go back, wait a moment and try again."),
)
FORBIDDEN = ("may_not_connect", "may_not_create")
"""Problems that are a matter of rights."""
TOO_LONG_OPEN = (
    lazy_("The page was open too long"),
    lazy_("Its session has ended, or the browser keeps no cookies. Nothing has been stored."),
    lazy_("Go back, load the page again and try once more."),
)


def register(app: Flask) -> None:
    """Answer every failure of *app* from here."""
    app.register_error_handler(CSRFError, _page_too_old)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(Problem, _unasked)
    app.register_error_handler(Problems, _unasked)
    app.register_error_handler(DatabaseAway, _busy)
    app.register_error_handler(InternalServerError, _broken)
    app.log_exception = _log  # type: ignore[method-assign,assignment]


def _answer(status: int, words: tuple[str, str, str]) -> Response:
    title, text, next_step = words
    template = "errors/_message.html" if is_fragment() else "errors/page.html"
    context = {"title": _(title), "text": _(text), "next_step": _(next_step) if next_step else "", "status": status}
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    if is_fragment():  # what asked stays as it is; the message has a place of its own on every page
        response.headers["HX-Retarget"] = "#failure"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    response = _answer(status, WORDS.get(status, WORDS[400]))
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _foreign_host(error: SecurityError) -> Response:
    """Asked for under a name that isn't in the settings: no page can be made, since no address of ours can."""
    text = _("The server doesn't answer under this name. Ask whoever runs it for the right address.")
    return Response(text, 400, mimetype="text/plain")


def _page_too_old(error: CSRFError) -> Response:
    if current_user.is_authenticated or request.endpoint == "auth.sign_in_page":
        return _answer(400, TOO_LONG_OPEN)
    answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer


def _busy(error: DatabaseAway) -> Response:
    """The database is locked or away."""
    _log((type(error), error, error.__traceback__))
    g.setdefault("language", config.current["LANGUAGE"])
    response = _alone(503, *(_(part) for part in BUSY))
    response.headers["Retry-After"] = "5"
    return response


def _alone(status: int, title: str, text: str, next_step: str) -> Response:
    """A page that stands on nothing that may have broken: no database, no user, no frame of the page."""
    page = current_app.jinja_env.get_template("errors/broken.html")
    return make_response(page.render(language=g.language, title=title, text=text, next_step=next_step), status)


def _unasked(error: Problem | Problems) -> Response:
    """A problem that no form took: it has its words all the same."""
    text = " ".join(words for _field, words in texts.worded(error))
    if isinstance(error, Problem) and error.code in FORBIDDEN:
        return _answer(403, (WORDS[403][0], text, ""))
    return _answer(422, (lazy_("That can't be done"), text, ""))


def _log(details: Any) -> None:
    """Flask's hook: log what broke, under a number that the page shows too."""
    g.failure = secrets.token_hex(4)
    current_app.logger.error("Failure %s at %s %s", g.failure, request.method, request.path, exc_info=details)


def _broken(error: InternalServerError) -> Response:
    g.setdefault("language", config.current["LANGUAGE"])
    number = g.get("failure", "")
    return _alone(
        500,
        _("Something went wrong"),
        _("The server could not finish what you asked for. What was not finished is not stored."),
        _("Go back and try once more. If it happens again, give an administrator this number: %(number)s.", number=number),
    )
