"""Turns: what must not happen at the same moment as an activation, on databases that let several write at once."""

from __future__ import annotations

from webapp.db import one_at_a_time


def take() -> None:
    """Until the transaction ends, nobody else activates a connection or changes what an active one stands on.

    The first thing that such a transaction does: whoever holds rows already could wait for one who waits for these.
    """
    one_at_a_time("activation")
