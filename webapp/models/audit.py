"""The record of changes: who has changed what, and when."""

from __future__ import annotations

from peewee import CharField, DateTimeField, ForeignKeyField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.user import User


class AuditEvent(BaseModel):
    """One change that somebody has stored. Names are kept beside the keys: they must outlive what they name.

    `area` is where (see `services.audit.AREAS`), `changes` a list of {"what", "of", "old", "new"} as `services.audit`
    writes them, and `words` all texts in it, as `services.names.key` writes them, to be searched.
    """

    user_id: int | None
    connection_id: int | None

    at = DateTimeField(default=now, index=True)
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    user_name = CharField(max_length=200, default="")
    connection = ForeignKeyField(Connection, null=True, on_delete="SET NULL", backref="+")
    connection_name = CharField(max_length=200, default="")
    area = CharField(max_length=30, index=True)
    changes = JSONField(default=list)
    words = TextField(default="")
