"""The database: one proxy that every model stands on, opened per request and per task; migrations under a lock."""

from __future__ import annotations

import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from peewee import (
    OP,
    SQL,
    AutoField,
    Database,
    DatabaseProxy,
    Expression,
    IntegrityError,
    Model,
    OperationalError,
    PostgresqlDatabase,
    Value,
    fn,
)
from playhouse import db_url, migrations
from playhouse.pool import PooledSqliteDatabase

db = DatabaseProxy()
DatabaseAway = OperationalError
"""The database is locked by somebody for too long, or can't be reached."""
MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x6B6F626C  # any number of ours, for PostgreSQL's advisory lock
_TRIES = 3
_LOST = ("40001", "40P01")  # PostgreSQL's codes for transactions that can't be put in a row, and that wait for each other
_Answer = TypeVar("_Answer")


class BaseModel(Model):
    """What all tables share."""

    id = AutoField()

    class Meta:
        database = db
        legacy_table_names = False


def now() -> datetime:
    """The present in UTC, naive as in the database."""
    return datetime.now(UTC).replace(tzinfo=None)


def connect(url: str) -> Database:
    """Make the database that *url* names the one in use. Nothing is opened."""
    if db.obj is not None:
        db.obj.close_idle()
    database = _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)
    db.initialize(database)
    return database


def _sqlite(url: str) -> PooledSqliteDatabase:
    # Pooled: opening a connection and reading the schema anew would cost a third of a page.
    # IMMEDIATE: a transaction that reads first and writes later would fail at once where another one writes.
    database = PooledSqliteDatabase(
        url.removeprefix("sqlite:///"),
        max_connections=None,
        check_same_thread=False,  # handed from thread to thread, never shared
        pragmas={"page_size": 8192, "journal_mode": "wal", "foreign_keys": 1, "synchronous": 1},  # a page: of a new file only
        timeout=5,
        lock_type="IMMEDIATE",
        autoconnect=False,
    )
    database.register_function(_lower, "lower", 1)  # SQLite's own knows ASCII only: Å would not be å
    return database


def _postgresql(url: str) -> Any:
    pooled = url.replace("postgresql://", "postgresql+pool://", 1)
    pool = {"max_connections": 40, "stale_timeout": 300, "timeout": 10, "autoconnect": False}
    return db_url.connect(pooled, unquote_user=True, unquote_password=True, **pool)


def _lower(text: str | None) -> str | None:
    return None if text is None else str(text).casefold()


class Statement:
    """A query whose SQL is made once: peewee takes longer to write it than SQLite to carry it out."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._compiled: dict[type, tuple[str, Any]] = {}

    def sql(self) -> tuple[str, Any]:
        """The SQL for the database in use, and the parameters in it."""
        kind = type(db.obj)
        if kind not in self._compiled:
            self._compiled[kind] = self._build().sql()
        return self._compiled[kind]

    def rows(self) -> list[tuple[Any, ...]]:
        """The answer's rows as the driver gives them: on SQLite times are texts and truth values numbers."""
        return list(db.execute_sql(*self.sql()).fetchall())


def among(column: Any, values: Sequence[Any]) -> Any:
    """The condition that *column* is one of *values*, as one parameter however many they are: with one each, peewee takes
    longer to write the query than the database to answer it."""
    if isinstance(db.obj, PostgresqlDatabase):
        return Expression(column, OP.EQ, fn.ANY(Value(list(values), converter=False, unpack=False)))
    return Expression(column, OP.IN, SQL("(SELECT value FROM json_each(?))", [json.dumps(list(values))]))


def first_column(query: Any) -> list[int]:
    """The numbers that a query of one column answers, as the driver gives them."""
    return [row[0] for row in db.execute(query).fetchall()]


def migrate() -> list[str]:
    """Bring the database up to date, one process at a time; the names of the migrations that ran."""
    if sqlite3.sqlite_version_info < (3, 38):
        raise RuntimeError(f"SQLite {sqlite3.sqlite_version} is too old: kobling needs 3.38 or newer.")
    with alone():
        return [str(name) for name in migrations.run(db.obj, str(MIGRATIONS)) or ()]


@contextmanager
def alone() -> Iterator[None]:
    """The database open, while no other process is in here: for what must be done once when several start together."""
    with db.obj.connection_context(), _locked(db.obj):
        yield


@contextmanager
def set_aside() -> Iterator[None]:
    """Give the connection back to PostgreSQL's pool while somebody outside is waited for; not within a transaction."""
    held = isinstance(db.obj, PostgresqlDatabase) and not db.is_closed() and not db.in_transaction()
    around = list(db.obj._state.ctx)  # the context managers that hold it open: closing it forgets them
    if held:
        db.close()
    try:
        yield
    finally:
        if held:
            db.connect()
            db.obj._state.ctx.extend(around)


def one_at_a_time(what: str) -> None:
    """From here to the end of the transaction, no other process is past its own call for the same *what*.

    For rules over several rows. SQLite has one writer at a time anyway.
    """
    if isinstance(db.obj, PostgresqlDatabase):
        db.execute_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", (what,))


def stored_whole(work: Callable[[int], _Answer]) -> _Answer:
    """What *work* answers, carried out in a transaction of its own: anew, a few times at most, where another transaction at the
    very same moment has made it fail. It is told how many times it has, and begins with what is stored."""
    for failed in range(_TRIES):
        try:
            with db.atomic():
                return work(failed)
        except (IntegrityError, OperationalError) as error:
            if failed == _TRIES - 1 or not _has_lost(error):
                raise
    raise AssertionError("a try returns or raises")


def _has_lost(error: Exception) -> bool:
    """Whether another transaction was there first: what is unique is taken by now, or PostgreSQL has ended one of two."""
    return isinstance(error, IntegrityError) or getattr(getattr(error, "orig", None), "sqlstate", "") in _LOST


def held(query: Any, shared: bool = False) -> Any:
    """*query*, whose rows nobody else changes or deletes until the transaction ends; *shared*: others may hold them so too.

    SQLite has one writer at a time anyway.
    """
    if not isinstance(db.obj, PostgresqlDatabase):
        return query
    return query.for_update("FOR SHARE" if shared else "FOR UPDATE")


@contextmanager
def _locked(database: Database) -> Iterator[None]:
    if isinstance(database, PostgresqlDatabase):
        database.execute_sql("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
        try:
            yield
        finally:
            database.execute_sql("SELECT pg_advisory_unlock(%s)", (_MIGRATION_LOCK,))
        return
    with open(f"{database.database}.migrating", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
