"""Very many rows at a time: inserted dozens to a statement, changed by one that is made once, taken in portions that are no
heavier than memory bears, with room for the database to work.

Written past peewee, which takes longer over such statements than the database over carrying them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from typing import Any

import peewee
from peewee import JSONField, Model, PostgresqlDatabase, fn

from webapp.db import db

_PARAMETERS = 900
"""How many values one statement takes: dozens of rows in one are stored in two thirds of the time of one after another."""
_HEAVY = 2_000_000
"""How many characters are taken at a time: they are held in several forms, and by SQLite as they were before."""
_ROOM = {"cache_size": -8_000, "temp_store": 2}  # kilobytes; in memory


def insert_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*, which all name the same columns: one statement, made once, run over dozens of them at a time by the driver.

    Values are as the database takes them: JSON is text already, a moment naive and in UTC. What peewee would fill in by
    itself isn't; a column that isn't named gets the default of the table, so name them all.
    """
    if rows:
        insert_tuples(model, tuple(rows[0]), [tuple(row.values()) for row in rows])


def insert_tuples(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """As `insert_rows`, each row its values in the order of *columns*."""
    width = len(columns)
    size = _PARAMETERS // width * width
    values = chain.from_iterable(rows)
    rest: list[Any] = []

    def full() -> Iterator[Sequence[Any]]:
        while len(some := list(islice(values, size))) == size:
            yield some
        rest.extend(some)

    _run_many(_insertion(model, columns, size // width), full())
    if rest:
        _run_many(_insertion(model, columns, len(rest) // width), [rest])


def insert_columns(model: type[Model], columns: Mapping[str, Iterable[Any]], shared: Mapping[str, Any]) -> None:
    """As `insert_rows`, of each column its values, one for each row; *shared*: the columns that have the same value in all.

    A value of None is left out and a moment put into text here: for each of many thousands the driver takes longer over them
    than the database does to store them.
    """
    same = {name: _told(value) for name, value in shared.items() if value is not None}
    alike = tuple(same.values())
    insert_tuples(model, (*columns, *same), (row + alike for row in zip(*columns.values(), strict=True)))


def _told(value: Any) -> Any:
    """A value as SQLite keeps it, which has neither moments nor truth values; for PostgreSQL as it is."""
    if isinstance(db.obj, PostgresqlDatabase):
        return value
    return value.isoformat(" ") if isinstance(value, datetime) else int(value) if isinstance(value, bool) else value


def update_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns that *rows* name, which are the same in all, where the `id` is theirs. As `insert_rows`."""
    if rows:
        columns = [column for column in rows[0] if column != "id"]
        _run_many(_change(model, tuple(columns)), [(*(row[column] for column in columns), row["id"]) for row in rows])


def size_of(column: Any) -> Any:
    """How much is in a column of texts or JSON: in characters; on PostgreSQL in bytes, which of texts it knows unread."""
    if not isinstance(db.obj, PostgresqlDatabase):
        return fn.LENGTH(column)
    return fn.OCTET_LENGTH(column.cast("text") if isinstance(column, JSONField) else column)


def portions(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """The first columns of *rows*, as many at a time as go into some megabytes by what their last columns say; one at least."""
    some, weight = list[Any](), 0
    for row in rows:
        if some and weight + (row[-1] or 0) > _HEAVY:
            yield some
            some, weight = [], 0
        some.append(row[0])
        weight += row[-1] or 0
    if some:
        yield some


def new_ids(model: type[Model], count: int) -> range | list[int]:
    """Ids for *count* new rows, to be inserted in this transaction; nobody else gets them."""
    table = model._meta.table_name
    if isinstance(db.obj, PostgresqlDatabase):
        asked = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)"  # noqa: S608 - a table of ours
        return [int(row[0]) for row in db.execute_sql(asked, (count,)).fetchall()]
    last = db.execute_sql(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"').fetchone()[0]  # noqa: S608 - as above
    return range(last + 1, last + 1 + count)  # nobody else writes until the transaction ends


def _run_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined] # the driver's errors become peewee's, as where it asks itself
        db.obj.cursor().executemany(sql, rows)


def _insertion(model: type[Model], columns: Sequence[str], rows: int) -> str:
    table = model._meta.table_name
    named = ", ".join(f'"{column}"' for column in columns)
    row = f"({', '.join([db.obj.param] * len(columns))})"
    return f'INSERT INTO "{table}" ({named}) VALUES {", ".join([row] * rows)}'  # noqa: S608 - names of ours


def _change(model: type[Model], columns: Sequence[str]) -> str:
    table, mark = model._meta.table_name, db.obj.param
    setting = ", ".join(f'"{column}" = {mark}' for column in columns)
    return f'UPDATE "{table}" SET {setting} WHERE "id" = {mark}'  # noqa: S608 - names of ours


@contextmanager
def roomy() -> Iterator[None]:
    """More memory for the database's pages while very many rows are written on this connection; not within a transaction.

    With SQLite's own two megabytes a batch is read from the file several times over, and what a statement may have to take
    back goes through files of its own: half of the time that an import takes of the system.
    """
    if isinstance(db.obj, PostgresqlDatabase) or db.is_closed() or db.in_transaction():
        yield
        return
    before = [(name, db.execute_sql(f"PRAGMA {name}").fetchone()[0]) for name in _ROOM]
    for name, value in _ROOM.items():
        db.execute_sql(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        if not db.is_closed() and not db.in_transaction():
            for name, value in before:
                db.execute_sql(f"PRAGMA {name} = {value}")
