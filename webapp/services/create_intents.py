"""That an actor is about to be created for a record: noted before the ERP is asked, so that nothing is created twice.

It is gone when the ERP has answered. What remains after a time-out, or after the program was ended at that moment, is in doubt
until somebody has looked in the ERP (`webapp.services.create_looking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from peewee import IntegrityError

from connectors.base import ActorType
from webapp import config
from webapp.crm.register import Record
from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import Connection, CreateIntent, User
from webapp.services import linking

ASKED, UNKNOWN = "asked", "unknown"
_MARGIN = 15
"""Seconds beyond the limit of a call after which nobody waits for its answer any more."""


def of(connection: Connection, record: Record) -> CreateIntent | None:
    """What is under way, or in doubt, for a record on a connection. One query."""
    return CreateIntent.get_or_none(_mine(connection, record))


def under_way(intent: CreateIntent) -> bool:
    """Whether the ERP's answer may still come."""
    limit = timedelta(seconds=config.current["CALL_SECONDS"] + _MARGIN)
    return bool(intent.state == ASKED and now() - intent.at < limit)


def begin(
    connection: Connection, record: Record, actor_type: ActorType, sent: Mapping[str, str], token: str, user: User
) -> CreateIntent:
    """Note that *sent* is about to be created.

    Raises `Problem("create_begun")` where that is under way or in doubt already, and `Problem("link_other")` where the record
    has been linked meanwhile.
    """
    try:
        with db.atomic():
            intent: CreateIntent = CreateIntent.create(
                connection=connection,
                entity=record.entity.value,
                record_id=record.id,
                actor_type=actor_type.value,
                sent=dict(sent),
                token=token[:64],
                user=user,
            )
            _demand_unlinked(connection, record)
    except IntegrityError:
        raise begun(connection, record) from None
    return intent


def take_over(intent: CreateIntent, record: Record, user: User) -> CreateIntent:
    """Let what was in doubt be asked once more. Raises as `begin` does, where somebody else has been quicker."""
    with db.atomic():
        again = {"state": ASKED, "at": now(), "user": user}
        if not CreateIntent.update(again).where(_same(intent)).execute():
            raise begun(intent.connection, record)
        _demand_unlinked(intent.connection, record)
    return CreateIntent.get_by_id(intent.id)


def doubt(intent: CreateIntent) -> None:
    """The ERP has not answered: it may have created the actor or not."""
    CreateIntent.update(state=UNKNOWN).where(_same(intent)).execute()


def drop(intent: CreateIntent) -> bool:
    """It is settled. Whether it still was as *intent* says."""
    return bool(CreateIntent.delete().where(_same(intent)).execute())


def begun(connection: Connection, record: Record) -> Problem:
    """That somebody is creating it already, or wanted to."""
    return Problem("create_begun", name=record.name, connection=connection.name)


def _demand_unlinked(connection: Connection, record: Record) -> None:
    if link := linking.on(connection, record.entity, record.id):
        raise Problem("link_other", name=record.name, key=link.erp_key, title=link.title)


def _mine(connection: Connection, record: Record) -> object:
    return (
        (CreateIntent.connection == connection)
        & (CreateIntent.entity == record.entity.value)
        & (CreateIntent.record_id == record.id)
    )


def _same(intent: CreateIntent) -> object:
    return (CreateIntent.id == intent.id) & (CreateIntent.state == intent.state) & (CreateIntent.at == intent.at)
