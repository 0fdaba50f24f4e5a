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
from typing import Literal

from connectors.base import Text
from connectors.errors import ConnectorError, LoginRefused, ProtocolBroken, Unreachable
from connectors.process import Crashed, Described, Failed, Task, Work
from connectors.redaction import basic
from webapp import config
from webapp.services.configuration import Configuration

IN_FLIGHT = 2  # calls with the same values
IN_ALL = 8
REMEMBERED = 30.0  # seconds that a failure answers for the next call
REFUSED = 24 * 3600.0  # the same for a refused sign-in, which a repeat with the same values could turn into a lock
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


def task(kind: Literal["test", "describe"], configuration: Configuration, seconds: int) -> Task:
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
    )


def describe(configuration: Configuration, clock: Callable[[], float] = time.monotonic) -> Described:
    """A connector's configuration fields and the items of their lists, asked with what is known so far.

    Raises `ConnectorError`. A failure is answered from memory for half a minute where the same is asked again.
    """
    key = configuration.digest
    remembered = _failures.get(key)
    if remembered and clock() - remembered[0] < _memory(remembered[1]):
        raise remembered[1]
    try:
        with _place(key):
            return _answer(task("describe", configuration, config.current["CALL_SECONDS"] + 5))
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


def _answer(asked: Task) -> Described:
    with Work(asked) as work:
        event = work.wait(config.current["CALL_SECONDS"])
    if isinstance(event, Described):
        return event
    if isinstance(event, Failed):
        kind = LoginRefused if event.error == LoginRefused.__name__ else ConnectorError
        raise kind(event.text, event.remedy, event.detail)
    if isinstance(event, Crashed):
        raise ProtocolBroken(BROKEN.text, BROKEN.remedy, event.detail)
    raise Unreachable(SLOW.text, SLOW.remedy)


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
