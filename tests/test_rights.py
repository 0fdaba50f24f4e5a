"""Who may open what: every address, for nobody and for somebody without the right, as page and as fragment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from tests.conftest import Browser

PUBLIC = {"static", "auth.sign_in_page", "auth.sign_out", "auth.choose_language", "help.index", "help.page", "help.image"}
FOR_EVERYBODY = {"home.index", "home.connections", "account.index", "account.password"}
REGISTER = ("records.", "history.", "erp_tab.", "connect.", "create_actor.", "selections.")
"""Screens for everybody who is signed in: what isn't there, or isn't theirs to see, is not found."""


def addresses(app: Flask, but: set[str]) -> Iterator[tuple[str, str]]:
    """(method, address) of every route, with ids of nothing: rights come before loading."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in but and not (but - PUBLIC and rule.endpoint.startswith(REGISTER)):
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
                yield method, _address(app, rule)


def _address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        values: dict[str, Any] = dict.fromkeys(rule.arguments, 999999)
        values |= {name: next(iter(each.items)) for name, each in rule._converters.items() if isinstance(each, AnyConverter)}
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def ask(browser: Browser, method: str, url: str, htmx: bool) -> Any:
    return browser.post(url, htmx=htmx) if method == "POST" else browser.get(url, htmx=htmx)


@pytest.mark.parametrize(("htmx", "status"), [(False, 303), (True, 401)])
def test_nobody_sees_nothing_but_the_public_pages(app: Flask, anonymous: Browser, htmx: bool, status: int):
    answers = {(method, url): ask(anonymous, method, url, htmx) for method, url in addresses(app, PUBLIC)}
    assert {where: answer.status_code for where, answer in answers.items() if answer.status_code != status} == {}
    assert all("/sign-in" in (answer.location or answer.headers["HX-Redirect"]) for answer in answers.values())
    assert len(answers) > 20


@pytest.mark.parametrize("htmx", [False, True])
def test_somebody_who_is_no_administrator_gets_403(app: Flask, bjorn: Browser, htmx: bool):
    answers = {(method, url): ask(bjorn, method, url, htmx).status_code for method, url in addresses(app, PUBLIC | FOR_EVERYBODY)}
    assert {where: status for where, status in answers.items() if status != 403} == {}
    assert len(answers) > 15


def test_ids_that_dont_exist_are_not_found(app: Flask, admin: Browser):
    for url in ("/users/999999", "/users/0", "/users/-1", "/users/x", f"/users/{10**30}", "/groups/999999", "/groups/%00"):
        assert admin.get(url).status_code == 404, url


def test_the_first_page_is_the_settings_for_administrators_and_the_register_for_others(admin: Browser, bjorn: Browser):
    assert admin.get("/").location == "/sync"
    assert bjorn.get("/").location == "/crm/company"
    page = bjorn.get("/connections").get_data(as_text=True)
    assert "None has been opened for you yet" in page
    assert "Settings and maintenance" not in page
