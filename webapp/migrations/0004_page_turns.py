"""Which page a draft was last kept from, and with which of its requests."""

from __future__ import annotations

from typing import Any

from peewee import CharField, IntegerField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("connection_draft", "page", CharField(max_length=20, default="")))
    migrator.migrate(migrator.add_column("connection_draft", "turn", IntegerField(default=0)))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("connection_draft", "turn"))
    migrator.migrate(migrator.drop_column("connection_draft", "page"))
