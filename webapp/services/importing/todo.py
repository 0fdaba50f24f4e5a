"""The ticked rows of a preview as an import takes them: in their order, thousands at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.crm import adding
from webapp.models import RunRow, SyncRun
from webapp.services import journal
from webapp.services.importing.notes import Note


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

    @property
    def addition(self) -> str:
        """The values of the new record, as the journal stores them."""
        if self.kind == "new":
            return self.changes
        return journal.written({key: ("", text, "from_erp") for key, text in adding.values_of(self.prepared).items()})

    def with_problem(self, note: Note) -> str:
        """What there is to say of it, and this."""
        return json.dumps([*json.loads(self.problems), note], ensure_ascii=False)


def following(preview: SyncRun, after: int, limit: int) -> list[Todo]:
    """The next ticked rows that are still open, in the ERP's order, from after a position. One query."""
    wanted = [getattr(RunRow, name) for name in Todo._fields]
    query: Any = RunRow.select(*wanted).where(RunRow.run == preview, RunRow.position > after, *_open())
    return [Todo(*row) for row in query.order_by(RunRow.position).limit(limit).tuples()]


def count(preview: SyncRun) -> int:
    """How many rows are ticked and still open. One query."""
    return int(RunRow.select().where(RunRow.run == preview, *_open()).count())


def _open() -> tuple[Any, ...]:
    return RunRow.ticked, RunRow.state == "open", RunRow.kind.in_(("new", "update", "duplicate"))
