"""What is asked before a run is undone: how much it is as things stand now, which is what the undo then comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playhouse.test_utils import count_queries

from tests import linked
from tests.conftest import Browser
from tests.importing import found, imported, previewed
from tests.linked import PERSON, company, person, project, workbook_erp
from tests.pages import Page, open_page
from webapp.crm import aftermath, register
from webapp.crm.aftermath import OfImport
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.db import now
from webapp.models import Company, Connection, FieldChange, Link, SyncRun
from webapp.services import linking, record_saving, records, undoing, unlinking
from webapp.services.importing import rows
from webapp.services.journal import Entry, Origin, note

CUSTOMERS = 9
CITY = "Bodø"


@pytest.fixture
def visma(cast: Mapping[str, Any]) -> Connection:
    sheet = [("ID", "Nm", "City"), *((number, f"Granli {number}", CITY) for number in range(1, CUSTOMERS + 1))]
    persons = [("ID", "ParentType", "ParentID", "FirstName", "LastName"), (1, "Customer", 1, "Åse", "Berg")]
    return workbook_erp(cast, sheets={"Customer": sheet, "Person": persons})[0]


def typed(record: Record, **texts: str) -> None:
    record_saving.save(record.entity, [Draft(texts, record.id)], Origin("edited"))


def of_key(connection: Connection, key: str) -> Record:
    id_ = Link.get(Link.connection == connection, Link.erp_key == key, Link.entity == "company").record_id
    return register.get(Entity.COMPANY, [id_])[id_]


def question(browser: Browser, run: SyncRun) -> Page:
    """The question that the page of a run leads to."""
    page = open_page(browser, f"/runs/{run.id}")
    return open_page(browser, next(each.get("href") for each in page.root.all("a") if each.text().startswith("Undo")))


def test_the_numbers_are_what_the_undo_then_comes_to(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    for number in (7, 8, 9):
        linked.link(visma, company(f"Granli {number} AS"), str(number))
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    typed(of_key(visma, "2"), PHONE="1")
    linked.link(workbook_erp(cast, "Other")[0], of_key(visma, "3"), "20318")
    person(of_key(visma, "4"), "Åse", "Berg")
    for key in ("5", "8"):
        gone = of_key(visma, key)
        unlinking.unlink(linking.of_record(gone.entity, gone.id).values(), Origin("disconnected"))
        records.delete(gone, cast["åse"])
    typed(of_key(visma, "9"), NAME="Havørn")
    page = question(admin, run)
    assert "2 companies that it created are deleted. 1 that it updated gets its values back." in page
    assert "1 that it updated has been changed since: it gets back those values that are still the imported ones." in page
    assert "3 companies that it created: somebody has changed them since, they are linked on another connection too" in page
    assert "1 that it updated has been deleted since, and stays so. 1 that it created is deleted already." in page
    page.press("Undo the import")
    assert SyncRun.get(SyncRun.kind == "undo").counts == {"deleted": 2, "reset": 2, "kept": 5}
    assert {each.erp_key for each in Link.select().where(Link.run == run)} <= {"2", "3", "4", "5"}


def test_what_an_undo_before_has_taken_back_is_told_apart(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    linked.link(visma, company("Granli 9 AS"), "9")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    question(admin, run).press("Undo the import")
    SyncRun.update(state="cancelled").where(SyncRun.kind == "undo").execute()
    page = question(admin, run)
    assert "9 have been taken back already, by an undo that didn't come to its end." in page
    assert "What goes Nothing any more." in page
    assert "Done" in page.press("Undo the import")


def test_links_made_to_what_was_there_and_persons_have_their_words(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    mine = company("Granli 1", POSTALCITY=CITY)
    preview = previewed(visma, cast["åse"])
    rows.choose(preview, found(preview)["1"].id, "this")
    run = imported(preview, cast["åse"])
    below = imported(previewed(visma, cast["åse"], PERSON), cast["åse"])
    page = question(admin, run)
    assert "8 companies that it created are deleted. The 9 links that it made are removed." in page
    assert "Links to companies that were there before, where persons are linked under them." in page
    assert "1 person that it created is deleted. The link that it made is removed." in question(admin, below)
    assert aftermath.of_import(Entity.COMPANY, run) == OfImport(made=8, joined=1, links=9)
    question(admin, run).press("Undo the import")
    assert [each.record_id for each in Link.select().where(Link.run == run)] == [mine.id]


def test_it_asks_the_database_as_often_for_many_as_for_few(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    few = imported(previewed(visma, cast["åse"]), cast["åse"])
    sheet = [("ID", "Nm"), *((number, f"Lunde {number}") for number in range(1, 201))]
    many = imported(previewed(workbook_erp(cast, "Many", {"Customer": sheet})[0], cast["åse"]), cast["åse"])
    asked = []
    for run in (few, many):
        with count_queries() as counted:
            assert "What goes" in Page(admin, admin.get(f"/sync/connections/{run.connection_id}/import/runs/{run.id}/undo"))
        asked.append(counted.count)
    assert asked[0] == asked[1]


def test_an_import_from_a_connection_that_is_deleted_since_is_undone(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    linked.link(visma, company("Granli 9 AS"), "9")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    admin.post("/sync/connections/delete", {"selected": visma.id, "confirmed": "1"})
    assert Connection.get().deleted_at
    page = question(admin, run)
    assert "The import from “Visma (deleted)” by Åse Nygård" in page
    assert "8 new records deleted, 1 record set back" in page.press("Undo the import")
    assert [each.name for each in Company.select().where(Company.deleted_at.is_null())] == ["Granli 9 AS"]
    assert [each.erp_key for each in Link.select()] == ["9"]  # kept, for when the connection is restored
    assert question_is_gone(admin, run)


def question_is_gone(browser: Browser, run: SyncRun) -> bool:
    return "/undo" not in open_page(browser, f"/runs/{run.id}").html


def test_accepted_links_of_a_connection_that_is_deleted_since_are_undone_with_the_persons_under_them(
    admin: Browser, visma: Connection, cast: Mapping[str, Any]
) -> None:
    run = accepted(visma, cast, [company(f"Firma {number}") for number in range(3)])
    under = person(of_key(visma, "0"), "Åse", "Berg")
    linked.link(visma, under, "1")
    Link.delete().where(Link.erp_key == "2").execute()
    Connection.update(deleted_at=now()).where(Connection.id == visma.id).execute()
    page = question(admin, run)
    assert "on “Visma (deleted)”" in page
    assert "The 2 links that it made are removed. 1 that it made is gone already. 1 person who is linked within" in page
    assert "2 links removed, 1 link of a person removed with it" in page.press("Undo the run")
    assert not Link.select().exists()


def accepted(connection: Connection, cast: Mapping[str, Any], companies: list[Record]) -> SyncRun:
    """A run that has linked them, with their places as keys."""
    run = SyncRun.create(
        kind="link", connection=connection, actor_type="Customer", state="done", counts={"linked": len(companies)},
        user=cast["åse"], user_name=cast["åse"].name,
    )  # fmt: skip
    for key, each in enumerate(companies):
        linked.link(connection, each, str(key))
    Link.update(run=run).execute()
    note(Origin("linked", run.user, connection, run), [Entry(Entity.COMPANY, each.id) for each in companies])
    return run


def test_with_none_of_its_links_left_it_says_so(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    run = accepted(visma, cast, [company("Firma")])
    Link.delete().execute()
    assert "None of the links that it made is there any more." in question(admin, run)
    assert undoing.possible(run)


def test_projects_of_a_company_keep_it(admin: Browser, visma: Connection, cast: Mapping[str, Any]) -> None:
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    work = project("Nytt lager")
    record_saving.save(Entity.PROJECT, [Draft({}, work.id, company_id=of_key(visma, "1").id)], Origin("edited"))
    assert aftermath.of_import(Entity.COMPANY, run) == OfImport(made=8, kept=1, links=8)
    assert "8 new records deleted, 1 not taken back" in question(admin, run).press("Undo the import")
    assert FieldChange.select().where(FieldChange.kind == "undone").count() == 8
