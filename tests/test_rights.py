"""Who may open what: every address, for nobody and for somebody without the right, as page and as fragment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from tests import linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from webapp.models import Connection, Link, SyncConnector

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


@pytest.mark.parametrize(("name", "status"), [("dag", 404), ("cecilie", 403)])
def test_out_of_scope_there_is_no_connection_and_who_may_only_look_may_not_link(
    app: Flask, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer, name: str, status: int
):
    connection, record = linked.memory_erp(cast, memory, erp), linked.company("Fjord")
    linked.link(connection, record, "10003")
    browser = Browser(app)
    browser.sign_in(name)
    rules = [rule for rule in app.url_map.iter_rules() if {"entity", "connection"} <= rule.arguments]
    urls = {(method, f"/crm/company/{record.id}/erp/{connection.id}{rule.rule.partition('<connection>')[2]}")
            for rule in rules for method in (rule.methods or set()) & {"GET", "POST"}}  # fmt: skip
    panel = "GET", f"/crm/company/{record.id}/erp/{connection.id}"
    urls.remove(panel)
    assert browser.get(panel[1]).status_code == (404 if name == "dag" else 200)
    answers = {(*each, htmx): ask(browser, *each, htmx).status_code for each in urls for htmx in (False, True)}
    assert {where: each for where, each in answers.items() if each != status} == {}
    assert (len(urls), Link.select().count(), erp.records) == (9, 1, [])


def test_a_connection_that_is_not_active_has_no_panel_for_anybody(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    connection, record = linked.memory_erp(cast, memory, erp), linked.company("Fjord")
    Connection.update(active=False).execute()
    here = f"/crm/company/{record.id}/erp"
    tails = (
        "",
        f"/{connection.id}",
        f"/{connection.id}/search",
        f"/{connection.id}/compare?key=10003",
        f"/{connection.id}/create",
    )
    assert {admin.get(here + tail).status_code for tail in tails} == {404}


def test_ids_that_dont_exist_are_not_found(app: Flask, admin: Browser):
    for url in ("/users/999999", "/users/0", "/users/-1", "/users/x", f"/users/{10**30}", "/groups/999999", "/groups/%00"):
        assert admin.get(url).status_code == 404, url


def test_the_first_page_is_the_settings_for_administrators_and_the_register_for_others(admin: Browser, bjorn: Browser):
    assert admin.get("/").location == "/sync"
    assert bjorn.get("/").location == "/crm/company"
    page = bjorn.get("/connections").get_data(as_text=True)
    assert "None has been opened for you yet" in page
    assert "Settings and maintenance" not in page
