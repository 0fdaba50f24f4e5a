"""Import from ERP without a preview: what is imported as it comes, what is left to decide, and what comes in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from connectors.base import ActorType
from tests import linked
from tests.conftest import Browser
from tests.importing import codes, found, imported, kinds, previewed
from tests.linked import BOOK, CUSTOMER, PERSON, company, workbook_erp
from tests.pages import Page, open_page
from tests.test_import_hostile import hostile
from webapp import tasks
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.errors import Problem
from webapp.models import Company, ConfigValue, Connection, FieldChange, FieldMapping, Link, Person, RunRow, SyncRun
from webapp.services import import_runs, journal, run_kinds, undoing
from webapp.services.importing import requests, rows
from webapp.services.importing.plan import Wanted


@pytest.fixture
def visma(cast: Mapping[str, Any]) -> Connection:
    return workbook_erp(cast)[0]


def at_once(connection: Connection, user: Any, type_: ActorType = CUSTOMER, **wanted: Any) -> SyncRun:
    """An import without a preview, carried out."""
    return SyncRun.get_by_id(requests.at_once(connection, type_, Wanted(**wanted), user).id)


def left_by(run: SyncRun) -> SyncRun:
    found: SyncRun = SyncRun.get(SyncRun.of == run, SyncRun.kind == "preview")
    return found


def names() -> list[str]:
    return [row.name for row in Company.select().where(Company.deleted_at.is_null()).order_by(Company.id)]


def test_everything_is_imported_in_one_go_with_links_history_and_selections(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS", PHONE="75 00 00 00")
    linked.link(visma, there, "20319")
    run = at_once(visma, cast["åse"])
    assert (run.state, run.counts, run.total) == ("done", {"created": 2, "updated": 1}, 3)
    assert names() == ["Fjordkraft Bodø", "Fjordkraft Tromsø A/S", "Nordlys Kraft ASA"]
    made = Company.get(Company.name == "Fjordkraft Tromsø A/S")
    assert (made.org_number, made.created_by, made.version) == ("974760673", cast["åse"], 1)
    link = Link.get(Link.record_id == made.id)
    assert (link.erp_key, link.agreed["Nm"], link.run, link.made_by) == ("20318", "Fjordkraft Tromsø A/S", run, cast["åse"])
    noted = FieldChange.get(FieldChange.record_id == made.id)
    assert (noted.kind, noted.erp_key, noted.run, noted.at) == ("imported", "20318", run, made.created_at)
    assert journal.read(noted.changes)["NAME"] == ("", "Fjordkraft Tromsø A/S", "from_erp")
    assert sorted(len(each.members) for each in run.selections) == [1, 2]
    assert not SyncRun.select().where(SyncRun.kind == "preview").exists()


def test_what_a_preview_and_its_import_make_is_made_in_one_go_too(cast: Mapping[str, Any]) -> None:
    one, other = workbook_erp(cast)[0], workbook_erp(cast, name="Other")[0]
    imported(SyncRun.get_by_id(requests.preview(one, CUSTOMER, Wanted(), cast["åse"]).id), cast["åse"])
    first = {row.name: (row.values, row.words, row.sort_key, row.match_name) for row in Company.select()}
    agreed = {link.erp_key: (link.title, link.agreed) for link in Link.select()}
    FieldChange.delete().execute()
    Link.delete().execute()
    Company.delete().execute()
    at_once(other, cast["åse"])
    assert {row.name: (row.values, row.words, row.sort_key, row.match_name) for row in Company.select()} == first
    assert {link.erp_key: (link.title, link.agreed) for link in Link.select()} == agreed


def test_importing_again_changes_nothing(visma: Connection, cast: Mapping[str, Any]) -> None:
    at_once(visma, cast["åse"])
    noted = FieldChange.select().count()
    assert at_once(visma, cast["åse"]).counts == {"unchanged": 3}
    assert (len(names()), FieldChange.select().count()) == (3, noted)


def test_what_may_exist_already_is_left_to_be_decided_and_then_imported(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Nordlys Kraft", ORGNR="923609016")
    run = at_once(visma, cast["åse"])
    assert (run.state, run.counts) == ("done", {"created": 2, "duplicate": 1})
    left = left_by(run)
    assert (left.state, left.counts, kinds(left)) == ("done", {"duplicate": 1}, {"20320": "duplicate"})
    rows.choose(left, found(left)["20320"].id, "this")
    assert imported(left, cast["åse"]).counts == {"updated": 1}
    assert Link.get(Link.erp_key == "20320").record_id == there.id


def test_what_arrives_in_part_is_imported_and_told(cast: Mapping[str, Any]) -> None:
    heads, first, *others = BOOK["Customer"]
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": (heads, (first[0], "x" * 300, *first[2:]), *others)})[0]
    run = at_once(visma, cast["åse"])
    assert run.counts == {"created": 3, "noted": 1}
    row = found(left_by(run))["20318"]
    assert (row.state, codes(row), len(register.get(Entity.COMPANY, [row.record_id])[row.record_id].name)) == (
        "done", ["value_cut"], 255,
    )  # fmt: skip
    with pytest.raises(Problem, match="import_nothing_left"):
        requests.start(left_by(run), cast["åse"])


def test_persons_go_to_the_companies_that_are_linked_and_the_others_are_left(visma: Connection, cast: Mapping[str, Any]) -> None:
    assert at_once(visma, cast["åse"], PERSON).counts == {"fault": 2}
    at_once(visma, cast["åse"])
    gone = Link.get(Link.erp_key == "20320").record_id
    register.delete(Entity.COMPANY, [gone], None)
    run = at_once(visma, cast["åse"], PERSON)
    assert run.counts == {"created": 1, "fault": 1}
    assert [codes(row) for row in found(left_by(run)).values()] == [["parent_deleted"]]
    register.restore(Entity.COMPANY, [gone], None)
    assert at_once(visma, cast["åse"], PERSON).counts == {"created": 1, "unchanged": 1}
    there = Link.select().where(Link.actor_type == "Customer", Link.erp_key != "20319")
    assert {person.company_id for person in Person.select()} == {link.record_id for link in there}


@pytest.mark.parametrize("behaviour", ["half", "breaks off"])
def test_what_was_read_before_an_erp_broke_off_is_imported(cast: Mapping[str, Any], behaviour: str) -> None:
    connection = hostile(cast, behaviour)
    run = at_once(connection, cast["åse"])
    assert (run.state, run.counts, Company.select().count()) == ("failed", {"created": 10}, 10)
    assert run.error["text"][0]
    assert at_once(connection, cast["åse"]).counts == {"unchanged": 10}


def test_a_thousand_faults_are_told_in_what_is_left(cast: Mapping[str, Any]) -> None:
    run = at_once(hostile(cast, "faulty", 1_200), cast["åse"])
    assert run.counts == {"created": 1, "fault": 1_001}
    assert left_by(run).counts == {"fault": 1_001}
    assert "more_faults" in {code for row in RunRow.select() for code in codes(row)}


def test_one_that_is_cancelled_keeps_what_is_in_and_the_next_brings_the_rest(cast: Mapping[str, Any]) -> None:
    connection = hostile(cast, "many", 5_100)
    assert tasks.runs is not None
    tasks.runs.immediate = False
    try:
        stopped = requests.at_once(connection, CUSTOMER, Wanted(), cast["åse"])
        SyncRun.update(cancel=True).where(SyncRun.id == stopped.id).execute()  # pressed while its first batch is under way
        run_kinds.carry_out(stopped.id)
    finally:
        tasks.runs.flush()
        tasks.runs.immediate = True
    stopped = SyncRun.get_by_id(stopped.id)
    assert (stopped.state, stopped.counts) == ("cancelled", {"created": 2_000})
    assert at_once(connection, cast["åse"]).counts == {"created": 3_100, "unchanged": 2_000}
    assert (Company.select().count(), Link.select().count(), FieldChange.select().count()) == (5_100, 5_100, 5_100)


def test_what_is_left_is_in_the_order_of_the_erp(cast: Mapping[str, Any]) -> None:
    heads, first, *_others = BOOK["Customer"]
    sheet = (heads, *((100 + number, "x" * 300, *first[2:]) for number in range(4)))
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": sheet})[0]
    linked.link(visma, company("Somebody else"), "102")
    left = RunRow.select().where(RunRow.run == left_by(at_once(visma, cast["åse"]))).order_by(RunRow.position)
    assert [(row.erp_key, row.kind) for row in left] == [("100", "new"), ("101", "new"), ("102", "update"), ("103", "new")]


def test_what_is_left_is_not_thrown_away_while_more_may_be_added_to_it(visma: Connection, cast: Mapping[str, Any]) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    run = at_once(visma, cast["åse"])
    SyncRun.update(state="running").where(SyncRun.id == run.id).execute()
    with pytest.raises(Problem, match="preview_growing"):
        import_runs.discard(left_by(run))
    assert RunRow.select().count() == 1
    SyncRun.update(state="cancelled").where(SyncRun.id == run.id).execute()
    import_runs.discard(left_by(run))
    assert RunRow.select().count() == 0


def twice(visma: Connection, user: Any) -> tuple[SyncRun, SyncRun]:
    """Two imports of all, of which one that may exist already is left each time."""
    company("Nordlys Kraft", ORGNR="923609016")
    return at_once(visma, user), at_once(visma, user)


def preview_url(preview: SyncRun) -> str:
    return f"/sync/connections/{preview.connection_id}/import/previews/{preview.id}"


def test_what_nobody_has_decided_on_stands_in_what_the_last_import_has_left(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    first, second = twice(visma, cast["åse"])
    assert [kinds(left_by(each)) for each in (first, second)] == [{}, {"20320": "duplicate"}]
    assert open_page(admin, f"/sync/connections/{visma.id}/import/Customer").text.count("1 left to decide") == 1
    page = open_page(admin, preview_url(left_by(first)))
    assert page.url == preview_url(left_by(second))
    assert "has read again all of the preview that you opened; nobody had decided on any of it." in page
    third = at_once(visma, cast["åse"])
    assert open_page(admin, f"/runs/{left_by(first).id}").url == preview_url(left_by(third))


def test_whoever_decides_in_one_that_is_replaced_meanwhile_is_told_that_nothing_was_stored(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"]))
    page = open_page(admin, preview_url(left)).fill(**{f"choice-{found(left)['20320'].id}": "this"})
    second = left_by(at_once(visma, cast["åse"]))
    page = page.press("Save ticks")
    assert page.url == preview_url(second)
    assert "What is undecided now stands here. Nothing was stored." in page
    page.fill(**{f"choice-{found(second)['20320'].id}": "this"}).press("Import")
    assert Link.select().where(Link.erp_key == "20320").exists()


def test_decisions_that_wait_stay_where_they_were_made(visma: Connection, cast: Mapping[str, Any]) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"]))
    rows.choose(left, found(left)["20320"].id, "another")
    second = left_by(at_once(visma, cast["åse"]))
    assert [kinds(each) for each in (left, second)] == [{"20320": "duplicate"}] * 2
    assert imported(left, cast["åse"]).counts == {"created": 1}
    assert at_once(visma, cast["åse"]).counts == {"unchanged": 3}
    assert (found(left)["20320"].state, SyncRun.get_by_id(second.id).state) == ("done", "replaced")


def test_what_was_imported_in_part_stays_told_and_leads_to_where_the_rest_is_undecided(
    admin: Browser, cast: Mapping[str, Any]
) -> None:
    heads, one, *others = BOOK["Customer"]
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": (heads, (one[0], "x" * 300, *one[2:]), *others)})[0]
    company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"]))
    page = open_page(admin, preview_url(left)).fill(**{f"choice-{found(left)['20320'].id}": "this"})
    second = left_by(at_once(visma, cast["åse"]))
    assert [kinds(each) for each in (left, second)] == [{"20318": "new"}, {"20320": "duplicate"}]
    page = page.press("Save ticks")
    assert (page.status, "What you decided on isn't here any more" in page) == (422, True)
    assert "What is undecided now stands in what that one has left." in page
    assert preview_url(second) in [each.get("href") for each in page.root.all("a")]


@pytest.mark.parametrize(("first", "second", "over"), [("lys", "lys", True), ("lys", "", True), ("", "lys", False)])
def test_an_import_takes_over_only_what_it_has_read_again(
    visma: Connection, cast: Mapping[str, Any], first: str, second: str, over: bool
) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"], text=first))
    last = left_by(at_once(visma, cast["åse"], text=second))
    assert [len(found(each)) for each in (left, last)] == [0 if over else 1, 1]
    assert len(import_runs.of(visma)) == (3 if over else 4)


def test_when_nothing_is_undecided_any_more_the_page_says_so(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"]))
    linked.link(visma, there, "20320")
    second = at_once(visma, cast["åse"])
    page = open_page(admin, preview_url(left))
    assert page.url == f"/runs/{second.id}"
    assert "It has left nothing that is still to be looked at." in page


def test_one_that_broke_off_takes_nothing_over_and_the_next_does(cast: Mapping[str, Any]) -> None:
    connection = hostile(cast, "faulty", 1)
    left = left_by(at_once(connection, cast["åse"]))
    ConfigValue.update(text="breaks off").where(ConfigValue.key == "behaviour").execute()
    assert (at_once(connection, cast["åse"]).state, len(found(left))) == ("failed", 1)
    ConfigValue.update(text="many").where(ConfigValue.key == "behaviour").execute()
    assert (at_once(connection, cast["åse"]).state, len(found(left))) == ("done", 0)


def test_throwing_away_is_offered_once_the_import_that_leaves_it_is_over(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    run = at_once(visma, cast["åse"])
    there, urls = preview_url(left_by(run)), (preview_url(left_by(run)), f"/sync/connections/{visma.id}/import/Customer")
    stale = open_page(admin, there)
    SyncRun.update(state="running").where(SyncRun.id == run.id).execute()
    assert [f"{there}/discard" in open_page(admin, url).html for url in urls] == [False, False]
    refused = stale.press("Throw the preview away")
    assert (refused.status, "still under way. Cancel it first." in refused) == (422, True)
    SyncRun.update(state="cancelled").where(SyncRun.id == run.id).execute()
    assert [f"{there}/discard" in open_page(admin, url).html for url in urls] == [True, True]


def test_it_is_refused_like_a_preview_and_undone_like_an_import(visma: Connection, cast: Mapping[str, Any]) -> None:
    FieldMapping.update(to_crm=False).execute()
    with pytest.raises(Problem, match="import_nothing_mapped"):
        requests.at_once(visma, CUSTOMER, Wanted(), cast["åse"])
    FieldMapping.update(to_crm=True).where(FieldMapping.crm_key != "").execute()
    run = at_once(visma, cast["åse"])
    undo = SyncRun.get_by_id(undoing.request(run, cast["åse"]).id)
    assert (undo.counts, names(), Link.select().count()) == ({"deleted": 3}, [], 0)


def asked(browser: Browser, connection: Connection, query: str) -> Page:
    """The question, from the hits of a search."""
    hits = open_page(browser, f"/sync/connections/{connection.id}/import/Customer?search=1&{query}")
    return hits.press("Import all without a preview …")


def test_it_is_asked_first_and_leads_to_the_run_and_to_what_is_left(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    company("Fjordkraft i Tromsø", ORGNR="974760673")
    page = asked(admin, visma, "text=fjordkraft")
    assert "All that contain “fjordkraft”" in page
    assert "Blank ERP values overwrite." in page
    assert Company.select().count() == 1
    page = page.press("Import all")
    assert page.url.startswith("/runs/"), page.text
    assert "1 created, 1 possible duplicate" in page, page.text
    [left] = [each.get("href") for each in page.root.all("a") if each.text() == "Look at what is left"]
    page = open_page(admin, left)
    assert "Fjordkraft Tromsø A/S" in page
    assert "This is what an import without a preview has left" in page
    assert "1 left to decide" in open_page(admin, f"/sync/connections/{visma.id}/import/Customer")


def test_what_an_import_has_left_is_called_so_wherever_it_is_named(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    left, preview = left_by(at_once(visma, cast["åse"])), previewed(visma, cast["åse"])
    list_ = f"/sync/connections/{visma.id}/import/Customer"
    assert ["Left by an import: Customer" in open_page(admin, url) for url in (preview_url(left), list_, "/runs")] == [True] * 3
    assert "Preview of an import: Customer" in open_page(admin, list_)
    assert "Left by an import" not in open_page(admin, preview_url(preview))
    page = open_page(admin, preview_url(left)).press("Throw the preview away")
    assert "What the import had left is thrown away. What it has brought stays." in page
    assert "Left by an import" not in page


def test_one_that_is_said_to_be_another_shows_the_values_of_the_new_record(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    company("Nordlys Kraft", ORGNR="923609016")
    left = left_by(at_once(visma, cast["åse"]))
    there = f"/sync/connections/{visma.id}/import/previews/{left.id}"
    assert "fields change" in open_page(admin, there)
    rows.choose(left, found(left)["20320"].id, "another")
    imported(left, cast["åse"])
    page = open_page(admin, there)
    assert "fields change" not in page
    assert "Nordlys Kraft ASA" in page
    assert len(names()) == 4


def test_one_that_has_changed_nothing_is_not_offered_to_be_undone(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    first, again = at_once(visma, cast["åse"]), at_once(visma, cast["åse"])
    links = [each.get("href") for each in open_page(admin, f"/sync/connections/{visma.id}/import/Customer").root.all("a")]
    there = [f"/sync/connections/{visma.id}/import/runs/{run.id}/undo" for run in (first, again)]
    assert [each in links for each in there] == [True, False]
    assert "undo_impossible" not in open_page(admin, there[1]).press("Undo the import").text
    assert len(names()) == 3


def test_what_is_refused_says_so_and_is_asked_again(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    page = asked(admin, visma, "keep_blanks=1")
    assert "Blank ERP values don't overwrite." in page
    Connection.update(tested_state="failed").execute()
    refused = page.press("Import all")
    assert (refused.status, Company.select().count()) == (422, 0)
    Connection.update(tested_state="passed").execute()
    refused.press("Import all")
    assert Company.select().count() == 3


def test_criteria_that_are_nonsense_lead_back_to_the_search(admin: Browser, visma: Connection) -> None:
    there = f"/sync/connections/{visma.id}/import/Customer"
    page = open_page(admin, f"{there}/at-once?search=1&f0=OrgNr&o0=nonsense&v0=1")
    assert page.url == there


def test_only_administrators_import(bjorn: Browser, visma: Connection) -> None:
    there = f"/sync/connections/{visma.id}/import/Customer/at-once"
    assert (bjorn.get(there).status_code, bjorn.post(there).status_code) in {(403, 403), (403, 400)}
