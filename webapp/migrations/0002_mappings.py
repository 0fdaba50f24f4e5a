"""The CRM's own fields and lists, mappings, defaults, ranks, readings of an ERP's fields, and the record of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class Connection(Model):
        class Meta:
            database = db
            table_name = "connection"

    class User(Model):
        class Meta:
            database = db
            table_name = "user"

    class ActorMapping(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE")
        actor_type = CharField(max_length=20)
        active = BooleanField(default=False)
        missing = BooleanField(default=False)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)
        defaults_version = IntegerField(default=1)
        ranks_version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "actor_mapping"
            indexes = ((("connection", "actor_type"), True),)

    db.create_tables([ActorMapping])

    class AuditEvent(Model):
        at = DateTimeField(index=True)
        user = ForeignKeyField(User, null=True, on_delete="SET NULL")
        user_name = CharField(max_length=200, default="")
        connection = ForeignKeyField(Connection, null=True, on_delete="SET NULL")
        connection_name = CharField(max_length=200, default="")
        area = CharField(index=True, max_length=30)
        changes = JSONField(default=list)
        words = TextField(default="")

        class Meta:
            database = db
            table_name = "audit_event"

    db.create_tables([AuditEvent])

    class ConnectionReading(Model):
        connection = ForeignKeyField(Connection, unique=True, on_delete="CASCADE")
        state = CharField(max_length=20, default="waiting")
        number = IntegerField(default=1)
        error = JSONField(default=dict)
        changes = JSONField(default=list)
        requested_at = DateTimeField()
        requested_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "connection_reading"

    db.create_tables([ConnectionReading])

    class CrmList(Model):
        key = CharField(unique=True, max_length=40)
        name = CharField(max_length=200, default="")
        name_key = CharField(unique=True, null=True, max_length=200)
        built_in = BooleanField(default=False)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "crm_list"

    db.create_tables([CrmList])

    class CrmField(Model):
        entity = CharField(max_length=20)
        key = CharField(unique=True, max_length=40)
        name = CharField(max_length=200)
        name_key = CharField(null=True, max_length=200)
        type = IntegerField()
        list = ForeignKeyField(CrmList, null=True, on_delete="RESTRICT")
        max_length = IntegerField(default=0)
        read_only = BooleanField(default=False)
        position = IntegerField(default=0)
        deleted_at = DateTimeField(null=True)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "crm_field"
            indexes = ((("entity", "name_key"), True),)

    db.create_tables([CrmField])

    class CrmListItem(Model):
        list = ForeignKeyField(CrmList, on_delete="CASCADE")
        name = CharField(max_length=200)
        name_key = CharField(null=True, max_length=200)
        position = IntegerField(default=0)
        deleted_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "crm_list_item"
            indexes = ((("list", "name_key"), True),)

    db.create_tables([CrmListItem])

    class FieldMapping(Model):
        actor = ForeignKeyField(ActorMapping, on_delete="CASCADE")
        erp_key = TextField()
        crm_key = CharField(max_length=40, default="")
        to_crm = BooleanField(default=False)
        to_erp = BooleanField(default=False)
        in_search = BooleanField(default=False)
        in_tab = BooleanField(default=False)
        rank = IntegerField(default=0)
        items_version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "field_mapping"
            indexes = ((("actor", "erp_key"), True),)

    db.create_tables([FieldMapping])

    class DefaultRule(Model):
        field = ForeignKeyField(FieldMapping, unique=True, on_delete="CASCADE")
        use_value = BooleanField(default=False)
        value = TextField(default="")
        ask = BooleanField(default=False)
        mandatory = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "default_rule"

    db.create_tables([DefaultRule])

    class ListItemMapping(Model):
        field = ForeignKeyField(FieldMapping, on_delete="CASCADE")
        erp_item = TextField()
        crm_item = ForeignKeyField(CrmListItem, null=True, on_delete="CASCADE")
        way_back = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "list_item_mapping"
            indexes = ((("field", "erp_item"), True),)

    db.create_tables([ListItemMapping])

    class SyncRank(Model):
        connection = ForeignKeyField(Connection, unique=True, null=True, on_delete="CASCADE")
        position = IntegerField()

        class Meta:
            database = db
            table_name = "sync_rank"

    db.create_tables([SyncRank])

    migrator.migrate(migrator.add_column("connection_draft", "document", JSONField(null=True)))
    db.execute_sql("UPDATE connection_draft SET document = '{}'")
    migrator.migrate(migrator.add_not_null("connection_draft", "document"))
    migrator.migrate(migrator.add_column("connection_field", "searchable", BooleanField(default=False)))
    migrator.migrate(migrator.add_column("connection_field", "missing", BooleanField(default=False)))
    migrator.migrate(migrator.add_column("connection_field", "old_type", IntegerField(null=True)))

    moment = datetime.now(UTC).replace(tzinfo=None)
    for key in ("category", "business", "position", "project_type", "project_status"):
        CrmList.create(key=key, built_in=True, changed_at=moment)
    SyncRank.create(position=0)  # the CRM itself comes first until somebody says otherwise


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("connection_field", "old_type"))
    migrator.migrate(migrator.drop_column("connection_field", "missing"))
    migrator.migrate(migrator.drop_column("connection_field", "searchable"))
    migrator.migrate(migrator.drop_column("connection_draft", "document"))
    migrator.migrate(migrator.drop_table("sync_rank"))
    migrator.migrate(migrator.drop_table("list_item_mapping"))
    migrator.migrate(migrator.drop_table("default_rule"))
    migrator.migrate(migrator.drop_table("field_mapping"))
    migrator.migrate(migrator.drop_table("crm_list_item"))
    migrator.migrate(migrator.drop_table("crm_field"))
    migrator.migrate(migrator.drop_table("crm_list"))
    migrator.migrate(migrator.drop_table("connection_reading"))
    migrator.migrate(migrator.drop_table("audit_event"))
    migrator.migrate(migrator.drop_table("actor_mapping"))
