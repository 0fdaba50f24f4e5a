"""Actors with texts as long as may be: few of them are held at a time, by the connector's process as by the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from connectors.base import ERP_KEY, FieldType
from connectors.process import Question
from tests.importing import CUSTOMER, imported, previewed
from tests.mapped import put
from tests.test_calls import hostile as asked
from tests.test_import_hostile import hostile
from webapp.db import db
from webapp.models import Company, Connection, CrmField, Link, RunRow, SyncRun
from webapp.services import calls, suggesting_run, undoing
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

ACTORS = 90
LONGEST = 65_536


@pytest.fixture
def heavy(cast: Mapping[str, Any]) -> Connection:
    """A connection on which all of a long text goes to the CRM."""
    CrmField.create(entity="company", key="X_ALL", name="All", name_key="all", type=FieldType.TEXT.value, max_length=0)
    connection = hostile(cast, "long texts", ACTORS)
    put(connection, ERP_KEY, "NAME", ">")
    put(connection, "data", "X_ALL", ">")
    return connection


def transactions(ask: Callable[[], SyncRun]) -> tuple[SyncRun, int]:
    """A run carried out, and how many transactions that took."""
    said: list[str] = []
    db.connection().set_trace_callback(said.append)
    try:
        run = SyncRun.get_by_id(ask().id)
    finally:
        db.connection().set_trace_callback(None)
    return run, sum(each.startswith("BEGIN") for each in said)


def test_a_stream_gives_actors_with_long_texts_a_few_at_a_time(app: Any) -> None:
    pieces = list(calls.stream(asked("long texts", ACTORS), Question(CUSTOMER, ("name",)), 20))
    assert sum(len(piece.actors) for piece in pieces) == ACTORS
    assert max(len(piece.actors) for piece in pieces) * LONGEST < 1_000_000


def test_many_small_batches_are_still_one_piece(app: Any) -> None:
    assert [len(piece.actors) for piece in calls.stream(asked("trickle", 1_200), Question(CUSTOMER, ("name",)), 20)] == [1_200]


def test_what_is_heavy_is_imported_and_taken_back_a_few_at_a_time(heavy: Connection, cast: Mapping[str, Any]) -> None:
    preview = previewed(heavy, cast["åse"])
    run, parts = transactions(lambda: requests.start(preview, cast["åse"]))
    assert (run.counts, {len(row.values["X_ALL"]) for row in Company.select()}) == ({"created": ACTORS}, {LONGEST})
    undo, portions = transactions(lambda: undoing.request(run, cast["åse"]))
    assert (undo.counts, Link.select().count()) == ({"deleted": ACTORS}, 0)
    assert min(parts, portions) > 5


def test_heavy_actors_that_were_chosen_come_a_few_at_a_time_too(heavy: Connection, cast: Mapping[str, Any]) -> None:
    every = previewed(heavy, cast["åse"])
    keys = [row.erp_key for row in RunRow.select().where(RunRow.run == every)][1:]
    run, parts = transactions(lambda: requests.at_once(heavy, CUSTOMER, Wanted(erp_keys=[*keys, "gone"]), cast["åse"]))
    assert run.counts == {"created": ACTORS - 1, "fault": 1}
    assert parts > 5


def test_suggestions_are_found_for_records_that_are_heavy(heavy: Connection, cast: Mapping[str, Any]) -> None:
    imported(previewed(heavy, cast["åse"]), cast["åse"])
    Link.delete().execute()
    run = SyncRun.get_by_id(suggesting_run.request(heavy, CUSTOMER, cast["åse"]).id)
    assert (run.state, run.counts["read"]) == ("done", ACTORS)
