"""Connector code in a process of its own, which can be killed: nothing that a connector does can hold us up.

The host starts `Work` with a `Task`, waits for its events and ends it when it has had enough. The child
(`connectors.child`) is a fresh Python that knows connectors only: no web, no database, none of our settings. What it
says is cut to size there, and refused here where it is too much all the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Pipe
from pathlib import Path
from typing import Literal, TypeAlias

from connectors.base import Actor, ActorType, FieldMetadata, TestStep, Text
from connectors.checking import Started

LONGEST_EVENT = 4_000_000
_LENGTH = struct.Struct("!I")
_PIECE = 65_536
_TO_END = 0.5  # seconds that a child which has hung up gets to end by itself
_UNREADABLE = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, TypeError, ValueError)


Kind: TypeAlias = Literal["test", "describe", "survey", "records", "items", "usage"]
"""What a child can do; see `Task`."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the ERP. `text` is searched for, blank finds all; at most `limit` actors are answered."""

    actor_type: ActorType = ActorType.CUSTOMER
    field_keys: tuple[str, ...] = ()
    list_name: str = ""
    text: str = ""
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is to do.

    `test`: a connection test; `describe`: say which configuration fields there are, and the items of their lists;
    `survey`: say which actor types, fields and lists the ERP has. By `question`: `records`, some actors; `items`, a list's
    items; `usage`, how many actors have each item of a list field (the first of `field_keys`).
    `values` are configuration values in their invariant text form; `secrets`, those among them that must never show.
    `seconds` ends the child should the host have died.
    """

    kind: Kind
    url: str
    values: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()
    folders: tuple[Path, ...] = ()
    timeout: float = 10.0
    max_bytes: int = 100_000_000
    seconds: int = 120
    question: Question = Question()


@dataclass(frozen=True, slots=True)
class Described:
    """The end of a task that went its way: what the connector says of itself.

    `lists` has the items of each list that a configuration field names; `list_problems` why others couldn't be read.
    """

    version: str
    fields: Sequence[FieldMetadata]
    lists: Mapping[str, Mapping[str, Text]]
    list_problems: Mapping[str, Text]
    identity: str = ""


@dataclass(frozen=True, slots=True)
class ActorTypeRead:
    """An actor type that the ERP has, with its fields; `searchable` are the keys that a restriction may name."""

    actor_type: ActorType
    fields: Sequence[FieldMetadata]
    searchable: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list's items, or why they couldn't be read."""

    name: str
    items: Mapping[str, Text]
    problem: Text = Text("")


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """The actors that were asked for."""

    actors: Sequence[Actor]


@dataclass(frozen=True, slots=True)
class UsageRead:
    """How many actors have each item of a list field; None where the connector can't tell."""

    counts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a survey that went its way."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a test in which some step failed: after a refused sign-in nothing more must be asked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The end of a task that could not be carried out: an error of the connector's own kind."""

    error: str
    text: Text
    remedy: Text = Text("")
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The end of a task whose connector broke: a fault in its code, or its process is gone."""

    detail: str


Event: TypeAlias = (
    Started | TestStep | Described | ActorTypeRead | ListRead | RecordsRead | UsageRead | Done | Ended | Failed | Crashed
)


def packed(event: Event) -> bytes:
    """An event as the child sends it: its length, then itself."""
    data = pickle.dumps(event)
    return _LENGTH.pack(len(data)) + data


class Work:
    """A task under way in a child process. Use it as a context manager: leaving it kills whatever still runs."""

    def __init__(self, task: Task) -> None:
        self._receiver, sender = Pipe(duplex=False)
        self._said = b""
        with sender:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "connectors.child", str(sender.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[sender.fileno()],
                start_new_session=True,  # so that killing takes its own children along
                env={name: value for name, value in os.environ.items() if not name.startswith("KOBLING_")},
            )
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            pickle.dump(task, stdin)

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait(self, seconds: float) -> Event | None:
        """The next event, or None where none came whole within that time: half of one must not hold us up either."""
        until = time.monotonic() + seconds
        while not self._is_whole():
            if not self._receiver.poll(max(until - time.monotonic(), 0)):
                return None
            piece = os.read(self._receiver.fileno(), _PIECE)
            if not piece:
                return self._hung_up()
            self._said += piece
        return self._taken()

    def _length(self) -> int:
        return int(_LENGTH.unpack_from(self._said)[0])

    def _is_whole(self) -> bool:
        known = len(self._said) >= _LENGTH.size
        return known and (self._length() > LONGEST_EVENT or len(self._said) >= _LENGTH.size + self._length())

    def _taken(self) -> Event:
        end = _LENGTH.size + self._length()
        data, self._said = self._said[_LENGTH.size : end], self._said[end:]
        if end > _LENGTH.size + LONGEST_EVENT:
            return Crashed("The connector's process answered more than is possible.")
        try:
            event = pickle.loads(data)  # noqa: S301 - from our own child
        except _UNREADABLE as error:
            return Crashed(f"The connector's process answered something that can't be read: {error}")
        return event if isinstance(event, Event) else Crashed("The connector's process answered something else than an event.")

    def _hung_up(self) -> Crashed:
        try:
            code = self._process.wait(_TO_END)
        except subprocess.TimeoutExpired:
            return Crashed("The connector's process stopped answering.")
        return Crashed(f"The connector's process ended by itself with code {code}.")

    def end(self) -> None:
        """Kill the child and everything it has started. Harmless when it is gone already."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._receiver.close()
