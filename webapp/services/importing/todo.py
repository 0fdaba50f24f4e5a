"""The ticked rows of a preview as an import takes them: in their order, thousands at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from webapp.bulk import portions, size_of
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.db import db, first_column
from webapp.models import RunRow, SyncRun
from webapp.services.importing.notes import Note
from webapp.services.importing.rows import IMPORTED


class Todo(NamedTuple):
    """A row of a preview that is to be imported; see `models.RunRow`."""

    id: int
    position: int
    erp_key: str
    title: str
    kind: str
    choice: str
    record_id: int | None
    version: int | None
    parent_id: int | None
    changes: str
    agreed: str
    prepared: str
    problems: str

    @property
    def is_new(self) -> bool:
        """Whether it becomes a new record."""
        return self.kind == "new" or (self.kind == "duplicate" and self.choice == "another")

    @property
    def record(self) -> int:
        """The record that it is about, where there is one already."""
        assert self.record_id is not None
        return self.record_id

    @property
    def change(self) -> Mapping[str, tuple[str, str, str]]:
        """What changes in that record."""
        found: Mapping[str, tuple[str, str, str]] = json.loads(self.changes)
        return found

    def with_problem(self, note: Note) -> str:
        """What there is to say of it, and this."""
        return json.dumps([*json.loads(self.problems), note], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Span:
    """Some ticked rows of a preview that are still open: those between two positions, both of them in it."""

    preview: SyncRun
    first: int
    last: int

    @property
    def plain(self) -> Any:
        """The condition that a row is one of those that become new records just as they are."""
        return self._all & (RunRow.kind == "new")

    @property
    def _all(self) -> Any:
        within = (RunRow.run == self.preview) & RunRow.position.between(self.first, self.last)
        return within & RunRow.ticked & RunRow.kind.in_(IMPORTED)

    def rows(self, every: bool) -> list[Todo]:
        """Its rows, in the ERP's order; without *every* only those that aren't plain. One query."""
        wanted = [getattr(RunRow, name) for name in Todo._fields]
        query: Any = RunRow.select(*wanted).where(self._all, RunRow.state == "open")
        query = query if every else query.where(RunRow.kind != "new")
        return [Todo(*row) for row in query.order_by(RunRow.position).tuples()]


def spans(entity: Entity, preview: SyncRun, limit: int) -> Iterator[Span]:
    """The ticked rows that are still open, in their order, at most *limit* at a time, of heavy ones fewer. A query for each
    *limit*."""
    after = -1
    while rows := _weighed(entity, preview, after, limit):
        after = rows[-1][0]
        yield from (Span(preview, positions[0], positions[-1]) for positions in portions(rows))


def _weighed(entity: Entity, preview: SyncRun, after: int, limit: int) -> list[tuple[int, int]]:
    """The positions of the next rows, and how much is in each and in the record that it is about."""
    own = size_of(RunRow.prepared) + size_of(RunRow.changes) + size_of(RunRow.agreed)
    query: Any = RunRow.select(RunRow.position, own + register.size(entity, RunRow.record_id))
    query = query.where(RunRow.run == preview, RunRow.position > after, *_open())
    found: list[tuple[int, int]] = db.execute(query.order_by(RunRow.position).limit(limit)).fetchall()
    return found


def records_of(rows: Any) -> list[int]:
    """The records that rows (a condition on `RunRow`) name. One query."""
    return first_column(RunRow.select(RunRow.record_id).where(rows).order_by(RunRow.position))


def is_left(preview: SyncRun) -> bool:
    """Whether there is anything ticked and still open. One query."""
    return bool(RunRow.select().where(RunRow.run == preview, *_open()).exists())


def count(preview: SyncRun) -> int:
    """How many rows are ticked and still open. One query."""
    return int(RunRow.select().where(RunRow.run == preview, *_open()).count())


def _open() -> tuple[Any, ...]:
    return RunRow.ticked, RunRow.state == "open", RunRow.kind.in_(IMPORTED)
