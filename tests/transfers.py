"""Documents for the tests: connections that have something to export, and pages on which documents are brought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.conftest import Browser
from tests.dialogs import save_connection
from tests.mapped import pair, put, sheet_of
from tests.pages import Page, open_page
from tests.workbooks import SMALL, make
from webapp import config
from webapp.models import Connection, DefaultRule, FieldMapping, SyncConnector
from webapp.services import crm_lists
from webapp.services.transfer import document


def workbook(name: str = "erp.xlsx") -> Path:
    """A workbook with customers, their groups and persons, where connectors may read it."""
    return make(config.current["INSTANCE"] / name, SMALL)


def save_excel(cast: Any, connector: SyncConnector, name: str = "Nord", file: str = "erp.xlsx") -> Connection:
    """A connection to such a workbook."""
    return save_connection(cast["åse"], connector, name, {"file": str(workbook(file))}, like="the small workbook")


def mapped(connection: Connection, cast: Any) -> Connection:
    """Some of everything: directions, a list mapping, a default, another order."""
    crm_lists.add_items("category", ["Bygg", "Handel"], cast["åse"])
    put(connection, "Nm", "NAME")
    put(connection, "Zip", "POSTALZIP", ">")
    group = put(connection, "CustGr", "CATEGORY", ">")
    pair(group, "1", "Bygg")
    pair(group, "2", "")
    rule = sheet_of(connection).by_key["Zip"].mapping
    DefaultRule.create(field=rule, use_value=True, value="0150", ask=True)
    FieldMapping.update(rank=0, in_tab=True).where(FieldMapping.id == group.mapping.id).execute()
    actor = sheet_of(connection).actor
    actor.active = True
    actor.save()
    return Connection.get_by_id(connection.id)


def given(connection: Connection, **changes: Any) -> dict[str, Any]:
    """A connection's document, with other values here and there."""
    return document.of(Connection.get_by_id(connection.id)) | changes


def as_text(data: dict[str, Any]) -> str:
    """A document as somebody else's program writes it."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def bring(browser: Browser, data: dict[str, Any] | str) -> Page:
    """The page after a document has been pasted."""
    text = data if isinstance(data, str) else as_text(data)
    return open_page(browser, "/sync/transfer").type("Or its text", text).press("Show the differences")


def rows(page: Page) -> list[str]:
    """The differences as shown."""
    tables = [each for each in page.root.all("table") if each.has("differences")]
    return [row.text() for table in tables for body in table.all("tbody") for row in body.all("tr")]
