"""Connection tests in the worker.

The connector works in a process of its own (`connectors.work`), which the worker watches: it writes down each step,
and kills the process when a step or the whole takes too long or somebody cancels.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from connectors.base import StepState, TestStep, Text
from connectors.checking import Started
from connectors.process import Crashed, Described, Ended, Failed
from connectors.work import Work
from webapp import config
from webapp.db import db, now
from webapp.models import Connection, ConnectionDraft, TestRun
from webapp.models.stored import field_data, list_data, step_data, text_data
from webapp.services import activation, call_memory
from webapp.services.configuration import Configuration, of_connection, of_draft
from webapp.services.connector_work import BROKEN, task
from webapp.services.workers import own_name, stopping

WATCH = 0.2  # seconds between two looks at whether somebody has cancelled
HEARTBEAT = 5.0


@dataclass
class _Watch:
    """A test under way: what has come of it so far, and until when it may go on."""

    run: TestRun
    configuration: Configuration
    began: float
    step_began: float
    beat: float
    current: Started | None = None


def carry_out(run_id: int) -> None:
    """Carry out a test that waits. One that is gone, or no longer waits, is left alone: tasks may come twice."""
    began = now()
    taken = TestRun.update(state="running", started_at=began, heartbeat_at=began, worker=own_name()).where(
        TestRun.id == run_id, TestRun.state == "waiting"
    )
    if not taken.execute():
        return
    run = TestRun.get_by_id(run_id)
    configuration = _configuration(run)
    clock = time.monotonic()
    watch = _Watch(run, configuration, clock, clock, clock)
    if run.cancel or configuration.digests != run.digests:  # cancelled, or changed, before a slot was free
        _finish(watch, "cancelled", None)
        return
    with Work(task("test", configuration, config.current["TEST_SECONDS"] + 5)) as work:
        state, described = _follow(watch, work)
    _finish(watch, state, described)


def give_up(run_id: int) -> None:
    """A run whose worker broke over it: interrupted, so that it can be tried again."""
    run = TestRun.get_or_none(TestRun.id == run_id, TestRun.state == "running")
    if run is not None:
        interrupt(run)


def interrupt(run: TestRun) -> None:
    """End a run that nobody carries out any more."""
    run.state, run.current, run.finished_at = "interrupted", {}, now()
    still = (TestRun.id == run.id) & (TestRun.state == "running")
    ended = TestRun.update(state=run.state, current={}, finished_at=run.finished_at).where(still)
    if ended.execute() and run.connection_id is not None and run.draft_id is None:
        tell_connection(run)


def _configuration(run: TestRun) -> Configuration:
    """What is to be tested; nothing where its draft is gone already."""
    if run.connection_id is not None:
        return of_connection(Connection.get_by_id(run.connection_id))
    draft = ConnectionDraft.get_or_none(ConnectionDraft.id == run.draft_id)
    return of_draft(draft) if draft else Configuration("", (), {})


def _follow(watch: _Watch, work: Work) -> tuple[str, Described | None]:
    """Write down what comes until the test ends or has to be ended; its state, and what the connector said of itself."""
    while True:
        event = work.wait(WATCH)
        if isinstance(event, Started):
            watch.current, watch.step_began = event, time.monotonic()
            TestRun.update(current={"title": text_data(event.title)}).where(TestRun.id == watch.run.id).execute()
        elif isinstance(event, TestStep):
            _note(watch, event)
        elif isinstance(event, Described):
            return "passed", event
        elif isinstance(event, Ended):
            return "failed", None
        elif isinstance(event, Failed | Crashed):
            _note(watch, _broken(watch, event))
            return "failed", None
        if ended := _ended(watch):
            return ended, None


def _note(watch: _Watch, step: TestStep) -> None:
    watch.run.steps = [*watch.run.steps, step_data(step)]
    watch.current = None
    TestRun.update(steps=watch.run.steps, current={}, heartbeat_at=now()).where(TestRun.id == watch.run.id).execute()


def _outcome(watch: _Watch) -> str:
    states = {step["state"] for step in watch.run.steps}
    return "failed" if "failed" in states else "warnings" if "warning" in states else "passed"


def _broken(watch: _Watch, event: Failed | Crashed) -> TestStep:
    title = watch.current.title if watch.current else Text("Answer from the connector", "Svar fra connectoren")
    seconds = time.monotonic() - watch.step_began
    if isinstance(event, Failed):
        return TestStep("connector", title, StepState.FAILED, event.text, event.remedy, event.detail, seconds, "", event.error)
    return TestStep("connector", title, StepState.FAILED, BROKEN.text, BROKEN.remedy, event.detail, seconds, "", "Crashed")


def _ended(watch: _Watch) -> str:
    """Why the test has to be ended now, if it has to: interrupted, cancelled or timed_out."""
    clock = time.monotonic()
    if stopping.is_set():
        return "interrupted"
    if TestRun.select(TestRun.cancel).where(TestRun.id == watch.run.id, TestRun.cancel).exists():
        return "cancelled"
    if clock - watch.beat > HEARTBEAT:
        watch.beat = clock
        TestRun.update(heartbeat_at=now()).where(TestRun.id == watch.run.id).execute()
    if said := _too_slow(clock - watch.step_began, clock - watch.began):
        title = watch.current.title if watch.current else Text("Answer from the connector", "Svar fra connectoren")
        seconds = clock - watch.step_began
        _note(watch, TestStep("limit", title, StepState.FAILED, said, OVERLOADED, seconds=seconds, error="Unreachable"))
        return "timed_out"
    return ""


OVERLOADED = Text(
    "Check that the address is right and that the system isn't overloaded, then test again.",
    "Kontroller at adressen er riktig, og at systemet ikke er overbelastet. Test så på nytt.",
)


def _too_slow(step_seconds: float, test_seconds: float) -> Text | None:
    """Which limit is passed, in words, if any is."""
    step, test = config.current["STEP_SECONDS"], config.current["TEST_SECONDS"]
    if step_seconds > step:
        return Text(f"No answer within {step} seconds.", f"Fikk ikke svar innen {step} sekunder.")
    if test_seconds > test:
        return Text(
            f"The test as a whole was not done within {test} seconds.",
            f"Testen som helhet ble ikke ferdig innen {test} sekunder.",
        )
    return None


def _finish(watch: _Watch, state: str, described: Described | None) -> None:
    """Store the end of a test, and let what depends on it happen, in one transaction."""
    run = watch.run
    with db.atomic():
        if described is not None:
            _compare_with_others(watch, described)
            state = _outcome(watch)
            if state != "failed":  # the ERP lets us in again: a refusal of before says nothing any more
                call_memory.forget(watch.configuration.digest, everything=True)
        errors = [step["error"] for step in run.steps if step["error"]]
        error = "LoginRefused" if "LoginRefused" in errors else next(iter(errors), "")
        run.state, run.error, run.finished_at, run.seconds = state, error, now(), time.monotonic() - watch.began
        run.steps, run.current = run.steps, {}
        run.save(only=("state", "error", "finished_at", "seconds", "steps", "current"))
        if run.draft_id is not None:
            _tell_draft(run, watch.configuration, described)
        elif run.connection_id is not None:
            tell_connection(run)


def _compare_with_others(watch: _Watch, described: Described) -> None:
    """The host's own last step: is the same system connected already?"""
    run = watch.run
    draft = ConnectionDraft.get_or_none(ConnectionDraft.id == run.draft_id)
    own = run.connection_id or (draft.connection_id if draft else None)
    same = (Connection.identity == described.identity) & (Connection.identity != "") & Connection.deleted_at.is_null()
    others = [each.name for each in Connection.select(Connection.name).where(same, Connection.id != (own or 0))]
    title = Text("Other connections to the same system", "Andre koblinger til samme system")
    if not others:
        _note(watch, TestStep("duplicate", title, StepState.PASSED, Text("None.", "Ingen.")))
        return
    en, nb = ", ".join(f"“{name}”" for name in others), ", ".join(f"«{name}»" for name in others)
    text = Text(f"{en}.", f"{nb}.")
    remedy = Text(
        "Two connections to one system write over each other. Keep this one only if that is meant.",
        "To koblinger til samme system overskriver hverandre. Behold denne bare hvis det er meningen.",
    )
    _note(watch, TestStep("duplicate", title, StepState.WARNING, text, remedy))


