"""An import on PostgreSQL, where ids come from a sequence, JSON has a type, and two can write at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any

import pytest

from tests import linked
from tests.importing import CUSTOMER, codes, found, imported, kinds, previewed
from tests.linked import BOOK, PERSON, company, workbook_erp
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.crm import aftermath, register
from webapp.crm.aftermath import OfImport, OfLinking
from webapp.crm.fields import Entity
from webapp.db import db, held
from webapp.models import Company, Link, Person, RunRow, SyncRun
from webapp.services import undoing, unlinking
from webapp.services.importing import requests, rows
from webapp.services.importing.plan import Wanted

pytestmark = pytest.mark.postgresql


def test_what_is_new_found_linked_and_undone_is_the_same_there(cast: Mapping[str, Any]) -> None:
    visma = workbook_erp(cast)[0]
    linked.link(visma, company("Fjordkraft Bodø AS"), "20319")
    company("Nordlys Kraft", ORGNR="923609016")
    preview = previewed(visma, cast["åse"])
    assert kinds(preview) == {"20318": "new", "20319": "update", "20320": "duplicate"}
    rows.choose(preview, found(preview)["20320"].id, "another")
    run = imported(preview, cast["åse"])
    assert (run.state, run.counts) == ("done", {"created": 2, "updated": 1})
    made = Company.get(Company.org_number == "974760673")
    assert (made.values["NAME"], Link.get(Link.record_id == made.id).agreed["Nm"]) == ("Fjordkraft Tromsø A/S",) * 2
    assert imported(previewed(visma, None, PERSON), None).counts == {"created": 2}
    assert {each.company.name for each in Person.select()} == {"Fjordkraft Tromsø A/S", "Nordlys Kraft ASA"}
    assert aftermath.of_import(Entity.COMPANY, run) == OfImport(kept=2, updated=1)
    assert aftermath.of_linking(run) == OfLinking(links=2, persons=2)
    undo = SyncRun.get_by_id(undoing.request(run, cast["åse"]).id)
    assert undo.counts == {"reset": 1, "kept": 2}
    assert {code for row in found(undo).values() for code in codes(row)} == {"kept_members"}


def test_a_nameless_actor_whose_key_is_longer_than_a_name_is_a_fault_of_its_own(
    cast: Mapping[str, Any],
) -> None:
    heads, first, *others = BOOK["Customer"]
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": (heads, ("k" * 450, None, *first[2:]), *others)})[0]
    run = SyncRun.get_by_id(requests.at_once(visma, CUSTOMER, Wanted(), cast["åse"]).id)
    assert (run.state, run.counts) == ("done", {"created": 2, "fault": 1})
    [row] = RunRow.select()
    assert (row.erp_key, row.title, codes(row)) == ("k" * 450, "k" * 400, ["name_missing"])


@pytest.mark.parametrize("looked_at", [True, False])
def test_persons_are_imported_while_an_undo_is_at_their_companies(cast: Mapping[str, Any], looked_at: bool) -> None:
    visma = workbook_erp(cast)[0]
    imported(previewed(visma, cast["åse"]), cast["åse"])
    preview = previewed(visma, cast["åse"], PERSON) if looked_at else None
    ids = [link.record_id for link in Link.select()]
    begun, came = Event(), list[int]()

    def undo() -> None:
        with db.connection_context(), db.atomic():
            register.get_held(Entity.COMPANY, ids)
            begun.set()
            time.sleep(0.5)  # the import waits for the companies by now
            came.extend(unlinking.held_of(Entity.COMPANY, ids))

    other = Thread(target=undo)
    other.start()
    begun.wait(5)
    run = requests.start(preview, cast["åse"]) if preview else requests.at_once(visma, PERSON, Wanted(), cast["åse"])
    run = SyncRun.get_by_id(run.id)
    other.join()
    assert (run.state, run.counts, sorted(came)) == ("done", {"created": 2}, sorted(ids))


def test_an_actor_linked_meanwhile_fails_alone(cast: Mapping[str, Any]) -> None:
    visma = workbook_erp(cast)[0]
    preview = previewed(visma, cast["åse"])
    linked.link(visma, company("Somebody else"), "20318")
    run = imported(preview, cast["åse"])
    assert (run.state, run.counts) == ("partial", {"created": 2, "failed": 1})
    assert codes(found(preview)["20318"]) == ["row_linked"]


def test_an_undo_that_the_database_ends_in_favour_of_another_transaction_begins_again(cast: Mapping[str, Any]) -> None:
    run = imported(previewed(workbook_erp(cast)[0], cast["åse"]), cast["åse"])
    thread, got = in_the_way(Link.select(), Company.select())  # an undo takes the records first, and then their links
    undo = SyncRun.get_by_id(undoing.request(run, cast["åse"]).id)
    thread.join()
    assert (undo.state, undo.counts, got) == ("done", {"deleted": 3}, [3])
    assert not Link.select().exists()


def test_so_does_that_of_links(cast: Mapping[str, Any]) -> None:
    run = imported(previewed(workbook_erp(cast)[0], cast["åse"]), cast["åse"])
    SyncRun.update(kind="link").where(SyncRun.id == run.id).execute()  # as if they had been suggested
    last = Link.select().order_by(Link.id.desc()).get()
    thread, got = in_the_way(Link.select().where(Link.id == last.id), Link.select())
    undo = SyncRun.get_by_id(undoing.request(SyncRun.get_by_id(run.id), cast["åse"]).id)
    thread.join()
    assert (undo.state, undo.counts["unlinked"], got) == ("done", 3, [3])
    assert not Link.select().exists()


def in_the_way(first: Any, then: Any) -> tuple[Thread, list[int]]:
    """Another transaction, which holds the rows of *first* by now; it takes those of *then* as soon as somebody waits for it, who
    is told first that they wait for each other. How many it got stands in the list."""
    begun, got = Event(), list[int]()

    def other() -> None:
        with db.connection_context(), db.atomic():
            list(held(first))
            begun.set()
            while not db.execute_sql("SELECT COUNT(*) FROM pg_locks WHERE NOT granted").fetchone()[0]:
                time.sleep(0.01)
            got.append(len(held(then)))

    thread = Thread(target=other)
    thread.start()
    assert begun.wait(5)
    return thread, got
