"""Runs: work in the background that reads or writes many records, its rows, and what it leaves behind."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.user import User

UNDER_WAY = ("waiting", "running")


class SyncRun(BaseModel):
    """A run.

    `kind`: preview (reading what an import would bring), import, suggest (comparing what isn't linked), link (linking what was
    suggested) or undo. `state`: waiting, running, done, partial (some rows failed), failed, cancelled, interrupted (its
    worker died) or replaced (of what an import has left: a later one has taken all of it over). `total` is None while nobody
    knows it; `done` counts rows. `counts`: how many of each outcome; `params`: what was asked for; `error`: {"text", "remedy",
    "detail"} as `webapp.models.stored` writes texts, where it broke off. `of`: the run that it carries on (an import its
    preview), takes back (an undo its import) or is left by (a preview of what an import without one didn't bring). `worker`
    and `heartbeat_at` as in `TestRun`.
    """

    connection_id: int | None
    user_id: int | None
    of_id: int | None

    connection = ForeignKeyField(Connection, null=True, backref="sync_runs", on_delete="CASCADE")
    kind = CharField(max_length=20)
    actor_type = CharField(max_length=20, default="")
    state = CharField(max_length=20, default="waiting")
    total = IntegerField(null=True)
    done = IntegerField(default=0)
    counts = JSONField(default=dict)
    params = JSONField(default=dict)
    error = JSONField(default=dict)
    of = ForeignKeyField("self", null=True, backref="after", on_delete="SET NULL")
    cancel = BooleanField(default=False)
    worker = CharField(max_length=120, default="")
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    user_name = CharField(max_length=200, default="")
    created_at = DateTimeField(default=now, index=True)
    started_at = DateTimeField(null=True)
    heartbeat_at = DateTimeField(null=True)
    finished_at = DateTimeField(null=True)

    @property
    def is_left(self) -> bool:
        """Whether it is a preview of what an import without one didn't bring."""
        return self.kind == "preview" and self.of_id is not None

    @property
    def at_once(self) -> bool:
        """Whether it is an import without a preview: it says itself what was asked for."""
        return self.kind == "import" and bool(self.params)

    @property
    def under_way(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in UNDER_WAY


class RunRow(BaseModel):
    """An actor in a preview: what an import would make of it.

    `kind`: new, update, linked (nothing to do), duplicate (may be an entity that exists) or fault (can't be imported); in an
    undo: kept (not taken back). `record_id`: the entity it updates, is linked to or may be, or when it is done has become;
    `version`: the one that the entity had. `parent_id`: the company of a person. `changes` as in `FieldChange`; of a new entity
    `prepared` says it, as `webapp.crm.adding` stores it. `agreed` as in `Link`. `reasons` of a likeness as in `LinkSuggestion`.
    `problems`: [code, facts] each, see `webapp.services.importing.notes`. `choice`: of a duplicate, this or another.
    `state`: open, done or failed.
    """

    run_id: int

    run = ForeignKeyField(SyncRun, backref="rows", on_delete="CASCADE", index=False)
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
        indexes = ((("run", "position"), True),)


class ImportChoice(BaseModel):
    """The actors that somebody has ticked among the hits of an import, until they are previewed, by their keys."""

    connection = ForeignKeyField(Connection, backref="+", on_delete="CASCADE", index=False)
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    actor_type = CharField(max_length=20)
    keys = JSONField(default=list)
    changed_at = DateTimeField(default=now)

    class Meta:
        indexes = ((("connection", "user", "actor_type"), True),)


class FieldChange(BaseModel):
    """What changed in one record at one time: a row a record and run, with its fields inside.

    `side`: crm or erp, whose fields `changes` names: {key: [before, after, rule]} in text form, the rule a code of
    `webapp.services.journal`; of a record that an import has made, {key: value}. `journal.read` reads both. `kind`: added,
    edited, deleted, restored, connected, disconnected, created_in_erp, imported, linked or undone. Names are kept beside the
    keys, since they must outlive what they name.
    """

    run_id: int | None
    connection_id: int | None

    entity = CharField(max_length=10)
    record_id = IntegerField()
    at = DateTimeField(default=now)
    kind = CharField(max_length=20)
    side = CharField(max_length=3, default="crm")
    changes = TextField(default="{}")
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    user_name = CharField(max_length=200, default="")
    connection = ForeignKeyField(Connection, null=True, on_delete="SET NULL", backref="+", index=False)
    connection_name = CharField(max_length=200, default="")
    actor_type = CharField(max_length=20, default="")
    erp_key = CharField(max_length=500, default="")
    run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL", backref="field_changes")

    class Meta:
        indexes = ((("entity", "record_id", "id"), False),)


class Selection(BaseModel):
    """Records of one entity kept together under a name, to be opened later. `name_key`: the name as it is searched."""

    run_id: int | None
    made_by_id: int | None

    name = CharField(max_length=200)
    name_key = CharField(max_length=200)
    entity = CharField(max_length=10)
    made_at = DateTimeField(default=now)
    made_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    run = ForeignKeyField(SyncRun, null=True, on_delete="SET NULL", backref="selections")


class SelectionMember(BaseModel):
    """A record in a selection."""

    selection = ForeignKeyField(Selection, backref="members", on_delete="CASCADE", index=False)
    record_id = IntegerField()

    class Meta:
        indexes = ((("selection", "record_id"), True),)
