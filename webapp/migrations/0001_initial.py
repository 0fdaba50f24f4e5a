"""The first tables, as they were then: models may change, a migration never does. Made with `pwmigrate initial`."""

from __future__ import annotations

from typing import Any

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        username = CharField(max_length=100)
        username_key = CharField(unique=True, max_length=100)
        name = CharField(max_length=200)
        password_hash = CharField(max_length=300)
        session_key = CharField(max_length=64)
        is_admin = BooleanField(default=False)
        active = BooleanField(default=True)
        language = CharField(max_length=2, default="")
        created_at = DateTimeField()
        changed_at = DateTimeField()
        changed_by = ForeignKeyField("self", null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "user"

    db.create_tables([User])

    class SyncConnector(Model):
        name = CharField(max_length=200)
        name_key = CharField(unique=True, null=True, max_length=200)
        url = CharField(max_length=500)
        description = TextField(default="")
        url_tested_at = DateTimeField(null=True)
        url_answers = BooleanField(null=True)
        deleted_at = DateTimeField(null=True)
        created_at = DateTimeField()
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "sync_connector"

    db.create_tables([SyncConnector])

    class Connection(Model):
        guid = CharField(unique=True, max_length=36)
        name = CharField(max_length=200)
        name_key = CharField(unique=True, null=True, max_length=200)
        connector = ForeignKeyField(SyncConnector, on_delete="RESTRICT")
        everyone = BooleanField(default=True)
        description = TextField(default="")
        active = BooleanField(default=False)
        identity = CharField(index=True, max_length=500, default="")
        tested_at = DateTimeField(null=True)
        tested_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        tested_state = CharField(max_length=20, default="")
        tested_error = CharField(max_length=40, default="")
        activation = JSONField(default=list)
        last_sync_at = DateTimeField(null=True)
        deleted_at = DateTimeField(null=True)
        created_at = DateTimeField()
        created_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "connection"

    db.create_tables([Connection])

    class ConfigValue(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE")
        key = TextField()
        text = TextField(default="")
        secret = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "config_value"
            indexes = ((("connection", "key"), True),)

    db.create_tables([ConfigValue])

    class Group(Model):
        name = CharField(max_length=200)
        name_key = CharField(unique=True, max_length=200)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "user_group"

    db.create_tables([Group])

    class ConnectionAccess(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE")
        user = ForeignKeyField(User, null=True, on_delete="CASCADE")
        group = ForeignKeyField(Group, null=True, on_delete="CASCADE")
        may_connect = BooleanField(default=True)
        may_create = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "connection_access"
            indexes = ((("connection", "user"), True), (("connection", "group"), True))

    db.create_tables([ConnectionAccess])

    class ConnectionDraft(Model):
        token = CharField(unique=True, max_length=64)
        user = ForeignKeyField(User, on_delete="CASCADE")
        connection = ForeignKeyField(Connection, null=True, on_delete="CASCADE")
        connector = ForeignKeyField(SyncConnector, null=True, on_delete="SET NULL")
        saved = ForeignKeyField(Connection, null=True, on_delete="SET NULL")
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
        expires_at = DateTimeField(index=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "connection_draft"

    db.create_tables([ConnectionDraft])

    class ConnectionField(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE")
        actor_type = CharField(max_length=20, default="")
        position = IntegerField()
        key = TextField()
        metadata = JSONField()

        class Meta:
            database = db
            table_name = "connection_field"
            indexes = ((("connection", "actor_type", "key"), True),)

    db.create_tables([ConnectionField])

    class ConnectionList(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE")
        name = TextField()
        items = JSONField()

        class Meta:
            database = db
            table_name = "connection_list"
            indexes = ((("connection", "name"), True),)

    db.create_tables([ConnectionList])

    class Membership(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        group = ForeignKeyField(Group, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "membership"
            indexes = ((("user", "group"), True),)

    db.create_tables([Membership])

    class SignInAttempt(Model):
        account = CharField(index=True, max_length=200)
        address = CharField(index=True, max_length=64)
        at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "sign_in_attempt"

    db.create_tables([SignInAttempt])

    class TestRun(Model):
        draft = ForeignKeyField(ConnectionDraft, null=True, on_delete="SET NULL")
        connection = ForeignKeyField(Connection, null=True, on_delete="CASCADE")
        user = ForeignKeyField(User, null=True, on_delete="SET NULL")
        activate = BooleanField(default=False)
        state = CharField(max_length=20, default="waiting")
        error = CharField(max_length=40, default="")
        steps = JSONField(default=list)
        current = JSONField(default=dict)
        digests = JSONField(default=dict)
        digest = CharField(index=True, max_length=64, default="")
        cancel = BooleanField(default=False)
        worker = CharField(max_length=120, default="")
        created_at = DateTimeField(index=True)
        started_at = DateTimeField(null=True)
        heartbeat_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)
        seconds = FloatField(default=0.0)

        class Meta:
            database = db
            table_name = "test_run"

    db.create_tables([TestRun])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("test_run"))
    migrator.migrate(migrator.drop_table("sign_in_attempt"))
    migrator.migrate(migrator.drop_table("membership"))
    migrator.migrate(migrator.drop_table("connection_list"))
    migrator.migrate(migrator.drop_table("connection_field"))
    migrator.migrate(migrator.drop_table("connection_draft"))
    migrator.migrate(migrator.drop_table("connection_access"))
    migrator.migrate(migrator.drop_table("user_group"))
    migrator.migrate(migrator.drop_table("config_value"))
    migrator.migrate(migrator.drop_table("connection"))
    migrator.migrate(migrator.drop_table("sync_connector"))
    migrator.migrate(migrator.drop_table("user"))
