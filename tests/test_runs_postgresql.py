"""Runs on a database where two can ask for one at the very same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests import linked
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp import jobs
from webapp.db import db
from webapp.errors import Problem
from webapp.models import SyncRun
from webapp.services import runs

pytestmark = pytest.mark.postgresql


def test_of_two_who_ask_for_a_run_at_once_one_gets_it(cast: dict[str, Any]):
    connection, _path = linked.workbook_erp(cast)
    barrier = Barrier(4)

    def ask(_number: int) -> str:
        with db.connection_context(), db.atomic():
            barrier.wait()
            try:
                runs.request("link", connection, cast["åse"], linked.CUSTOMER, {"score": 90})
            except Problem as problem:
                return problem.code
            return "asked"

    jobs.connect(lambda _name, _row: None)  # no worker is there: else the first may be over before the second asks
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, range(4))) == ["asked", *["run_under_way"] * 3]
    assert SyncRun.select().count() == 1
