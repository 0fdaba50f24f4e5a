"""The test beside the dialog: its state in words, its steps, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from connectors.base import StepState
from webapp import config, texts
from webapp.db import now
from webapp.errors import Problem
from webapp.i18n import _, clock, duration, lazy_, when
from webapp.models import ConnectionDraft, TestRun
from webapp.models.stored import step_of, text_of
from webapp.services.judgement import Judgement

SLOW_TO_BEGIN = 10  # seconds after which a waiting test needs an explanation
TITLES = {
    "incomplete": lazy_("Not tested yet"),
    "untested": lazy_("Not tested yet"),
    "waiting": lazy_("The test is waiting for its turn"),
    "running": lazy_("The test is running"),
    "passed": lazy_("The test passed"),
    "warnings": lazy_("The test passed with warnings"),
    "failed": lazy_("The test failed"),
    "timed_out": lazy_("The test took too long"),
    "cancelled": lazy_("The test was cancelled"),
    "interrupted": lazy_("The test was interrupted"),
    "changed": lazy_("Changed since the test"),
    "expired": lazy_("The test is too old"),
}


def panel(draft: ConnectionDraft, judgement: Judgement, error: object) -> SimpleNamespace:
    """What the panel shows; *error* may be the refusal to repeat a refused sign-in unasked."""
    run = judgement.run
    steps = [step_of(data) for data in run.steps] if run else []
    outdated_pass = judgement.state == "changed" and run is not None and run.passed
    shown = [] if outdated_pass else [step for step in steps if step.state is not StepState.SKIPPED]
    skipped = [] if outdated_pass else [texts.text(step.title) for step in steps if step.state is StepState.SKIPPED]
    return SimpleNamespace(
        state=judgement.state,
        title=_(TITLES[judgement.state]),
        summary=_summary(draft, judgement),
        steps=[_step(step) for step in shown] + _running(run),
        skipped=_listed(skipped),
        note=_note(judgement),
        confirm=texts.problem(error) if isinstance(error, Problem) and error.code == "sign_in_repeated" else "",
        cancellable=bool(run and run.under_way),
    )


def _summary(draft: ConnectionDraft, judgement: Judgement) -> str:
    run, state = judgement.run, judgement.state
    if run is None:
        return _("A test checks the values beside it and changes nothing in the ERP system.")
    if state == "waiting":
        return _waiting(run)
    if state == "running" and run.started_at:
        seconds = round((now() - run.started_at).total_seconds())
        return _("%(seconds)s s of at most %(limit)s s", seconds=seconds, limit=config.current["TEST_SECONDS"])
    if run.finished_at is None:
        return ""
    own = run.draft_id is not None and run.draft_id == draft.id
    at = _("at %(time)s", time=clock(run.finished_at)) if own else _by(run)
    if state in ("passed", "warnings"):
        return _("%(at)s, with these values · %(duration)s", at=at, duration=duration(run.seconds))
    return _("%(at)s · %(duration)s · nothing is changed in the ERP system", at=at, duration=duration(run.seconds))


def _waiting(run: TestRun) -> str:
    if (now() - run.created_at).total_seconds() < SLOW_TO_BEGIN:
        return _("It begins as soon as a worker is free.")
    return _("No worker has taken it yet: either all are busy with other tests, or none is running.")


def _by(run: TestRun) -> str:
    who = run.user.name if run.user else ""
    return _("%(when)s by %(who)s", when=when(run.finished_at), who=who) if who else when(run.finished_at)


def _note(judgement: Judgement) -> str:
    if judgement.state == "expired":
        return _("A passed test counts for 30 minutes. Test again to save these values.")
    if judgement.state == "interrupted":
        return _("The worker that carried it out has stopped. Test again.")
    if judgement.state != "changed":
        return ""
    if not judgement.since:
        return _("The test was of other values. Test again.")
    fields = ", ".join(texts.text(name) for name in judgement.since)
    if judgement.run is not None and not judgement.run.passed:
        return _("Changed since the test: %(fields)s. Test again.", fields=fields)
    return _("Changed since: %(fields)s. Test again, or put the values back.", fields=fields)


def _step(step: Any) -> dict[str, str]:
    return {
        "state": step.state.value,
        "title": texts.text(step.title),
        "text": texts.text(step.text),
        "remedy": texts.text(step.remedy),
        "detail": step.detail,
        "duration": duration(step.seconds) if step.seconds else "",
    }


def _running(run: TestRun | None) -> list[dict[str, str]]:
    if run is None or run.state != "running" or not run.current:
        return []
    return [{"state": "running", "title": texts.text(text_of(run.current["title"])), "duration": ""}]


def _listed(titles: Sequence[str]) -> str:
    return ", ".join([*titles[:1], *(title[:1].lower() + title[1:] for title in titles[1:])])
