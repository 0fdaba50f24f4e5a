"""Users, as administrators see them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser
from webapp.db import db
from webapp.errors import Problem, Problems
from webapp.models import Membership, User
from webapp.services import users


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def fields(user: User, **typed: Any) -> dict[str, Any]:
    stored = {"name": user.name, "language": user.language, "version": user.version}
    return stored | ({"is_admin": "y"} if user.is_admin else {}) | typed


def new(**typed: Any) -> dict[str, Any]:
    return {"username": "eva", "name": "Eva Lie", "language": "nb", "way": "type", "password": PASSWORD} | typed


def test_a_new_user_signs_in_with_the_password_that_was_typed(admin: Browser, app: Flask, cast: dict[str, Any]):
    assert admin.post("/users/new", new(groups=[cast["sales"].id])).status_code == 303
    assert "Eva Lie can now sign in." in text(admin.get("/users"))
    eva = User.get(User.username == "eva")
    assert [group.name for group in users.groups_of(eva)] == ["Sales"]
    assert Browser(app).sign_in("Eva").status_code == 303


def test_a_made_password_is_shown_once_and_works(admin: Browser, app: Flask):
    admin.post("/users/new", new(way="make", password=""))
    made = re.search(r'<code class="shown-once">([^<]+)</code>', text(admin.get("/users")))
    assert made
    assert made[1] not in text(admin.get("/users"))
    assert Browser(app).sign_in("eva", made[1]).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"username": ""}, "Fill in this field."),
        ({"username": "BJØRN"}, "The user name “BJØRN” is already taken."),
        ({"username": "eva lie"}, "contain spaces. Write it in one word."),
        ({"username": "e" * 101}, "101 characters"),
        ({"name": "x" * 300}, "300 characters"),
        ({"name": "a\u202eb"}, "control characters"),
        ({"password": "short"}, "Use at least 10 characters."),
        ({"username": "extraordinary", "password": "Extraordinary"}, "The password is the user name."),
        ({"language": "xx"}, "That language isn&#39;t offered."),
        ({"way": "type", "password": ""}, "Type a password, or have one made."),
        ({"groups": ["9999"]}, "One of the chosen groups has been deleted meanwhile."),
        ({"groups": ["9" * 30]}, "One of the chosen groups has been deleted meanwhile."),
    ],
)
def test_what_wont_do_is_refused_at_its_field_and_mended(admin: Browser, typed: dict[str, Any], words: str):
    answer = admin.post("/users/new", new(**typed))
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="Eva Lie"' in text(answer) or "name" in typed
    assert User.select().count() == 4
    assert admin.post("/users/new", new()).status_code == 303


def test_several_troubles_are_told_at_once(app: Flask, cast: dict[str, Any]):
    with pytest.raises(Problems) as caught:
        users.add(username="bjørn", name="", password="short", language="xx")
    assert {problem.field for problem in caught.value.problems} == {"username", "name", "password", "language"}


def test_a_name_that_grows_without_its_case_is_measured_as_stored(app: Flask):
    with pytest.raises(Problem, match="name_too_long"):
        users.add(username="ΐ" * 50, name="Long", password=PASSWORD)
    assert users.add(username="ΐ" * 30, name="Long", password=PASSWORD).active


def test_a_user_is_edited(admin: Browser, cast: dict[str, Any]):
    bjørn = cast["bjørn"]
    answer = admin.post(f"/users/{bjørn.id}", fields(bjørn, name="Bjørn Berg", is_admin="y", language="nb"))
    assert answer.status_code == 303
    stored = User.get_by_id(bjørn.id)
    assert (stored.name, stored.is_admin, stored.language) == ("Bjørn Berg", True, "nb")
    assert (stored.changed_by, stored.version) == (cast["åse"], bjørn.version + 1)
    assert users.groups_of(stored) == []


def test_saving_over_somebody_elses_change_shows_both_and_then_keeps_mine(admin: Browser, cast: dict[str, Any]):
    dag = cast["dag"]
    old = dag.version
    users.change(dag, "Dag Theirs", False, "", [], old, cast["åse"])
    answer = admin.post(f"/users/{dag.id}", fields(dag, name="Dag Mine", version=old))
    assert answer.status_code == 422
    assert "Åse Nygård saved other values meanwhile" in text(answer)
    assert "<td>Dag Theirs</td><td>Dag Mine</td>" in text(answer)
    assert User.get_by_id(dag.id).name == "Dag Theirs"
    assert admin.post(f"/users/{dag.id}", fields(dag, name="Dag Mine", version=old + 1)).status_code == 303


def test_the_last_administrator_keeps_the_right(admin: Browser, cast: dict[str, Any]):
    typed = fields(cast["åse"])
    typed.pop("is_admin")
    answer = admin.post(f"/users/{cast['åse'].id}", typed)
    assert answer.status_code == 422
    assert "This is the last active administrator." in text(answer)
    users.change(cast["dag"], "Dag", True, "", [], cast["dag"].version, cast["åse"])
    assert admin.post(f"/users/{cast['åse'].id}", typed).location == "/"


def test_nobody_deactivates_themselves_nor_the_last_administrator(admin: Browser, cast: dict[str, Any]):
    answer = admin.post(f"/users/{cast['åse'].id}/deactivate", fields(cast["åse"]))
    assert answer.status_code == 422
    assert "You can&#39;t deactivate yourself." in text(answer)
    with pytest.raises(Problem, match="last_admin"):
        users.deactivate(cast["åse"], cast["dag"])
    assert User.get_by_id(cast["åse"].id).active


def test_a_user_is_deactivated_and_reactivated(admin: Browser, app: Flask, cast: dict[str, Any]):
    dag = cast["dag"].id
    assert admin.post(f"/users/{dag}/deactivate").status_code == 303
    assert "Dag Moe can no longer sign in." in text(admin.get("/users"))
    assert Browser(app).sign_in("dag").status_code == 422
    assert admin.post(f"/users/{dag}/reactivate").status_code == 303
    assert Browser(app).sign_in("dag").status_code == 303


def test_a_new_password_from_the_administrator_ends_the_users_sessions(admin: Browser, bjorn: Browser, cast: dict[str, Any]):
    url = f"/users/{cast['bjørn'].id}/password"
    assert admin.post(url, {"way": "type", "password": "short"}).status_code == 422
    assert bjorn.get("/account").status_code == 200
    assert admin.post(url, {"way": "type", "password": "another horse 9"}).status_code == 303
    assert bjorn.get("/account").status_code == 303
    assert bjorn.sign_in("bjørn", "another horse 9").status_code == 303


def test_a_typed_password_is_the_one_meant_whatever_is_chosen(admin: Browser, bjorn: Browser, cast: dict[str, Any]):
    url = f"/users/{cast['bjørn'].id}/password"
    refused = text(admin.post(url, {"way": "make", "password": "short"}))
    assert "The password is too short." in refused
    assert re.search(r'<input[^>]*checked[^>]*value="type"', refused)
    assert admin.post(url, {"way": "make", "password": "another horse 9"}).status_code == 303
    assert bjorn.sign_in("bjørn", "another horse 9").status_code == 303


def test_an_administrators_own_new_password_keeps_the_session(admin: Browser, cast: dict[str, Any]):
    answer = admin.post(f"/users/{cast['åse'].id}/password", {"way": "make"})
    assert answer.status_code == 303
    assert admin.get("/users").status_code == 200


def test_the_list_is_filtered_by_name_and_user_name_whatever_the_case(admin: Browser):
    page = text(admin.get("/users?q=ØYEN"))
    assert "Bjørn Øyen" in page
    assert "Dag Moe" not in page
    assert "No user contains “zzz”." in text(admin.get("/users?q=zzz"))


def test_the_list_stands_in_norwegian_order_and_says_who_is_in_which_group(admin: Browser):
    page = text(admin.get("/users"))
    assert re.findall(r'href="/users/\d+">([^<]+)', page) == ["Bjørn Øyen", "Cecilie Dahl", "Dag Moe", "Åse Nygård"]
    assert page.count('<td class="less">Sales</td>') == 2


def test_the_filter_answers_htmx_with_the_list_alone(admin: Browser):
    fragment = admin.get("/users?q=dag", htmx=True)
    assert text(fragment).startswith('<section class="card" id="users"')
    assert "HX-Request" in fragment.headers["Vary"]


def queries(browser: Browser, url: str) -> int:
    made: list[Any] = []
    db.obj.query_hooks.append(made.append)
    assert browser.get(url).status_code == 200
    db.obj.query_hooks.clear()
    return len(made)


@pytest.mark.parametrize("url", ["/users", "/groups", "/users/new", "/groups/new", "/users/2", "/groups/1"])
def test_a_screen_costs_as_many_queries_with_500_users_as_with_four(admin: Browser, cast: dict[str, Any], url: str):
    with_four = queries(admin, url)
    made = [{"username": f"u{n}", "username_key": f"u{n}", "name": f"User {n}"} for n in range(496)]
    User.insert_many(
        [row | {"password_hash": "x", "session_key": "x", "changed_by": n % 4 + 1} for n, row in enumerate(made)]
    ).execute()
    Membership.insert_many([{"user": user.id, "group": cast["sales"]} for user in User.select() if user.id > 4]).execute()
    assert queries(admin, url) == with_four
    assert with_four < 8


def test_names_that_look_like_markup_are_shown_as_text(admin: Browser, cast: dict[str, Any]):
    users.change(cast["dag"], "<script>alert(1)</script>", False, "", [], cast["dag"].version, cast["åse"])
    page = text(admin.get("/users"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
