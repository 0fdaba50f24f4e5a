"""What happens between the moment a page is read and the moment it is saved: nothing that held then is taken for granted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from connectors.base import FieldType
from tests import fielded
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.fielded import MANDATORY, field, read, store, text
from tests.lists import crm_items, decide
from tests.mapped import put, ready, sheet_of
from tests.transfers import bring, mapped, save_excel
from webapp.db import db, now
from webapp.errors import Problems
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Connection, ConnectionReading, DefaultRule, SyncConnector, TestRun, User
from webapp.services import (
    activation,
    connections,
    default_saving,
    list_mappings,
    list_saving,
    mapping_saving,
    sheets,
    sync_connectors,
)
from webapp.services.configuration import of_connection
from webapp.services.default_lists import Lists
from webapp.services.transfer import applying, document
from webapp.services.transfer.fitting import Agreed
from webapp.sync.choices import Choice
from webapp.sync.list_choices import ItemChoice
from webapp.sync.wishes import Wish

FIELDS = (text("Nm", "Name", 60, MANDATORY), text("Code", "Code", 20, MANDATORY), field("Gr", "Group", FieldType.LIST, "Groups"))


@pytest.fixture
def fjord(cast: dict[str, Any]) -> Connection:
    """One that is ready and not active: a name that is mapped, a code that has a default, a list with one item decided."""
    made = fielded.connection(SyncConnector.create(name="Memory", name_key="memory", url="plugin://memory"))
    actor = read(made, FIELDS, lists={"Groups": {"1": "Retail", "2": "Wholesale"}})
    ActorMapping.update(active=True).execute()
    ConnectionReading.create(connection=made, state="done", finished_at=now())
    store(actor, "Nm", "NAME", "<>")
    DefaultRule.create(field=sheet_of(made).by_key["Code"].mapping, use_value=True, value="0")
    decide(store(actor, "Gr", "CATEGORY", "<>"), {"1": crm_items("category", "Shops")["Shops"]})
    return made


def save_mappings(page: Connection, by: User) -> None:
    """Save a mappings page on which the name is no longer mapped."""
    sheet = sheet_of(page)
    mapping_saving.save(page, sheet.type, mapping_saving.Wanted({"Nm": Choice("Nm")}, True, sheet.actor.version), by)


def save_list(page: Connection, by: User) -> None:
    """Save a list mapping in which nothing is decided any more."""
    [shown] = list_mappings.fields(sheets.of(page))
    list_saving.save(shown, {"1": ItemChoice(), "2": ItemChoice()}, 0, shown.row.mapping.items_version, by)


def save_defaults(page: Connection, by: User) -> None:
    """Save a defaults page on which the code has none."""
    default_saving.save(page, sheet_of(page), {"Code": Wish(mandatory=True)}, (), 1, by, Lists(sheets.of(page)), "en")


def save_document(page: Connection, by: User) -> None:
    """Import a document in which the name is no longer mapped."""
    given = document.of(page)
    del given["actor types"]["Customer"]["fields"]["Nm"]
    applying.apply(page, given, Agreed(), applying.compare(given, page, Agreed()).seen, by)


SAVES = (save_mappings, save_list, save_defaults, save_document)
Save = Callable[[Connection, User], None]


@pytest.mark.parametrize("save", SAVES)
def test_a_page_read_before_an_activation_takes_nothing_away_after_it(cast: dict[str, Any], fjord: Connection, save: Save):
    page = Connection.get_by_id(fjord.id)
    Connection.update(active=True).execute()  # in another window
    before = document.of(fjord)
    with pytest.raises(Problems):
        save(page, cast["åse"])
    assert document.of(fjord) == before
    page.active = True
    Connection.update(active=False).execute()
    save(page, cast["åse"])
    assert document.of(fjord) != before


@pytest.mark.parametrize("save", SAVES)
def test_a_save_waits_for_an_activation_that_is_under_way_and_is_refused(cast: dict[str, Any], fjord: Connection, save: Save):
    page, checked, stored = Connection.get_by_id(fjord.id), Event(), document.of(fjord)

    def activate() -> None:
        with db.connection_context(), db.atomic():
            found = [each.code for each in activation.reasons(activation.Case(fjord, tested=True))]
            checked.set()
            Event().wait(0.5)  # whoever doesn't wait for us is done by now
            Connection.update(active=not found).execute()

    with ThreadPoolExecutor(1) as other:
        activating = other.submit(activate)
        assert checked.wait(10)
        with pytest.raises(Problems):
            save(page, cast["åse"])
        activating.result(10)
    assert Connection.get_by_id(fjord.id).active
    assert document.of(fjord) == stored


def test_a_connection_deleted_while_its_activation_was_tested_stays_inactive(
    cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    connection = ready(save_memory(cast, memory, erp))
    run = TestRun.create(connection=connection, state="passed", digests=of_connection(connection).digests)
    seen = Connection.get_by_id(connection.id)
    connections.delete(connection, cast["åse"])
    activation.finish(seen, run)
    assert not Connection.get_by_id(connection.id).active
    connections.restore(connection, cast["åse"])
    activation.finish(Connection.get_by_id(connection.id), run)
    assert Connection.get_by_id(connection.id).active


def test_a_document_that_changes_nothing_but_the_mappings_in_the_end_keeps_an_active_connection_ready(
    admin: Browser, cast: dict[str, Any]
):
    connection = mapped(save_excel(cast, sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])), cast)
    put(connection, "CreditLimit", "NUMBER1", ">")
    Connection.update(active=True).execute()
    data = document.of(connection) | {"configuration": {"file": "another.xlsx"}}
    del data["actor types"]["Customer"]["active"]
    page = bring(admin, data).press("import-button")
    page = page.fill(active="y", **{html_name("file"): document.of(connection)["configuration"]["file"]}).change().press("OK")
    stored = document.of(connection)["actor types"]["Customer"]
    assert (Connection.get().active, stored.get("active")) == (True, True), page.text
    assert "No actor type is switched on" in page
