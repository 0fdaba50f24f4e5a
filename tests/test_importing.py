"""Import from ERP: what a preview says, what an import of it does, and what comes in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests import linked
from tests.importing import changes, found, imported, kinds, previewed
from tests.linked import company, workbook_erp
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.models import Company, Connection, FieldChange, Link


@pytest.fixture
def visma(cast: Mapping[str, Any]) -> Connection:
    return workbook_erp(cast)[0]


def names() -> list[str]:
    return [row.name for row in Company.select().where(Company.deleted_at.is_null()).order_by(Company.id)]


def test_a_preview_says_what_each_actor_is_and_writes_nothing(visma: Connection, cast: Mapping[str, Any]) -> None:
    linked.link(visma, company("Fjordkraft Bodø AS"), "20319")
    company("Nordlys Kraft", ORGNR="923 609 016")
    preview = previewed(visma, cast["åse"])
    assert kinds(preview) == {"20318": "new", "20319": "update", "20320": "duplicate"}
    rows = found(preview)
    assert changes(rows["20319"])["NAME"] == ["Fjordkraft Bodø AS", "Fjordkraft Bodø"]
    assert (rows["20318"].ticked, rows["20319"].ticked, rows["20320"].ticked) == (True, True, False)
    assert names() == ["Fjordkraft Bodø AS", "Nordlys Kraft"]
    assert (preview.state, preview.counts) == ("done", {"new": 1, "update": 1, "duplicate": 1})


def test_an_import_makes_records_with_links_history_and_two_selections(visma: Connection, cast: Mapping[str, Any]) -> None:
    there = company("Fjordkraft Bodø AS", PHONE="75 00 00 00")
    linked.link(visma, there, "20319")
    run = imported(previewed(visma, cast["åse"]), cast["åse"])
    assert (run.state, run.counts) == ("done", {"created": 2, "updated": 1})
    assert names() == ["Fjordkraft Bodø", "Fjordkraft Tromsø A/S", "Nordlys Kraft ASA"]
    made = Company.get(Company.name == "Fjordkraft Tromsø A/S")
    assert made.values["ORGNR"] == "974760673"
    assert made.org_number == "974760673"
    assert made.created_by == cast["åse"]
    link = Link.get(Link.record_id == made.id)
    assert (link.erp_key, link.agreed["Nm"], link.run) == ("20318", "Fjordkraft Tromsø A/S", run)
    noted = FieldChange.get(FieldChange.record_id == made.id)
    assert (noted.kind, noted.erp_key, noted.run) == ("imported", "20318", run)
    assert sorted(len(each.members) for each in run.selections) == [1, 2]
    assert register.get(Entity.COMPANY, [there.id])[there.id].texts["PHONE"] == "75 00 00 00"
