"""An import from the search to its undoing, with the ERP that a workbook is."""

from __future__ import annotations

from typing import Any

from tests import linked
from tests.conftest import Browser
from tests.pages import Page, open_page
from webapp.models import Company, Link, Person, SyncRun


def live_names() -> list[str]:
    return [each.name for each in Company.select().where(Company.deleted_at.is_null()).order_by(Company.id)]


def previewed(browser: Browser, connection: Any, type_: str = "Customer") -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/import/{type_}?search=1").press(
        f"Preview all {WORDS[type_]} hits"
    )


WORDS = {"Customer": "3", "Person": "2"}


def test_companies_are_previewed_imported_and_taken_back(admin: Browser, cast: dict[str, Any]):
    visma = linked.workbook_erp(cast)[0]
    known = linked.company("Nordlys Kraft", ORGNR="923609016")
    mine = linked.company("Fjordkraft Bodø", POSTALCITY="Bodin")
    linked.link(visma, mine, "20319")
    page = previewed(admin, visma)
    tabs = [each.text() for each in page.root.all("button") if each.get("name") == "go"]
    assert tabs == ["All 3", "New 1", "Updates 1", "Linked 0", "Possible duplicates 1", "Can't be imported 0"]
    choice = next(each.get("name") for each in page.root.all("input") if each.get("name").startswith("choice-"))
    page = page.fill(**{choice: "this"}).press("Save ticks")
    assert "1 company is created, 1 that is linked is updated, 1 that exists is linked and updated." in page
    page = page.press("Import the 3 rows ticked")
    run = SyncRun.get(SyncRun.kind == "import")
    assert (page.url, run.state) == (f"/runs/{run.id}", "done")
    assert live_names() == ["Nordlys Kraft ASA", "Fjordkraft Bodø", "Fjordkraft Tromsø A/S"]
    assert {each.erp_key: each.record_id for each in Link.select()}["20320"] == known.id
    page = open_page(admin, f"/sync/connections/{visma.id}/import")
    assert "Imported today" in page
    page = open_page(admin, next(each.get("href") for each in page.root.all("a") if each.text() == "Undo"))
    assert "1 company that it created is deleted. 2 that it updated get their values back." in page
    undo = page.press("Undo the import")
    assert undo.url == f"/runs/{SyncRun.get(SyncRun.kind == 'undo').id}"
    assert live_names() == ["Nordlys Kraft", "Fjordkraft Bodø"]
    assert "Undone today" in open_page(admin, f"/sync/connections/{visma.id}/import")
    assert "Undone by Åse Nygård today" in open_page(admin, f"/sync/connections/{visma.id}/import/previews/{run.of_id}")
    refused = page.press("Undo the import")
    assert (refused.status, "undone already" in refused) == (422, True)
    SyncRun.update(state="cancelled").where(SyncRun.kind == "undo").execute()  # what is left can be undone once more
    page = open_page(admin, f"/sync/connections/{visma.id}/import")
    assert ("Undone in part" in page, [each.text() for each in page.root.all("a")].count("Undo")) == (True, 1)


def test_only_an_import_of_that_connection_is_undone(admin: Browser, cast: dict[str, Any]):
    visma, other = linked.workbook_erp(cast)[0], linked.workbook_erp(cast, "Other")[0]
    run = SyncRun.create(kind="preview", connection=visma, actor_type="Customer", state="done")
    for connection, id_ in ((visma, run.id), (visma, 10**30), (visma, "x")):
        assert admin.get(f"/sync/connections/{connection.id}/import/runs/{id_}/undo").status_code == 404
    SyncRun.update(kind="import").execute()
    assert admin.post(f"/sync/connections/{other.id}/import/runs/{run.id}/undo").status_code == 404
    refused = Page(admin, admin.post(f"/sync/connections/{visma.id}/import/runs/{run.id}/undo"))
    assert "it has changed nothing" in refused


def test_persons_come_after_their_companies(admin: Browser, cast: dict[str, Any]):
    visma = linked.workbook_erp(cast)[0]
    linked.link(visma, linked.company("Fjordkraft Tromsø"), "20318")
    page = previewed(admin, visma, "Person")
    assert "Its company, 20320 in the ERP, isn't linked yet. Import the companies first." in page
    page.press("Import the one row ticked")
    assert [each.name for each in Person.select()] == ["Åse Berg"]
