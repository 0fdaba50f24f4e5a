"""Reading what a connection's ERP has: its actor types, their fields, and the lists of these.

A reading is asked for when a connection is saved and by *Refresh fields*, and carried out by a worker. What it finds is
merged into what is stored (`services.reading_merge`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Text
from connectors.errors import ConnectorError
from connectors.process import ActorTypeRead, ListRead
from webapp import config, jobs
from webapp.crm.fields import ENTITY_OF
from webapp.db import db, now
from webapp.models import Connection, ConnectionReading, User
from webapp.models.stored import fact_data, fact_of, text_data, text_of
from webapp.services import audit, calls, connector_work, turns
from webapp.services.configuration import of_connection
from webapp.services.reading_merge import Found, Told, merge

TASK = "read_fields"
LOST = timedelta(seconds=30)
"""How long after its own limit a reading counts as lost with its worker."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a connection's last reading.

    `state`: never, waiting, reading, done or failed. `error` and `remedy` say why it failed. `changes` are what was different
    from before (see `services.reading_merge.Told`).
    """

    state: str
    at: datetime | None = None
    error: Text = Text("")
    remedy: Text = Text("")
    detail: str = ""
    changes: Sequence[Told] = ()

    @property
    def under_way(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in ("waiting", "reading")


def request(connection: Connection, user: User | None, anew: bool = False) -> None:
    """Have the fields of *connection* read. One that waits or runs already is left alone, unless its worker has died.

    *anew*: the configuration is another one now, so what is under way would find what no longer counts; it stores nothing.
    """
    with db.atomic():
        asked = {"requested_by": user}
        row, is_first = ConnectionReading.get_or_create(connection=connection, defaults=asked)  # type: ignore[no-untyped-call]
        if not is_first:
            if row.under_way and not anew and not _lost(row):
                return
            row.state, row.number, row.requested_at, row.requested_by = "waiting", row.number + 1, now(), user
            row.save(only=("state", "number", "requested_at", "requested_by"))
        jobs.enqueue(TASK, row.id)


def _lost(row: ConnectionReading) -> bool:
    limit = timedelta(seconds=config.current["TEST_SECONDS"]) + LOST
    return bool(now() - row.requested_at > limit)


def last(connection: Connection) -> Reading:
    """The last reading of *connection*. One query."""
    row = ConnectionReading.get_or_none(ConnectionReading.connection == connection)
    if row is None:
        return Reading("never")
    state = "failed" if row.under_way and _lost(row) else row.state
    error = row.error or {"text": ["", ""], "remedy": ["", ""], "detail": ""}
    changes = [(code, of, fact_of(names)) for code, of, names in row.changes]
    return Reading(state, row.finished_at, text_of(error["text"]), text_of(error["remedy"]), error["detail"], changes)


def wait(connection: Connection, seconds: float) -> Reading:
    """The last reading as it stands when it is done, or after *seconds*."""
    until = time.monotonic() + seconds
    while True:
        found = last(connection)
        if not found.under_way or time.monotonic() > until:
            return found
        time.sleep(0.03)


def carry_out(row_id: int) -> None:
    """Carry out a reading that waits. One that no longer does is left alone: tasks may come twice."""
    taken = ConnectionReading.update(state="reading").where(ConnectionReading.id == row_id, ConnectionReading.state == "waiting")
    if not taken.execute():
        return
    row = ConnectionReading.get_by_id(row_id)
    try:
        found = _survey(row.connection)
    except ConnectorError as error:
        said = {"text": text_data(error.text), "remedy": text_data(error.remedy), "detail": error.detail}
        _finish(row, state="failed", error=said, changes=[])
        return
    with db.atomic():
        turns.take()
        if not _held(row):
            return
        changes = merge(row.connection, found)
        _finish(row, state="done", error={}, changes=[[code, of, fact_data(list(names))] for code, of, names in changes])
        _note(row, changes)


def give_up(row_id: int) -> None:
    """A reading whose worker broke over it: failed, so that it can be tried again."""
    row = ConnectionReading.get_or_none(ConnectionReading.id == row_id, ConnectionReading.state == "reading")
    if row is not None:
        said = {"text": text_data(connector_work.BROKEN.text), "remedy": text_data(connector_work.BROKEN.remedy), "detail": ""}
        _finish(row, state="failed", error=said, changes=[])


def _held(row: ConnectionReading) -> bool:
    """Whether no other reading has been asked for since; then none can be until the transaction ends."""
    return bool(ConnectionReading.update(number=row.number).where(_is_last(row)).execute())


def _finish(row: ConnectionReading, **ended: Any) -> None:
    ConnectionReading.update(finished_at=now(), **ended).where(_is_last(row)).execute()


def _is_last(row: ConnectionReading) -> Any:
    return (ConnectionReading.id == row.id) & (ConnectionReading.number == row.number)


def _survey(connection: Connection) -> Found:
    found = Found()
    for event in calls.survey(of_connection(connection), config.current["TEST_SECONDS"]):
        if isinstance(event, ActorTypeRead) and event.actor_type in ENTITY_OF:
            found.types[event.actor_type] = event
        elif isinstance(event, ListRead):
            found.lists[event.name] = event
    return found


def _note(row: ConnectionReading, changes: Iterable[Told]) -> None:
    noted = [audit.Change(code, of, None, list(names)) for code, of, names in changes if code != "first"]
    audit.note("fields", row.requested_by, noted, row.connection)
