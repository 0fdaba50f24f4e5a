"""Import from ERP: what a preview says, what an import of it does, and what comes in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from connectors.base import Operator, Restriction
from tests import linked
from tests.importing import changes, codes, found, imported, kinds, previewed
from tests.linked import BOOK, CUSTOMER, PERSON, PROJECT, company, workbook_erp
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.errors import Problem
from webapp.models import Company, Connection, FieldChange, FieldMapping, Link, Person, RunRow, SyncRun
from webapp.services import connections, journal, record_saving
from webapp.services.importing import plan, requests, rows
from webapp.services.importing.plan import Wanted
from webapp.services.journal import Origin


@pytest.fixture
def visma(cast: Mapping[str, Any]) -> Connection:
    return workbook_erp(cast)[0]


def names() -> list[str]:
    return [row.name for row in Company.select().where(Company.deleted_at.is_null()).order_by(Company.id)]


def now_is(record: Record) -> Mapping[str, str]:
    return register.get(record.entity, [record.id])[record.id].texts


def with_customer(**values: Any) -> Mapping[str, Any]:
    """The workbook with other values of the first customer."""
    heads, first, *others = BOOK["Customer"]
    return {**BOOK, "Customer": (heads, tuple(values.get(head, old) for head, old in zip(heads, first, strict=True)), *others)}


def test_a_preview_says_what_each_actor_is_and_writes_nothing(visma: Connection, cast: Mapping[str, Any]) -> None:
    linked.link(visma, company("Fjordkraft Bodø AS"), "20319")
    company("Nordlys Kraft", ORGNR="923 609 016")
    preview = previewed(visma, cast["åse"])
    assert kinds(preview) == {"20318": "new", "20319": "update", "20320": "duplicate"}
    there = found(preview)
    assert changes(there["20319"])["NAME"] == ["Fjordkraft Bodø AS", "Fjordkraft Bodø"]
    assert [there[key].ticked for key in ("20318", "20319", "20320")] == [True, True, False]
    assert names() == ["Fjordkraft Bodø AS", "Nordlys Kraft"]
    assert (preview.state, preview.counts) == ("done", {"new": 1, "update": 1, "duplicate": 1})


def test_an_import_makes_records_with_links_history_and_two_selections(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS", PHONE="75 00 00 00")
    linked.link(visma, there, "20319")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    assert (run.state, run.counts) == ("done", {"created": 2, "updated": 1})
    assert names() == ["Fjordkraft Bodø", "Fjordkraft Tromsø A/S", "Nordlys Kraft ASA"]
    made = Company.get(Company.name == "Fjordkraft Tromsø A/S")
    assert (made.values["ORGNR"], made.org_number, made.created_by) == ("974760673", "974760673", cast["åse"])
    link = Link.get(Link.record_id == made.id)
    assert (link.erp_key, link.agreed["Nm"], link.run, link.made_by) == ("20318", "Fjordkraft Tromsø A/S", run, cast["åse"])
    noted = FieldChange.get(FieldChange.record_id == made.id)
    assert (noted.kind, noted.erp_key, noted.run, noted.user_name) == ("imported", "20318", run, "Åse Nygård")
    assert journal.read(noted.changes)["NAME"] == ("", "Fjordkraft Tromsø A/S", "from_erp")
    assert sorted(len(each.members) for each in run.selections) == [1, 2]
    assert not [each for each in run.selections if visma.name in each.name]  # everybody sees selections
    assert now_is(there)["PHONE"] == "75 00 00 00"


def test_what_was_imported_is_linked_afterwards_and_importing_again_changes_nothing(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    first = previewed(visma, cast["åse"])
    imported(first, cast["åse"])
    assert set(kinds(previewed(visma, cast["åse"])).values()) == {"linked"}
    with pytest.raises(Problem, match="import_nothing_left"):
        requests.start(first, cast["åse"])
    assert len(names()) == 3


def test_a_possible_duplicate_is_the_one_that_was_found_or_another_or_is_left_out(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    one, two = company("Nordlys Kraft", ORGNR="923609016"), company("Fjordkraft Bodø")
    company("Fjordkraft i Tromsø", ORGNR="974 760 673")
    preview = previewed(visma, cast["åse"])
    assert set(kinds(preview).values()) == {"duplicate"}
    there = found(preview)
    rows.choose(preview, there["20320"].id, "this")
    rows.choose(preview, there["20319"].id, "another")
    rows.choose(preview, there["20318"].id, "skip")
    assert (rows.to_do(preview).create, rows.to_do(preview).update, rows.to_do(preview).link) == (1, 0, 1)
    run = imported(preview, cast["åse"])
    assert run.counts == {"created": 1, "updated": 1}
    assert names() == ["Nordlys Kraft ASA", "Fjordkraft Bodø", "Fjordkraft i Tromsø", "Fjordkraft Bodø"]
    assert {link.erp_key: link.record_id for link in Link.select()} == {"20320": one.id, "20319": two.id + 2}


def test_two_actors_that_are_said_to_be_one_record_do_not_both_become_it(cast: Mapping[str, Any]) -> None:
    heads, first, second, *_rest = BOOK["Customer"]
    twins = (heads, first, (second[0], *first[1:]))
    visma = workbook_erp(cast, sheets={**BOOK, "Customer": twins})[0]
    company("Fjordkraft Tromsø AS")
    preview = previewed(visma, cast["åse"])
    rows.tick_all(preview, "duplicate", True)
    run = imported(preview, cast["åse"])
    assert (run.state, run.counts) == ("partial", {"updated": 1, "failed": 1})
    assert codes(found(preview)["20319"]) == ["row_record_linked"]
    assert len(names()) == 1


def test_what_came_in_between_fails_its_row_alone_and_a_new_preview_mends_it(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS")
    linked.link(visma, there, "20319")
    preview = previewed(visma, cast["åse"])
    record_saving.save(Entity.COMPANY, [Draft({"PHONE": "1"}, there.id)], Origin("edited"))
    linked.link(visma, company("Somebody else"), "20318")
    run = imported(preview, cast["åse"])
    assert (run.state, run.counts) == ("partial", {"created": 1, "failed": 2})
    assert {key: codes(row) for key, row in found(preview).items() if row.state == "failed"} == {
        "20318": ["row_linked"], "20319": ["row_changed"],
    }  # fmt: skip
    again = previewed(visma, cast["åse"])
    assert imported(again, cast["åse"]).counts == {"updated": 2}
    assert now_is(there)["NAME"] == "Fjordkraft Bodø"


def test_a_link_that_is_gone_since_the_preview_is_not_followed(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS")
    linked.link(visma, there, "20319")
    preview = previewed(visma, cast["åse"])
    Link.delete().execute()
    assert imported(preview, cast["åse"]).counts == {"created": 2, "failed": 1}
    assert codes(found(preview)["20319"]) == ["row_unlinked"]
    assert now_is(there)["NAME"] == "Fjordkraft Bodø AS"


def test_blanks_overwrite_unless_they_are_told_not_to_and_a_name_is_never_blanked(cast: Mapping[str, Any]) -> None:
    visma = workbook_erp(cast, sheets=with_customer(Nm=None, Zip=None))[0]
    there = company("Fjordkraft", POSTALZIP="9008", POSTALCITY="Tromsø")
    linked.link(visma, there, "20318")
    kept = found(previewed(visma, cast["åse"], keep_blanks=True))["20318"]
    assert "POSTALZIP" not in changes(kept)
    preview = previewed(visma, cast["åse"])
    assert (changes(found(preview)["20318"])["POSTALZIP"], codes(found(preview)["20318"])) == (["9008", ""], ["name_kept"])
    imported(preview, cast["åse"])
    assert (now_is(there)["NAME"], now_is(there).get("POSTALZIP")) == ("Fjordkraft", None)


def test_persons_come_into_their_companies_and_wait_for_those_that_are_not_imported(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    imported(previewed(visma, cast["åse"], erp_keys=["20318"]), cast["åse"])
    preview = previewed(visma, cast["åse"], PERSON)
    assert kinds(preview) == {"1": "new", "2": "fault"}
    assert codes(found(preview)["2"]) == ["parent_missing"]
    assert imported(preview, cast["åse"]).counts == {"created": 1}
    assert [(each.name, each.company.name) for each in Person.select()] == [("Åse Berg", "Fjordkraft Tromsø A/S")]
    imported(previewed(visma, cast["åse"]), cast["åse"])
    assert kinds(previewed(visma, cast["åse"], PERSON)) == {"1": "linked", "2": "new"}  # Åse Berg elsewhere is another one


def test_a_person_whose_company_is_disconnected_meanwhile_stays_out(visma: Connection, cast: Mapping[str, Any]) -> None:
    imported(previewed(visma, cast["åse"]), cast["åse"])
    preview = previewed(visma, cast["åse"], PERSON)
    Link.delete().where(Link.erp_key == "20320").execute()
    assert imported(preview, cast["åse"]).counts == {"created": 1, "failed": 1}
    assert codes(found(preview)["2"]) == ["row_parent_gone"]


def test_a_person_who_is_there_already_is_linked_within_the_same_company_link_only(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    owner = company("Fjordkraft Tromsø")
    linked.link(visma, owner, "20318")
    linked.person(owner, "Åse", "Berg", PHONE_DIRECT="90011223")
    preview = previewed(visma, cast["åse"], PERSON)
    rows.choose(preview, found(preview)["1"].id, "this")
    Link.delete().execute()
    assert imported(preview, cast["åse"]).counts == {"failed": 1}
    assert codes(found(preview)["1"]) == ["row_parent_gone"]
    again = previewed(visma, cast["åse"], PERSON)
    assert kinds(again)["1"] == "fault"


def test_a_person_stays_out_whose_company_is_linked_to_another_actor_since_the_preview(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    owner = company("Fjordkraft Tromsø")
    linked.link(visma, owner, "20318")
    preview = previewed(visma, cast["åse"], PERSON)
    Link.delete().execute()
    linked.link(visma, owner, "20319")
    assert imported(preview, cast["åse"]).counts == {"failed": 1}
    assert not Person.select().exists()


def test_deleting_the_connection_ends_its_run(visma: Connection, cast: Mapping[str, Any]) -> None:
    run = SyncRun.create(kind="import", connection=visma, actor_type="Customer", state="running")
    connections.delete(visma, cast["åse"])
    assert SyncRun.get_by_id(run.id).cancel


def test_projects_belong_to_no_company_where_the_erp_does_not_say(visma: Connection, cast: Mapping[str, Any]) -> None:
    run = imported(previewed(visma, cast["åse"], PROJECT), cast["åse"])
    assert run.counts == {"created": 1}
    link = Link.get(Link.entity == "project")
    assert register.get(Entity.PROJECT, [link.record_id])[link.record_id].company_id is None


def test_chosen_actors_alone_are_read_and_one_that_is_gone_is_named(visma: Connection, cast: Mapping[str, Any]) -> None:
    preview = previewed(visma, cast["åse"], erp_keys=["20319", "9", "20319"])
    assert kinds(preview) == {"20319": "new", "9": "fault"}
    assert codes(found(preview)["9"]) == ["actor_gone"]


def test_only_what_meets_the_criteria_is_read(visma: Connection, cast: Mapping[str, Any]) -> None:
    city = Restriction("City", Operator.EQUALS, ("tromsø",))
    assert set(kinds(previewed(visma, cast["åse"], restrictions=[city]))) == {"20318", "20320"}
    assert set(kinds(previewed(visma, cast["åse"], text="bodø"))) == {"20319"}
    wanted = Wanted("x", [city], ["1"], keep_blanks=True)
    assert plan.of_params(plan.to_params(wanted)) == wanted


def test_an_import_is_refused_before_it_can_go_wrong(visma: Connection, cast: Mapping[str, Any]) -> None:
    preview = previewed(visma, cast["åse"])
    Connection.update(tested_state="failed").execute()
    untested = Connection.get_by_id(visma.id)
    for refused in (
        lambda: requests.preview(untested, CUSTOMER, Wanted(), None),
        lambda: requests.start(SyncRun.get_by_id(preview.id), None),
    ):
        with pytest.raises(Problem, match="import_untested"):
            refused()
    Connection.update(tested_state="passed", active=False).execute()  # it needn't be active
    FieldMapping.update(to_crm=False).execute()
    with pytest.raises(Problem, match="import_nothing_mapped"):
        requests.preview(Connection.get_by_id(visma.id), CUSTOMER, Wanted(), None)
    with pytest.raises(Problem, match="import_mappings_changed"):
        requests.start(SyncRun.get_by_id(preview.id), None)
    FieldMapping.update(to_crm=True).where(FieldMapping.crm_key != "").execute()
    assert imported(SyncRun.get_by_id(preview.id), cast["åse"]).state == "done"


def test_rows_are_found_paged_ticked_and_counted_and_those_of_other_runs_left_alone(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    preview, other = previewed(visma, cast["åse"]), previewed(visma, cast["åse"])
    ids = [row.id for row in found(preview).values()]
    rows.tick(preview, [*ids[:1], *(row.id for row in found(other).values())], False)
    assert (rows.counts(preview)["new"].ticked, rows.counts(other)["new"].ticked) == (2, 3)
    page = rows.page(preview, "new", "fjordkraft", 10**30)
    assert ([row.erp_key for row in page.rows], page.count, page.number) == (["20318", "20319"], 2, 1)
    assert ("NAME", "", "Fjordkraft Bodø") in page.rows[1].changes
    rows.tick_all(preview, "new", True, "20318")
    assert rows.to_do(preview).create == 3
    SyncRun.create(kind="import", connection=visma, actor_type="Customer", of=preview)
    with pytest.raises(Problem, match="import_under_way"):
        rows.tick_all(preview, "new", False)
    assert RunRow.select().where(RunRow.run == preview, RunRow.ticked).count() == 3
