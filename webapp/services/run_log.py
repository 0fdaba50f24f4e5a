"""The runs there are and were: found a page at a time, with what belongs to each, and the rows that failed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import ActorType
from webapp.crm import register
from webapp.crm.fields import ENTITY_OF
from webapp.models import Connection, RunRow, SyncRun
from webapp.services import names
from webapp.services.importing.notes import Note

PAGE, ROWS, BATCH = 50, 100, 500
"""How many runs and failed rows a page has; how many rows are read at a time for a file."""


@dataclass(frozen=True)
class Failed:
    """A row that a run couldn't carry through. `record_name`: of the record it is about, blank where there is none."""

    erp_key: str
    title: str
    record_id: int | None
    record_name: str
    problems: Sequence[Note]
    position: int


@dataclass(frozen=True)
class FailedPage:
    """A page of failed rows: `count` in all, on `last` pages, of which this is `number` (from 1)."""

    rows: Sequence[Failed]
    count: int
    number: int
    last: int


def search(connection: int | None, kind: str, number: int) -> tuple[list[SyncRun], int, int]:
    """The runs of a connection (None: all) and a kind (blank: all), the newest first: a page of them, how many there are in
    all, and the number of the page, which is the last where *number* is beyond it. Two queries."""
    query = SyncRun.select()
    if connection is not None:
        query = query.where(SyncRun.connection == connection)
    if kind:
        query = query.where(SyncRun.kind == kind)
    count = query.count()
    number = max(1, min(number, -(-count // PAGE)))
    return list(query.order_by(SyncRun.id.desc()).paginate(number, PAGE)), count, number


def connections() -> list[Connection]:
    """The connections that have had runs, deleted ones last; by name. One query."""
    found = Connection.select().where(Connection.id.in_(SyncRun.select(SyncRun.connection)))
    return sorted(found, key=lambda each: (each.deleted_at is not None, names.order(each.name)))


def undone_by(run: SyncRun) -> SyncRun | None:
    """The last run that takes *run* back, if there is one. One query."""
    made = SyncRun.select().where(SyncRun.of == run, SyncRun.kind == "undo")
    found: SyncRun | None = made.order_by(SyncRun.id.desc()).first()
    return found


def failed(run: SyncRun, number: int) -> FailedPage:
    """A page of the rows that *run* couldn't carry through. Three queries at most."""
    query = _failed(run)
    count = query.count()
    last = max(1, -(-count // ROWS))
    number = max(1, min(number, last))
    rows = list(query.order_by(RunRow.position).paginate(number, ROWS)) if count else []
    return FailedPage(_told(run, rows), count, number, last)


def all_failed(run: SyncRun) -> Iterator[list[Failed]]:
    """All of them, a batch at a time."""
    after = -1
    while rows := list(_failed(run).where(RunRow.position > after).order_by(RunRow.position).limit(BATCH)):
        after = rows[-1].position
        yield _told(run, rows)


def _failed(run: SyncRun) -> Any:
    """An import has no rows of its own: those of its preview say how they went."""
    owner = run.of_id if run.kind == "import" else run.id
    return RunRow.select().where(RunRow.run == owner, RunRow.state == "failed")


def _told(run: SyncRun, rows: Sequence[RunRow]) -> list[Failed]:
    ids = [row.record_id for row in rows if row.record_id]
    records = register.get(ENTITY_OF[ActorType(run.actor_type)], ids) if ids and run.actor_type else {}
    return [
        Failed(
            erp_key=row.erp_key,
            title=row.title,
            record_id=row.record_id,
            record_name=records[row.record_id].name if row.record_id in records else "",
            problems=[(code, facts) for code, facts in json.loads(row.problems)],
            position=row.position,
        )
        for row in rows
    ]
