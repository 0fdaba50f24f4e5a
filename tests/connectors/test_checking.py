"""Carrying out the checks of a connection test: gates, capabilities, times and errors."""

import itertools

import pytest

from connectors.base import Check, Found, StepState, TestStep, Text
from connectors.checking import Started, carry_out, steps_of
from connectors.errors import Cancelled, ConfigInvalid, LoginRefused, Unreachable

FINE = Text("Fine", "Fint")


def passing(key="fine", gate=True):
    return Check(key, FINE, lambda: Found(FINE), gate)


def failing(error, gate=True):
    def run():
        raise error

    return Check("bad", FINE, run, gate)


def states(*checks):
    return [step.state.value for step in steps_of(checks)]


def test_each_step_is_announced_and_then_told_with_its_seconds():
    clock = itertools.count(10, 2)
    told = list(carry_out([passing("a"), passing("b")], lambda: next(clock)))
    assert told[:2] == [Started("a", FINE), TestStep("a", FINE, StepState.PASSED, FINE, seconds=2)]
    assert [one.key for one in told] == ["a", "a", "b", "b"]


def test_a_failed_gate_skips_the_rest_without_starting_it():
    told = list(carry_out([failing(Unreachable(FINE)), passing("b"), passing("c", gate=False)]))
    assert [step.state.value for step in told if isinstance(step, TestStep)] == ["failed", "skipped", "skipped"]
    assert [one.key for one in told if isinstance(one, Started)] == ["bad"]


def test_a_failed_capability_skips_nothing():
    assert states(failing(Unreachable(FINE), gate=False), passing()) == ["failed", "passed"]


@pytest.mark.parametrize("error", [LoginRefused(FINE), Cancelled()])
def test_after_a_refused_sign_in_or_a_cancel_nothing_more_is_tried(error):
    assert states(passing(), failing(error, gate=False), passing()) == ["passed", "failed", "skipped"]


def test_a_failed_step_carries_what_the_error_says():
    error = ConfigInvalid(FINE, Text("Mend it", "Rett det"), detail="raw", field="server")
    [step] = steps_of([failing(error)])
    assert (step.text, step.remedy.nb, step.detail, step.field) == (FINE, "Rett det", "raw", "server")
    assert step.error == "ConfigInvalid"


def test_a_warning_carries_its_remedy_and_goes_on():
    warned = Check("w", FINE, lambda: Found(FINE, warning=True, remedy=FINE, detail="raw"))
    first, second = steps_of([warned, passing()])
    assert (first.state, first.remedy, first.detail, first.error) == (StepState.WARNING, FINE, "raw", "")
    assert second.state is StepState.PASSED


def test_a_fault_of_the_connector_passes_through_and_the_next_test_runs():
    with pytest.raises(ZeroDivisionError):
        steps_of([failing(ZeroDivisionError())])
    assert states(passing()) == ["passed"]
