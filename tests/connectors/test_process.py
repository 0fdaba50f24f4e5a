"""Connector code in a process of its own: what it says comes over, what it does stays there."""

from __future__ import annotations

import time

import pytest

from connectors.base import StepState, TestStep, Text
from connectors.checking import Started
from connectors.fitting import LONGEST_DETAIL, fit
from connectors.process import Crashed, Described, Ended, Event, Failed, Task
from connectors.work import Work

SECRET = 'h"emm\\elig & æ'


def hostile(behaviour: str) -> list[Event]:
    """All that a test of the hostile connector says."""
    values = {"behaviour": behaviour, "password": SECRET}
    with Work(Task("test", "plugin://hostile", values, secrets=[SECRET])) as work:
        events: list[Event] = []
        while not events or isinstance(events[-1], Started | TestStep):
            event = work.wait(20)
            assert event is not None
            events.append(event)
    return events


def test_a_connector_describes_itself_without_a_configuration() -> None:
    with Work(Task("describe", "plugin://excel")) as work:
        described = work.wait(10)
    assert isinstance(described, Described)
    assert "file" in [field.key for field in described.fields]


def test_a_connector_that_is_not_installed_is_named_in_words() -> None:
    with Work(Task("describe", "plugin://nothing")) as work:
        failed = work.wait(10)
    assert isinstance(failed, Failed)
    assert "«nothing»" in failed.text.nb


def test_a_test_tells_each_step_and_ends_with_what_the_connector_is() -> None:
    events = hostile("ok")
    steps = [event for event in events if isinstance(event, TestStep)]
    assert [step.state for step in steps] == [StepState.PASSED] * len(steps)
    assert isinstance(events[-1], Described)


def test_a_failed_test_asks_nothing_more() -> None:
    assert isinstance(hostile("leaks")[-1], Ended)


@pytest.mark.parametrize("behaviour", ["leaks", "crashes", "prints"])
def test_a_secret_is_removed_from_all_that_comes_over(behaviour: str) -> None:
    said = repr(hostile(behaviour))
    assert SECRET not in said
    assert repr(SECRET)[1:-1] not in said


@pytest.mark.parametrize(("behaviour", "words"), [("crashes", "RuntimeError"), ("exits", "by itself")])
def test_a_connector_that_breaks_says_how(behaviour: str, words: str) -> None:
    crashed = hostile(behaviour)[-1]
    assert isinstance(crashed, Crashed)
    assert words in crashed.detail


def test_a_flood_of_text_is_cut_to_size() -> None:
    step = next(event for event in hostile("floods") if isinstance(event, TestStep) and event.detail)
    assert len(step.detail) < LONGEST_DETAIL + 10
    assert step.text.en.endswith("…")


@pytest.mark.parametrize("behaviour", ["loops", "sleeps"])
def test_a_connector_that_never_ends_is_gone_within_a_second_of_leaving_it(behaviour: str) -> None:
    with Work(Task("test", "plugin://hostile", {"behaviour": behaviour, "password": "x"})) as work:
        while not (isinstance(event := work.wait(10), Started) and event.key == "data"):
            assert event is not None
        assert work.wait(0.2) is None
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert work._process.returncode is not None


@pytest.mark.parametrize(("behaviour", "ends"), [("stammers", False), ("hangs up", True)])
def test_a_connector_that_answers_half_or_hangs_up_holds_nobody_up(behaviour: str, ends: bool) -> None:
    began = time.monotonic()
    with Work(Task("test", "plugin://hostile", {"behaviour": behaviour, "password": "x"})) as work:
        while not (isinstance(event := work.wait(10), Started) and event.key == "data"):
            assert event is not None
        event = work.wait(1)
    assert isinstance(event, Crashed) if ends else event is None
    assert time.monotonic() - began < 5
    assert isinstance(hostile("ok")[-1], Described)


def test_a_secret_is_removed_from_titles_lists_and_the_identity_too() -> None:
    leak = Text(f"with {SECRET}")
    assert SECRET not in repr(fit(Started(SECRET, leak), [SECRET]))
    assert SECRET not in repr(fit(TestStep("key", leak, StepState.PASSED), [SECRET]))
    described = Described("1", [], {"list": {SECRET: Text("it"), "a": leak, "b": Text("kept")}}, {}, f"erp:{SECRET}")
    clean = fit(described, [SECRET])
    assert SECRET not in repr(clean)
    assert isinstance(clean, Described)
    assert clean.lists["list"]["b"] == Text("kept")
