"""ERP connections: what they are called, how they are configured, who may use them, what was last read of them."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.connector import SyncConnector
from webapp.models.user import Group, User


class Connection(BaseModel):
    """A connector plus the configuration to reach one ERP company. `guid` is given once and used in every call.

    `tested_*` tell of the last test of the configuration as stored, `activation` why it could not be activated (a list
    of {code, facts}), `identity` which system it reaches. Deleting is soft; `name_key` is empty while deleted.
    """

    connector_id: int
    tested_by_id: int | None

    guid = CharField(max_length=36, unique=True)
    name = CharField(max_length=200)
    name_key = CharField(max_length=200, null=True, unique=True)
    connector = ForeignKeyField(SyncConnector, backref="connections", on_delete="RESTRICT")
    everyone = BooleanField(default=True)
    description = TextField(default="")
    active = BooleanField(default=False)
    identity = CharField(max_length=500, default="", index=True)
    tested_at = DateTimeField(null=True)
    tested_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    tested_state = CharField(max_length=20, default="")
    tested_error = CharField(max_length=40, default="")
    activation = JSONField(default=list)
    last_sync_at = DateTimeField(null=True)
    deleted_at = DateTimeField(null=True)
    created_at = DateTimeField(default=now)
    created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)


class ConfigValue(BaseModel):
    """One value of a connection's configuration in its invariant text form, or encrypted where it is a secret."""

    connection = ForeignKeyField(Connection, backref="config_values", on_delete="CASCADE")
    key = TextField()
    text = TextField(default="")
    secret = BooleanField(default=False)

    class Meta:
        indexes = ((("connection", "key"), True),)


class ConnectionField(BaseModel):
    """A field as last read from the connector; `actor_type` is empty for a field of the configuration.

    `metadata` is a `connectors.base.FieldMetadata` as `webapp.models.stored` writes it. `missing`: the ERP no longer has
    the field. `old_type` is the type it had before, where the last reading found another and nobody has saved since.
    """

    connection_id: int

    connection = ForeignKeyField(Connection, backref="fields", on_delete="CASCADE")
    actor_type = CharField(max_length=20, default="")
    position = IntegerField()
    key = TextField()
    metadata = JSONField()
    searchable = BooleanField(default=False)
    missing = BooleanField(default=False)
    old_type = IntegerField(null=True)

    class Meta:
        indexes = ((("connection", "actor_type", "key"), True),)


class ConnectionList(BaseModel):
    """A list as last read from the connector: `items` is [[key, en, nb], …] in the order to show them."""

    connection = ForeignKeyField(Connection, backref="lists", on_delete="CASCADE")
    name = TextField()
    items = JSONField()

    class Meta:
        indexes = ((("connection", "name"), True),)


class ConnectionAccess(BaseModel):
    """Somebody in a connection's scope and what they may do: a user, a group, or (neither set) everyone."""

    user_id: int | None
    group_id: int | None

    connection = ForeignKeyField(Connection, backref="access", on_delete="CASCADE")
    user = ForeignKeyField(User, null=True, on_delete="CASCADE", backref="+")
    group = ForeignKeyField(Group, null=True, on_delete="CASCADE", backref="+")
    may_connect = BooleanField(default=True)
    may_create = BooleanField(default=True)

    class Meta:
        indexes = ((("connection", "user"), True), (("connection", "group"), True))
