"""The link workbench on PostgreSQL: its lists are queries of their own, and two may decide at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests import linked
from tests.conftest import Browser
from tests.crm import texts_of
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from tests.test_workbench import at, suggest
from webapp.crm.pairings import Place
from webapp.db import db
from webapp.models import Link, LinkSuggestion, SyncRun
from webapp.services import accepting, undoing

pytestmark = pytest.mark.postgresql


def test_suggestions_are_found_listed_linked_and_taken_back(admin: Browser, cast: dict[str, Any]) -> None:
    visma, _path = linked.workbook_erp(cast)
    linked.company("Fjordkraft Tromso", ORGNR="974 760 673")
    linked.company("Nordlys kraft", ORGNR="923609016")
    linked.company("Ingen")
    admin.post(at(visma, "/find"))
    for query, words in (("?q=TROMSO&score=90", "20318"), ("?show=without", "Ingen"), ("?show=rejected", "Nothing has")):
        assert words in texts_of(admin, at(visma, query))
    admin.post(at(visma, "/accept-all"), {"score": "90"})
    assert {each.erp_key for each in Link.select()} == {"20318", "20320"}
    assert "20320" in texts_of(admin, at(visma, "?show=linked&q=nordlys"))
    undoing.request(SyncRun.get(SyncRun.kind == "link"), cast["åse"])
    assert not Link.select().exists()
    assert LinkSuggestion.select().count() == 2


def test_of_two_who_accept_the_same_actor_at_once_one_wins_and_the_other_is_told(cast: dict[str, Any]) -> None:
    visma, _path = linked.workbook_erp(cast)
    found = [suggest(visma, linked.company(f"Firma {number}"), "20320") for number in range(4)]

    def accept(id_: int) -> accepting.Outcome:
        with db.connection_context():
            return accepting.accept(Place(visma, linked.CUSTOMER), [id_], cast["åse"])

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(accept, [each.id for each in found]))
    assert sum(len(each.linked) for each in outcomes) == 1
    assert {problem.code for each in outcomes for _suggestion, problem in each.refused} == {"link_taken"}
    assert Link.select().count() == 1
