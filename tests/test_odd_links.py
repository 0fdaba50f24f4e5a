"""The screens of records, links, imports, runs and selections, asked and posted as nobody's browser would do it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from connectors.base import ActorType
from tests import creating, imported, linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.test_odd_posts import ODD, controls, sent, variants
from webapp.crm.fields import Entity
from webapp.models import Link, LinkSuggestion, RunRow, SyncConnector, SyncRun
from webapp.services import selections

SCREENS = (
    "records.", "history.", "erp_tab.", "connect.", "create_actor.", "selections.", "runs.", "workbench.", "imports.",
    "import_preview.", "import_undo.",
)  # fmt: skip
ASKED = (
    "q", "page", "sort", "descending", "deleted", "company", "company_words", "ids", "all", "kind", "connection", "score", "show",
    "of", "text", "cursor", "type", "key", "searched", "turn", "next", "f1", "o1", "v1", "CATEGORY", "COUNTRY",
)  # fmt: skip
"""What addresses of these screens carry. Not `search`, `again` and `ask`, which ask the ERP anew each time."""
SOME = ("NUL", "a lone surrogate", "a huge number", "markup", "a minus", "astral", "JSON")
POSTED = (
    "q", "name", "row", "tick", "shown", "do", "go", "text", "of", "score", "asked", "accept", "reject", "restore", "ticked",
    "choice-1", "choice-2", "was-1", "keep_blanks", "cursor_next", "page",
)  # fmt: skip
LAST = ("erp_tab.disconnect", "selections.delete", "import_preview.discard")
"""These take something away."""
ELSEWHERE = ("records.", "connect.", "create_actor.", "workbench.find", "import_preview.again")
"""Posted to in another test, or looking at nothing of what is posted."""
FINE = (200, 204, 302, 303, 400, 404, 422)


class Scene:
    """A record with a link, one without, and a run, a preview, an import and a selection of them."""

    def __init__(self, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> None:
        self.connection = linked.memory_erp(cast, memory, erp)
        self.linked, self.bare = linked.company("Østensjø"), linked.company("Havørn Fiske")
        linked.link(self.connection, self.linked, "10003")
        self.bare_url = f"/crm/company/{self.bare.id}/erp/{self.connection.id}"
        facts = {"connection": self.connection, "actor_type": "Customer", "entity": "company", "reasons": [["name", 91]]}
        LinkSuggestion.create(record_id=self.bare.id, erp_key="10009", title="Fjord", score=95, **facts)
        rows = [imported.row(kind, str(at), f"Granli {at}", {"NAME": ["", "x"]}) for at, kind in enumerate(("new", "duplicate"))]
        self.preview = imported.preview(self.connection, cast["åse"], *rows)
        self.run = SyncRun.create(kind="import", connection=self.connection, actor_type="Customer", state="done", of=self.preview)
        RunRow.create(run=self.run, position=1, title="x", kind="fault", state="failed")
        self.selection = selections.make("Alle", Entity.COMPANY, [self.linked.id], cast["åse"], self.run)

    def address(self, app: Flask, rule: Rule, record: int) -> str:
        """Where a route of these screens is, of what there is here."""
        values: dict[str, Any] = {
            "entity": "company", "row": record, "connection": self.connection.id, "key": "NAME", "run": self.preview.id,
            "actor_type": ActorType.CUSTOMER.value,
        }  # fmt: skip
        if rule.endpoint.startswith(("workbench.", "imports.", "import_")):
            values["row"] = self.connection.id
        if rule.endpoint.startswith(("runs.", "selections.")):
            values["row"] = (self.run if rule.endpoint.startswith("runs.") else self.selection).id
        if rule.endpoint.startswith("import_undo."):
            values["run"] = self.run.id
        with app.test_request_context():
            return str(app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments}))


@pytest.fixture
def scene(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Scene:
    return Scene(cast, memory, erp)


def routes(app: Flask, method: str) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(SCREENS) and method in (rule.methods or ()))


def test_no_odd_question_breaks_a_page(admin: Browser, app: Flask, scene: Scene, erp: ErpServer):
    erp.mode = "closing"  # what is asked of the ERP is answered at once, from memory
    answers = {}
    for rule in routes(app, "GET"):
        for record in (scene.linked.id, scene.bare.id) if "connection" in rule.arguments else (scene.bare.id,):
            url = scene.address(app, rule, record)
            for at, name in enumerate(SOME):
                query = urlencode([(each, ODD[name][:2000]) for each in ASKED], errors="surrogateescape")
                answers[url, name] = admin.get(f"{url}?{query}", htmx=at % 2 == 0).status_code
    assert {where: status for where, status in answers.items() if status not in FINE} == {}


def test_no_odd_form_breaks_a_page(admin: Browser, app: Flask, scene: Scene, erp: ErpServer):
    erp.mode = "closing"
    answers, token = {}, admin._token()
    for rule in sorted(routes(app, "POST"), key=lambda each: each.endpoint in LAST):
        if not rule.endpoint.startswith(ELSEWHERE):
            url = scene.address(app, rule, scene.linked.id)
            for name, value in ODD.items():
                for names in (POSTED, ("do", "go"), ("ticked", "tick"), ("accept",)):
                    form = MultiDict([(each, value) for each in names])
                    answers[url, name, names] = sent(admin, token, url, form, htmx=names == POSTED)
    assert {where: status for where, status in answers.items() if status not in FINE} == {}


@pytest.mark.parametrize("screen", ["compare?key=10009", "create?searched="])
def test_no_odd_form_is_written_in_an_erp(admin: Browser, scene: Scene, erp: ErpServer, screen: str):
    url = f"{scene.bare_url}/{screen}".replace("searched=", f"searched={int(time.time())}")
    real, token = controls(admin, url), admin._token()
    assert real
    answers = {name: sent(admin, token, url, next(variants(real, ODD[name])), htmx=False) for name in SOME[:4]}
    assert {where: status for where, status in answers.items() if status not in FINE} == {}
    assert erp.records == []


def test_nothing_odd_is_linked_after_a_creation_in_doubt(admin: Browser, scene: Scene, erp: ErpServer):
    creating.begun(scene.connection, scene.bare, Nm="Havørn")
    url, token = f"{scene.bare_url}/create/look", admin._token()
    forms = [MultiDict([("do", do), ("key", ODD[name]), ("known", ODD[name])]) for do in ("connect", "x\0") for name in SOME[:4]]
    assert {sent(admin, token, url, form, htmx=False) for form in forms} <= {400, 422}
    assert (erp.records, Link.select().count()) == ([], 1)
