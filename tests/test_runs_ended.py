"""Runs that somebody ends, or that count as lost: whatever they wait for, they hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests import linked
from tests.erpserver import ErpServer
from webapp.models import SyncConnector, SyncRun
from webapp.services import run_kinds, runs
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


def test_a_run_that_counts_as_lost_writes_no_more(cast: Mapping[str, Any]) -> None:
    run = SyncRun.create(kind="import", state="running")
    progress = Progress(run)
    progress.beat()
    runs.give_up(run.id, runs.LOST)
    with pytest.raises(Cancelled):
        progress.beat()
    progress.close("done")
    assert SyncRun.get_by_id(run.id).state == "interrupted"
