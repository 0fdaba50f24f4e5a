"""Documents that are as large as they may be, and passwords in documents for connectors that nobody knows yet."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.pages import open_page
from tests.transfers import bring, save_excel
from webapp.db import db
from webapp.models import Connection, SyncConnector
from webapp.services import sync_connectors

HEAD = "kobling: 1\nname: Stor\nconnector: plugin://excel\nactor types:\n  Customer:\n"
LARGE = {
    "an order": HEAD + "    order: [" + ", ".join(f"f{number}" for number in range(100_000)) + "]\n",
    "fields": HEAD + "    fields:\n" + "".join(f"      f{number}: {{in tab: true}}\n" for number in range(34_000)),
    "items": HEAD + "    fields:\n      CustGr:\n        crm: CATEGORY\n        direction: both\n        items:\n"
    + "".join(f"          '{number}': Navn {number}\n" for number in range(25_000))
    + "        way back: [" + ", ".join(f"'{number}'" for number in range(15_000)) + "]\n",
}  # fmt: skip


@pytest.fixture
def excel(app: Flask, cast: dict[str, Any]) -> SyncConnector:
    return sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])


@pytest.mark.parametrize("what", LARGE)
def test_the_largest_documents_are_compared_within_seconds(admin: Browser, cast: dict[str, Any], excel: SyncConnector, what: str):
    assert len(LARGE[what]) < 1_000_000
    began = time.monotonic()
    page = bring(admin, LARGE[what])
    assert page.status == 200
    assert time.monotonic() - began < 30
    save_excel(cast, excel, "Stor")
    began = time.monotonic()
    target = Connection.get()
    assert open_page(admin, f"{page.url}?target={target.id}").status == 200
    assert time.monotonic() - began < 30


def test_a_password_in_a_document_for_a_connector_that_nobody_knows_yet_is_never_stored_in_the_open(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    text = "kobling: 1\nname: Ny\nconnector: plugin://memory\nconfiguration: {server: 'x:1', password: lekker-Ærfugl 5}\n"
    page = bring(admin, text)
    stored = " ".join(str(each) for each in db.execute_sql("SELECT document FROM connection_draft").fetchall())
    assert "rfugl 5" not in stored
    assert page.status in (200, 422)
