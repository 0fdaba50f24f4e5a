"""What a connection still lacks before it can sync, told before anybody tries: the conditions of its activation, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.errors import Problem
from webapp.models import Connection
from webapp.services.activation import CHECKS
from webapp.services.activation_case import Case, Condition
from webapp.services.mapping_notes import notes
from webapp.services.setup import Setup


@dataclass(frozen=True)
class Finding:
    """How one condition stands. `state`: done, lacking, untested, or open where it has no meaning yet."""

    key: str
    state: str
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Readiness:
    """How all conditions stand. `notes` are worth knowing and keep nothing from syncing."""

    connection: Connection
    setup: Setup
    findings: Sequence[Finding]
    notes: Sequence[Problem]

    @property
    def missing(self) -> int:
        """How many things are to be mended. A test that has not been made is none: activation makes it."""
        return sum(len(each.problems) for each in self.findings if each.state == "lacking")

    @property
    def tested(self) -> bool:
        """Whether the last test of the configuration as stored has passed."""
        return all(each.state == "done" for each in self.findings if each.key == "test")


def of(connection: Connection) -> Readiness:
    """How *connection* stands now. A constant number of queries; nothing outside is called."""
    case = Case(connection, connection.tested_state in ("passed", "warnings"))
    findings = [_finding(each, case) for each in CHECKS]
    return Readiness(connection, case.setup, findings, notes(case.setup))


def _finding(condition: Condition, case: Case) -> Finding:
    problems = condition.check(case)
    if condition.key == "test" and problems:
        failed = case.connection.tested_state in ("failed", "timed_out")
        said = Problem("ready_test_failed") if failed else Problem("ready_untested")
        return Finding("test", "lacking" if failed else "untested", [said])
    if condition.of_mapping and not case.setup.synced:
        return Finding(condition.key, "open", ())
    return Finding(condition.key, "lacking" if problems else "done", problems)
