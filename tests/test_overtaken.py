"""Tests that something has overtaken by the time they end: what they found is told of nothing else."""

from __future__ import annotations

from typing import Any

from tests.conftest import Browser
from tests.dialogs import draft_of, filled, passed, save_memory, state
from tests.erpserver import ErpServer
from tests.pages import open_page
from webapp.db import db, now
from webapp.models import ConfigValue, Connection, ConnectionDraft, SyncConnector, TestRun, User
from webapp.services import connection_test, sync_connectors, test_worker
from webapp.services.judgement import judge


class Meddling(ErpServer):
    """An ERP system during whose sign-in something happens in another window."""

    meanwhile: Any = None

    def signed_in(self, user: str, password: str) -> bool:
        with db.connection_context():
            self.meanwhile.execute()
        return super().signed_in(user, password)


def test_fields_of_a_connector_given_up_meanwhile_are_not_put_on_the_one_chosen_instead(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    with Meddling() as meddling:
        page = filled(admin, meddling)
        excel = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
        meddling.meanwhile = ConnectionDraft.update(connector=excel, fields=[], entries={}, secrets={})
        token = draft_of(page).token
        page.press("Test ERP connection")
    draft = ConnectionDraft.get(ConnectionDraft.token == token)
    assert (draft.connector_id, draft.fields, draft.passes) == (excel.id, [], {})
    sync_connectors.delete(excel, cast["åse"])
    assert state(passed(admin, erp)) == "The test passed"


def test_what_an_overtaken_test_found_is_not_told_of_the_values_stored_since(
    cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    with Meddling() as meddling:
        connection = save_memory(cast, memory, meddling)
        meddling.mode = "refuse"
        meddling.meanwhile = ConfigValue.update(text="2").where(ConfigValue.key == "company")
        before = Connection.get().tested_state
        run = connection_test.start_stored(connection, cast["åse"])
        assert TestRun.get_by_id(run.id).state == "failed"
        assert Connection.get().tested_state == before
        connection_test.start_stored(Connection.get(), cast["åse"], confirmed=True)
    assert Connection.get().tested_state == "failed"


def test_a_draft_that_was_read_before_its_test_ended_is_judged_by_what_the_test_found(
    admin: Browser, memory: SyncConnector, erp: ErpServer
) -> None:
    page = filled(admin, erp).change()
    read_before = draft_of(page)
    assert judge(read_before, now()).state == "untested"
    page.press("Test ERP connection")
    judgement = judge(read_before, now())
    assert (judgement.state, judgement.may_save) == ("passed", True)


def test_a_test_cancelled_before_its_turn_took_no_time(admin: Browser, memory: SyncConnector, erp: ErpServer) -> None:
    page = passed(admin, erp)
    digests = TestRun.get().digests
    run = TestRun.create(draft=draft_of(page), user=User.get(), state="waiting", digests=digests, cancel=True)
    test_worker.carry_out(run.id)
    run = TestRun.get_by_id(run.id)
    assert (run.state, run.seconds < 1) == ("cancelled", True)
    assert open_page(admin, f"/sync/drafts/{draft_of(page).token}").press("OK").url == "/sync"
