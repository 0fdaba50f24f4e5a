"""The child of `connectors.process`: carries out one task and tells what comes of it.

It is a Python of its own, started as `python -m connectors.child DESCRIPTOR`, and may be killed at any moment.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from connectors import asking, finding, storing
from connectors.base import Check, Connector, Context, FieldMetadata, FieldType, Found, StepState, TestStep, Text, Value
from connectors.checking import carry_out
from connectors.cleaning import Cleaner
from connectors.errors import ConfigInvalid, ConnectorError, LoginRefused
from connectors.fitting import fit
from connectors.process import Crashed, Described, Ended, Event, Failed, Task
from connectors.registry import resolve
from connectors.soundness import sound_checks, sound_fields, sound_items
from connectors.values import default_of, from_text
from connectors.wire import packed

MEMORY = 2 * 1024**3
_GARBAGE = 50_000  # objects between two looks for circles: an answer is many plain values, which have none


def main(descriptor: int, url: str = "") -> None:
    """Carry out the task on standard input and send its events to *descriptor*; with *url*, import that connector meanwhile."""
    _end_with_parent()
    gc.set_threshold(_GARBAGE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if url:
        with contextlib.suppress(ConnectorError):
            resolve(url)
    try:
        task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    except EOFError:  # it was not needed
        return
    signal.alarm(task.seconds)
    with os.fdopen(descriptor, "wb") as sender:

        def send(event: Event) -> None:
            sender.write(packed(fit(event, task.secrets)))
            sender.flush()

        try:
            for event in _events(task):
                send(event)
        except ConnectorError as error:
            send(Failed(type(error).__name__, error.text, error.remedy, error.detail, error.field))
        except Exception:  # noqa: BLE001 - the outer edge of a connector's process: its faults are told, not ours to mend
            send(Crashed(traceback.format_exc()))


def _end_with_parent() -> None:
    """Have the kernel kill this process when the one that started it is gone (on Linux; elsewhere the alarm must do)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _events(task: Task) -> Iterator[Event]:
    context = Context(folders=task.folders, timeout=task.timeout, max_bytes=task.max_bytes)
    if task.kind == "describe":
        yield _described(resolve(task.url), task, context)
    elif task.kind == "test":
        yield from _test(task, context)
    else:
        yield from _asked(task, context)


def _asked(task: Task, context: Context) -> Iterator[Event]:
    """What is asked of the ERP with a complete configuration."""
    kind = resolve(task.url)
    connector = kind(_config(sound_fields(kind.config_fields(context)), task.values), context)
    try:
        yield from _answers(connector, task)
    finally:
        connector.close()


def _answers(connector: Connector, task: Task) -> Iterator[Event]:
    question = task.question
    if task.kind in asking.ANSWERS:
        return asking.ANSWERS[task.kind](connector, question, task.secrets)
    cleaner = Cleaner(question.actor_type, question.field_keys, task.secrets)
    return {**finding.ANSWERS, **storing.ANSWERS}[task.kind](connector, question, cleaner)


def _test(task: Task, context: Context) -> Iterator[Event]:
    found: list[type[Connector]] = []

    def answers() -> Found:
        found.append(resolve(task.url))
        sound_fields(found[0].config_fields(context))
        return Found(Text(f"{found[0].title.en}, version {found[0].version}", f"{found[0].title.nb}, versjon {found[0].version}"))

    def complete() -> Found:
        return _check_complete(sound_fields(found[0].config_fields(context)), task.values)

    passed = yield from _carried_out(_own_checks(answers, complete))
    if not passed:
        yield Ended()
        return
    connector = found[0](_config(sound_fields(found[0].config_fields(context)), task.values), context)
    try:
        passed = yield from _carried_out(sound_checks(connector.checks()))
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
        Check("connector", Text("Answer from the connector", "Svar fra connectoren"), answers),
        Check("fields", Text("Mandatory fields", "Obligatoriske felt"), complete),
    ]


def _check_complete(fields: Sequence[FieldMetadata], values: Mapping[str, str]) -> Found:
    config = _config(fields, values)
    for each in fields:
        if each.mandatory and each.type is not FieldType.LABEL and config[each.key] in (None, ""):
            raise ConfigInvalid(
                Text(f"“{each.name.en}” is not filled in.", f"«{each.name.in_language('nb')}» er ikke fylt ut."),
                Text("Fill in the field and test again.", "Fyll ut feltet og test på nytt."),
                field=each.key,
            )
    return Found(Text("All are filled in.", "Alle er fylt ut."))


def _config(fields: Sequence[FieldMetadata], values: Mapping[str, str]) -> dict[str, Value]:
    return {each.key: _value(each, values) for each in fields if each.type is not FieldType.LABEL}


def _value(each: FieldMetadata, values: Mapping[str, str]) -> Value:
    if each.key not in values:
        return default_of(each)
    try:
        return from_text(each.type, values[each.key])
    except ValueError as error:
        raise ConfigInvalid(
            Text(f"“{each.name.en}” has an unusable value.", f"«{each.name.in_language('nb')}» har en ubrukelig verdi."),
            Text("Correct the value and test again.", "Rett verdien og test på nytt."),
            detail=str(error),
            field=each.key,
        ) from error


def _described(kind: type[Connector], task: Task, context: Context, connector: Connector | None = None) -> Described:
    fields = sound_fields(kind.config_fields(context))
    asked = connector or kind(_lenient(fields, task.values), context)
    lists: dict[str, Mapping[str, Text]] = {}
    problems: dict[str, Text] = {}
    for name in dict.fromkeys(each.list_name for each in fields if each.list_name):
        try:
            lists[name] = sound_items(name, dict(list(asked.list_items(name).items())[: asking.LONGEST_LIST]))
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


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
