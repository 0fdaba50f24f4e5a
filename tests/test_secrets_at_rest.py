"""Where secrets are kept: encrypted, whatever a connector makes of its fields later."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import FieldType
from tests.conftest import Browser
from tests.dialogs import draft_of, edited, filled, save_memory, state
from tests.erpserver import ErpServer
from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, ConnectionDraft, SyncConnector
from webapp.services import connections, sync_connectors
from webapp.services.configuration import of_draft


@pytest.fixture
def saved(admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    admin.secrets |= {erp.password}
    return save_memory(cast, memory, erp)


def declare(draft: ConnectionDraft, key: str, **other: Any) -> ConnectionDraft:
    """As if the connector, asked anew, said something else of a field."""
    draft.fields = [{**data, **other} if data["key"] == key else data for data in draft.fields]
    draft.save()
    return draft


def test_a_typed_password_stands_nowhere_in_the_draft_as_it_is(admin: Browser, memory: SyncConnector, erp: ErpServer) -> None:
    page = filled(admin, erp, password="plain-to-see 9").press("Test ERP connection")
    row = db.execute_sql("SELECT * FROM connection_draft WHERE id = ?", (draft_of(page).id,)).fetchone()
    assert "plain-to-see" not in str(row)
    assert "password" in draft_of(page).secrets
    page = page.type("Password", erp.password).press("Test ERP connection")
    assert state(page) == "The test passed"


def test_a_secret_that_becomes_an_ordinary_field_does_not_show_what_it_held(
    admin: Browser, saved: Connection, erp: ErpServer
) -> None:
    page = edited(admin, saved)
    draft = declare(draft_of(page), "password", type=int(FieldType.TEXT))
    assert of_draft(draft).texts["password"] == ""
    assert erp.password not in admin.get(f"/sync/drafts/{draft.token}").get_data(as_text=True)
    draft = declare(draft, "password", type=int(FieldType.PASSWORD))
    assert of_draft(draft).texts["password"] == erp.password


def test_a_kept_secret_stays_bound_to_a_field_that_was_its_address_when_it_was_saved(admin: Browser, saved: Connection) -> None:
    draft = declare(draft_of(edited(admin, saved)), "server", address=False)
    own, draft.entries = draft.entries, {"server": "elsewhere.example.com:1"}
    assert of_draft(draft).problems["password"].code == "secret_bound"
    assert of_draft(draft).texts["password"] == ""
    draft.entries = own
    assert "password" not in of_draft(draft).problems


def test_a_deleted_connections_secrets_wait_for_no_other_kind_of_connector(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, saved: Connection
) -> None:
    connections.delete(saved, cast["åse"])
    with pytest.raises(Problem, match="url_in_use"):
        sync_connectors.change(memory, "Memory", "plugin://hostile", "", memory.version, cast["åse"])
    sync_connectors.change(memory, "Another name", memory.url, "", memory.version, cast["åse"])
    connections.restore(saved, cast["åse"])
    assert Connection.get().connector.name == "Another name"
