"""What went wrong is said calmly: as a page, and as a message where a fragment was asked for."""

from __future__ import annotations

import html
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort

from tests.conftest import Browser
from webapp import create_app
from webapp.db import connect, db
from webapp.errors import Problem


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


@pytest.fixture
def breaking(app: Flask) -> Flask:
    """The application with pages that fail."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/break", "break", view_func=lambda: 1 // 0)
    app.add_url_rule("/refuse", "refuse", view_func=lambda: (_ for _ in ()).throw(Problem("own_account")))
    for status in (400, 401, 403, 409, 413, 429, 503):
        app.add_url_rule(f"/fail/{status}", f"fail{status}", view_func=lambda status=status: abort(status))
    return app


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 429, 503])
def test_every_failure_is_a_page_with_a_next_step_and_a_message_to_a_fragment(breaking: Flask, status: int):
    browser = Browser(breaking)
    page, fragment = browser.get(f"/fail/{status}"), browser.get(f"/fail/{status}", htmx=True)
    assert (page.status_code, fragment.status_code) == (status, status)
    assert "<!doctype html>" in text(page)
    assert text(fragment).startswith('<div class="message failure">')
    assert fragment.headers["HX-Retarget"] == "#failure"


def test_a_wrong_method_says_which_are_right(anonymous: Browser):
    answer = anonymous.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_problem_that_no_form_took_has_its_words(breaking: Flask):
    answer = Browser(breaking).get("/refuse")
    assert answer.status_code == 422
    assert "You can&#39;t deactivate yourself." in text(answer)


def test_a_breakdown_shows_the_number_that_the_log_has_and_no_trace(breaking: Flask, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        answer = Browser(breaking).get("/break")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in text(answer)
    number = re.search(r"Failure (\w{8}) at GET /break", caplog.text)
    assert number
    assert number[1] in text(answer)
    assert "ZeroDivisionError" in caplog.text


def test_a_breakdown_page_needs_no_database(breaking: Flask, bjorn: Browser, tmp_path: Path):
    database = db.obj
    connect(f"sqlite:///{tmp_path}/no/such/folder/kobling.db")
    answer = bjorn.get("/account")
    assert answer.status_code == 503
    assert "The database doesn't answer just now" in html.unescape(text(answer))
    db.initialize(database)
    assert bjorn.get("/account").status_code == 200


def test_a_post_without_the_token_is_refused_in_words_and_stores_nothing(bjorn: Browser):
    answer = bjorn.post("/account", {"name": "Forged", "language": "", "version": "1"}, token=False)
    assert answer.status_code == 400
    assert "The page was open too long" in text(answer)
    assert "Forged" not in text(bjorn.get("/account"))


def test_a_post_of_an_ended_session_leads_to_the_sign_in_page(anonymous: Browser):
    answer = anonymous.post("/account", {"name": "x"}, token=False)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert anonymous.post("/account", {"name": "x"}, token=False, htmx=True).status_code == 401


def test_too_large_a_post_is_refused_in_words(bjorn: Browser):
    answer = bjorn.post("/account", {"name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "Too large" in text(answer)
    assert bjorn.get("/account").status_code == 200


def test_a_foreign_host_name_is_refused_as_a_page(settings: dict[str, Any]):
    client = create_app(settings | {"TRUSTED_HOSTS": ("kobling.example",)}).test_client()
    answer = client.get("/help", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Ask whoever runs it for the right address." in text(answer)
    assert client.get("/help", headers={"Host": "kobling.example"}).status_code == 200
