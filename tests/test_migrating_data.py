"""A database that was made before the mappings, with somebody's connections in it: brought up to date, and used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playhouse import migrations

from tests.conftest import Browser
from tests.dialogs import edited
from tests.mapped import sheet_of
from tests.pages import open_page
from tests.transfers import save_excel
from webapp.db import MIGRATIONS, db, migrate
from webapp.models import Connection, ConnectionDraft, ConnectionField, ConnectionList, TestRun
from webapp.services import sync_connectors


def tables() -> dict[str, list[Any]]:
    """What the first tables hold, with what hangs on what."""
    asked = ("guid, name, version FROM connection", "connection_id, actor_type, key, position FROM connection_field",
             "connection_id, name FROM connection_list", "token, connection_id, user_id FROM connection_draft",
             "draft_id, connection_id, state FROM test_run", "connection_id, key FROM config_value")  # fmt: skip
    return {each: sorted(map(str, db.execute_sql(f"SELECT {each}").fetchall())) for each in asked}


@pytest.fixture
def old(admin: Browser, cast: dict[str, Any]) -> Callable[[], Connection]:
    """A database as it was before, with a connection, an open dialog and its test."""
    connection = save_excel(cast, sync_connectors.add("Excel", "plugin://excel", "", cast["åse"]))
    edited(admin, connection).fill(description="Ny").press("Test ERP connection")
    ConnectionField.delete().where(ConnectionField.actor_type != "").execute()
    ConnectionList.delete().where(ConnectionList.name == "CustomerGroup").execute()
    assert TestRun.select().where(TestRun.draft.is_null(False)).exists()
    before = tables()
    migrations.Runner(db.obj, str(MIGRATIONS)).down("0002_mappings")
    assert tables() == before
    assert migrate()[0] == "0002_mappings"
    assert tables() == before
    return lambda: Connection.get_by_id(connection.id)


def test_everything_is_still_there_and_can_be_used(admin: Browser, old: Callable[[], Connection]) -> None:
    assert ConnectionDraft.select().where(ConnectionDraft.document == {}).count() == ConnectionDraft.select().count() > 0
    page = open_page(admin, f"/sync/connections/{old().id}/mappings")
    assert "which has not been done yet" in page
    page.press("Read the fields")
    assert [*sheet_of(old()).by_key][:2] == ["ErpKey", "Nm"]
    assert open_page(admin, "/sync/priority").status == 200
    draft = ConnectionDraft.select().order_by(ConnectionDraft.id.desc()).get()
    assert open_page(admin, f"/sync/drafts/{draft.token}").press("OK").url == "/sync"
