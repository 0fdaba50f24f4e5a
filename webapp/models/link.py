"""Links: which entity of the CRM is which actor of an ERP; and what could be one."""

from __future__ import annotations

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.run import SyncRun
from webapp.models.user import User


class Link(BaseModel):
    """An entity of the CRM (`entity`, `record_id`) and an actor of a connection's ERP.

    One actor for an entity on a connection, one entity for an actor: two unique indexes hold that, whoever comes at the same
    moment. `title`: what the actor was called when it was last read. `agreed`: what both sides had where they were equal when
    they were last compared, by the ERP field's key: the text form of the value, or [the ERP's, the CRM's] where these differ
    in form. It is what a later comparison starts from. `run`: the run that has made the link, where one has.
    """

    connection_id: int
    run_id: int | None

    connection = ForeignKeyField(Connection, backref="links", on_delete="CASCADE", index=False)
    entity = CharField(max_length=10)
    record_id = IntegerField()
    actor_type = CharField(max_length=20)
    erp_key = CharField(max_length=500)
    title = CharField(max_length=400, default="")
    agreed = JSONField(default=dict)
    made_at = DateTimeField(default=now)
    made_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL", backref="links")

    class Meta:
        indexes = (
            (("connection", "entity", "record_id"), True),
            (("connection", "actor_type", "erp_key"), True),
            (("entity", "record_id"), False),
        )


class LinkSuggestion(BaseModel):
    """An actor that may be the same as an entity: `score` 0 to 100, `reasons` [code, percent] as in `webapp.sync.likeness`.

    `title` and `details` are what tells the actor from others, as it was read; `parent_type` and `parent_key` a person's
    company in the ERP. `state`: open or rejected. What somebody has rejected isn't suggested again. `run`: the run that has
    found it.
    """

    connection = ForeignKeyField(Connection, backref="suggestions", on_delete="CASCADE", index=False)
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
    run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL", backref="+")

    class Meta:
        indexes = (
            (("connection", "actor_type", "record_id", "erp_key"), True),
            (("connection", "actor_type", "state", "score"), False),
        )


class CreateIntent(BaseModel):
    """That an actor is about to be created for an entity: written before the ERP is asked, and gone when it has answered.

    One for an entity on a connection: who comes second is told. `sent`: the values by the ERP field's key, in text form.
    `state`: asked, or unknown where the ERP may have made the actor without our learning of it. `token`: the form it came
    from, so that a second press of its button is the same wish.
    """

    connection_id: int

    connection = ForeignKeyField(Connection, backref="+", on_delete="CASCADE", index=False)
    entity = CharField(max_length=10)
    record_id = IntegerField()
    actor_type = CharField(max_length=20)
    sent = JSONField(default=dict)
    state = CharField(max_length=20, default="asked")
    token = CharField(max_length=64, default="")
    at = DateTimeField(default=now)
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)

    class Meta:
        indexes = ((("connection", "entity", "record_id"), True),)
