"""Creating an actor in the ERP for a record, and linking the two.

The intent is noted first (`create_intents`), then the ERP is asked, then what it made is stored on our side in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.base import Actor, ActorType, FieldMetadata, Refused, Unknown
from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.values import to_text
from webapp import config
from webapp.crm import register
from webapp.crm.register import Draft, Record
from webapp.db import db
from webapp.errors import Problem
from webapp.models import CreateIntent, Link, User
from webapp.services import (
    calls,
    create_intents,
    created_values,
    journal,
    linking,
    record_saving,
)
from webapp.services.create_case import Case
from webapp.services.created_values import ASKED, DEFAULT, Sent
from webapp.services.default_lists import Lists
from webapp.services.journal import Entry, Origin


@dataclass(frozen=True)
class Form:
    """What a page has sent: what stands in the controls, by the ERP field's key; the mark of the values that it showed, and
    what it is told by should its button be pressed twice."""

    entries: Mapping[str, str]
    mark: str
    token: str


@dataclass(frozen=True)
class Created:
    """What the ERP has created is linked; `written` are the CRM fields that have got what it has set itself."""

    link: Link
    written: Sequence[FieldMetadata]


class NotLinked(Exception):
    """The ERP has created the actor, and it couldn't be linked: `problem` says why."""

    def __init__(self, problem: Problem, actor: Actor) -> None:
        super().__init__("not linked")
        self.problem = problem
        self.actor = actor


def create(case: Case, form: Form, user: User, language: str) -> Created:
    """Create the actor with what was filled in, and link it.

    Raises `Problem("create_changed")` where the page showed other values, `Problems` at fields (see `created_values.read`),
    what `create_intents.begin` raises, `Problem("erp_refused")` at the field that the ERP refused, and what `calls.create`
    raises: nothing is created then, but after `OutcomeUnknown`, which leaves it in doubt. `NotLinked` where it was created.
    """
    if form.mark != case.mark:
        raise Problem("create_changed", name=case.record.name)
    knows = Lists(case.crossing.book).knows
    sent = created_values.read(case.plan, form.entries, knows, language, config.current["TIMEZONE"])
    texts = {each.row.field.key: to_text(each.value) for each in sent}
    intent = create_intents.begin(case.connection, case.record, case.type, texts, form.token, user)
    return carry_out(case, intent, sent, user)


def carry_out(case: Case, intent: CreateIntent, sent: Sequence[Sent], user: User) -> Created:
    """Have the ERP create what *intent* says, and link it. Raises as `create` does."""
    values = {each.row.field.key: each.value for each in sent}
    parent_type, parent_key = case.within or (None, "")
    try:
        answer = calls.create(case.configuration, Actor(case.type, "", values, "", parent_type, parent_key))
    except OutcomeUnknown:
        create_intents.doubt(intent)
        raise
    except ConnectorError:
        create_intents.drop(intent)
        raise
    if isinstance(answer, Refused):
        create_intents.drop(intent)
        raise Problem("erp_refused", answer.field if answer.field in case.crossing.sheet.by_key else "", reason=answer.reason)
    told = {key: value for key, value in answer.actor.values.items() if not isinstance(value, Unknown)}
    return settle(case, intent, replace(answer.actor, values={**values, **told}), sent, user)


def settle(case: Case, intent: CreateIntent, actor: Actor, sent: Sequence[Sent], user: User) -> Created:
    """Link what the ERP has created, with what it sets itself. Raises `NotLinked`."""
    origin = Origin("created_in_erp", user, case.connection)
    try:
        with db.atomic():
            create_intents.drop(intent)
            return _store(case, actor, sent, origin)
    except Problem as problem:
        with db.atomic():
            create_intents.drop(intent)
            _note(case, actor, sent, origin)
        raise NotLinked(problem, actor) from problem


def _store(case: Case, actor: Actor, sent: Sequence[Sent], origin: Origin) -> Created:
    record = register.get(case.record.entity, [case.record.id]).get(case.record.id)
    if record is None or record.deleted_at is not None:
        raise Problem("record_changed", name=case.record.name)
    parent = linking.demand_parent(case.connection, record, keep=True)
    if parent and (ActorType(parent.actor_type), parent.erp_key) != case.within:
        raise Problem("actor_elsewhere", name=case.telling.title(actor), title=parent.title or parent.erp_key)
    back = dict(_back(case, record, actor, sent))
    texts, rules = {key: text for key, (text, _) in back.items()}, {key: rule for key, (_, rule) in back.items()}
    draft, key = Draft(texts, record.id, record.version), (actor.type, actor.erp_key)
    saved = record_saving.save(record.entity, [draft], origin, rules=rules, actor=key)[0]
    if saved.conflict:
        raise Problem("record_changed", name=record.name)
    agreed = case.crossing.agreed(replace(record, texts={**record.texts, **texts}), actor, config.current["TIMEZONE"])
    made = linking.Actor(*key, case.telling.title(actor), agreed)
    link = linking.link(record, case.connection, made, origin.user, origin, noted=bool(saved.changed))
    _note(case, actor, sent, origin)
    return Created(link, [lane.crm for lane in case.crossing.lanes if lane.crm.key in saved.changed])


def _back(case: Case, record: Record, actor: Actor, sent: Iterable[Sent]) -> Iterable[tuple[str, tuple[str, str]]]:
    """What the CRM gets from the new actor, by the CRM's key, as text and rule: what it had no value for itself.

    What the CRM has and the ERP has written in its own way stays as it is, where the mapping goes to the ERP too.
    """
    rules, zone = {each.row.field.key: each.rule for each in sent}, config.current["TIMEZONE"]
    for lane in case.crossing.lanes:
        rule = rules.get(lane.key, "")
        own = lane.goes_to_erp and record.texts.get(lane.crm.key) and rule != ASKED
        if not lane.goes_to_crm or lane.crm.read_only or own:
            continue
        carried = lane.to_crm(lane.of(actor))
        if carried.written and to_text(carried.value) and not case.crossing.equal(lane, record, actor, zone):
            yield lane.crm.key, (to_text(carried.value), rule if rule in (ASKED, DEFAULT) else "from_erp")


def _note(case: Case, actor: Actor, sent: Sequence[Sent], origin: Origin) -> None:
    """Note what was written in the ERP."""
    changes = {each.row.field.key: ("", to_text(each.value), each.rule) for each in sent}
    journal.note(origin, [Entry(case.record.entity, case.record.id, changes, "erp", actor.type, actor.erp_key)])
