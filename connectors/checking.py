"""Carrying out the checks of a connection test, one after the other: gates, capabilities and what each came to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from connectors.base import Check, StepState, TestStep, Text
from connectors.errors import Cancelled, ConnectorError, LoginRefused


@dataclass(frozen=True, slots=True)
class Started:
    """A step has begun; its `TestStep` follows."""

    key: str
    title: Text


def carry_out(checks: Sequence[Check], clock: Callable[[], float] = time.monotonic) -> Iterator[Started | TestStep]:
    """Carry out *checks* in order; yields `Started` before each one that is run and its `TestStep` after.

    A `ConnectorError` is a failed step. After a failed gate the rest is skipped: yielded as steps, not started. So it
    is after any refused sign-in, since every further try can lock the account, and when the test is cancelled; another
    failed capability skips nothing. Anything else that a check raises is a fault of the connector and passes through.
    """
    stopped = False
    for check in checks:
        if stopped:
            yield TestStep(check.key, check.title, StepState.SKIPPED)
            continue
        yield Started(check.key, check.title)
        step, stopped = _carried_out(check, clock)
        yield step


def steps_of(checks: Sequence[Check], clock: Callable[[], float] = time.monotonic) -> list[TestStep]:
    """The steps that *checks* come to, for callers that wait for all of them."""
    return [step for step in carry_out(checks, clock) if isinstance(step, TestStep)]


def _carried_out(check: Check, clock: Callable[[], float]) -> tuple[TestStep, bool]:
    begun = clock()
    try:
        found = check.run()
    except ConnectorError as error:
        return _failed(check, error, clock() - begun), check.gate or isinstance(error, LoginRefused | Cancelled)
    state = StepState.WARNING if found.warning else StepState.PASSED
    seconds = clock() - begun
    return TestStep(check.key, check.title, state, found.text, found.remedy, found.detail, seconds), False


def _failed(check: Check, error: ConnectorError, seconds: float) -> TestStep:
    return TestStep(
        key=check.key,
        title=check.title,
        state=StepState.FAILED,
        text=error.text,
        remedy=error.remedy,
        detail=error.detail,
        seconds=seconds,
        field=error.field,
        error=type(error).__name__,
    )
