"""Two people create the same at the very same moment, on a database where nobody waits for another by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests import linked
from tests.erpserver import ErpServer
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.db import db
from webapp.errors import Problem
from webapp.models import CreateIntent, Link, SyncConnector
from webapp.services import calls, create_case, creating
from webapp.services.creating import Form

pytestmark = pytest.mark.postgresql


def test_one_creates_it_and_the_other_is_told(cast: dict[str, Any], erp: ErpServer):
    calls.forget()
    memory = SyncConnector.create(name="Memory", name_key="memory", url="plugin://memory")
    connection = linked.memory_erp(cast, memory, erp)
    record, barrier = linked.company("Havørn Fiske AS"), Barrier(2)
    erp.mode, erp.delay = "slow", 0.05

    def one(name: str) -> str:
        with db.connection_context():
            case = create_case.open_(connection, record, linked.CUSTOMER, cast[name])
            barrier.wait()
            try:
                creating.create(case, Form({}, case.mark, name), cast[name], "en")
            except Problem as problem:
                return problem.code
        return "created"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ("åse", "bjørn"))) == ["create_begun", "created"]
    assert (len(erp.records), Link.select().count(), CreateIntent.select().count()) == (1, 1, 0)
