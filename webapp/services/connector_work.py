"""A connector's process as services use it: what it is given of the settings, what it says, and the error that is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

from connectors.base import Text
from connectors.errors import (
    ConnectorError,
    ListUnknown,
    LoginRefused,
    OutcomeUnknown,
    ProtocolBroken,
    RecordRefused,
    SearchRefused,
    Unreachable,
)
from connectors.process import Crashed, Event, Failed, Kind, Question, Task
from connectors.redaction import basic
from connectors.work import Work
from webapp import config
from webapp.services.configuration import Configuration

Clock = Callable[[], float]
A_DAY = 24 * 3600
PULSE = 1.0
"""Seconds of silence after which whoever listens for long looks round."""
_KINDS: dict[str, Callable[..., ConnectorError]] = {"RecordRefused": partial(RecordRefused, "")} | {
    kind.__name__: kind for kind in (LoginRefused, Unreachable, OutcomeUnknown, SearchRefused, ListUnknown, ProtocolBroken)
}


@dataclass(frozen=True, slots=True)
class _Answer:
    text: Text
    remedy: Text


SLOW = _Answer(
    Text("The connector did not answer in time.", "Connectoren svarte ikke i tide."),
    Text("Try again in a while, or check the address.", "Prøv igjen om litt, eller kontroller adressen."),
)
BROKEN = _Answer(
    Text("The connector broke down.", "Connectoren sviktet."),
    Text("Report it to whoever made the connector.", "Meld fra til den som har laget connectoren."),
)
IN_DOUBT = _Answer(
    Text(
        "The ERP system was told to write, but no answer came: it may have done so or not.",
        "ERP-systemet fikk beskjed om å skrive, men svarte ikke: Det kan ha skrevet, eller ikke.",
    ),
    Text("Look in the ERP system before you try again.", "Se etter i ERP-systemet før du prøver igjen."),
)


def task(kind: Kind, configuration: Configuration, seconds: int, question: Question = Question(), patience: float = 1.0) -> Task:
    """A task for a connector's process within the limits of the settings. *seconds* ends it should we die."""
    settings = config.current
    return Task(
        kind=kind,
        url=configuration.url,
        values=configuration.texts,
        secrets=[*configuration.secrets, *basic(configuration.open_texts, configuration.secrets)],
        folders=settings["FILE_FOLDERS"],
        timeout=settings["CALL_SECONDS"] * patience,
        max_bytes=settings["FILE_LIMIT"],
        seconds=seconds,
        question=question,
    )


def heard(
    asked: Task, seconds: float, clock: Clock = time.monotonic, pulse: Callable[[], None] | None = None
) -> Generator[Event | None, None, None]:
    """What a connector's process says; None, and the end, where it has taken *seconds* in all. Leaving it kills the process.

    *pulse* is called every `PULSE` seconds of silence; what it raises ends it all.
    """
    with Work(asked) as work:
        while True:
            before = clock()
            event = work.wait(max(min(seconds, PULSE) if pulse else seconds, 0))
            seconds -= clock() - before
            if event is None and pulse and seconds > 0:
                pulse()
                continue
            yield event
            if event is None:
                return
            if seconds <= 0:  # one that always has more to say would never be waited for
                yield None
                return


def trouble(event: Event | None) -> ConnectorError:
    """The error that an event is which wasn't the answer; None: there was no answer in time."""
    if isinstance(event, Failed):
        return _KINDS.get(event.error, ConnectorError)(event.text, event.remedy, event.detail, event.field)
    if isinstance(event, Crashed):
        return ProtocolBroken(BROKEN.text, BROKEN.remedy, event.detail)
    return Unreachable(SLOW.text, SLOW.remedy)
