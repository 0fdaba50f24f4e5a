"""The first tables."""

from __future__ import annotations

from typing import Any

from webapp.models import MODELS


def up(migrator: Any, db: Any) -> None:
    db.create_tables(MODELS, safe=False)


def down(migrator: Any, db: Any) -> None:
    db.drop_tables(MODELS)
