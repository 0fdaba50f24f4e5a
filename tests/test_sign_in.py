"""Signing in and out, the brake on guessing, and where people are sent afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser
from webapp.db import now
from webapp.models import SignInAttempt
from webapp.services import sign_in, users

REFUSED = "The user name or the password is wrong."


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def fail(browser: Browser, times: int, username: str = "bjørn") -> Any:
    return [browser.sign_in(username, "wrong password") for _time in range(times)][-1]


def test_signing_in_leads_to_the_page_that_was_asked_for(anonymous: Browser):
    asked = anonymous.get("/account?x=1")
    assert asked.status_code == 303
    assert asked.location == "/sign-in?next=/account?x%3D1"
    answer = anonymous.post(asked.location, {"username": "bjørn", "password": PASSWORD, "next": "/account?x=1"})
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert anonymous.get("/account").status_code == 200


def test_the_user_name_is_read_whatever_its_case_and_blanks(anonymous: Browser):
    assert anonymous.sign_in("  BJØRN ").status_code == 303
    assert "Bjørn Øyen" in text(anonymous.get("/connections"))


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb"])
def test_nobody_is_sent_to_a_foreign_address(anonymous: Browser, target: str):
    answer = anonymous.post("/sign-in", {"username": "bjørn", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_wrong_password_an_unknown_name_and_an_inactive_user_get_the_same_words(anonymous: Browser, cast: dict[str, Any]):
    users.deactivate(cast["dag"], cast["åse"])
    answers = [anonymous.sign_in("bjørn", "wrong"), anonymous.sign_in("nobody"), anonymous.sign_in("dag")]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert all(REFUSED in text(answer) for answer in answers)
    users.reactivate(cast["dag"], cast["åse"])
    assert anonymous.sign_in("dag").status_code == 303


def test_what_was_typed_is_still_there_but_the_password(anonymous: Browser):
    page = text(anonymous.sign_in("bjørn", "wrong password"))
    assert 'value="bjørn"' in page
    assert "wrong password" not in page


def test_blanks_are_refused_at_their_fields_and_count_as_no_attempt(anonymous: Browser):
    answer = anonymous.sign_in("", "")
    assert answer.status_code == 422
    assert text(answer).count("Fill in this field.") == 4  # at the field and in the summary
    assert SignInAttempt.select().count() == 0


def test_five_failures_make_the_account_wait_for_a_right_password_too(anonymous: Browser):
    assert fail(anonymous, 5).status_code == 422
    answer = anonymous.sign_in("bjørn")
    assert answer.status_code == 429
    assert "Wait 15 min" in text(answer)
    assert anonymous.sign_in("cecilie").status_code == 303


def test_the_waiting_ends_after_fifteen_minutes(anonymous: Browser):
    fail(anonymous, 5)
    SignInAttempt.update(at=now() - timedelta(minutes=14)).execute()
    assert "Wait 1 min" in text(anonymous.sign_in("bjørn"))
    SignInAttempt.update(at=now() - timedelta(minutes=15)).execute()
    assert anonymous.sign_in("bjørn").status_code == 303


def test_a_success_forgets_the_failures_before_it(anonymous: Browser):
    fail(anonymous, 4)
    assert anonymous.sign_in("bjørn").status_code == 303
    assert SignInAttempt.select().count() == 0


def test_thirty_failures_make_the_address_wait(anonymous: Browser, cast: dict[str, Any]):
    rows = [{"account": f"guess-{number}", "address": "127.0.0.1"} for number in range(30)]
    SignInAttempt.insert_many(rows).execute()
    assert anonymous.sign_in("bjørn").status_code == 429
    assert sign_in.sign_in("bjørn", PASSWORD, "192.0.2.7") == cast["bjørn"]


def test_many_attempts_at_once_get_no_further_than_one_by_one(app: Flask, cast: dict[str, Any]):
    browsers = [Browser(app) for _number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda browser: browser.sign_in("bjørn", "wrong password").status_code, browsers))
    assert sorted(answers) == [422] * 5 + [429] * 7


def test_signing_out_ends_the_session(bjorn: Browser):
    assert bjorn.get("/account").status_code == 200
    assert bjorn.post("/sign-out").location == "/sign-in"
    assert bjorn.get("/account").status_code == 303


def test_a_deactivated_users_session_ends_at_once(bjorn: Browser, cast: dict[str, Any]):
    users.deactivate(cast["bjørn"], cast["åse"])
    assert bjorn.get("/account").status_code == 303
    users.reactivate(cast["bjørn"], cast["åse"])
    assert bjorn.get("/account").status_code == 303  # the old session stays ended
    assert bjorn.sign_in("bjørn").status_code == 303


def test_a_fragment_of_an_ended_session_is_sent_to_sign_in_and_back_to_its_page(anonymous: Browser):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/users?q=b"}
    answer = anonymous.client.get("/users", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/users?q%3Db"


def test_who_is_signed_in_is_sent_on_from_the_sign_in_page(bjorn: Browser):
    assert bjorn.get("/sign-in?next=/account").location == "/account"
    assert bjorn.get("/sign-in").location == "/"


def test_the_language_can_be_chosen_before_signing_in(anonymous: Browser):
    assert '<html lang="en">' in text(anonymous.get("/sign-in"))
    answer = anonymous.post("/language", {"language": "nb", "next": "/sign-in?next=/users"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/users")
    assert '<html lang="nb">' in text(anonymous.get("/sign-in"))
    anonymous.post("/language", {"language": "xx"})
    assert '<html lang="nb">' in text(anonymous.get("/sign-in"))


def test_the_session_cookie_is_kept_from_scripts_and_foreign_pages(anonymous: Browser, app: Flask):
    cookie = anonymous.sign_in("bjørn").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_begins_a_fresh_session(anonymous: Browser):
    anonymous.get("/sign-in")
    before = anonymous._token()
    anonymous.sign_in("bjørn")
    assert anonymous._token() != before
