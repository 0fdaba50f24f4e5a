"""Connection tests as pages see them: started from a draft or a stored connection, watched and ended.

A worker carries them out (`services.test_worker`). A test writes nothing in the ERP.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from webapp import jobs
from webapp.db import db, now
from webapp.errors import Problem, Problems
from webapp.models import Connection, ConnectionDraft, TestRun, User
from webapp.models.test_run import UNDER_WAY
from webapp.services.configuration import Configuration, of_connection, of_draft

REFUSED_FOR = timedelta(days=1)
LATELY = timedelta(minutes=1)


def start_draft(draft: ConnectionDraft, user: User | None, confirmed: bool = False, queued: bool = True) -> TestRun:
    """Start testing a draft's values; where it isn't *queued*, the caller carries it out.

    Raises `Problems` for entries that are wrong or missing, `Problem("test_running")`, and
    `Problem("sign_in_repeated")` where this very sign-in was refused last time and a repeat isn't confirmed.
    """
    configuration = of_draft(draft)
    if not configuration.url:
        raise Problem("connector_missing", "connector")
    if configuration.problems:
        raise Problems(list(configuration.problems.values()))
    return _start(configuration, user, confirmed, TestRun.draft == draft, queued, draft=draft)


def start_stored(connection: Connection, user: User, activate: bool = False, confirmed: bool = False) -> TestRun:
    """Start testing a connection as stored; with *activate* it becomes active when everything has passed.

    Raises what `start_draft` raises.
    """
    configuration = of_connection(connection)
    if configuration.problems:
        raise Problems(list(configuration.problems.values()))
    own = TestRun.connection == connection
    return _start(configuration, user, confirmed, own, True, connection=connection, activate=activate)


def _start(configuration: Configuration, user: User | None, confirmed: bool, own: Any, queued: bool, **about: Any) -> TestRun:
    if not confirmed and _was_refused(configuration):
        raise Problem("sign_in_repeated")
    with db.atomic():
        if TestRun.select().where(own, TestRun.state.in_(UNDER_WAY)).exists():
            raise Problem("test_running")
        run = TestRun.create(user=user, digests=configuration.digests, digest=configuration.sign_in, **about)
        if queued:
            jobs.enqueue("test_connection", run.id)
    return run


def _was_refused(configuration: Configuration) -> bool:
    """Whether the last finished test with this sign-in ended with its being refused."""
    same = (TestRun.digest == configuration.sign_in) & (TestRun.created_at > now() - REFUSED_FOR)
    last = TestRun.select().where(same, TestRun.state.in_(("passed", "warnings", "failed"))).order_by(TestRun.id.desc()).first()
    return last is not None and last.error == "LoginRefused"


def cancel_stored(connection: Connection) -> list[TestRun]:
    """Have the tests of a connection as stored ended, and return them; a slot is free within two seconds."""
    own = (TestRun.connection == connection) & TestRun.state.in_(UNDER_WAY)
    TestRun.update(cancel=True).where(own).execute()
    return list(TestRun.select().where(own))


def ended_lately(row: int) -> TestRun | None:
    """A test of a connection as stored that has ended within the last minute; None for any other. One query."""
    lately = (TestRun.id == row) & (TestRun.finished_at > now() - LATELY)
    return TestRun.select(TestRun, Connection).join(Connection).where(lately, TestRun.draft.is_null()).first()  # type: ignore[no-any-return]


def wait(run: TestRun, seconds: float) -> TestRun:
    """The test as it stands when it is done, or after *seconds*."""
    until = time.monotonic() + seconds
    while True:
        run = TestRun.get_by_id(run.id)
        if not run.under_way or time.monotonic() > until:
            return run
        time.sleep(0.03)
