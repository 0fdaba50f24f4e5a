"""Connecting a record and an actor: writing what was picked of each field to both sides, and the link.

The ERP is written first, since what it refuses mustn't be in the CRM; then the CRM's values, the link and the journal are
stored together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.base import Actor, Refused, Unknown, Value
from connectors.values import to_text
from webapp import config
from webapp.crm.register import Draft
from webapp.db import DatabaseAway, db
from webapp.errors import Problem, Problems
from webapp.models import Link, User
from webapp.services import calls, connect_case, journal, linking, record_saving
from webapp.services.connect_case import Case, Picks, Row, for_erp, moved
from webapp.services.journal import Entry, Origin
from webapp.sync.sides import CRM, ERP

OF_VALUES = ("connect_changed", "connect_pick", "erp_refused")
"""The problems after which other values, or a second look, may help."""


class HalfDone(Exception):
    """The ERP has been written and our side could not: `problem` says why; `written` are the fields, as picked."""

    def __init__(self, problem: Problem | None, written: Sequence[Row]) -> None:
        super().__init__("half done")
        self.problem = problem
        self.written = written


def connect(case: Case, given: Picks, user: User) -> Link:
    """Write what was picked to both sides and link them.

    Raises `Problem("connect_changed")` where the page showed other values, `Problems` at fields (by their keys) where nothing
    or something impossible was picked, `Problem("erp_refused")` at the field that the ERP refused, what `linking.link` raises
    and `Problem("record_changed")`: nothing is stored or written then. `HalfDone` where the ERP was written all the same.
    What `calls.save` raises: nothing is stored, and only after `OutcomeUnknown` something may be written.
    """
    if moved(case, given):
        raise Problem("connect_changed", name=case.connection.name)
    wrong = [Problem("connect_pick", row.key) for row in case.differing if not row.sides.may(given.picks.get(row.key, ""))]
    if wrong:
        raise Problems(wrong)
    written = for_erp(case, given.picks)
    stored = _write(case, written)
    try:
        return _store(case, given.picks, written, stored, user)
    except (Problem, DatabaseAway) as error:
        if not written:
            raise
        _note_written(case, written, user, error)
        raise HalfDone(error if isinstance(error, Problem) else None, written) from error


def _write(case: Case, written: Sequence[Row]) -> Actor:
    """Write the picked values in the ERP; the actor as it is then."""
    if not written:
        return case.actor
    values = {row.key: row.sides.offers[CRM].value for row in written}
    answer = calls.save(case.configuration, [replace(case.actor, values=values)])[0]
    if isinstance(answer, Refused):
        known = {row.key for row in written}
        raise Problem("erp_refused", answer.field if answer.field in known else "", reason=answer.reason)
    told = {key: value for key, value in answer.actor.values.items() if not isinstance(value, Unknown)}
    return replace(case.actor, values={**case.actor.values, **values, **told})


def _store(case: Case, picks: Mapping[str, str], written: Sequence[Row], now_: Actor, user: User) -> Link:
    """The CRM's values, the link and the journal, in one transaction."""
    record, origin = case.record, Origin("connected", user, case.connection)
    taken = {row.lane.crm.key: row for row in case.differing if picks[row.key] == ERP}
    texts = {key: to_text(row.sides.offers[ERP].value) for key, row in taken.items()}
    rules = {key: _rule(row, "from_erp") for key, row in taken.items()}
    with db.atomic():
        # Also without a value: nobody changes the record until we are through, and it is the one that was shown.
        draft = Draft(texts, record.id, record.version)
        key = (case.actor.type, case.actor.erp_key)
        saved = record_saving.save(record.entity, [draft], origin, rules=rules, actor=key)[0]
        if saved.conflict:
            raise Problem("record_changed", name=record.name)
        parent = linking.demand_parent(case.connection, record, keep=True)
        if parent and not connect_case.belongs(case.actor, parent):
            raise Problem("actor_elsewhere", name=case.telling.title(now_), title=parent.title or parent.erp_key)
        after = replace(record, texts={**record.texts, **texts})
        agreed = case.crossing.agreed(after, now_, config.current["TIMEZONE"])
        actor = linking.Actor(*key, case.telling.title(now_), agreed)
        made = linking.link(record, case.connection, actor, user, origin, noted=bool(saved.changed))
        _note(case, written, origin)
    return made


def _rule(row: Row, one_way: str) -> str:
    return "chosen" if row.lane.goes_to_crm and row.lane.goes_to_erp else one_way


def _note(case: Case, written: Sequence[Row], origin: Origin) -> None:
    """Note what was written in the ERP."""
    changes = {row.key: (_text(row.sides.erp), to_text(row.sides.offers[CRM].value), _rule(row, "from_crm")) for row in written}
    if changes:
        record, actor = case.record, case.actor
        journal.note(origin, [Entry(record.entity, record.id, changes, "erp", actor.type, actor.erp_key)])


def _text(value: Value | Unknown) -> str:
    return "" if isinstance(value, Unknown) else to_text(value)


def _note_written(case: Case, written: Sequence[Row], user: User, error: Exception) -> None:
    """The ERP has changed, whatever became of the link: the record's history must tell."""
    if isinstance(error, Problem):
        with db.atomic():
            _note(case, written, Origin("edited", user, case.connection))
