"""Connections for the tests: the dialog filled in as an administrator does, and connections that were saved earlier."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from connectors.base import Context
from connectors.registry import resolve
from tests import remembered
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.mapped import ready
from tests.pages import Page, open_page
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.models import ConfigValue, Connection, ConnectionDraft, SyncConnector, TestRun, User
from webapp.models.stored import field_data
from webapp.services import connections, drafts
from webapp.services.configuration import of_draft


def filled(browser: Browser, erp: ErpServer, name: str = "Fjord", **more: str | None) -> Page:
    """The dialog of a new connection to *erp*, all but tested. *more*: other values, by field key."""
    page = open_page(browser, "/sync/connections/new")
    values = {"server": erp.address, "user": erp.user, "password": erp.password, "company": "1"} | more
    return page.fill(name=name, **{html_name(key): value for key, value in values.items()})


def passed(browser: Browser, erp: ErpServer, **more: str | None) -> Page:
    """The same, and its test has passed."""
    page = filled(browser, erp, **more).press("Test ERP connection")
    assert state(page) == "The test passed", page.text
    return page


def edited(browser: Browser, connection: Connection) -> Page:
    """The dialog of a saved connection."""
    return open_page(browser, f"/sync/connections/{connection.id}")


def state(page: Page) -> str:
    """What the test panel says of the test."""
    return page.by_id("test-title").text()


def reason(page: Page) -> str:
    """Why OK is off; empty where it is on."""
    said = page.by_id("reason").text()
    assert bool(said) == ("disabled" in page.by_id("ok-button").attributes), f"OK and its reason disagree: {said}"
    return said


def steps(page: Page) -> list[str]:
    """The steps of the test as shown."""
    return [each.text() for each in page.root.all("li") if each.has("step")]


def draft_of(page: Page) -> ConnectionDraft:
    """The draft behind a dialog."""
    token = page.by_id("connection-form").get("action").split("/")[-2]
    return ConnectionDraft.get(ConnectionDraft.token == token)


def age_pass(page: Page, **ago: Any) -> None:
    """Let the pass of a dialog be older than it is."""
    draft = draft_of(page)
    draft.passes["at"] = (now() - timedelta(**ago)).isoformat()
    draft.save()


def stored(connection: Connection) -> dict[str, str]:
    """What is stored of a connection's configuration; secrets as they are in the database."""
    return {each.key: each.text for each in ConfigValue.select().where(ConfigValue.connection == connection)}


def save_connection(
    user: User,
    connector: SyncConnector,
    name: str,
    values: Mapping[str, str],
    secrets: Mapping[str, str] | None = None,
    active: bool = False,
    lists: Mapping[str, Sequence[Any]] | None = None,
    like: Hashable = None,
) -> Connection:
    """A connection saved earlier, with a pass given for nothing; an active one is ready for it.

    *like*: connections for which this is the same have the same fields and lists, so the ERP is asked for the first only.
    """
    draft = drafts.begin(user, "en")
    draft.connector = connector
    draft.fields = [field_data(each) for each in resolve(connector.url).config_fields(Context())]
    draft.lists = dict(lists or {})
    drafts.keep(draft, drafts.Typed(name, "", True, False, values, secrets or {}), "en")
    draft.save()
    run = TestRun.create(draft=draft, user=user, state="passed", digests=of_draft(draft).digests, finished_at=now())
    draft.passes = {"at": now().isoformat(), "run": run.id, "state": "passed", "digests": run.digests, "identity": ""}
    draft.save()
    saved = remembered.read(lambda: connections.save(draft, user), like) if like else connections.save(draft, user)
    if active:
        ready(saved)
        Connection.update(active=True).where(Connection.id == saved.id).execute()
    return Connection.get_by_id(saved.id)


def save_memory(
    cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer, active: bool = False, name: str = "Fjord"
) -> Connection:
    """A connection to *erp* that was saved earlier by Åse."""
    values = {"server": erp.address, "user": erp.user, "company": "1", "rounding": "0.5", "environment": "production"}
    secrets = {"password": erp.password, "token": "nøkkel-Havørn 9"}
    like = "memory" if erp.mode == "ok" else None
    return save_connection(cast["åse"], memory, name, values, secrets, active, like=like)


def hostile(browser: Browser, behaviour: str, password: str = "lekker-Ærfugl 5") -> Page:
    """The dialog of a new connection with the hostile connector, its odd defaults mended."""
    if not SyncConnector.select().where(SyncConnector.url == "plugin://hostile").exists():
        SyncConnector.create(name="Hostile", name_key="hostile", url="plugin://hostile")
    page = open_page(browser, "/sync/connections/new")
    values = {"behaviour": behaviour, "password": password, "short": "x", "choice": ""}
    return page.fill(name="Hostile", **{html_name(key): value for key, value in values.items()})
