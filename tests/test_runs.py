"""Runs: the list of them, how far one is, what came of it, and undoing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import Text
from connectors.errors import Unreachable
from tests import fielded, linked
from tests.conftest import Browser
from tests.imported import preview, row
from tests.linked import company
from tests.pages import Page, open_page
from webapp.crm.fields import Entity
from webapp.db import now
from webapp.models import Connection, ImportChoice, Link, RunRow, SyncConnector, SyncRun
from webapp.services import housekeeping, journal, runs, selections
from webapp.services.journal import Entry, Origin
from webapp.services.workers import own_name


@pytest.fixture
def fjord(cast: Mapping[str, Any]) -> Connection:
    return fielded.connection(SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel"))


def made(connection: Connection, user: Any, kind: str = "import", state: str = "done", **more: Any) -> SyncRun:
    """A run as if it had been carried out."""
    at = {"started_at": now() - timedelta(seconds=95), "finished_at": now()} if state != "waiting" else {}
    who = {"user": user, "user_name": user.name}
    return SyncRun.create(**{"kind": kind, "connection": connection, "actor_type": "Customer", "state": state} | at | who | more)


def failed(run: SyncRun, position: int, code: str, facts: Mapping[str, Any], **more: Any) -> None:
    """A row of a run that didn't go through."""
    RunRow.create(run=run, position=position, kind="fault", state="failed", problems=json.dumps([[code, facts]]), **more)


def rows(page: Page) -> list[str]:
    return [each.text() for each in page.root.all("tr")][1:]


# ---- the list


