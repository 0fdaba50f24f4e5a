"""htmx: is this one of its requests, and answers that it understands."""

from __future__ import annotations

import re

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.services.drafts import Turn

_TURN = re.compile(r"([0-9a-z]{1,20})\.([0-9]{1,9})")


def is_fragment() -> bool:
    """Whether a fragment is wanted: a request of htmx that isn't restoring a page from the history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def turn() -> Turn | None:
    """Which of its page's requests this one is, as the script tells; None without script."""
    told = _TURN.fullmatch(request.headers.get("X-Page-Turn", ""))
    return Turn(told[1], int(told[2])) if told else None


def answer(whole: str, fragment: str, status: int = 200, /, **context: object) -> Response:
    """The fragment alone to htmx, the page around it to everybody else."""
    response = make_response(render_template(fragment if is_fragment() else whole, **context), status)
    response.vary.add("HX-Request")
    return response


def go_to(url: str) -> AnyResponse:
    """Go on at *url*: a 303 to a page's request, the same in htmx's words to a fragment's."""
    if not is_fragment():
        return redirect(url, code=303)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = url
    response.vary.add("HX-Request")
    return response
