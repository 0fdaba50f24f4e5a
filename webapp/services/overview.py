"""The Sync screen's two lists as facts: a constant number of queries, however many rows there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from peewee import JOIN, fn

from connectors.base import Text
from webapp.db import Statement
from webapp.errors import Problem
from webapp.models import Connection, SyncConnector, TestRun, User
from webapp.models.stored import text_of
from webapp.models.test_run import UNDER_WAY
from webapp.services import activation, names, scope

NOTHING = ("", "[]", "null")
SORTS = ("name", "connector", "active", "last_sync", "state")
UNREACHABLE = ("Unreachable", "ConnectorMissing", "Crashed", "ConnectionUnknown", "ProtocolBroken")


class Listed(NamedTuple):
    """What the list reads of a connection: a model each would cost four times as much.

    `connector` and `tested_by` are names, `activation` is JSON.
    """

    id: int
    name: str
    connector: str
    everyone: bool
    description: str
    active: bool
    last_sync_at: datetime | None
    tested_at: datetime | None
    tested_by: str | None
    tested_state: str
    tested_error: str
    activation: str
    deleted_at: datetime | None


class Row(NamedTuple):
    """A connection as the list shows it.

    `state`: deleted, waiting, testing, activating, active, active_unreachable, not_activated, unreachable, failed,
    cancelled, interrupted, untested or tested; active_warned and tested_warned after a test with warnings. `step` is
    what a test under way is at.
    """

    connection: Listed
    scope: tuple[str, ...] | None
    state: str
    step: Text = Text("")

    @property
    def under_way(self) -> bool:
        """Whether a test of it waits or runs."""
        return self.state in ("waiting", "testing", "activating")

    @property
    def reasons(self) -> list[Problem]:
        """Why the last activation failed."""
        shown = self.state not in ("deleted", "waiting", "testing", "activating")
        return activation.kept_reasons(json.loads(self.connection.activation)) if shown else []


@dataclass(frozen=True, eq=False)
class Arranged:
    """Rows in their order, and how many there are without a filter. The same facts give the same object."""

    rows: tuple[Row, ...]
    total: int


def rows(deleted: bool, text: str = "", sort: str = "name", descending: bool = False) -> Arranged:
    """The connections (or the deleted ones) that contain *text*, sorted. 3 queries."""
    facts = tuple(_CONNECTIONS[deleted].rows()), tuple(_RUNS.rows()), scope.named()
    return _arranged(facts, text.strip(), sort, descending)


@lru_cache(maxsize=32)  # a list is looked at far more often than it changes
def _arranged(facts: tuple[tuple[Any, ...], ...], text: str, sort: str, descending: bool) -> Arranged:
    found, under_way, named_rows = facts
    runs = {run.connection: run for run in (_Run(*row) for row in under_way)}
    named = scope.names_by_connection(named_rows)
    connections = [_listed(row) for row in found]
    listed = [_row(each, runs.get(each.id), None if each.everyone else named.get(each.id, ())) for each in connections]
    wanted = [row for row in listed if names.key(text) in _haystack(row)] if text else listed
    wanted.sort(key=lambda row: names.order(row.connection.name))
    wanted.sort(key=_SORT_KEYS.get(sort, _SORT_KEYS["name"]), reverse=descending)
    return Arranged(tuple(wanted), len(listed))


def deleted_counts() -> tuple[int, int]:
    """How many connections and how many connectors are deleted. One query."""
    connections, connectors = _COUNT_DELETED.rows()[0]
    return int(connections), int(connectors)


def connection(row: Row) -> Connection | None:
    """The connection of a row, unless it is deleted. One query."""
    return Connection.get_or_none(Connection.id == row.connection.id, Connection.deleted_at.is_null())


def _select_connections(deleted: bool) -> Any:
    each = Connection
    columns = (each.id, each.name, SyncConnector.name, each.everyone, each.description, each.active, each.last_sync_at)
    tested = (each.tested_at, User.name, each.tested_state, each.tested_error, each.activation.cast("text"), each.deleted_at)
    joined = each.select(*columns, *tested).join(SyncConnector).switch(each)
    return joined.join(User, JOIN.LEFT_OUTER, on=(each.tested_by == User.id)).where(each.deleted_at.is_null(not deleted))


def _select_runs() -> Any:
    under_way = TestRun.state.in_(UNDER_WAY) & TestRun.connection.is_null(False)
    return TestRun.select(TestRun.connection, TestRun.state, TestRun.activate, TestRun.current.cast("text")).where(under_way)


def _select_connectors(deleted: bool) -> Any:
    each = SyncConnector
    uses = Connection.select(fn.COUNT(Connection.id)).where(Connection.connector == each.id, Connection.deleted_at.is_null())
    columns = (each.id, each.name, each.url, each.url_tested_at, each.url_answers, each.deleted_at, uses)
    return each.select(*columns).where(each.deleted_at.is_null(not deleted))


def _select_deleted_counts() -> Any:
    connectors = SyncConnector.select(fn.COUNT(SyncConnector.id)).where(SyncConnector.deleted_at.is_null(False))
    return Connection.select(fn.COUNT(Connection.id), connectors).where(Connection.deleted_at.is_null(False))


_CONNECTIONS = {deleted: Statement(partial(_select_connections, deleted)) for deleted in (False, True)}
_CONNECTORS = {deleted: Statement(partial(_select_connectors, deleted)) for deleted in (False, True)}
_RUNS = Statement(_select_runs)
_COUNT_DELETED = Statement(_select_deleted_counts)


def _listed(row: tuple[Any, ...]) -> Listed:
    each = Listed(*row)
    return each._replace(
        everyone=bool(each.everyone),
        active=bool(each.active),
        last_sync_at=_moment(each.last_sync_at),
        tested_at=_moment(each.tested_at),
        deleted_at=_moment(each.deleted_at),
    )


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class _Run(NamedTuple):
    """What the list reads of a test under way; `current` is JSON."""

    connection: int
    state: str
    activate: bool
    current: str

    @property
    def step(self) -> Text:
        """What it is at."""
        current = json.loads(self.current)
        return text_of(current["title"]) if current else Text("")


def _row(connection: Listed, run: _Run | None, named: tuple[str, ...] | None) -> Row:
    if connection.deleted_at is not None:
        return Row(connection, named, "deleted")
    if run is not None:
        state = "waiting" if run.state == "waiting" else "activating" if run.activate else "testing"
        return Row(connection, named, state, run.step)
    return Row(connection, named, _state(connection))


def _state(connection: Listed) -> str:
    broken = connection.tested_error in UNREACHABLE and connection.tested_state in ("failed", "timed_out")
    if connection.active:
        return "active_unreachable" if broken else "active_warned" if connection.tested_state == "warnings" else "active"
    if connection.activation not in NOTHING:
        return "not_activated"
    if not connection.tested_at:
        return "untested"
    if connection.tested_state in ("passed", "warnings"):
        return "tested" if connection.tested_state == "passed" else "tested_warned"
    if connection.tested_state in ("cancelled", "interrupted"):
        return connection.tested_state
    return "unreachable" if broken else "failed"


def _haystack(row: Row) -> str:
    each = row.connection
    return names.key("\n".join([each.name, each.connector, each.description, *(row.scope or ())]))


_SORT_KEYS: dict[str, Any] = {
    "name": lambda row: names.order(row.connection.name),
    "connector": lambda row: names.order(row.connection.connector),
    "active": lambda row: not row.connection.active,
    "last_sync": lambda row: row.connection.last_sync_at.isoformat() if row.connection.last_sync_at else "",
    "state": lambda row: row.state,
}


class ConnectorRow(NamedTuple):
    """A connector as the list shows it, with the number of connections that use it."""

    id: int
    name: str
    url: str
    url_tested_at: datetime | None
    url_answers: bool | None
    deleted_at: datetime | None
    uses: int


def connector_rows(deleted: bool = False) -> tuple[ConnectorRow, ...]:
    """The connectors, or the deleted ones, by name. One query."""
    found = [_connector_row(row) for row in _CONNECTORS[deleted].rows()]
    return tuple(sorted(found, key=lambda each: names.order(each.name)))


@lru_cache(maxsize=500)
def _connector_row(row: tuple[Any, ...]) -> ConnectorRow:
    each = ConnectorRow(*row)
    return each._replace(url_tested_at=_moment(each.url_tested_at), deleted_at=_moment(each.deleted_at))
