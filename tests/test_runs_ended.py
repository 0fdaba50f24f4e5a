"""Runs that somebody ends, or that count as lost: whatever they wait for, they hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests import linked
from tests.erpserver import ErpServer
from webapp.db import db
from webapp.models import SyncConnector, SyncRun
from webapp.services import call_memory, connection_test, run_kinds, runs
from webapp.services.configuration import of_connection
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted, to_params
from webapp.services.runs import Cancelled, Progress


@pytest.mark.parametrize("kind", ["preview", "suggest"])
def test_a_run_is_cancelled_while_its_erp_says_nothing(
    cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer, kind: str
) -> None:
    connection = linked.memory_erp(cast, memory, erp)
    linked.company("Fjordkraft")
    erp.mode = "silent"
    asked = {"connection": connection, "actor_type": "Customer", "params": to_params(Wanted()), "cancel": True}
    run = SyncRun.create(kind=kind, **asked)
    run_kinds.carry_out(run.id)
    assert SyncRun.get_by_id(run.id).state == "cancelled"


def test_a_preview_of_ticked_actors_goes_on_while_pages_wait_for_as_many_answers_as_they_may(
    cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    connection = linked.memory_erp(cast, memory, erp)
    key = of_connection(connection).digest
    asked = {"connection": connection, "actor_type": "Customer", "params": to_params(Wanted(erp_keys=("10002",)))}
    run = SyncRun.create(kind="preview", **asked)

    def carry_out() -> None:
        with db.connection_context():
            run_kinds.carry_out(run.id)

    with ThreadPoolExecutor(1) as pool, call_memory.place(key), call_memory.place(key):
        pool.submit(carry_out).result(10)
    assert SyncRun.get_by_id(run.id).state == "done"


def test_a_run_that_counts_as_lost_writes_no_more(cast: Mapping[str, Any]) -> None:
    run = SyncRun.create(kind="import", state="running")
    progress = Progress(run)
    progress.beat()
    runs.give_up(run.id, runs.LOST)
    with pytest.raises(Cancelled):
        progress.beat()
    progress.close("done")
    assert SyncRun.get_by_id(run.id).state == "interrupted"


def test_a_refused_sign_in_is_not_repeated_by_runs_until_a_test_has_passed(
    cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer
) -> None:
    connection = linked.memory_erp(cast, memory, erp)
    erp.mode = "refuse"
    for _number in range(2):
        run = SyncRun.get_by_id(requests.preview(connection, linked.CUSTOMER, Wanted(), cast["åse"]).id)
        assert (run.state, "refused" in run.error["text"][0]) == ("failed", True)
    assert len(erp.sign_ins) == 1
    erp.mode = "ok"
    connection_test.start_stored(connection, cast["åse"])
    assert SyncRun.get_by_id(requests.preview(connection, linked.CUSTOMER, Wanted(), cast["åse"]).id).state == "done"
