"""The rows of a preview: read a page at a time, ticked and unticked, and what an import of the ticked ones would do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import Case, fn

from connectors.base import ActorType
from webapp.crm import adding, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import PIECE
from webapp.db import db
from webapp.errors import Problem
from webapp.models import RunRow, SyncRun
from webapp.models.run import UNDER_WAY
from webapp.services import journal
from webapp.services.importing.notes import Note
from webapp.services.importing.plan import TAKEN_OVER

KINDS = ("new", "update", "linked", "duplicate", "fault")
"""What an actor can be to an import; see `models.RunRow`."""
IMPORTED = ("new", "update", "duplicate")
"""The kinds of which rows can be ticked."""
CHOICES = ("this", "another")
"""What a possible duplicate can be said to be: the record that was found, or another one, which is then created."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is shown. `changes`: (CRM key, before, after) in text form, "" for blank; of a new record all its values.

    `record_name`: what the record is called that it updates, is linked to, or may be. `reasons`: (code, percent) of
    `sync.likeness.Reason`.
    """

    id: int
    erp_key: str
    title: str
    kind: str
    ticked: bool
    choice: str
    state: str
    record_id: int | None
    record_name: str
    changes: Sequence[tuple[str, str, str]]
    problems: Sequence[Note]
    reasons: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows. `count`: how many there are in all; `number`: the page, from 1, one that there is."""

    rows: Sequence[Row]
    count: int
    number: int
    last: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a kind there are, how many of them are ticked and still open, and how many have failed."""

    rows: int = 0
    ticked: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class ToDo:
    """What an import of the ticked rows does: how many records it creates, updates, and links (of those that exist)."""

    create: int = 0
    update: int = 0
    link: int = 0
    by_kind: Mapping[str, Count] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows are imported."""
        return sum(each.ticked for each in self.by_kind.values())


def counts(run: SyncRun) -> dict[str, Count]:
    """The rows of a preview by kind, every kind named. One query."""
    found = {kind: Count() for kind in KINDS}
    wanted = (RunRow.kind, fn.COUNT(RunRow.id), fn.SUM(_as_number(_importable())), fn.SUM(_as_number(RunRow.state == "failed")))
    rows: Any = RunRow.select(*wanted).where(RunRow.run == run).group_by(RunRow.kind).tuples()
    return found | {kind: Count(number, ticked or 0, failed or 0) for kind, number, ticked, failed in rows}


def to_do(run: SyncRun) -> ToDo:
    """What an import of the ticked rows would do. Two queries."""
    found = counts(run)
    mine = RunRow.select().where(RunRow.run == run, _importable(), RunRow.kind == "duplicate", RunRow.choice == "another")
    others = mine.count()
    same = found["duplicate"].ticked - others
    return ToDo(found["new"].ticked + others, found["update"].ticked, same, found)


def page(run: SyncRun, kind: str = "", text: str = "", number: int = 1, state: str = "") -> Page:
    """A page of the rows of a kind (blank: all) in whose name or key *text* stands, in the ERP's order. Three queries."""
    query = RunRow.select().where(_found(run, kind, text))
    if state:
        query = query.where(RunRow.state == state)
    count = query.count()
    last = max(1, -(-count // PAGE))
    number = max(1, min(number, last))
    rows = list(query.order_by(RunRow.position).limit(PAGE).offset((number - 1) * PAGE))
    entity = ENTITY_OF[ActorType(run.actor_type)]
    records = register.get(entity, [row.record_id for row in rows if row.record_id])
    return Page([_row(row, entity, records) for row in rows], count, number, last)


def tick(run: SyncRun, ids: Sequence[int], on: bool) -> None:
    """Tick rows, or untick them; those of other runs, those that are done and those that can't be imported stay as they are.

    A possible duplicate that is ticked without a choice is the record that was found.
    """
    _refuse_under_way(run)
    with db.atomic():
        for start in range(0, len(ids), PIECE):
            _tick(_open(run) & RunRow.id.in_(ids[start : start + PIECE]), on)


def tick_all(run: SyncRun, kind: str, on: bool, text: str = "") -> None:
    """Tick all rows of a kind in which *text* stands, or untick them. As `tick`."""
    _refuse_under_way(run)
    with db.atomic():
        _tick(_open(run) & _found(run, kind, text), on)


def choose(run: SyncRun, row: int, choice: str) -> None:
    """Say what a possible duplicate is: `this`, `another`, or `skip`, which unticks it.

    Raises `Problem("import_row_gone")` where a later import has taken the row over.
    """
    _refuse_under_way(run)
    mine = _open(run) & (RunRow.id == row) & (RunRow.kind == "duplicate")
    chosen = choice if choice in CHOICES else ""
    stored = RunRow.update(ticked=bool(chosen), choice=chosen).where(mine).execute()
    if not stored and TAKEN_OVER in run.params and not RunRow.select().where(RunRow.run == run, RunRow.id == row).exists():
        raise Problem("import_row_gone")


def under_way(run: SyncRun) -> SyncRun | None:
    """The import of a preview that waits or runs, if any. One query."""
    found: SyncRun | None = SyncRun.select().where(SyncRun.of == run, SyncRun.state.in_(UNDER_WAY)).first()
    return found


def _refuse_under_way(run: SyncRun) -> None:
    if under_way(run) is not None:
        raise Problem("import_under_way")


def _tick(which: Any, on: bool) -> None:
    if on:
        undecided = which & (RunRow.kind == "duplicate") & (RunRow.choice == "")
        RunRow.update(choice="this").where(undecided).execute()
    RunRow.update(ticked=on).where(which, RunRow.ticked != on).execute()


def _open(run: SyncRun) -> Any:
    return (RunRow.run == run) & (RunRow.state == "open") & RunRow.kind.in_(IMPORTED)


def _importable() -> Any:
    return RunRow.ticked & (RunRow.state == "open")


def _as_number(condition: Any) -> Any:
    return Case(None, [(condition, 1)], 0)


def _found(run: SyncRun, kind: str, text: str) -> Any:
    found = RunRow.run == run
    if kind:
        found &= RunRow.kind == kind
    if text.strip():
        found &= RunRow.title.contains(text.strip()) | RunRow.erp_key.contains(text.strip())
    return found


def _changes(row: RunRow) -> str:
    becomes_new = row.kind == "new" or (row.choice == "another" and row.prepared)
    return adding.values_in(row.prepared) if becomes_new else row.changes


def _row(row: RunRow, entity: Entity, records: Mapping[int, register.Record]) -> Row:
    record = records.get(row.record_id) if row.record_id else None
    return Row(
        id=row.id,
        erp_key=row.erp_key,
        title=row.title,
        kind=row.kind,
        ticked=row.ticked,
        choice=row.choice,
        state=row.state,
        record_id=row.record_id,
        record_name=record.name if record else "",
        changes=[(key, before, after) for key, (before, after, _rule) in journal.read(_changes(row)).items()],
        problems=[(code, facts) for code, facts in json.loads(row.problems)],
        reasons=[(code, percent) for code, percent in json.loads(row.reasons)],
    )
