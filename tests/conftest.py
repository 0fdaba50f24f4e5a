"""The fixed cast and a fresh application per test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from tests.erpserver import ErpServer
from webapp import config, create_app, tasks
from webapp.config import read_settings
from webapp.db import db, migrate
from webapp.models import Group, Membership, SyncConnector
from webapp.services import calls, sync_connectors, users

PASSWORD = "correct horse 8"
QUICK_HASH = "pbkdf2:sha256:1"
DATABASE = "kobling.db"


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a third of the time a test waits, for a browser, a connector, a limit."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is meant to be installed (CI=true), a test that is skipped has failed."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module."""
    return _refuse_skip((yield))


def _refuse_skip(report: Any) -> Any:
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"Skipped under CI=true, where nothing may be missing: {report.longrepr[2]}"
    return report


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed on purpose slowly; the tests make thousands of users."""
    monkeypatch.setattr(users, "HASH_METHOD", QUICK_HASH)


@pytest.fixture(scope="session", autouse=True)
def _rules_compiled_once() -> Iterator[None]:
    """Werkzeug writes a function for every address of an application; those of the tests have the same addresses."""
    written: dict[tuple[Any, ...], Any] = {}
    write: Callable[[Rule, bool], Any] = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, append_unknown, *rule._trace, repr(rule.defaults))
        if key not in written:
            written[key] = write(rule, append_unknown)
        return written[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remembered)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    """Settings of a fresh instance; a test may change them before it asks for the application."""
    return read_settings(
        {"KOBLING_INSTANCE": str(tmp_path / "instance"), "KOBLING_LANGUAGE": "en", "KOBLING_DEMO_CONNECTORS": "1"}
    )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Compiled templates: compiling them anew for every test would take half the time of all."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all its tables: making them anew for every test would take a third of what it costs to begin."""
    folder = tmp_path_factory.mktemp("migrated")
    create_app(read_settings({"KOBLING_INSTANCE": str(folder)}))
    migrate()
    db.obj.close_idle()  # so that all of it stands in the one file
    return folder / DATABASE


@pytest.fixture
def app(settings: dict[str, Any], compiled: FileSystemBytecodeCache, migrated: Path) -> Iterator[Flask]:
    """A fresh application with an empty database. Background tasks run at once, where they are asked for."""
    app = create_app(settings)
    if not settings["DATABASE_URL"]:
        shutil.copyfile(migrated, config.current["INSTANCE"] / DATABASE)
    app.jinja_env.bytecode_cache = compiled
    app.config["TESTING"] = True
    tasks.current.immediate = tasks.runs.immediate = True
    migrate()
    with db.connection_context():
        yield app
    if not db.is_closed():
        db.close()


@pytest.fixture
def cast(app: Flask) -> dict[str, Any]:
    """The administrator Åse; Bjørn and Cecilie in Sales; Dag in nothing. All have the same password."""
    made: dict[str, Any] = {
        name.split()[0].lower(): users.add(username=name.split()[0].lower(), name=name, password=PASSWORD, is_admin=admin)
        for name, admin in (("Åse Nygård", True), ("Bjørn Øyen", False), ("Cecilie Dahl", False), ("Dag Moe", False))
    }
    made["sales"] = Group.create(name="Sales", name_key="sales")
    for name in ("bjørn", "cecilie"):
        Membership.create(user=made[name], group=made["sales"])
    return made


class Browser:
    """A test client that signs in, knows the token of its session, and speaks as a page or as htmx."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.language = language
        self.seen: list[str] = []
        self.secrets: set[str] = set()

    def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        """Post the sign-in form."""
        return self.post("/sign-in", {"username": username, "password": password})

    def get(self, url: str, htmx: bool = False, **options: Any) -> Any:
        """A GET."""
        return self.client.get(url, headers=self._headers(htmx), **options)

    def post(self, url: str, data: Any = None, htmx: bool = False, token: bool = True, **options: Any) -> Any:
        """A POST with this session's token."""
        headers = self._headers(htmx)
        if token:
            headers["X-CSRFToken"] = self._token()
        return self.client.post(url, data=data or {}, headers=headers, **options)

    def _headers(self, htmx: bool) -> dict[str, str]:
        headers = {"Accept-Language": self.language}
        return headers | {"HX-Request": "true"} if htmx else headers

    def _token(self) -> str:
        import re

        page = self.client.get("/help", headers=self._headers(False)).get_data(as_text=True)
        return re.search(r"X-CSRFToken[^:]*:\s*(?:&#34;|\"|&quot;)([^\"&]+)", page)[1]  # type: ignore[index]


@pytest.fixture
def anonymous(app: Flask, cast: dict[str, Any]) -> Browser:
    """Nobody yet."""
    return Browser(app)


@pytest.fixture
def admin(app: Flask, cast: dict[str, Any]) -> Iterator[Browser]:
    """Åse, signed in. No page that she is shown holds a secret that she typed in another."""
    browser = Browser(app)
    assert browser.sign_in("åse").status_code == 303
    yield browser
    shown = [unescape(page) for page in browser.seen]
    assert not [word for word in browser.secrets if any(form in page for page in shown for form in (word, quote(word, safe="")))]


@pytest.fixture
def bjorn(app: Flask, cast: dict[str, Any]) -> Browser:
    """Bjørn, who is no administrator, signed in."""
    browser = Browser(app)
    assert browser.sign_in("bjørn").status_code == 303
    return browser


@pytest.fixture
def erp() -> Iterator[ErpServer]:
    """An ERP system on a socket of its own, which a test may make misbehave."""
    with ErpServer() as server:
        yield server


@pytest.fixture
def memory(cast: dict[str, Any]) -> SyncConnector:
    """The connector to such an ERP system. What failed in an earlier test is forgotten."""
    calls.forget()
    return sync_connectors.add("Memory", "plugin://memory", "", cast["åse"])