def _tell_draft(run: TestRun, configuration: Configuration, described: Described | None) -> None:
    draft = ConnectionDraft.get_or_none(ConnectionDraft.id == run.draft_id)
    if described is None or draft is None:
        return
    if draft.connector is None or draft.connector.url != configuration.url:  # another has been chosen meanwhile
        return
    changes: dict[str, Any] = {
        "fields": [field_data(each) for each in described.fields],
        "lists": {**draft.lists, **{name: list_data(items) for name, items in described.lists.items()}},
        "list_problems": {name: text_data(text) for name, text in described.list_problems.items()},
    }
    if run.passed:
        changes["passes"] = {
            "at": now().isoformat(),
            "run": run.id,
            "state": run.state,
            "digests": configuration.digests,
            "identity": described.identity,
        }
    ConnectionDraft.update(**changes).where(ConnectionDraft.id == run.draft_id).execute()


def tell_connection(run: TestRun) -> None:
    """Let a connection know how a test of it as stored has ended, unless it is stored otherwise by now."""
    connection = Connection.get_by_id(run.connection_id)
    if run.digests == of_connection(connection).digests:
        ended = {"tested_at": run.finished_at, "tested_by": run.user_id, "tested_state": run.state, "tested_error": run.error}
        Connection.update(ended).where(Connection.id == connection.id).execute()
    if run.activate:
        activation.finish(connection, run)
