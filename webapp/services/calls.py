"""Short calls to a connector from a page: limited in time and number, and remembered where they fail.

They run in a process of their own, as tests do, so a connector that hangs costs its own answer and nothing else.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from connectors.base import Actor, Text
from connectors.errors import ConnectorError, ListUnknown, LoginRefused, ProtocolBroken, SearchRefused, Unreachable
from connectors.process import (
    Crashed,
    Described,
    Done,
    Event,
    Failed,
    Kind,
    ListRead,
    Question,
    RecordsRead,
    Task,
    UsageRead,
    Work,
)
from connectors.redaction import basic
from webapp import config
from webapp.services.configuration import Configuration

Answer = TypeVar("Answer", Described, RecordsRead, ListRead, UsageRead)
IN_FLIGHT = 2  # calls with the same values
IN_ALL = 8
REMEMBERED = 30.0  # seconds that a failure answers for the next call
REFUSED = 24 * 3600.0  # the same for a refused sign-in, which a repeat with the same values could turn into a lock
_KINDS = {kind.__name__: kind for kind in (LoginRefused, Unreachable, SearchRefused, ListUnknown, ProtocolBroken)}
_guard = threading.Lock()
_under_way: Counter[str] = Counter()
_failures: dict[str, tuple[float, ConnectorError]] = {}


@dataclass(frozen=True, slots=True)
class _Answer:
    text: Text
    remedy: Text


SLOW = _Answer(
    Text("The connector did not answer in time.", "Connectoren svarte ikke i tide."),
    Text("Try again in a while, or check the address.", "Prøv igjen om litt, eller kontroller adressen."),
)
BUSY = _Answer(
    Text("The connector is busy with other calls.", "Connectoren er opptatt med andre kall."),
    Text("Try again in a while.", "Prøv igjen om litt."),
)
BROKEN = _Answer(
    Text("The connector broke down.", "Connectoren sviktet."),
    Text("Report it to whoever made the connector.", "Meld fra til den som har laget connectoren."),
)


def task(kind: Kind, configuration: Configuration, seconds: int, question: Question = Question()) -> Task:
    """A task for a connector's process within the limits of the settings. *seconds* ends it should we die."""
    settings = config.current
    return Task(
        kind=kind,
        url=configuration.url,
        values=configuration.texts,
        secrets=[*configuration.secrets, *basic(configuration.open_texts, configuration.secrets)],
        folders=settings["FILE_FOLDERS"],
        timeout=float(settings["CALL_SECONDS"]),
        max_bytes=settings["FILE_LIMIT"],
        seconds=seconds,
        question=question,
    )


def describe(configuration: Configuration, clock: Callable[[], float] = time.monotonic) -> Described:
    """A connector's configuration fields and the items of their lists, asked with what is known so far.

    Raises `ConnectorError`. A failure is answered from memory for half a minute where the same is asked again.
    """
    return _called("describe", configuration, Question(), Described, clock)


def records(configuration: Configuration, question: Question, clock: Callable[[], float] = time.monotonic) -> list[Actor]:
    """Some actors of the ERP, as *question* says. Raises and remembers as `describe` does."""
    return list(_called("records", configuration, question, RecordsRead, clock).actors)


def items(configuration: Configuration, list_name: str, clock: Callable[[], float] = time.monotonic) -> dict[str, Text]:
    """A list's items as they are in the ERP now. Raises and remembers as `describe` does."""
    return dict(_called("items", configuration, Question(list_name=list_name), ListRead, clock).items)


def usage(configuration: Configuration, question: Question, clock: Callable[[], float] = time.monotonic) -> dict[str, int] | None:
    """How many actors have each item of a list field, None where the connector can't tell. Raises as `describe` does."""
    counts = _called("usage", configuration, question, UsageRead, clock).counts
    return None if counts is None else dict(counts)


def _called(
    kind: Kind, configuration: Configuration, question: Question, wanted: type[Answer], clock: Callable[[], float]
) -> Answer:
    """One call, unless the same connection has failed a moment ago."""
    key = configuration.digest
    remembered = _failures.get(key)
    if remembered and clock() - remembered[0] < _memory(remembered[1]):
        raise remembered[1]
    try:
        with _place(key):
            return _answer(task(kind, configuration, config.current["CALL_SECONDS"] + 5, question), wanted)
    except (SearchRefused, ListUnknown):  # of this question alone
        raise
    except ConnectorError as error:
        _remember(key, clock(), error)
        raise


def forget() -> None:
    """Forget remembered failures, since somebody asks to have it tried anew; a refused sign-in stays remembered."""
    for key, (_at, error) in list(_failures.items()):
        if not isinstance(error, LoginRefused):
            _failures.pop(key, None)


def _memory(error: ConnectorError) -> float:
    return REFUSED if isinstance(error, LoginRefused) else REMEMBERED


def _answer(asked: Task, wanted: type[Answer]) -> Answer:
    with Work(asked) as work:
        event = work.wait(config.current["CALL_SECONDS"])
    if isinstance(event, wanted):
        return event
    raise trouble(event)


def survey(configuration: Configuration, seconds: float, clock: Callable[[], float] = time.monotonic) -> Iterator[Event]:
    """Everything that the ERP has to map: actor types with their fields, then lists. For the worker: nothing is remembered.

    Raises `ConnectorError`, also where the whole takes longer than *seconds*.
    """
    until = clock() + seconds
    with Work(task("survey", configuration, int(seconds) + 5)) as work:
        while not isinstance(event := work.wait(max(until - clock(), 0)), Done):
            if event is None or isinstance(event, Failed | Crashed):
                raise trouble(event)
            yield event


def trouble(event: Event | None) -> ConnectorError:
    """The error that an event is which wasn't the answer; None: there was no answer in time."""
    if isinstance(event, Failed):
        return _KINDS.get(event.error, ConnectorError)(event.text, event.remedy, event.detail)
    if isinstance(event, Crashed):
        return ProtocolBroken(BROKEN.text, BROKEN.remedy, event.detail)
    return Unreachable(SLOW.text, SLOW.remedy)


@contextmanager
def _place(key: str) -> Iterator[None]:
    with _guard:
        if _under_way[key] >= IN_FLIGHT or _under_way.total() >= IN_ALL:
            raise Unreachable(BUSY.text, BUSY.remedy)
        _under_way[key] += 1
    try:
        yield
    finally:
        with _guard:
            _under_way[key] -= 1
            if not _under_way[key]:
                del _under_way[key]


def _remember(key: str, at: float, error: ConnectorError) -> None:
    for old in [each for each, (since, known) in list(_failures.items()) if at - since >= _memory(known)]:
        _failures.pop(old, None)
    _failures[key] = (at, error)
