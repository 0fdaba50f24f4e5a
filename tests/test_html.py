"""Every page and dialog state, in both languages, through the Nu HTML checker in one go."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from jinja2 import Template

from connectors.excel.demo import write_demo
from tests import connecting, creating, guided, paneled, walks
from tests.conftest import Browser
from tests.dialogs import edited, save_memory
from tests.erpserver import ErpServer
from tests.mapped import put, ready
from tests.pages import open_page
from tests.transfers import as_text, given
from webapp import config
from webapp.forms.config_fields import html_name
from webapp.models import Connection, SyncConnector, TestRun

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "webapp/templates"
CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
QUICK = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # half the time for a run as short as this
OURS = ".*“hx-.*"  # htmx's attributes are not in the standard
LEAVES = re.compile(r"/static/|/images/|sign-out|#")


class Recorder(Browser):
    """A browser that keeps every whole page it was shown, once."""

    def __init__(self, app: Flask, language: str) -> None:
        super().__init__(app, language)
        self.pages: dict[str, str] = {}
        self.known: set[str] = set()
        self.templates: set[str] = set()

    def shown(self, _sender: Flask, template: Template, **_context: Any) -> None:
        self.templates.add(str(template.name))

    def get(self, url: str, htmx: bool = False, **options: Any) -> Any:
        return self._kept(super().get(url, htmx, **options))

    def post(self, url: str, data: Any = None, htmx: bool = False, token: bool = True, **options: Any) -> Any:
        return self._kept(super().post(url, data, htmx, token, **options))

    def _kept(self, answer: Any) -> Any:
        text = answer.get_data(as_text=True)
        if text.startswith("<!doctype html>") and text not in self.pages.values():
            self.pages[f"{len(self.pages):03}-{answer.request.method}-{answer.status_code}{answer.request.path}"] = text
        return answer

    def follow_links(self, start: str) -> None:
        """Look at every page that links lead to, each once."""
        waiting = [start]
        while waiting:
            found = re.findall(r'href="(/[^"]*)"', self.get(waiting.pop()).get_data(as_text=True))
            new = {url.replace("&amp;", "&") for url in found if not LEAVES.search(url)} - self.known
            self.known |= new
            waiting.extend(sorted(new))


@pytest.fixture(params=["en", "nb"])
def recorder(request: pytest.FixtureRequest, app: Flask, cast: dict[str, Any]) -> Recorder:
    return Recorder(app, request.param)


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    write_demo(config.current["INSTANCE"] / "erp.xlsx")
    SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel")
    return save_memory(cast, memory, erp)


def checker() -> list[str]:
    """The command that checks; skips the test where it isn't there."""
    if not shutil.which("java") or not CHECKER.exists():
        pytest.skip("no HTML checker: it needs Java, and `npm install --prefix . --no-save vnu-jar`")
    return ["java", *QUICK, "-jar", str(CHECKER), "--stdout", "--format", "json", "--filterpattern", OURS]


