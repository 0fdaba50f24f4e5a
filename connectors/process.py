"""Connector code in a process of its own, which can be killed: nothing that a connector does can hold us up.

The host starts `Work` with a `Task`, waits for its events and ends it when it has had enough. The child is a fresh
Python that knows connectors only: no web, no database, none of our settings. What it says is cut to size there, and
refused here where it is too much all the same.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Literal, TypeAlias

from connectors.base import Check, Connector, Context, FieldMetadata, FieldType, Found, StepState, TestStep, Text, Value
from connectors.checking import Started, carry_out
from connectors.errors import ConfigInvalid, ConnectorError, LoginRefused
from connectors.redaction import redact
from connectors.registry import resolve
from connectors.values import default_of, from_text

LONGEST_TEXT = 2_000
LONGEST_DETAIL = 8_000
LONGEST_LIST = 5_000
LONGEST_EVENT = 4_000_000
MEMORY = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is to do.

    `test`: a connection test; `describe`: say which configuration fields there are, and the items of their lists.
    `values` are configuration values in their invariant text form; `secrets`, those among them that must never show.
    `seconds` ends the child should the host have died.
    """

    kind: Literal["test", "describe"]
    url: str
    values: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()
    folders: tuple[Path, ...] = ()
    timeout: float = 10.0
    max_bytes: int = 100_000_000
    seconds: int = 120


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


Event: TypeAlias = Started | TestStep | Described | Ended | Failed | Crashed


