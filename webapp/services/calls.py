"""Calls to a connector: short ones from a page, limited in time and number and remembered where they fail; long ones of workers.

They run in a process of their own, as tests do, so a connector that hangs costs its own answer and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from connectors.base import Actor, Refused, Saved, Text
from connectors.checking import Started
from connectors.errors import ConnectorError, LoginRefused, OutcomeUnknown, RecordRefused, Unreachable
from connectors.process import (
    ActorsRead,
    Crashed,
    Described,
    Done,
    Event,
    Failed,
    Fault,
    Kind,
    ListRead,
    Question,
    RecordsRead,
    Stored,
    Task,
    UsageRead,
)
from connectors.table import joined
from webapp import config
from webapp.db import set_aside
from webapp.services import call_memory
from webapp.services.configuration import Configuration
from webapp.services.connector_work import A_DAY, IN_DOUBT, Clock, heard, task, trouble

Answer = TypeVar("Answer", Described, RecordsRead, ListRead, UsageRead)
_MOST_PIECES = 16  # of a page, each of some megabytes
_PATIENCE = 0.75  # the part of a call's time that a writing connector may wait on a socket: it can still say how far it came
_MANY, _HEAVY, _OVERDUE = 2_000, 1_000_000, 1.0  # actors, bytes, or seconds since the last, that make a piece of a stream


@dataclass(frozen=True, slots=True)
class Page:
    """Actors that a search has found, the cursor with which it goes on ("" at its end), and what couldn't be used."""

    actors: Sequence[Actor]
    cursor: str
    faults: Sequence[Fault]


def describe(configuration: Configuration, clock: Clock = time.monotonic) -> Described:
    """A connector's configuration fields and the items of their lists, asked with what is known so far.

    Raises `ConnectorError`. A failure is answered from memory for half a minute where the same is asked again.
    """
    return _called("describe", configuration, Question(), Described, clock)[0]


def records(configuration: Configuration, question: Question, clock: Clock = time.monotonic) -> list[Actor]:
    """Some actors of the ERP to look at, as *question* says. Raises and remembers as `describe` does."""
    return list(_called("records", configuration, question, RecordsRead, clock)[0].actors)


def items(configuration: Configuration, list_name: str, clock: Clock = time.monotonic) -> dict[str, Text]:
    """A list's items as they are in the ERP now. Raises and remembers as `describe` does."""
    return dict(_called("items", configuration, Question(list_name=list_name), ListRead, clock)[0].items)


def usage(configuration: Configuration, question: Question, clock: Clock = time.monotonic) -> dict[str, int] | None:
    """How many actors have each item of a list field, None where the connector can't tell. Raises as `describe` does."""
    counts = _called("usage", configuration, question, UsageRead, clock)[0].counts
    return None if counts is None else dict(counts)


def search(configuration: Configuration, question: Question, clock: Clock = time.monotonic) -> Page:
    """A page of the actors that match. Raises and remembers as `describe` does; a `SearchRefused` is of this question alone."""
    last, pieces = _called("search", configuration, question, RecordsRead, clock)
    return Page(_all_of(pieces, last), last.cursor, last.faults)


def get(configuration: Configuration, question: Question, clock: Clock = time.monotonic) -> list[Actor]:
    """The actors with `question.erp_keys`, in the connector's order; those that don't exist are left out.

    Raises as `describe` does, and `RecordRefused` where the only one asked for can't be used; among several it is left out.
    """
    last, pieces = _called("get", configuration, question, RecordsRead, clock)
    for fault in last.faults if len(question.erp_keys) == 1 else ():
        raise RecordRefused(question.erp_keys[0], fault.reason)
    return _all_of(pieces, last)


def create(
    configuration: Configuration, actor: Actor, seconds: int | None = None, clock: Clock = time.monotonic
) -> Saved | Refused:
    """Create *actor* in the ERP (its `erp_key` is ""); the answer holds it as stored, or says why it was refused.

    *seconds*: how long it may take where no page waits for it. Raises `OutcomeUnknown` where the ERP may have written
    all the same, and any other `ConnectorError` where it has not.
    """
    return _written("create", configuration, [actor], seconds, clock)[0]


def save(
    configuration: Configuration, actors: Sequence[Actor], seconds: int | None = None, clock: Clock = time.monotonic
) -> list[Saved | Refused]:
    """Change the ERP's *actors*, all of one type, in the fields given; an answer for each, in order. Raises as `create` does."""
    return _written("save", configuration, actors, seconds, clock) if actors else []


def forget(configuration: Configuration | None = None) -> None:
    """Forget remembered failures, of one connection or of all, since somebody asks to have it tried anew; a refused sign-in
    stays remembered."""
    call_memory.forget(configuration.digest if configuration else "")


