"""Activation: what has to be in order before a connection may be active.

`CHECKS` is the one list of conditions; the list of connections, its background activation and the dialog all ask it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import Connection, TestRun, User
from webapp.models.stored import fact_data, fact_of, text_of
from webapp.services import audit, mapping_checks, scope, turns
from webapp.services.activation_case import Case, Condition
from webapp.services.configuration import of_connection

__all__ = ["CHECKS", "Case", "deactivate", "finish", "kept_reasons", "reasons", "refuse"]


def _test(case: Case) -> list[Problem]:
    if case.tested:
        return []
    step = next((step for step in case.run.steps if step["state"] == "failed"), None) if case.run else None
    if step is None:
        return [Problem("activation_untested")]
    return [Problem("activation_test_failed", step=text_of(step["title"]), text=text_of(step["text"]))]


def _fields(case: Case) -> list[Problem]:
    configuration = case.configuration
    missing = [each for each in configuration.fields if each.mandatory and configuration.texts.get(each.key) == ""]
    return [Problem("fields_incomplete", fields=[each.name for each in missing])] if missing else []


def _scope(case: Case) -> list[Problem]:
    if case.connection.everyone or scope.of_connection(case.connection)["entries"]:
        return []
    return [Problem("scope_empty", "scope")]


CHECKS: Sequence[Condition] = (
    Condition("fields", _fields),
    Condition("test", _test),
    Condition("scope", _scope),
    Condition("read", mapping_checks.read),
    Condition("synced", mapping_checks.synced),
    Condition("existing", mapping_checks.existing, of_mapping=True),
    Condition("possible", mapping_checks.possible, of_mapping=True),
    Condition("mandatory", mapping_checks.mandatory, of_mapping=True),
    Condition("listed", mapping_checks.listed, of_mapping=True),
    Condition("single", mapping_checks.single, of_mapping=True),
    Condition("alone", mapping_checks.alone, of_mapping=True),
)


def reasons(case: Case) -> list[Problem]:
    """Every reason why a connection can't become active; none means that it can.

    Where the answer is acted on, both are in one transaction: another connection that writes the same waits for its end.
    """
    turns.take()
    return [problem for condition in CHECKS for problem in condition.check(case)]


def finish(connection: Connection, run: TestRun) -> None:
    """The end of an activation from the list: active where all checks pass, else the reasons are kept for its row."""
    if connection.active or connection.deleted_at is not None:
        return
    with db.atomic():
        _conclude(connection, run)


def _conclude(connection: Connection, run: TestRun) -> None:
    if run.state in ("cancelled", "interrupted"):
        found = [Problem(f"activation_{run.state}")]
    elif run.digests != of_connection(connection).digests:
        found = [Problem("activation_outdated")]
    else:
        found = reasons(Case(connection, run.passed, run))
    if found:
        refuse(connection, found)
    else:
        _switch(connection, True, run.user)


def refuse(connection: Connection, problems: Sequence[Problem]) -> None:
    """Keep the reasons why an activation could not even begin."""
    Connection.update(activation=[_data(each) for each in problems]).where(Connection.id == connection.id).execute()


def deactivate(connection: Connection, user: User) -> None:
    """Switch a connection off; its configuration can be changed again."""
    _switch(connection, False, user)


def _switch(connection: Connection, active: bool, user: User | None) -> None:
    changes = {"active": active, "activation": [], "changed_at": now(), "changed_by": user, "version": Connection.version + 1}
    with db.atomic():
        other = (Connection.id == connection.id) & (Connection.active != active) & Connection.deleted_at.is_null()
        if Connection.update(changes).where(other).execute():
            audit.note("activation", user, [audit.Change("active", "", not active, active)], connection)


def kept_reasons(kept: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Why the last activation failed, from what is kept in a connection's `activation`."""
    return [_problem(data) for data in kept]


def _data(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "field": problem.field,
        "facts": {key: fact_data(value) for key, value in problem.facts.items()},
    }


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(data["code"], data["field"], **{key: fact_of(value) for key, value in data["facts"].items()})
