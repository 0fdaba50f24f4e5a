"""What a connector's process writes in the ERP: a new actor, or changes of some. What became of it is always told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connectors.base import UNKNOWN, Actor, Connector, Refused, Saved, Text, Unknown, Value
from connectors.checking import Started
from connectors.cleaning import HEAVIEST, Cleaner, weight
from connectors.errors import OutcomeUnknown, RecordRefused
from connectors.fitting import short, shortened
from connectors.process import Event, Question, Stored

BEGINS = Started("write", Text(""))
"""Said before the ERP is told to write: as long as it hasn't come, nothing can have been written."""
_REASON = Text("The ERP gave no reason.", "ERP-systemet oppga ingen grunn.")


def create(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Event]:
    """Create the one actor. Raises what the connector raises; `OutcomeUnknown` where its answer can't be understood."""
    [actor] = question.actors
    yield BEGINS
    try:
        answer = connector.create_actor(actor)
    except RecordRefused as error:
        answer = Refused(actor.erp_key, error.text, error.field)
    became = _answer(answer, actor, cleaner)
    if isinstance(became, Saved):
        _found, faults = cleaner.clean([replace(became.actor, values={})])
        for fault in faults:
            raise _not_understood(f"the created actor: {fault.reason.en}")
    yield Stored([became])


def save(connector: Connector, question: Question, cleaner: Cleaner) -> Iterator[Event]:
    """Save the actors and tell one by one what became of each, in their order. Raises as `create` does."""
    yield BEGINS
    try:
        answers = connector.save_actors(list(question.actors))
    except RecordRefused as error:  # it should have been an answer; of several nobody knows what became of the others
        if len(question.actors) > 1:
            raise OutcomeUnknown(error.text, error.remedy, error.detail) from error
        answers = [Refused(error.key, error.text, error.field)]
    if not isinstance(answers, Sequence) or len(answers) != len(question.actors):
        raise _not_understood("as many answers as there were actors are due")
    for each, actor in zip(answers, question.actors, strict=True):
        yield Stored([_answer(each, actor, cleaner)])


def _answer(answer: Any, actor: Actor, cleaner: Cleaner) -> Saved | Refused:
    """An answer about *actor* made fit; a saved one keeps the key by which we know it."""
    if isinstance(answer, Refused) and isinstance(answer.reason, Text):
        reason = shortened(answer.reason, cleaner.secrets)
        field = short(answer.field, cleaner.secrets) if isinstance(answer.field, str) else ""
        return Refused(actor.erp_key, reason if reason.en or reason.nb else _REASON, field)
    if not isinstance(answer, Saved) or not isinstance(answer.actor, Actor) or not isinstance(answer.actor.values, Mapping):
        raise _not_understood("neither Saved nor Refused")
    stored = answer.actor
    key = actor.erp_key or stored.erp_key
    values = {name: _value(value, cleaner) for name, value in stored.values.items() if isinstance(name, str)}
    written = Actor(actor.type, key, values, cleaner.mark(stored.last_modified), actor.parent_type, actor.parent_key)
    return Saved(written if weight(written) <= HEAVIEST else replace(written, values={}))


def _value(value: Any, cleaner: Cleaner) -> Value | Unknown:
    try:
        return cleaner.value(value)
    except TypeError:
        return UNKNOWN


def _not_understood(what: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        Text(
            "The ERP system was told to write, but the connector's answer can't be understood.",
            "ERP-systemet fikk beskjed om å skrive, men svaret fra connectoren er ikke til å forstå.",
        ),
        Text("Look in the ERP system whether it was written.", "Se etter i ERP-systemet om det ble skrevet."),
        detail=f"Wrong: {what}.",
    )


ANSWERS: Mapping[str, Callable[[Connector, Question, Cleaner], Iterator[Event]]] = {"create": create, "save": save}
"""How each kind of task that writes is carried out."""
