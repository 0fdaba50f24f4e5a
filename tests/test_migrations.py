"""Migrations end where the models stand, and are safe to repeat."""

from __future__ import annotations

from typing import Any

from playhouse.schema_diff import diff_models

from webapp.db import db, migrate
from webapp.models import MODELS


def test_the_migrations_make_what_the_models_say(app: Any) -> None:
    diff = diff_models(db.obj, MODELS)
    assert not diff, str(diff)


def test_a_second_migration_finds_nothing_to_do(app: Any) -> None:
    assert migrate() == []
