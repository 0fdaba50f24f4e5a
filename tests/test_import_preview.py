"""The preview of an import: what it says of each row, what is ticked of it, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from tests import fielded, linked
from tests.conftest import Browser
from tests.imported import preview, row
from tests.pages import Page, open_page
from webapp.models import ActorMapping, Connection, RunRow, SyncConnector, SyncRun

NAMED = {"NAME": ["", "Granli AS"]}


@pytest.fixture
def fjord(memory: SyncConnector) -> Connection:
    """A connection that has passed its test, with a customer's name mapped to the CRM; its ERP isn't there."""
    made = fielded.connection(memory)
    Connection.update(tested_state="passed").execute()
    fields = [fielded.text("Nm", "Name"), fielded.text("City")]
    actor = fielded.read(made, fields)
    ActorMapping.update(active=True).execute()
    fielded.store(actor, "Nm", "NAME", ">")
    fielded.store(actor, "City", "POSTALCITY", ">")
    return Connection.get_by_id(made.id)


def shown(browser: Browser, run: SyncRun, query: str = "") -> Page:
    return open_page(browser, f"/sync/connections/{run.connection_id}/import/previews/{run.id}{query}")


def titles(page: Page) -> list[str]:
    """What the rows of a page are called."""
    return [cell.text() for cell in page.root.all("td") if cell.has("name")]


def ticked() -> set[str]:
    return {each.title for each in RunRow.select().where(RunRow.ticked)}


def rows_of(*kinds: str) -> list[dict[str, Any]]:
    return [row(kind, str(at), f"{kind} {at}", NAMED) for at, kind in enumerate(kinds)]


def test_each_kind_has_its_count_and_its_rows(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new", "new", "update", "linked", "duplicate", "fault"))
    page = shown(admin, run)
    tabs = [each.text() for each in page.root.all("button") if each.get("name") == "go"]
    assert tabs == ["All 6", "New 2", "Updates 1", "Linked 1", "Possible duplicates 1", "Can't be imported 1"]
    assert len(titles(page)) == 6
    assert titles(page.press("New 2")) == ["new 0 0", "new 1 1"]


def test_a_row_says_what_changes_field_by_field_and_what_isnt_carried(admin: Browser, cast: dict[str, Any], fjord: Connection):
    changes = {"POSTALCITY": ["Bodø", "Tromsø"], "NAME": ["Granli AS", ""]}
    notes = [("value_cut", {"field": "Nm", "crm": "NAME", "limit": 60}), ("erp_fault", {"reason": ["Odd.", "Rart."]})]
    run = preview(fjord, cast["åse"], row("update", "7", "Granli", changes, problems=notes))
    page = shown(admin, run)
    assert "2 fields change: " in page
    assert "Bodø → Tromsø" in page
    assert "Granli AS → (blank)" in page
    assert "holds at most 60 characters" in page
    admin.language = "nb"
    assert "Rart." in shown(admin, run)


def test_hostile_values_are_shown_as_what_they_are(admin: Browser, cast: dict[str, Any], fjord: Connection):
    name = "<script>alert(1)</script>\u202eevil 👻 " + "x" * 500
    changes = {"NAME": ["", name * 20], "BIRTHDATE": ["", "no date"], "GONE": ["1899-12-31", "9999"]}
    page = shown(admin, preview(fjord, cast["åse"], row("new", "<b>", name[:400], changes)))
    assert page.status == 200
    assert "<script>alert" not in page.html
    assert "👻" in page


def test_the_sentence_follows_what_is_ticked_and_is_stored_with_each_page(
    admin: Browser, cast: dict[str, Any], fjord: Connection
):
    run = preview(fjord, cast["åse"], *rows_of("new", "new", "update"))
    page = shown(admin, run)
    assert "2 companies are created, 1 that is linked is updated. Nothing is written in the ERP." in page
    second = str(RunRow.get(RunRow.position == 1).id)
    page = page.fill(tick=[second]).press("Save ticks")
    assert ticked() == {"new 1"}
    assert "1 company is created. Nothing is written in the ERP." in page
    page = page.fill(tick=[]).press("Updates 1")
    assert "No row is ticked" in page
    assert page.press("Import").status == 422


def test_with_script_a_tick_answers_with_the_sentence_alone(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new", "new"))
    ids = [str(each.id) for each in RunRow.select()]
    answer = admin.post(f"/sync/connections/{fjord.id}/import/previews/{run.id}", {"shown": ids, "tick": ids[:1]}, htmx=True)
    assert "1 company is created" in answer.get_data(as_text=True)
    assert "<html" not in answer.get_data(as_text=True)
    assert ticked() == {"new 0"}


def test_all_of_a_kind_are_ticked_and_unticked_or_those_found_in_it(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new", "new", "update"))
    page = shown(admin, run, "?kind=new").press("Untick all 2")
    assert ticked() == {"update 2"}
    page = page.fill(text="new 1").press("Find")
    assert titles(page) == ["new 1 1"]
    page.press("Tick all found")
    assert ticked() == {"update 2", "new 1"}


def test_what_stands_among_other_rows_is_not_said_to_be_nowhere(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new", "update"))
    page = shown(admin, run, "?kind=new&text=update")
    assert "No row of this kind contains “update”" in page
    assert "Tick all found" not in page
    assert titles(page.press("All 2")) == ["update 1 1"]
    assert "No row contains “gone”" in shown(admin, run, "?text=gone")


def test_a_possible_duplicate_is_said_to_be_this_one_another_or_skipped(admin: Browser, cast: dict[str, Any], fjord: Connection):
    company = linked.company("Granli A/S")
    run = preview(
        fjord, cast["åse"], row("duplicate", "7", "Granli AS", NAMED, record_id=company.id, reasons=[["org_number", 0]])
    )
    page = shown(admin, run)
    assert "It is this one (link and update): Granli A/S – Same org. no." in page
    choice = f"choice-{RunRow.get().id}"
    page = page.fill(**{choice: "this"}).press("Save ticks")
    assert "1 that exists is linked and updated" in page
    page = page.fill(**{choice: "another"}).press("Save ticks")
    assert "1 company is created" in page
    page = page.fill(**{choice: "skip"}).press("Save ticks")
    assert "No row is ticked" in page
    page.fill(**{choice: "nonsense"}).press("Save ticks")
    assert ticked() == set()


def test_rows_that_arent_of_the_preview_or_cant_be_imported_arent_ticked(admin: Browser, cast: dict[str, Any], fjord: Connection):
    other = preview(fjord, cast["åse"], row("new", "1", "other", ticked=False))
    run = preview(fjord, cast["åse"], *rows_of("fault", "linked"), row("new", "3", "done", ticked=False, state="done"))
    ids = [*(str(each.id) for each in RunRow.select()), "-1", "x", str(10**30), ""]
    url = f"/sync/connections/{fjord.id}/import/previews/{run.id}"
    data = {"shown": ids, "tick": ids, f"choice-{ids[0]}": "this", "choice-": "this", f"choice-{10**30}": "another"}
    assert admin.post(url, data).status_code == 303
    assert ticked() == set()
    assert RunRow.get(RunRow.run == other).choice == ""


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "page=0", "page=-1", f"page={10**30}", "page=x", "text=%25", "kind=new&text=%00"]
)
def test_addresses_that_are_nonsense_show_rows_all_the_same(admin: Browser, cast: dict[str, Any], fjord: Connection, query: str):
    run = preview(fjord, cast["åse"], *rows_of("new", "update"))
    page = shown(admin, run, f"?{query}")
    assert page.status == 200
    answer = admin.post(f"/sync/connections/{fjord.id}/import/previews/{run.id}?{query}", {"do": "on", "go": query * 50})
    assert answer.status_code == 303


def test_the_preview_of_another_connection_and_a_run_of_another_kind_arent_there(
    admin: Browser, cast: dict[str, Any], fjord: Connection, memory: SyncConnector
):
    run, other = preview(fjord, cast["åse"]), fielded.connection(memory, "Other")
    SyncRun.update(connection=other).where(SyncRun.id == run.id).execute()
    assert admin.get(f"/sync/connections/{fjord.id}/import/previews/{run.id}").status_code == 404
    SyncRun.update(connection=fjord, kind="import").where(SyncRun.id == run.id).execute()
    for way in ("", "/cancel", "/discard", "/again"):
        assert admin.post(f"/sync/connections/{fjord.id}/import/previews/{run.id}{way}").status_code == 404


def test_a_hundred_rows_a_page_at_a_constant_cost(admin: Browser, cast: dict[str, Any], fjord: Connection):
    def queries(query: str) -> int:
        with count_queries() as counter:
            assert shown(admin, run, query).status == 200
        return counter.count

    company = linked.company("Granli")
    rows = [row("update", str(at), f"Granli {at}", NAMED, record_id=company.id) for at in range(250)]
    run = preview(fjord, cast["åse"], *rows)
    page = shown(admin, run)
    assert (len(titles(page)), "Page 1 of 3" in page) == (100, True)
    page = page.fill(tick=[]).press("Last page")
    assert (titles(page)[0], len(titles(page))) == ("Granli 200 200", 50)
    assert len(ticked()) == 150  # what was unticked on the page one left is kept
    assert queries("?text=Granli+249") == queries("")


def test_while_it_is_read_the_page_says_how_far_and_can_be_cancelled(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new", "new"), state="running", total=200)
    page = shown(admin, run)
    assert "2 of 200 actors read" in page
    asked = admin.get(f"/sync/connections/{fjord.id}/import/previews/{run.id}?poll=1", htmx=True)
    assert "<html" not in asked.get_data(as_text=True)
    page = page.press("Cancel")
    assert "It ends after the batch" in page
    SyncRun.update(state="cancelled").execute()
    done = admin.get(f"/sync/connections/{fjord.id}/import/previews/{run.id}?poll=1", htmx=True)
    assert done.headers["HX-Redirect"].endswith(f"/import/previews/{run.id}")
    page = shown(admin, run)
    assert "The preview was cancelled." in page
    assert "2 actors were read before. What was read can be imported" in page


def test_an_erp_that_died_half_way_is_told_with_what_was_read(admin: Browser, cast: dict[str, Any], fjord: Connection):
    error = {"text": ["It broke.", "Det brast."], "remedy": ["Mend it.", "Reparer det."], "detail": "Traceback <most>"}
    run = preview(fjord, cast["åse"], *rows_of("new"), state="failed", error=error)
    page = shown(admin, run)
    assert "The preview broke off. It broke. Mend it." in page
    assert "1 company is created" in page
    page = page.press("Read the ERP again")
    assert page.url != f"/sync/connections/{fjord.id}/import/previews/{run.id}"
    assert SyncRun.select().count() == 2


def test_a_preview_is_found_again_and_thrown_away(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new"))
    page = open_page(admin, f"/sync/connections/{fjord.id}/import/Customer")
    assert "Customer Åse Nygård 1 Not imported yet" in page
    page = page.press("Throw away")
    assert "Nothing has been imported" in page
    assert (SyncRun.select().count(), RunRow.select().count()) == (0, 0)
    assert admin.get(f"/sync/connections/{fjord.id}/import/previews/{run.id}").status_code == 404


def test_one_that_was_imported_or_is_still_read_isnt_thrown_away(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new"))
    SyncRun.create(kind="import", connection=fjord, actor_type="Customer", state="done", of=run, user_name="Åse")
    url = f"/sync/connections/{fjord.id}/import/previews/{run.id}"
    refused = Page(admin, admin.post(f"{url}/discard"))
    assert (refused.status, "it stays as a record of what was done" in refused) == (422, True)
    assert "Imported by Åse" in shown(admin, run)
    SyncRun.delete().where(SyncRun.kind == "import").execute()
    SyncRun.update(state="running").execute()
    assert "Cancel it first" in Page(admin, admin.post(f"{url}/discard"))


def test_an_import_that_was_cancelled_is_not_said_to_have_imported_the_preview(
    admin: Browser, cast: dict[str, Any], fjord: Connection
):
    run = preview(fjord, cast["åse"], *rows_of("new"))
    SyncRun.create(kind="import", connection=fjord, actor_type="Customer", state="cancelled", of=run, user_name="Åse")
    page = shown(admin, run)
    assert "stopped before its end" in page
    assert "Imported by" not in page
    assert "Imported in part" in open_page(admin, f"/sync/connections/{fjord.id}/import/Customer")
    SyncRun.update(state="done").where(SyncRun.kind == "import").execute()
    assert "Imported by Åse" in shown(admin, run)


def test_while_its_import_runs_nothing_is_ticked(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], *rows_of("new"))
    page = shown(admin, run)
    SyncRun.create(kind="import", connection=fjord, actor_type="Customer", state="running", of=run, user_name="Åse")
    page = page.fill(tick=[]).press("Save ticks")
    assert page.status == 422
    assert "An import of this preview is under way" in page
    assert ticked() == {"new 0"}


def test_a_preview_whose_actor_type_is_gone_is_still_told(admin: Browser, cast: dict[str, Any], fjord: Connection):
    run = preview(fjord, cast["åse"], row("new", "1", "Anlegg", {"NAME": ["", "Anlegg"]}), type_=ActorType.PROJECT)
    page = shown(admin, run)
    assert "1 project is created" in page
    assert "NAME" in page