class Work:
    """A task under way in a child process. Use it as a context manager: leaving it kills whatever still runs."""

    def __init__(self, task: Task) -> None:
        self._receiver, sender = Pipe(duplex=False)
        with sender:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "connectors.process", str(sender.fileno())],
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
        """The next event, or None where none came within that time."""
        try:
            if not self._receiver.poll(seconds):
                return None
            event: Event = pickle.loads(self._receiver.recv_bytes(LONGEST_EVENT))  # noqa: S301 - from our own child
        except (EOFError, ConnectionError):
            return Crashed(f"The connector's process ended by itself with code {self._process.wait()}.")
        except (OSError, pickle.UnpicklingError) as error:
            return Crashed(f"The connector's process answered something that can't be read: {error}")
        return event

    def end(self) -> None:
        """Kill the child and everything it has started. Harmless when it is gone already."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._receiver.close()


# ---- in the child


def main(descriptor: int) -> None:
    """Carry out the task on standard input and send its events to *descriptor*."""
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    signal.alarm(task.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with Connection(descriptor, readable=False) as sender:
        try:
            for event in _events(task):
                sender.send(_fit(event, task.secrets))
        except ConnectorError as error:
            failed = Failed(type(error).__name__, error.text, error.remedy, error.detail)
            sender.send(_fit(failed, task.secrets))
        except Exception:  # noqa: BLE001 - the outer edge of a connector's process: its faults are told, not ours to mend
            sender.send(_fit(Crashed(traceback.format_exc()), task.secrets))


def _events(task: Task) -> Iterator[Event]:
    context = Context(folders=task.folders, timeout=task.timeout, max_bytes=task.max_bytes)
    if task.kind == "describe":
        yield _described(resolve(task.url), task, context)
    else:
        yield from _test(task, context)


def _test(task: Task, context: Context) -> Iterator[Event]:
    found: list[type[Connector]] = []

    def answers() -> Found:
        found.append(resolve(task.url))
        found[0].config_fields(context)
        return Found(Text(f"{found[0].title.en}, version {found[0].version}", f"{found[0].title.nb}, versjon {found[0].version}"))

    def complete() -> Found:
        return _check_complete(found[0].config_fields(context), task.values)

    passed = yield from _carried_out(_own_checks(answers, complete))
    if not passed:
        yield Ended()
        return
    connector = found[0](_config(found[0].config_fields(context), task.values), context)
    try:
        passed = yield from _carried_out(connector.checks())
        yield _described(found[0], task, context, connector) if passed else Ended()
    finally:
        connector.close()


def _carried_out(checks: Sequence[Check]) -> Generator[Event, None, bool]:
    passed = True
    for event in carry_out(checks):
        passed = passed and not (isinstance(event, TestStep) and event.state is StepState.FAILED)
        yield event
    return passed


def _own_checks(answers: Callable[[], Found], complete: Callable[[], Found]) -> list[Check]:
    return [
        Check("connector", Text("The connector answers", "Connectoren svarer"), answers),
        Check("fields", Text("The fields are filled in", "Feltene er fylt ut"), complete),
    ]


def _check_complete(fields: Sequence[FieldMetadata], values: Mapping[str, str]) -> Found:
    config = _config(fields, values)
    for each in fields:
        if each.mandatory and each.type is not FieldType.LABEL and config[each.key] in (None, ""):
            raise ConfigInvalid(
                Text(f"«{each.name.en}» is not filled in.", f"«{each.name.in_language('nb')}» er ikke fylt ut."),
                Text("Fill in the field and test again.", "Fyll ut feltet og test på nytt."),
                field=each.key,
            )
    return Found(Text(""))


def _config(fields: Sequence[FieldMetadata], values: Mapping[str, str]) -> dict[str, Value]:
    return {each.key: _value(each, values) for each in fields if each.type is not FieldType.LABEL}


def _value(each: FieldMetadata, values: Mapping[str, str]) -> Value:
    if each.key not in values:
        return default_of(each)
    try:
        return from_text(each.type, values[each.key])
    except ValueError as error:
        raise ConfigInvalid(
            Text(f"«{each.name.en}» has an unusable value.", f"«{each.name.in_language('nb')}» har en ubrukelig verdi."),
            Text("Correct the value and test again.", "Rett verdien og test på nytt."),
            detail=str(error),
            field=each.key,
        ) from error


def _described(kind: type[Connector], task: Task, context: Context, connector: Connector | None = None) -> Described:
    fields = list(kind.config_fields(context))
    asked = connector or kind(_lenient(fields, task.values), context)
    lists: dict[str, Mapping[str, Text]] = {}
    problems: dict[str, Text] = {}
    for name in dict.fromkeys(each.list_name for each in fields if each.list_name):
        try:
            lists[name] = dict(list(asked.list_items(name).items())[:LONGEST_LIST])
        except LoginRefused:
            raise  # every further list would try the same sign-in again
        except ConnectorError as error:
            problems[name] = error.text
    identity = connector.identity() if connector else ""
    if connector is None:
        asked.close()
    return Described(kind.version, fields, lists, problems, identity)


def _lenient(fields: Sequence[FieldMetadata], values: Mapping[str, str]) -> dict[str, Value]:
    """A configuration under way: what isn't right yet is left blank."""
    config: dict[str, Value] = {}
    for each in fields:
        with contextlib.suppress(ConfigInvalid):
            config[each.key] = _value(each, values)
    return config


def _fit(event: Event, secrets: Sequence[str]) -> Event:
    """*event* without secrets, and then cut to size: the other way round half a secret could stay at a cut."""

    def fit(text: Text) -> Text:
        return Text(_short(text.en, secrets), _short(text.nb, secrets))

    if isinstance(event, TestStep | Failed):
        return replace(event, text=fit(event.text), remedy=fit(event.remedy), detail=_detail(event.detail, secrets))
    if isinstance(event, Described):
        return replace(event, list_problems={name: fit(text) for name, text in event.list_problems.items()})
    return Crashed(_detail(event.detail, secrets)) if isinstance(event, Crashed) else event


def _short(text: str, secrets: Sequence[str]) -> str:
    clean = redact(text, secrets)
    return clean if len(clean) <= LONGEST_TEXT else clean[:LONGEST_TEXT] + "…"


def _detail(text: str, secrets: Sequence[str]) -> str:
    """Both ends of a long detail: what was tried is said first, what came of it last."""
    clean = redact(text, secrets)
    half = LONGEST_DETAIL // 2
    return clean if len(clean) <= LONGEST_DETAIL else f"{clean[:half]}\n…\n{clean[-half:]}"


if __name__ == "__main__":
    # As `connectors.process`, so that what is sent is of the classes that the host knows.
    from connectors import process

    process.main(int(sys.argv[1]))
