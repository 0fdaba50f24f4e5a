"""Readings of what a connection's ERP has: its actor types, their fields, and the lists of these."""

from __future__ import annotations

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.user import User


class ConnectionReading(BaseModel):
    """The last reading of a connection's fields and lists.

    `state`: waiting, reading, done or failed. `error` is empty or {"text", "remedy", "detail"} with texts as in
    `webapp.models.stored`; `changes` what was different from the reading before (see `services.readings`). `number` counts
    the readings, so that one that was given up can't end the next.
    """

    connection_id: int

    connection = ForeignKeyField(Connection, unique=True, backref="readings", on_delete="CASCADE")
    state = CharField(max_length=20, default="waiting")
    number = IntegerField(default=1)
    error = JSONField(default=dict)
    changes = JSONField(default=list)
    requested_at = DateTimeField(default=now)
    requested_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    finished_at = DateTimeField(null=True)

    @property
    def under_way(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in ("waiting", "reading")