def _called(
    kind: Kind, configuration: Configuration, question: Question, wanted: type[Answer], clock: Clock
) -> tuple[Answer, list[ActorsRead]]:
    """One call, unless the same connection has failed a moment ago: its answer, and the pieces that came before."""
    key = configuration.digest
    if failure := call_memory.recalled(key, clock()):
        raise failure
    seconds = config.current["CALL_SECONDS"]
    try:
        with call_memory.place(key), set_aside():
            return _answer(task(kind, configuration, seconds + 5, question), wanted, seconds)
    except ConnectorError as error:
        call_memory.remember(key, clock(), error)
        raise


def _answer(asked: Task, wanted: type[Answer], seconds: float) -> tuple[Answer, list[ActorsRead]]:
    pieces: list[ActorsRead] = []
    with closing(heard(asked, seconds)) as events:
        for event in events:
            if isinstance(event, wanted):
                return event, pieces
            if not isinstance(event, ActorsRead):
                raise trouble(event)
            pieces.append(event)
            if len(pieces) > _MOST_PIECES:
                raise trouble(Crashed("The connector's answer is larger than a page can take."))
    raise trouble(None)


def _all_of(pieces: Sequence[ActorsRead], last: RecordsRead) -> list[Actor]:
    return [*(actor for piece in pieces for actor in piece.actors), *last.actors]


def _written(
    kind: Kind, configuration: Configuration, actors: Sequence[Actor], seconds: int | None, clock: Clock
) -> list[Saved | Refused]:
    """One call that writes. A failure of a call before answers for it only where the ERP is away or lets nobody in."""
    key, limit = configuration.digest, seconds or config.current["CALL_SECONDS"]
    failure = call_memory.recalled(key, clock())
    if isinstance(failure, LoginRefused | Unreachable):
        raise failure
    question = Question(actors[0].type, actors=tuple(actors))
    try:
        with call_memory.place(key), set_aside():
            return _stored(task(kind, configuration, limit + 5, question, _PATIENCE), len(actors), limit)
    except ConnectorError as error:
        call_memory.remember(key, clock(), error)
        raise


def _stored(asked: Task, count: int, seconds: float) -> list[Saved | Refused]:
    answers: list[Saved | Refused] = []
    begun = False
    with closing(heard(asked, seconds)) as events:
        for event in events:
            if isinstance(event, Stored):
                answers += event.answers
            elif isinstance(event, Started):
                begun = True
            elif begun and not isinstance(event, Failed):
                raise OutcomeUnknown(IN_DOUBT.text, IN_DOUBT.remedy, event.detail if isinstance(event, Crashed) else "")
            else:
                raise trouble(event)
            if len(answers) == count:
                return answers
    raise trouble(None)


def survey(configuration: Configuration, seconds: float, clock: Clock = time.monotonic) -> Iterator[Event]:
    """Everything that the ERP has to map: actor types with their fields, then lists. For the worker: nothing is remembered.

    Raises `ConnectorError`, also where the whole takes longer than *seconds*.
    """
    with closing(heard(task("survey", configuration, int(seconds) + 5), seconds, clock)) as events:
        for event in events:
            if isinstance(event, Done):
                return
            if event is None or isinstance(event, Failed | Crashed):
                raise trouble(event)
            yield event


def stream(
    configuration: Configuration,
    question: Question,
    seconds: float,
    clock: Clock = time.monotonic,
    pulse: Callable[[], None] | None = None,
) -> Generator[ActorsRead, None, None]:
    """All actors that match, or have one of `question.erp_keys`, in pieces of up to some thousands or some megabytes, or of what
    came in a second. For the worker: nothing is remembered but a refused sign-in, which isn't repeated. *pulse*: see `heard`.

    Raises `ConnectorError` where it breaks off, after all that came before; also where the ERP takes longer than *seconds*
    in all. The time that passes between the pieces, with whoever works on them, doesn't count.
    """
    held, since, key = ActorsRead(()), clock(), configuration.digest
    if isinstance(refused := call_memory.recalled(key, clock()), LoginRefused):
        raise refused
    with closing(heard(task("stream", configuration, int(seconds) + A_DAY, question), seconds, clock, pulse)) as events:
        for event in events:
            full = isinstance(event, ActorsRead) and held.size + event.size > _HEAVY
            if isinstance(event, ActorsRead) and not full:
                held = _joined(held, event)
                if len(held.actors) < _MANY and clock() - since < _OVERDUE:
                    continue
            if held.actors or held.faults or held.untold:
                yield held
            if isinstance(event, Done):
                return
            if not isinstance(event, ActorsRead):
                error = trouble(event)
                if isinstance(error, LoginRefused):
                    call_memory.remember(key, clock(), error)
                raise error
            held, since = event if full else ActorsRead(()), clock()


def _joined(one: ActorsRead, other: ActorsRead) -> ActorsRead:
    if not (one.actors or one.faults or one.untold):
        return other
    actors, faults = joined(one.actors, other.actors), [*one.faults, *other.faults]
    return ActorsRead(actors, faults, one.untold + other.untold, one.size + other.size)
