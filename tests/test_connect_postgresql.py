"""Two people connect at the very same moment, on a database where nobody waits for another by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests import linked
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.db import db
from webapp.errors import Problem
from webapp.models import FieldChange, Link
from webapp.services import connect_case, connecting
from webapp.services.connect_case import Case, Picks

pytestmark = pytest.mark.postgresql


def at_once(cases: list[Case], user: Any) -> list[str]:
    """What becomes of connecting all of them as they are meant: "won", or why not."""
    barrier = Barrier(len(cases))

    def one(case: Case) -> str:
        given = Picks(connect_case.picked(case, None), {row.key: row.mark for row in case.rows})
        with db.connection_context():
            barrier.wait()
            try:
                connecting.connect(case, given, user)
            except Problem as problem:
                return problem.code
        return "won"

    with ThreadPoolExecutor(len(cases)) as pool:
        return sorted(pool.map(one, cases))


def test_one_of_two_records_gets_the_actor_and_the_other_keeps_its_values(cast: dict[str, Any]):
    connection, _path = linked.workbook_erp(cast)
    records = [linked.company("Fjordkraft"), linked.company("Fjordkraft Tromsø")]
    cases = [connect_case.open_(connection, record, linked.CUSTOMER, "20318") for record in records]
    assert at_once(cases, cast["bjørn"]) == ["link_taken", "won"]
    [link] = Link.select()
    [loser] = [record for record in records if record.id != link.record_id]
    assert register.get(Entity.COMPANY, [loser.id])[loser.id].texts == loser.texts
    assert {row.record_id for row in FieldChange.select().where(FieldChange.kind == "connected")} == {link.record_id}


def test_a_record_gets_one_of_two_actors(cast: dict[str, Any]):
    connection, _path = linked.workbook_erp(cast)
    record = linked.company("Fjordkraft")
    cases = [connect_case.open_(connection, record, linked.CUSTOMER, key) for key in ("20318", "20319")]
    assert at_once(cases, cast["bjørn"]) == ["record_changed", "won"]
    [link] = Link.select()
    assert register.get(Entity.COMPANY, [record.id])[record.id].name == link.title
