"""An import on PostgreSQL, where ids come from a sequence, JSON has a type, and two can write at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests import linked
from tests.importing import codes, found, imported, kinds, previewed
from tests.linked import PERSON, company, workbook_erp
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.models import Company, Link, Person, SyncRun
from webapp.services import undoing
from webapp.services.importing import rows

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
    undo = SyncRun.get_by_id(undoing.request(run, cast["åse"]).id)
    assert undo.counts == {"reset": 1, "kept": 2}
    assert {code for row in found(undo).values() for code in codes(row)} == {"kept_members"}


def test_an_actor_linked_meanwhile_fails_alone(cast: Mapping[str, Any]) -> None:
    visma = workbook_erp(cast)[0]
    preview = previewed(visma, cast["åse"])
    linked.link(visma, company("Somebody else"), "20318")
    run = imported(preview, cast["åse"])
    assert (run.state, run.counts) == ("partial", {"created": 2, "failed": 1})
    assert codes(found(preview)["20318"]) == ["row_linked"]
