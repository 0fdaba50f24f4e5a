"""The queue as services see it: a name and an id. `create_app` puts the real queue behind it."""

from __future__ import annotations

from collections.abc import Callable

from webapp.db import db

Enqueue = Callable[[str, int], None]
_enqueue: Enqueue | None = None


def connect(enqueue: Enqueue) -> None:
    """Use *enqueue* from now on."""
    global _enqueue
    _enqueue = enqueue


def enqueue(name: str, row: int) -> None:
    """Have task *name* work on *row*, once the transaction under way is stored; never if it is rolled back."""
    queue = _enqueue
    if queue is None:
        raise RuntimeError("no queue is connected: create_app does that")
    db.after_commit(lambda: queue(name, row))
