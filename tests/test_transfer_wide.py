"""Export and import of many fields: no more queries than for few."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from tests.conftest import Browser
from tests.dialogs import save_connection
from tests.pages import Page
from tests.transfers import bring, given, rows
from tests.workbooks import wide
from webapp import config
from webapp.models import Connection, SyncConnector
from webapp.services import crm_lists, sync_connectors


@pytest.fixture
def excel(app: Flask, cast: dict[str, Any]) -> SyncConnector:
    return sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])


def saved(cast: Any, excel: SyncConnector, fields: int, items: int) -> Connection:
    path = wide(config.current["INSTANCE"] / f"wide{fields}.xlsx", fields, items)
    return save_connection(cast["åse"], excel, f"Wide {fields}", {"file": str(path)})


def filled(data: dict[str, Any], items: int) -> dict[str, Any]:
    """Every field mapped, and every list."""
    for actor in data["actor types"].values():
        actor["active"] = True
        actor["order"].reverse()
        for key in actor["order"]:
            if key.startswith("List"):
                goes = {"items": {str(number): f"Farge {number}" for number in range(1, items + 1)}}
                actor["fields"][key] = {"crm": "CATEGORY", "direction": "to CRM", **goes}
            elif key != "ErpKey":
                actor["fields"][key] = {"crm": "FAX", "direction": "to CRM", "in tab": True}
    return data


def test_the_number_of_queries_is_the_same_for_20_and_for_150_fields(admin: Browser, cast: Any, excel: SyncConnector):
    counted: dict[str, set[int]] = {"export": set(), "compare": set()}
    for fields, items in ((20, 5), (150, 100)):
        crm_lists.add_items("category", [f"Farge {number}" for number in range(1, items + 1)], None)
        connection = saved(cast, excel, fields, items)
        wanted = filled(given(connection), items)
        page = bring(admin, wanted)
        with count_queries() as compared:
            page = Page(admin, admin.get(page.url))
        page.press("import-button")
        with count_queries() as exported:
            admin.get(f"/sync/transfer/export/{connection.id}")
        counted["export"].add(exported.count)
        counted["compare"].add(compared.count)
        assert given(connection) == wanted
        assert rows(bring(admin, wanted)) == []
    assert {kind: len(counts) for kind, counts in counted.items()} == {"export": 1, "compare": 1}, counted
    assert max(counted["compare"]) < 60
