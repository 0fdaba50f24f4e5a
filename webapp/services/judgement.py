"""The test rule: in which state a dialog is, whether it may be tested, whether it may be saved, and why not.

A pass is a digest per configuration field, held by the server. OK follows the values as they stand, not keystrokes:
changing one ends the pass, putting it back restores it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Text
from webapp.errors import Problem
from webapp.models import ConnectionDraft, TestRun
from webapp.models.test_run import UNDER_WAY
from webapp.services import scope
from webapp.services.configuration import Configuration, of_draft

PASS_LIFE = timedelta(minutes=30)
CLOCKS = timedelta(minutes=1)  # by which the clocks of two machines may differ; a pass from later is none


@dataclass(frozen=True)
class Judgement:
    """What the dialog has come to.

    `state`: incomplete, untested, waiting, running, passed, warnings, failed, timed_out, cancelled, interrupted,
    changed (tested, but with other values; `since` names the fields) or expired (passed too long ago). `run` is the test
    that the state speaks of. `blocks` are the reasons why OK is off, the first one first; empty means OK.
    """

    state: str
    run: TestRun | None
    configuration: Configuration
    since: Sequence[Text]
    blocks: Sequence[Problem]

    @property
    def may_save(self) -> bool:
        """Whether OK is on."""
        return not self.blocks

    @property
    def may_test(self) -> bool:
        """Whether a test may be started: a connector is chosen and none is under way."""
        return bool(self.configuration.url) and not (self.run and self.run.under_way)


def judge(draft: ConnectionDraft, moment: datetime) -> Judgement:
    """Judge a draft as it stands at *moment* (UTC, naive)."""
    run = _latest_run(draft)
    _catch_up(draft, run)
    configuration = of_draft(draft)
    state, shown = _state(draft, configuration, run, moment)
    since = _since(draft, configuration, shown) if state == "changed" else []
    return Judgement(state, shown, configuration, since, _blocks(draft, configuration, state, since, moment))


def _catch_up(draft: ConnectionDraft, run: TestRun | None) -> None:
    """Read again what a worker has written into the draft: the run is read later than the draft, and may be done by now."""
    if run is None or not run.passed or run.draft_id != draft.id or draft.passes.get("run") == run.id:
        return
    if newer := ConnectionDraft.get_or_none(ConnectionDraft.id == draft.id):
        draft.passes, draft.fields = newer.passes, newer.fields
        draft.lists, draft.list_problems = newer.lists, newer.list_problems


def passes(draft: ConnectionDraft, configuration: Configuration, moment: datetime) -> bool:
    """Whether a fresh pass of this draft covers exactly these values."""
    given: Mapping[str, Any] = draft.passes
    if not given or not -CLOCKS <= moment - datetime.fromisoformat(given["at"]) <= PASS_LIFE:
        return False
    return bool(given["digests"] == configuration.digests) and not configuration.problems


def _latest_run(draft: ConnectionDraft) -> TestRun | None:
    newest = list(TestRun.select().where(TestRun.draft == draft).order_by(TestRun.id.desc()).limit(1))
    if not newest and draft.connection is not None:
        stored = (TestRun.connection == draft.connection) & TestRun.state.not_in(UNDER_WAY)
        newest = list(TestRun.select().where(stored).order_by(TestRun.id.desc()).limit(1))
    return newest[0] if newest else None


def _state(
    draft: ConnectionDraft, configuration: Configuration, run: TestRun | None, moment: datetime
) -> tuple[str, TestRun | None]:
    if run is not None and run.under_way:
        return run.state, run
    if passes(draft, configuration, moment):
        return draft.passes["state"], TestRun.get_or_none(TestRun.id == draft.passes["run"]) or run
    if run is None:
        return ("incomplete" if configuration.problems else "untested"), None
    if run.digests != configuration.digests:
        return "changed", run
    return ("expired" if run.passed and run.draft_id else run.state), run


def _since(draft: ConnectionDraft, configuration: Configuration, run: TestRun | None) -> list[Text]:
    """The names of the fields whose values differ from those of the pass, or of the last test."""
    tested = draft.passes["digests"] if draft.passes else run.digests if run else {}
    now = configuration.digests
    return [each.name for each in configuration.fields if tested.get(each.key) != now.get(each.key) and each.key in now]


def _blocks(
    draft: ConnectionDraft, configuration: Configuration, state: str, since: Sequence[Text], moment: datetime
) -> list[Problem]:
    if not configuration.url:
        return [Problem("connector_missing", "connector")]
    blocks = [] if passes(draft, configuration, moment) else _untested(draft, configuration, state, since)
    if not draft.everyone and not scope.known(draft.scope):
        blocks.append(Problem("scope_empty", "scope"))
    return blocks


def _untested(draft: ConnectionDraft, configuration: Configuration, state: str, since: Sequence[Text]) -> list[Problem]:
    """Why values without a pass can't be saved; nothing where they are the stored ones and need none."""
    activating = bool(draft.connection and draft.active and not draft.connection.active)
    if not configuration.changed and draft.connection is not None and not activating:
        return []
    if configuration.problems:
        missing = [each.name for each in configuration.fields if each.key in configuration.problems]
        return [Problem("fields_incomplete", fields=missing)]
    if state in UNDER_WAY:
        return [Problem("test_under_way")]
    if state == "changed" and since:
        return [Problem("test_outdated", fields=since)]
    if activating and not configuration.changed and state not in ("failed", "timed_out"):
        return [Problem("activation_untested")]
    return [Problem({"failed": "test_failed", "timed_out": "test_timed_out", "expired": "test_expired"}.get(state, "untested"))]
