"""What the dialogs of an active connection must not do: take away what it needs to be active."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from webapp.errors import Problem, Problems
from webapp.models import Connection
from webapp.services import activation, turns


@contextmanager
def kept_active(connection: Connection) -> Iterator[None]:
    """Around a save, from the beginning of its transaction: raises `Problems` where it gives *connection*, being active, a
    reason why it couldn't be that it didn't have before. It can't become active meanwhile."""
    turns.take()
    before = {part for each in _reasons(connection) for part in _parts(each)}
    yield
    if worse := [each for each in _reasons(connection) if not _parts(each) <= before]:
        raise Problems(worse)


def _reasons(connection: Connection) -> list[Problem]:
    stored = Connection.get_by_id(connection.id)  # the caller's was read earlier: it may have become active since
    return activation.reasons(activation.Case(stored, tested=True)) if stored.active else []


def _parts(reason: Problem) -> set[tuple[str, str, str]]:
    """What a reason is about: one that was there before is no news, one that is about another field now is."""
    return {(reason.code, str(reason.facts.get("actor")), str(key)) for key in reason.facts.get("keys") or [""]}
