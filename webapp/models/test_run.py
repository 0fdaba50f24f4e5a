"""Connection tests: queued, running and done."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, FloatField, ForeignKeyField, JSONField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.draft import ConnectionDraft
from webapp.models.user import User

UNDER_WAY = ("waiting", "running")


class TestRun(BaseModel):
    """One test of one configuration, of a draft or of a connection as stored.

    `state`: waiting, running, passed, warnings, failed, timed_out, cancelled or interrupted (its worker died). `steps`
    is a list of `connectors.base.TestStep` as `webapp.models.stored` writes it; `current` the step under way. `digests`
    are those of the values tested (see `services.configuration`), `digest` the one of their sign-in. `error` is the name of
    the error that ended it. `worker` is the machine and the process that carries it out. `activate`: the connection is
    to become active when it passes.
    """

    __test__ = False
    draft_id: int | None
    connection_id: int | None
    user_id: int | None

    draft = ForeignKeyField(ConnectionDraft, null=True, on_delete="SET NULL", backref="runs")
    connection = ForeignKeyField(Connection, null=True, on_delete="CASCADE", backref="runs")
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    activate = BooleanField(default=False)
    state = CharField(max_length=20, default="waiting")
    error = CharField(max_length=40, default="")
    steps = JSONField(default=list)
    current = JSONField(default=dict)
    digests = JSONField(default=dict)
    digest = CharField(max_length=64, default="", index=True)
    cancel = BooleanField(default=False)
    worker = CharField(max_length=120, default="")
    created_at = DateTimeField(default=now, index=True)
    started_at = DateTimeField(null=True)
    heartbeat_at = DateTimeField(null=True)
    finished_at = DateTimeField(null=True)
    seconds = FloatField(default=0.0)

    @property
    def under_way(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in UNDER_WAY

    @property
    def passed(self) -> bool:
        """Whether it allows OK; warnings do."""
        return self.state in ("passed", "warnings")