def test_every_page_has_its_help_and_the_html_checker_finds_nothing(
    recorder: Recorder, saved: Connection, erp: ErpServer, cast: Any, tmp_path: Path
):
    with template_rendered.connected_to(recorder.shown, recorder.client.application):
        visit_everything(recorder, saved, erp, cast)
    assert whole_pages() - recorder.templates == set(), "not walked"
    assert guided.without_help(recorder.pages) == []
    assert guided.astray(recorder.pages) == set()
    command = checker()
    files = list(written(recorder.pages, tmp_path / "pages"))
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=300)
    messages = json.loads(done.stdout)["messages"]
    found = {f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')[:200]!r}" for each in messages}
    assert sorted(found) == []


def whole_pages() -> set[str]:
    """The templates of pages, but those that others are made from and the one of what went wrong in our own program."""
    found = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/[!_]*.html") if path.parent.name != "macros"}
    made_from = {name for path in TEMPLATES.glob("*/*.html") for name in re.findall(r'{% extends "(.*?)" %}', path.read_text())}
    return found - made_from - {"errors/broken.html"}


def written(pages: dict[str, str], folder: Path) -> Iterator[Path]:
    folder.mkdir()
    for name, text in pages.items():
        file = folder / f"{re.sub(r'[^A-Za-z0-9-]+', '_', name)}.html"
        file.write_text(text, encoding="utf-8")
        yield file


def visit_everything(browser: Recorder, saved: Connection, erp: ErpServer, cast: dict[str, Any]) -> None:
    browser.get("/sign-in")
    browser.sign_in("åse", "wrong")
    browser.sign_in("dag")
    for url in ("/", "/connections", "/sync", "/account"):
        browser.get(url)
    browser.post("/sign-out")
    browser.sign_in("åse")
    browser.follow_links("/")
    visit_forms_with_errors(browser, cast)
    visit_lists(browser, saved)
    visit_pages_of_a_connection(browser, saved)
    visit_imports(browser, saved)
    visit_dialog_states(browser, saved, erp)
    visit_configuration(browser, Connection.get_by_id(saved.id), erp, cast)


def visit_configuration(browser: Recorder, saved: Connection, erp: ErpServer, cast: dict[str, Any]) -> None:
    walks.mappings(browser, saved, erp)
    walks.list_mappings(browser, saved, erp)
    walks.default_values(browser, saved, erp)
    walks.orders(browser, saved)
    walks.changes(browser, saved)
    walks.crm(browser, cast, saved)
    walks.readings(browser, saved)
    walks.workbench(browser, saved)
    walks.imports(browser, cast, saved, erp)
    walks.register(browser, cast)
    walks.runs(browser, cast, saved)
    connecting.walk(browser, cast, saved.connector, erp)
    creating.walk(browser, cast, saved.connector, erp)
    paneled.walk(browser, cast, saved.connector, erp)


def visit_forms_with_errors(browser: Recorder, cast: dict[str, Any]) -> None:
    user, group = cast["dag"].id, cast["sales"].id
    for url in ("/users/new", "/groups/new", "/account/password", f"/users/{user}/password", "/sync/connectors/new"):
        browser.post(url, {})
    for url in (f"/users/{user}", f"/groups/{group}", "/account", f"/sync/connectors/{SyncConnector.get().id}"):
        browser.post(url, {"name": "x" * 300, "url": "https://somewhere.example/ErpConnectorWS.svc"})
    for url in ("/nowhere", f"/groups/{group}/delete", "/users?q=zzz", "/groups?q=zzz", "/sync/connections/999999"):
        browser.get(url)
    browser.post("/sign-in", {}, token=False)


def visit_imports(browser: Recorder, saved: Connection) -> None:
    """A document that is refused, one that is compared, one that doesn't fit, and one of a new connection."""
    browser.post("/sync/transfer", {"document": "kobling: 1\nnom: x\n"})
    unfit = given(saved, name="", description="x", scope={"users": {"nobody": []}, "groups": {}})
    url = browser.post("/sync/transfer", {"document": as_text(unfit)}).headers["Location"]
    browser.get(url)
    browser.post(url, {"target": str(saved.id)})
    browser.get(f"{url}?target=new")
    open_page(browser, browser.post(f"/sync/transfer/copy/{saved.id}").headers["Location"])


def visit_lists(browser: Recorder, saved: Connection) -> None:
    for query in ("q=zzz", "deleted=1", "sort=state&descending=1", "deleted_connectors=1", f"selected={saved.id}"):
        browser.get(f"/sync?{query}")
    for act in ("configure", "delete", "test", "restore"):
        browser.post(f"/sync/connections/{act}", {})
    browser.post("/sync/connections/delete", {"selected": saved.id})
    browser.post("/sync/connectors/delete", {"selected": saved.connector_id})
    browser.post("/sync/connectors/delete", {"selected": SyncConnector.get(name="Excel").id})
    for state_ in ("waiting", "running"):
        run = TestRun.create(connection=saved, state=state_, current={"title": ["Sign-in", "Pålogging"]})
        browser.get("/sync")
        open_page(browser, f"/sync/connections/{saved.id}")
        run.delete_instance()
    Connection.update(activation=[{"code": "scope_empty", "field": "scope", "facts": {}}]).execute()
    browser.get("/sync")


def visit_pages_of_a_connection(browser: Recorder, saved: Connection) -> None:
    browser.get(f"/sync/connections/{saved.id}/rules")
    browser.get(f"/sync/connections/{saved.id}/readiness")
    ready(saved)
    for erp_key, crm_key in (("City", "POSTALCITY"), ("Zip", "POSTALCITY"), ("CustGr", "CATEGORY")):
        put(saved, erp_key, crm_key)
    browser.follow_links(f"/sync?selected={saved.id}")
    browser.post("/sync/connections/toggle", {"toggle": saved.id})
    browser.get("/sync")


def visit_dialog_states(browser: Recorder, saved: Connection, erp: ErpServer) -> None:
    memory = str(saved.connector_id)
    page = open_page(browser, "/sync/connections/new").fill(connector=memory)
    page = page.press("test-button", disabled="disabled" in page.button("test-button").attributes)
    page = edited(browser, saved)
    page.fill(**{html_name("rounding"): "x", html_name("company"): "one", "name": ""}).press("test-button")
    page.fill(**{html_name("server"): "127.0.0.1:1"}).press("test-button")
    page = edited(browser, saved).press("test-button")
    erp.mode = "refuse"
    wrong = edited(browser, saved).fill(**{html_name("password"): "feil"}).press("test-button")
    wrong.press("test-button")
    erp.mode = "ok"
    chooser = edited(browser, saved).fill(scope="specific").press("scope-link")
    chooser.press("all-available").press("add")
    Connection.update(active=True, version=Connection.version + 1).execute()
    page.fill(name="Theirs and mine").press("ok-button")
    edited(browser, Connection.get_by_id(saved.id))
