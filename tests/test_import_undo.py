"""Undoing an import: what nobody has touched since goes, the rest stays and says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests import linked
from tests.importing import codes, found, imported, previewed
from tests.linked import PERSON, company, person, workbook_erp
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft
from webapp.errors import Problem
from webapp.models import Company, Connection, FieldChange, Link, RunRow, SyncRun
from webapp.services import record_saving, undoing
from webapp.services.importing import rows
from webapp.services.journal import Origin


@pytest.fixture
def visma(cast: Mapping[str, Any]) -> Connection:
    return workbook_erp(cast)[0]


def undone(run: SyncRun, user: Any) -> SyncRun:
    return SyncRun.get_by_id(undoing.request(run, user).id)


def typed(record_id: int, **texts: str) -> None:
    record_saving.save(Entity.COMPANY, [Draft(texts, record_id)], Origin("edited"))


def by_name() -> dict[str, Company]:
    return {row.name: row for row in Company.select().where(Company.deleted_at.is_null())}


def test_an_undo_removes_what_was_made_and_sets_back_what_was_changed(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS", PHONE="75 00 00 00")
    linked.link(visma, there, "20319")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    undo = undone(run, cast["åse"])
    assert (undo.state, undo.counts) == ("done", {"deleted": 2, "reset": 1})
    assert list(by_name()) == ["Fjordkraft Bodø AS"]
    assert by_name()["Fjordkraft Bodø AS"].values == there.texts
    assert [(each.erp_key, each.record_id) for each in Link.select()] == [("20319", there.id)]
    assert {each.kind for each in FieldChange.select().where(FieldChange.run == undo)} == {"undone"}
    with pytest.raises(Problem, match="undone_already"):
        undoing.request(run, cast["åse"])


def test_what_somebody_has_touched_since_stays_with_the_reason(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS")
    linked.link(visma, there, "20319")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    made = by_name()
    typed(made["Nordlys Kraft ASA"].id, PHONE="1")
    typed(there.id, NAME="Bodø AS")
    person(register.get(Entity.COMPANY, [made["Fjordkraft Tromsø A/S"].id]).popitem()[1], "Åse", "Berg")
    undo = undone(run, cast["åse"])
    kept = {key: codes(row) for key, row in found(undo).items()}
    assert kept == {"20318": ["kept_members"], "20319": ["kept_values"], "20320": ["kept_touched"]}
    assert set(by_name()) == {"Bodø AS", "Nordlys Kraft ASA", "Fjordkraft Tromsø A/S"}
    assert (undo.counts, register.get(Entity.COMPANY, [there.id])[there.id].texts.get("POSTALCITY")) == (
        {"kept": 3, "reset": 1},
        None,
    )


def test_a_record_linked_elsewhere_since_stays_and_a_joined_one_keeps_itself_but_loses_the_link(
    visma: Connection, cast: Mapping[str, Any]
) -> None:
    one = company("Nordlys Kraft", ORGNR="923609016")
    preview = previewed(visma, cast["åse"])
    rows.choose(preview, found(preview)["20320"].id, "this")
    run = imported(preview, cast["åse"])
    assert run.counts == {"created": 2, "updated": 1}
    other = workbook_erp(cast, "Other")[0]
    made = by_name()["Fjordkraft Bodø"]
    linked.link(other, register.get(Entity.COMPANY, [made.id])[made.id], "20319")
    undo = undone(run, cast["åse"])
    assert {key: codes(row) for key, row in found(undo).items()} == {"20319": ["kept_linked"]}
    assert set(by_name()) == {"Nordlys Kraft", "Fjordkraft Bodø"}
    assert not Link.select().where(Link.connection == visma, Link.record_id == one.id).exists()


def test_what_has_changed_nothing_or_is_under_way_cannot_be_undone(visma: Connection, cast: Mapping[str, Any]) -> None:
    preview = previewed(visma, cast["åse"])
    with pytest.raises(Problem, match="undo_impossible"):
        undoing.request(preview, cast["åse"])
    run = SyncRun.create(kind="import", connection=visma, actor_type="Customer", state="running", of=preview)
    with pytest.raises(Problem, match="undo_running"):
        undoing.request(run, cast["åse"])
    assert not undoing.possible(run)
    assert not RunRow.select().where(RunRow.run == run).exists()


def test_a_company_under_which_persons_are_linked_keeps_its_link(visma: Connection, cast: Mapping[str, Any]) -> None:
    one = company("Nordlys Kraft", ORGNR="923609016")
    preview = previewed(visma, cast["åse"])
    rows.choose(preview, found(preview)["20320"].id, "this")
    run = imported(preview, cast["åse"])
    below = imported(previewed(visma, cast["åse"], PERSON), cast["åse"])
    first = undone(run, cast["åse"])
    assert codes(found(first)["20320"]) == ["kept_persons"]
    assert codes(found(first)["20318"]) == ["kept_members"]
    assert Link.select().where(Link.record_id == one.id, Link.entity == "company").exists()
    assert undone(below, cast["åse"]).counts == {"deleted": 2}
