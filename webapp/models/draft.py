"""Drafts: a connection dialog while somebody works in it."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.connector import SyncConnector
from webapp.models.user import User


class ConnectionDraft(BaseModel):
    """What somebody has typed in a connection dialog, and what has passed its test.

    `entries` holds what was written in the configuration fields, by key, as it was written in `language`. `secrets`
    holds {key: {"token": …}} for a secret typed here and {key: {"clear": true}} for one to be removed; a secret in
    neither is kept as stored. `fields` and `lists` are what the connector asked for (as in ConnectionField,
    ConnectionList); `list_problems` says why a list is missing, under the empty key why the fields are. `scope` is as
    `services.scope` describes it. `passes` is empty or {"at", "run", "state", "digests", "identity"} of the last test
    that passed. `base_version` is the version of the connection that the dialog was opened on. `saved` is the connection
    that OK has stored, which closes the draft. `document` is empty or what else is to be stored with it: the mappings of
    a copy or of an import (see `services.transfer`). `page` and `turn` say which page it was last kept from, and with
    which of that page's requests.
    """

    user_id: int
    connection_id: int | None
    connector_id: int | None
    saved_id: int | None

    token = CharField(max_length=64, unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE", backref="+")
    connection = ForeignKeyField(Connection, null=True, on_delete="CASCADE", backref="+")
    connector = ForeignKeyField(SyncConnector, null=True, on_delete="SET NULL", backref="+")
    base_version = IntegerField(default=0)
    language = CharField(max_length=2, default="en")
    name = TextField(default="")
    description = TextField(default="")
    everyone = BooleanField(default=True)
    active = BooleanField(default=False)
    unlocked = BooleanField(default=False)
    entries = JSONField(default=dict)
    secrets = JSONField(default=dict)
    scope = JSONField(default=dict)
    fields = JSONField(default=list)
    lists = JSONField(default=dict)
    list_problems = JSONField(default=dict)
    passes = JSONField(default=dict)
    document = JSONField(default=dict)
    page = CharField(max_length=20, default="")
    turn = IntegerField(default=0)
    saved = ForeignKeyField(Connection, null=True, on_delete="SET NULL", backref="+")
    expires_at = DateTimeField(index=True)
    created_at = DateTimeField(default=now)
