"""All that a connector's process says to a task, for tests of what it is asked and told to write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connectors.base import Actor
from connectors.process import ActorsRead, Crashed, Done, Event, Failed, Fault, Kind, Question, RecordsRead, Stored, Task
from connectors.work import Work


def hear(
    kind: Kind,
    url: str,
    values: Mapping[str, str],
    question: Question,
    secrets: tuple[str, ...] = (),
    folder: Path | None = None,
    timeout: float = 10,
) -> list[Event]:
    """Every event of a task, to its end. *timeout*: seconds that the connector waits on a socket."""
    task = Task(kind, url, values, secrets, (folder,) if folder else (), timeout=timeout, question=question)
    events: list[Event] = []
    with Work(task) as work:
        while not _ended(events, len(question.actors)):
            event = work.wait(20)
            assert event is not None, f"no answer after {events}"
            events.append(event)
    return events


def _ended(events: list[Event], written: int) -> bool:
    last = events[-1] if events else None
    told = sum(len(event.answers) for event in events if isinstance(event, Stored))
    return isinstance(last, RecordsRead | Done | Failed | Crashed) or (isinstance(last, Stored) and told == written)


def actors(events: list[Event]) -> list[Actor]:
    """The actors in an answer."""
    return [actor for event in events if isinstance(event, ActorsRead | RecordsRead) for actor in event.actors]


def keys(events: list[Event]) -> list[str]:
    """Their keys."""
    return [actor.erp_key for actor in actors(events)]


def faults(events: list[Event]) -> list[Fault]:
    """The faults in an answer."""
    return [fault for event in events if isinstance(event, ActorsRead | RecordsRead) for fault in event.faults]


def cursor(events: list[Event]) -> str:
    """Where the next page begins."""
    last = events[-1]
    assert isinstance(last, RecordsRead), last
    return last.cursor
