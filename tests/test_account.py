"""One's own name, language and password."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser
from webapp.models import User

NEW = "another horse 9"


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def version(username: str) -> int:
    return int(User.get(User.username == username).version)


def change(browser: Browser, present: str = PASSWORD, password: str = NEW, again: str = NEW) -> Any:
    return browser.post("/account/password", {"present": present, "password": password, "again": again})


def test_name_and_language_are_stored_and_spoken_at_once(bjorn: Browser):
    answer = bjorn.post("/account", {"name": " Bjørn B. Øyen ", "language": "nb", "version": version("bjørn")})
    assert answer.status_code == 303
    page = text(bjorn.get("/account"))
    assert '<html lang="nb">' in page
    assert 'value="Bjørn B. Øyen"' in page


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Fill in this field."), ("x" * 300, "300 characters"), ("a\x00b", "control characters")],
)
def test_a_name_that_wont_do_is_refused_in_words_and_mended(bjorn: Browser, name: str, words: str):
    answer = bjorn.post("/account", {"name": name, "language": "", "version": version("bjørn")})
    assert answer.status_code == 422
    assert words in text(answer)
    assert User.get(User.username == "bjørn").name == "Bjørn Øyen"
    assert bjorn.post("/account", {"name": "B", "language": "", "version": version("bjørn")}).status_code == 303


def test_a_language_that_isnt_offered_is_refused(bjorn: Browser):
    answer = bjorn.post("/account", {"name": "Bjørn", "language": "xx", "version": version("bjørn")})
    assert answer.status_code == 422
    assert "That language isn&#39;t offered" in text(answer)


def test_a_change_over_somebody_elses_is_refused_once(bjorn: Browser):
    old = version("bjørn")
    bjorn.post("/account", {"name": "First", "language": "", "version": old})
    answer = bjorn.post("/account", {"name": "Second", "language": "", "version": old})
    assert answer.status_code == 422
    assert "saved other values meanwhile" in text(answer)
    assert 'value="Second"' in text(answer)
    assert f'name="version" type="hidden" value="{old + 1}"' in text(answer)


def test_nobody_gives_themselves_the_administrators_right(bjorn: Browser):
    bjorn.post("/account", {"name": "B", "language": "", "version": version("bjørn"), "is_admin": "y"})
    assert not User.get(User.username == "bjørn").is_admin


def test_a_new_password_ends_other_sessions_and_keeps_this_one(bjorn: Browser, app: Flask):
    other = Browser(app)
    other.sign_in("bjørn")
    assert change(bjorn).status_code == 303
    assert bjorn.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert other.sign_in("bjørn").status_code == 422
    assert other.sign_in("bjørn", NEW).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"present": "wrong password"}, "This is not your present password."),
        ({"again": "something else"}, "not the same as the new password"),
        ({"password": "short", "again": "short"}, "Use at least 10 characters."),
        ({"password": "x" * 201, "again": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_a_password_that_wont_do_is_refused_and_the_old_one_stays(bjorn: Browser, app: Flask, typed: Any, words: str):
    answer = change(bjorn, **typed)
    assert answer.status_code == 422
    assert words in text(answer)
    assert Browser(app).sign_in("bjørn").status_code == 303
    assert change(bjorn).status_code == 303
