"""The register, links and what could be one, runs with their rows, changes of fields, selections."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model, TextField

COMPARED = {
    "company": ("org_number", "vat_number", "email", "phone", "match_name"),
    "person": ("email", "phone", "match_name"),
    "project": ("match_name",),
}


def up(migrator: Any, db: Any) -> None:
    class Connection(Model):
        class Meta:
            database = db
            table_name = "connection"

    class User(Model):
        class Meta:
            database = db
            table_name = "user"

    class Company(Model):
        values = JSONField(default=dict)
        name = CharField(max_length=400, default="")
        sort_key = CharField(max_length=400, default="")
        words = TextField(default="")
        org_number = CharField(max_length=60, default="")
        vat_number = CharField(max_length=60, default="")
        email = CharField(max_length=255, default="")
        phone = CharField(max_length=60, default="")
        match_name = CharField(max_length=400, default="")
        created_at = DateTimeField()
        created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        deleted_at = DateTimeField(null=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "company"

    db.create_tables([Company])

    class CreateIntent(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE", index=False)
        entity = CharField(max_length=10)
        record_id = IntegerField()
        actor_type = CharField(max_length=20)
        sent = JSONField(default=dict)
        state = CharField(max_length=20, default="asked")
        token = CharField(max_length=64, default="")
        at = DateTimeField()
        user = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)

        class Meta:
            database = db
            table_name = "create_intent"
            indexes = ((("connection", "entity", "record_id"), True),)

    db.create_tables([CreateIntent])

    class SyncRun(Model):
        connection = ForeignKeyField(Connection, null=True, on_delete="CASCADE")
        kind = CharField(max_length=20)
        actor_type = CharField(max_length=20, default="")
        state = CharField(max_length=20, default="waiting")
        total = IntegerField(null=True)
        done = IntegerField(default=0)
        counts = JSONField(default=dict)
        params = JSONField(default=dict)
        error = JSONField(default=dict)
        of = ForeignKeyField("self", null=True, on_delete="SET NULL")
        cancel = BooleanField(default=False)
        worker = CharField(max_length=120, default="")
        user = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        user_name = CharField(max_length=200, default="")
        created_at = DateTimeField(index=True)
        started_at = DateTimeField(null=True)
        heartbeat_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "sync_run"

    db.create_tables([SyncRun])

    class FieldChange(Model):
        entity = CharField(max_length=10)
        record_id = IntegerField()
        at = DateTimeField()
        kind = CharField(max_length=20)
        side = CharField(max_length=3, default="crm")
        changes = TextField(default="{}")
        user = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        user_name = CharField(max_length=200, default="")
        connection = ForeignKeyField(Connection, null=True, on_delete="SET NULL", index=False)
        connection_name = CharField(max_length=200, default="")
        actor_type = CharField(max_length=20, default="")
        erp_key = CharField(max_length=500, default="")
        run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "field_change"
            indexes = ((("entity", "record_id", "id"), False),)

    db.create_tables([FieldChange])

    class Link(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE", index=False)
        entity = CharField(max_length=10)
        record_id = IntegerField()
        actor_type = CharField(max_length=20)
        erp_key = CharField(max_length=500)
        title = CharField(max_length=400, default="")
        agreed = JSONField(default=dict)
        made_at = DateTimeField()
        made_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "link"
            indexes = (
                (("connection", "entity", "record_id"), True),
                (("connection", "actor_type", "erp_key"), True),
                (("entity", "record_id"), False),
            )

    db.create_tables([Link])

    class LinkSuggestion(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE", index=False)
        actor_type = CharField(max_length=20)
        entity = CharField(max_length=10)
        record_id = IntegerField()
        erp_key = CharField(max_length=500)
        parent_type = CharField(max_length=20, default="")
        parent_key = CharField(max_length=500, default="")
        title = CharField(max_length=400, default="")
        details = TextField(default="")
        score = IntegerField()
        reasons = JSONField(default=list)
        state = CharField(max_length=20, default="open")
        run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "link_suggestion"
            indexes = (
                (("connection", "actor_type", "record_id", "erp_key"), True),
                (("connection", "actor_type", "state", "score"), False),
            )

    db.create_tables([LinkSuggestion])

    class Person(Model):
        values = JSONField(default=dict)
        name = CharField(max_length=400, default="")
        sort_key = CharField(max_length=400, default="")
        words = TextField(default="")
        org_number = CharField(max_length=60, default="")
        vat_number = CharField(max_length=60, default="")
        email = CharField(max_length=255, default="")
        phone = CharField(max_length=60, default="")
        match_name = CharField(max_length=400, default="")
        created_at = DateTimeField()
        created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        deleted_at = DateTimeField(null=True)
        version = IntegerField(default=1)
        company = ForeignKeyField(Company, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Project(Model):
        values = JSONField(default=dict)
        name = CharField(max_length=400, default="")
        sort_key = CharField(max_length=400, default="")
        words = TextField(default="")
        org_number = CharField(max_length=60, default="")
        vat_number = CharField(max_length=60, default="")
        email = CharField(max_length=255, default="")
        phone = CharField(max_length=60, default="")
        match_name = CharField(max_length=400, default="")
        created_at = DateTimeField()
        created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        changed_at = DateTimeField()
        changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        deleted_at = DateTimeField(null=True)
        version = IntegerField(default=1)
        company = ForeignKeyField(Company, null=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "project"

    db.create_tables([Project])

    class RunRow(Model):
        run = ForeignKeyField(SyncRun, on_delete="CASCADE", index=False)
        position = IntegerField()
        erp_key = CharField(max_length=500, default="")
        title = CharField(max_length=400, default="")
        kind = CharField(max_length=20)
        ticked = BooleanField(default=False)
        record_id = IntegerField(null=True)
        version = IntegerField(null=True)
        parent_id = IntegerField(null=True)
        changes = TextField(default="{}")
        agreed = TextField(default="{}")
        prepared = TextField(default="")
        reasons = TextField(default="[]")
        problems = TextField(default="[]")
        choice = CharField(max_length=10, default="")
        state = CharField(max_length=20, default="open")

        class Meta:
            database = db
            table_name = "run_row"
            indexes = ((("run", "position"), True),)

    db.create_tables([RunRow])

    class ImportChoice(Model):
        connection = ForeignKeyField(Connection, on_delete="CASCADE", index=False)
        user = ForeignKeyField(User, on_delete="CASCADE")
        actor_type = CharField(max_length=20)
        keys = JSONField(default=list)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "import_choice"
            indexes = ((("connection", "user", "actor_type"), True),)

    db.create_tables([ImportChoice])

    class Selection(Model):
        name = CharField(max_length=200)
        name_key = CharField(max_length=200)
        entity = CharField(max_length=10)
        made_at = DateTimeField()
        made_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
        run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "selection"

    db.create_tables([Selection])

    class SelectionMember(Model):
        selection = ForeignKeyField(Selection, on_delete="CASCADE", index=False)
        record_id = IntegerField()

        class Meta:
            database = db
            table_name = "selection_member"
            indexes = ((("selection", "record_id"), True),)

    db.create_tables([SelectionMember])

    for table, columns in COMPARED.items():
        db.execute_sql(f'CREATE INDEX "{table}_sort_key" ON "{table}" ("sort_key", "id") WHERE "deleted_at" IS NULL')
        db.execute_sql(f'CREATE INDEX "{table}_changed_at" ON "{table}" ("changed_at", "id")')
        for column in columns:
            db.execute_sql(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}") WHERE "{column}" <> \'\'')


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("selection_member"))
    migrator.migrate(migrator.drop_table("selection"))
    migrator.migrate(migrator.drop_table("import_choice"))
    migrator.migrate(migrator.drop_table("run_row"))
    migrator.migrate(migrator.drop_table("project"))
    migrator.migrate(migrator.drop_table("person"))
    migrator.migrate(migrator.drop_table("link_suggestion"))
    migrator.migrate(migrator.drop_table("link"))
    migrator.migrate(migrator.drop_table("field_change"))
    migrator.migrate(migrator.drop_table("sync_run"))
    migrator.migrate(migrator.drop_table("create_intent"))
    migrator.migrate(migrator.drop_table("company"))