def test_runs_are_listed_newest_first_and_found_by_connection_and_kind(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    assert "Nothing has been done in the background yet" in open_page(admin, "/runs")
    made(fjord, cast["åse"], counts={"created": 1200, "updated": 1, "failed": 2}, state="partial")
    made(fielded.connection(fjord.connector, "Nord"), cast["åse"], "suggest", counts={"suggested": 3, "read": 9})
    page = open_page(admin, "/runs")
    assert ["Nord" in each for each in rows(page)] == [True, False]
    assert "1,200 created, 1 updated, 2 not imported 1 min 35 s Done, with failures" in rows(page)[1].replace("\u00a0", " ")
    only = open_page(admin, f"/runs?connection={fjord.id}&kind=import")
    assert len(rows(only)) == 1
    assert "No run fits the filter." in open_page(admin, f"/runs?connection={fjord.id}&kind=undo")
    assert "(unknown)" in open_page(admin, "/runs?connection=99999&kind=x").html


def test_the_list_pages_and_costs_the_same_however_many_there_are(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    made(fjord, cast["åse"])
    with count_queries() as few:
        admin.get("/runs")
    for _number in range(60):
        made(fjord, cast["åse"], "link")
    with count_queries() as many:
        page = open_page(admin, "/runs")
    assert (few.count, len(rows(page))) == (many.count, 50)
    assert len(rows(open_page(admin, "/runs?page=99"))) == 11


# ---- one


def test_a_run_under_way_tells_how_far_it_is_and_can_be_cancelled(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    run = made(fjord, cast["åse"], state="running", total=2000, done=500, counts={"created": 500}, finished_at=None)
    page = open_page(admin, f"/runs/{run.id}")
    assert "500 of 2,000 rows" in page
    assert page.by_id("run").get("hx-trigger") == "every 1s"
    assert page.by_id("run").get("hx-get") == f"/runs/{run.id}"
    page = page.press("Cancel")
    assert "It ends after the batch that it is at." in page
    SyncRun.update(state="cancelled", finished_at=now()).where(SyncRun.id == run.id).execute()
    answer = admin.get(f"/runs/{run.id}", htmx=True)
    over = Page(admin, answer)
    assert "every 1s" not in over.html
    assert "The run was cancelled. What it has imported stays. Open the preview to import the rest." in over
    assert "HX-Request" in answer.headers["Vary"]


def test_a_run_that_waits_is_cancelled_at_once(admin: Browser, fjord: Connection, cast: Mapping[str, Any]) -> None:
    run = made(fjord, cast["åse"], "link", "waiting")
    page = open_page(admin, f"/runs/{run.id}")
    assert "Waiting for its turn" in page
    assert "The run was cancelled." in page.press("Cancel")


def test_what_an_import_brought_is_told_with_its_selections_and_the_rows_that_failed(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    there = company("Havørna AS")
    before = preview(fjord, cast["åse"], row("new", "1", "Fjord AS", state="done"))
    failed(before, 7, "row_linked", {"name": "Havørna AS"}, erp_key="7", title="=Ørn", record_id=there.id)
    run = made(fjord, cast["åse"], state="partial", of=before, counts={"created": 1, "failed": 1})
    kept = selections.make("Created by import", Entity.COMPANY, [there.id], cast["åse"], run)
    page = open_page(admin, f"/runs/{run.id}")
    assert "1 created, 1 not imported" in page
    assert f"/selections/{kept.id}" in page.html
    assert rows(page) == ["=Ørn7 Havørna AS The actor was linked to “Havørna AS” since the preview."]
    file = admin.get(f"/runs/{run.id}/failures")
    assert file.get_data(as_text=True).splitlines()[1].startswith(f"7,'=Ørn,{there.id},Havørna AS,The actor was linked")
    assert "attachment" in file.headers["Content-Disposition"]


def test_the_failed_rows_page_and_cost_the_same_however_many_there_are(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    run = made(fjord, cast["åse"], "link", "partial", counts={"linked": 1, "failed": 1})
    facts = {"key": "7", "name": "Fjord"}
    failed(run, 0, "link_taken", facts, title="Fjord", erp_key="7")
    with count_queries() as few:
        admin.get(f"/runs/{run.id}")
    for position in range(1, 130):
        failed(run, position, "link_taken", facts, title="Fjord", erp_key=str(position))
    with count_queries() as many:
        page = open_page(admin, f"/runs/{run.id}")
    assert (few.count, len(rows(page))) == (many.count, 100)
    assert "7 in the ERP is already linked to “Fjord”." in rows(page)[0]
    assert len(rows(open_page(admin, f"/runs/{run.id}?page=2"))) == 30
    assert len(admin.get(f"/runs/{run.id}/failures").get_data(as_text=True).splitlines()) == 131


def test_a_run_that_broke_off_says_what_the_erp_said_with_the_technical_part_folded(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    error = runs.told(Unreachable(Text("The ERP stopped answering.", "ERP-et svarer ikke lenger."), detail="ECONNRESET"))
    run = made(fjord, cast["åse"], "suggest", "failed", counts={"read": 10}, error=error)
    page = open_page(admin, f"/runs/{run.id}")
    assert "The run broke off. The ERP stopped answering. What it has found stays." in page
    assert [each.text() for each in page.root.all("details")][-1] == "TechnicalECONNRESET"


def test_a_preview_is_shown_on_its_own_page_and_a_deleted_connection_breaks_nothing(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    fielded.read(fjord, [fielded.text("Nm")])
    before = preview(fjord, cast["åse"], row("new", "1", "Fjord AS"))
    run = made(fjord, cast["åse"], of=before, counts={"failed": 1})
    assert admin.get(f"/runs/{before.id}").location.endswith(f"/import/previews/{before.id}")
    Connection.update(deleted_at=now()).where(Connection.id == fjord.id).execute()
    assert admin.get(f"/runs/{before.id}").status_code == 200
    assert "Fjord (deleted)" in open_page(admin, f"/runs/{run.id}")
    assert "these are gone by now" in open_page(admin, f"/runs/{run.id}")


# ---- undoing


def test_a_linking_run_is_undone_after_a_question_and_only_once(admin: Browser, cast: Mapping[str, Any]) -> None:
    visma = linked.workbook_erp(cast)[0]
    there = company("Fjordkraft Bodø")
    run = made(visma, cast["åse"], "link", counts={"linked": 1})
    linked.link(visma, there, "20319")
    Link.update(run=run).execute()
    changed(run, there.id)
    question = Page(admin, admin.get(f"/runs/{run.id}/undo"))
    assert "The link that it made is removed." in question
    assert f"/runs/{run.id}/undo" in open_page(admin, f"/runs/{run.id}").html
    page = question.press("Undo the run")
    assert "1 link removed" in page
    assert not Link.select().exists()
    again = question.press("Undo the run")
    assert (again.status, "This run has been undone already." in again) == (422, True)
    first = open_page(admin, f"/runs/{run.id}")
    assert "Undone by Åse Nygård today" in first
    assert "/undo" not in first.html


def changed(run: SyncRun, record_id: int) -> None:
    journal.note(Origin("linked", run.user, run.connection, run), [Entry(Entity.COMPANY, record_id)])


def test_what_cant_be_undone_offers_nothing(admin: Browser, fjord: Connection, cast: Mapping[str, Any]) -> None:
    run = made(fjord, cast["åse"], "suggest")
    assert "/undo" not in open_page(admin, f"/runs/{run.id}").html
    assert admin.get(f"/runs/{run.id}/undo").status_code == 404
    assert admin.post(f"/runs/{made(fjord, cast['åse'], 'link').id}/undo").status_code == 422


# ---- housekeeping


def test_the_rows_of_a_preview_go_after_30_days_and_the_runs_stay(
    admin: Browser, fjord: Connection, cast: Mapping[str, Any]
) -> None:
    old = preview(fjord, cast["åse"], row("new", "1", "Fjord AS"), created_at=now() - timedelta(days=31))
    busy = preview(fjord, cast["åse"], row("new", "1", "Fjord AS"), created_at=now() - timedelta(days=31))
    made(fjord, cast["åse"], of=busy, state="running", heartbeat_at=now(), worker=own_name())
    young = preview(fjord, cast["åse"], row("new", "1", "Fjord AS"))
    for _round in range(2):  # one preview a round
        housekeeping.tidy()
    assert {each.run_id for each in RunRow.select()} == {busy.id, young.id}
    fielded.read(fjord, [fielded.text("Nm")])
    assert "these are gone by now" in open_page(admin, f"/runs/{old.id}")


def test_ticks_among_the_hits_of_an_import_are_forgotten_after_a_week(admin: Browser, cast: Mapping[str, Any]) -> None:
    visma, young = linked.workbook_erp(cast)[0], linked.workbook_erp(cast, "Young")[0]
    at = "/sync/connections/{}/import/Customer?search=1"
    for each in (visma, young):
        open_page(admin, at.format(each.id)).fill(tick=["20318"]).press("Preview what is ticked", do="save")
    ImportChoice.update(changed_at=now() - timedelta(days=8)).where(ImportChoice.connection == visma).execute()
    housekeeping.tidy()
    assert "Nothing is ticked" in open_page(admin, at.format(visma.id))
    assert "Preview the one ticked" in open_page(admin, at.format(young.id))
    again = open_page(admin, at.format(visma.id)).fill(tick=["20319"]).press("Preview what is ticked", do="save")
    assert "Preview the one ticked" in again
