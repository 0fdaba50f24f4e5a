"""Sync connectors: integration code by name and URL."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from webapp.db import BaseModel, now
from webapp.models.user import User


class SyncConnector(BaseModel):
    """A connector that connections can be made with. Deleting is soft; `name_key` is empty while deleted."""

    name = CharField(max_length=200)
    name_key = CharField(max_length=200, null=True, unique=True)
    url = CharField(max_length=500)
    description = TextField(default="")
    url_tested_at = DateTimeField(null=True)
    url_answers = BooleanField(null=True)
    deleted_at = DateTimeField(null=True)
    created_at = DateTimeField(default=now)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)
