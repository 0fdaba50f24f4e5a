"""An import whose worker is killed in the middle of a batch: what was stored is whole, and asking again brings the rest."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.importing import CUSTOMER, imported, previewed
from tests.linked import workbook_erp
from tests.processes import Kobling
from webapp import tasks
from webapp.models import Company, FieldChange, Link, RunRow, SelectionMember, SyncRun
from webapp.services import housekeeping, undoing
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

CUSTOMERS = 14_000
LONG = 0.02
"""Seconds for which the database is held by a batch, and by nothing else that a run writes."""


def held(file: Path) -> bool:
    """Whether somebody is writing at this moment."""
    database = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        database.close()
    return False


def wait_for_a_batch(file: Path) -> None:
    """Until one batch is stored and another is being written."""
    until, since = time.monotonic() + 60, 0.0
    while not since or time.monotonic() - since < LONG:
        assert time.monotonic() < until
        if not Company.select().exists() or not held(file):
            since = 0.0
            time.sleep(0.001)
        else:
            since = since or time.monotonic()


def wait_for(run: SyncRun) -> SyncRun:
    until = time.monotonic() + 60
    while (now := SyncRun.get_by_id(run.id)).under_way:
        assert time.monotonic() < until
        time.sleep(0.1)
    return now


def stored() -> set[int]:
    """How many records, links, lines of their history and rows that are through there are."""
    through = RunRow.select().where(RunRow.state == "done")
    return {Company.select().count(), Link.select().count(), FieldChange.select().count(), through.count()}


def stored_at_once() -> set[int]:
    """The same of an import without a preview, which has no rows but those that it has left: a tenth of the actors."""
    left = RunRow.select().where(RunRow.state == "done")
    kept = SelectionMember.select().count()
    return {Company.select().count(), Link.select().count(), FieldChange.select().count(), kept, 10 * left.count()}


def kill_within_a_batch(folder: Path) -> None:
    """Start a worker on what waits, and kill it while it writes."""
    with Kobling(folder, "worker") as kobling:
        wait_for_a_batch(folder / "instance/kobling.db")
        os.kill(kobling.process.pid, signal.SIGKILL)
        assert kobling.ended() == -signal.SIGKILL


def test_a_worker_killed_within_a_batch_leaves_whole_ones_and_the_rest_comes_when_asked_again(
    tmp_path: Path, cast: Mapping[str, Any]
) -> None:
    sheet = [("ID", "Nm"), *((number, f"Granli {number}") for number in range(CUSTOMERS))]
    preview = previewed(workbook_erp(cast, "Many", {"Customer": sheet})[0], cast["åse"])
    tasks.runs.immediate = False  # type: ignore[union-attr]
    run = imported(preview, cast["åse"])
    assert run.state == "waiting"
    kill_within_a_batch(tmp_path)
    [whole] = stored()
    assert 0 < whole < CUSTOMERS
    assert SyncRun.get_by_id(run.id).state == "running"
    housekeeping.tidy()
    assert SyncRun.get_by_id(run.id).state == "interrupted"
    again = imported(preview, cast["åse"])
    with Kobling(tmp_path, "worker"):
        assert (wait_for(again).state, SyncRun.get_by_id(again.id).counts) == ("done", {"created": CUSTOMERS - whole})
    assert stored() == {CUSTOMERS}
    assert len({each.erp_key for each in Link.select(Link.erp_key)}) == CUSTOMERS
    tasks.runs.immediate = True  # type: ignore[union-attr]
    taken_back = SyncRun.get_by_id(undoing.request(SyncRun.get_by_id(run.id), cast["åse"]).id)
    assert taken_back.counts == {"deleted": whole}


def test_one_without_a_preview_that_is_killed_within_a_batch_is_whole_after_it_is_asked_for_again(
    tmp_path: Path, cast: Mapping[str, Any]
) -> None:
    names = (f"Granli {number}" if number % 10 else f"Granli {number} " + "x" * 300 for number in range(CUSTOMERS))
    visma = workbook_erp(cast, "Many", {"Customer": [("ID", "Nm"), *enumerate(names)]})[0]
    tasks.runs.immediate = False  # type: ignore[union-attr]
    run = requests.at_once(visma, CUSTOMER, Wanted(), cast["åse"])
    kill_within_a_batch(tmp_path)
    [whole] = stored_at_once()
    assert 0 < whole < CUSTOMERS
    housekeeping.tidy()
    assert SyncRun.get_by_id(run.id).state == "interrupted"
    again = requests.at_once(visma, CUSTOMER, Wanted(), cast["åse"])
    with Kobling(tmp_path, "worker"):
        assert wait_for(again).state == "done"
    counts = {name: number for name, number in SyncRun.get_by_id(again.id).counts.items() if name != "noted"}
    assert counts == {"created": CUSTOMERS - whole, "unchanged": whole}
    assert stored_at_once() == {CUSTOMERS}
    assert len({each.erp_key for each in Link.select(Link.erp_key)}) == CUSTOMERS
    tasks.runs.immediate = True  # type: ignore[union-attr]
    taken_back = SyncRun.get_by_id(undoing.request(SyncRun.get_by_id(run.id), cast["åse"]).id)
    assert taken_back.counts == {"deleted": whole}
