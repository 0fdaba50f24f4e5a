"""What short calls remember of each other: which are under way, and what has just failed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.base import Text
from connectors.errors import ConnectorError, ListUnknown, LoginRefused, OutcomeUnknown, RecordRefused, SearchRefused, Unreachable
from webapp import config

IN_FLIGHT = 2  # calls with the same values
IN_ALL = 8
REMEMBERED = 30.0  # seconds that a failure answers for the next call
REFUSED = 24 * 3600.0  # the same for a refused sign-in, which a repeat with the same values could turn into a lock
_guard = threading.Lock()
_under_way: Counter[str] = Counter()
_failures: dict[str, tuple[float, ConnectorError]] = {}


class Busy(Unreachable):
    """As many calls as may be are under way: nothing was asked. It says nothing of the ERP, so it isn't remembered."""

    def __init__(self) -> None:
        super().__init__(
            Text("The connector is busy with other calls.", "Connectoren er opptatt med andre kall."),
            Text("Try again in a while.", "Prøv igjen om litt."),
        )


_OF_ITS_OWN = (Busy, SearchRefused, ListUnknown, RecordRefused, OutcomeUnknown)
"""Failures that say nothing of the next call."""


@contextmanager
def place(key: str) -> Iterator[None]:
    """One of the calls that may be under way. Raises `Busy` at once where there are enough.

    Half of the web server's threads stay free, so that no number of ERPs that hang holds up a page that asks none.
    """
    with _guard:
        if _under_way[key] >= IN_FLIGHT or _under_way.total() >= min(IN_ALL, max(config.current["THREADS"] // 2, 1)):
            raise Busy
        _under_way[key] += 1
    try:
        yield
    finally:
        with _guard:
            _under_way[key] -= 1
            if not _under_way[key]:
                del _under_way[key]


def recalled(key: str, at: float) -> ConnectorError | None:
    """How the last call of *key* failed, as long as that is remembered."""
    found = _failures.get(key)
    return found[1] if found and at - found[0] < _memory(found[1]) else None


def remember(key: str, at: float, error: ConnectorError) -> None:
    """Keep in mind that a call of *key* has failed, where that says something of the next one."""
    for old in [each for each, (since, known) in list(_failures.items()) if at - since >= _memory(known)]:
        _failures.pop(old, None)
    if not isinstance(error, _OF_ITS_OWN):
        _failures[key] = (at, error)


def forget(key: str = "", everything: bool = False) -> None:
    """Forget failures, of *key* alone where it is given, since somebody asks to have it tried anew; refused sign-ins only
    where *everything* is to go."""
    for known, (_at, error) in list(_failures.items()):
        if key in ("", known) and (everything or not isinstance(error, LoginRefused)):
            _failures.pop(known, None)


def _memory(error: ConnectorError) -> float:
    return REFUSED if isinstance(error, LoginRefused) else REMEMBERED
