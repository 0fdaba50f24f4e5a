"""What saving a named row always asks: is its name free, is its description short enough, has somebody else saved since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peewee import IntegrityError

from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import AuditEvent, Connection
from webapp.services import names

DESCRIPTION_LIMIT = 2_000


def taken(model: Any, name: str, but: Any = None) -> Problem | None:
    """A problem where another row of *model* than *but* has the name; deleted rows have given theirs back."""
    same = (model.name_key == names.key(name)) & (model.id != (but.id if but else 0))
    return Problem("name_taken", "name", name=name) if model.select().where(same).exists() else None


@contextmanager
def storing(name: str, code: str = "name_taken", field: str = "name") -> Iterator[None]:
    """A transaction that stores *name*. Where another one stores the same at the same moment, the unique index says so:
    the one that comes second gets the problem that it would have got a moment later."""
    try:
        with db.atomic():
            yield
    except IntegrityError:
        raise Problem(code, field, name=name) from None


def description_trouble(text: str) -> Problem | None:
    """A problem where a description is too long."""
    if len(text) <= DESCRIPTION_LIMIT:
        return None
    return Problem("description_too_long", "description", length=len(text), limit=DESCRIPTION_LIMIT)


def conflict(row: Any) -> Problem:
    """The problem that somebody else has saved *row* since it was read: who and when, as it is stored now."""
    stored = type(row).get_by_id(row.id)
    return Problem("conflict", who=stored.changed_by.name if stored.changed_by else "–", when=stored.changed_at)


def conflict_in(area: str, connection: Connection | None = None) -> Problem:
    """The same for what has no row of its own to say it: as the record of changes has it for *area* (of *connection*)."""
    noted = AuditEvent.select().where(AuditEvent.area == area)
    if connection is not None:
        noted = noted.where(AuditEvent.connection == connection)
    last = noted.order_by(AuditEvent.id.desc()).first()
    return Problem("conflict", who=last.user_name or "–" if last else "–", when=last.at if last else now())
