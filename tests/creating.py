"""Creating an actor in every state, for tests that look at all pages."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connectors.base import ActorType
from connectors.memory.data import FIELDS
from tests import linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.mapped import sheet_of
from tests.pages import Page
from webapp import config
from webapp.crm.register import Record
from webapp.db import now
from webapp.forms.config_fields import html_name
from webapp.models import Connection, CreateIntent, DefaultRule, Link, SyncConnector


def rule(connection: Connection, key: str, value: str | None = None, type_: ActorType = linked.CUSTOMER, **more: bool) -> None:
    """A default rule of a field; *more*: ask, mandatory."""
    mapping = sheet_of(connection, type_).by_key[key].mapping
    DefaultRule.create(field=mapping, use_value=value is not None, value=value or "", **more)


def url(record: Record, connection: Connection, query: str = "") -> str:
    """Where a record is created, right after a search."""
    here = f"/crm/{record.entity.value}/{record.id}/erp/{connection.id}/create"
    return f"{here}?searched={int(time.time())}{query}"


def form(browser: Browser, record: Record, connection: Connection, query: str = "") -> Page:
    """The form there."""
    page = Page(browser, browser.get(url(record, connection, query)))
    page.url = url(record, connection, query)
    return page


def press(page: Page, words: str = "Create") -> Page:
    """Press the button; what comes is posted to the same address."""
    after = page.press(words)
    after.url = page.url
    return after


def begun(connection: Connection, record: Record, seconds: int = 3600, **values: str) -> CreateIntent:
    """What our process wanted to create when it was ended, so long ago."""
    return CreateIntent.create(
        connection=connection, entity=record.entity.value, record_id=record.id, actor_type="Customer", sent=values,
        at=now() - timedelta(seconds=seconds),
    )  # fmt: skip


def add(erp: ErpServer, key: str, type_: str = "Customer", parent: Any = (None, ""), **values: str) -> None:
    """Somebody creates an actor in the ERP."""
    blank = {field.key: None for field in FIELDS[ActorType(type_)]}
    erp.records.append(json.dumps(["production/1", type_, key, blank | values, *parent]))


def walk(browser: Browser, cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer) -> None:
    """All pages of creating an actor; nothing of it is left but records."""
    create = "Create" if browser.language == "en" else "Opprett"
    connection = linked.memory_erp(cast, memory, erp, "<i>Ny</i> & sønn")
    for key, value in (("Terms", "30"), ("CustGr", "gone"), ("Blocked", None), ("Since", "{today}"), ("Credit", "x")):
        rule(connection, key, value, ask=True, mandatory=key == "Terms")
    rule(connection, "Ad1", mandatory=True)
    record = linked.company("Havørn <b>Fiske</b> " + "x" * 60)
    page = press(form(browser, record, connection).fill(**{html_name("Terms"): "<i>"}), create)
    DefaultRule.delete().execute()
    erp.mode = "closing"
    press(form(browser, record, connection), create)
    erp.mode, config.current["CALL_SECONDS"] = "deaf", 1
    press(form(browser, record, connection), create)
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    look = page.url.split("?")[0] + "/look?ask=1"
    browser.get(look)
    sent = CreateIntent.get().sent
    for key, more in (("30001", {}), ("30002", {"City": "Molde"})):
        add(erp, key, **sent | more)
        CreateIntent.update(sent=sent | {"City": "Ålesund"} if more else sent).execute()
        browser.get(look)
    CreateIntent.update(at=now(), state="asked").execute()
    browser.get(look)
    CreateIntent.delete().execute()
    _taken(connection, linked.company("First <b>"))
    press(form(browser, record, connection), create)
    Link.delete().where(Link.connection == connection).execute()
    Connection.update(active=False).where(Connection.id == connection.id).execute()


def _taken(connection: Connection, record: Record) -> None:
    """Somebody has linked the very key that the ERP gives its next customer."""
    about = {"connection": connection, "entity": record.entity.value, "actor_type": "Customer"}
    keys = (f"N{moment:06d}-cu" for moment in range(200))
    Link.insert_many([{**about, "record_id": record.id + at, "erp_key": key} for at, key in enumerate(keys, 1000)]).execute()
