"""Previews of imports with the rows that a test wants, as if they had been read: no ERP is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.base import ActorType
from webapp.db import now
from webapp.models import Connection, RunRow, SyncRun, User
from webapp.services.importing.plan import Wanted, to_params

CUSTOMER = ActorType.CUSTOMER


def preview(
    connection: Connection, user: User, *rows: Mapping[str, Any], state: str = "done", type_: ActorType = CUSTOMER, **more: Any
) -> SyncRun:
    """A preview with *rows*, each made by `row`."""
    run = SyncRun.create(
        kind="preview", connection=connection, actor_type=type_.value, state=state, params=to_params(Wanted()),
        user=user, user_name=user.name, done=len(rows), started_at=now(), **more,
    )  # fmt: skip
    RunRow.insert_many([{"run": run, "position": at, **row} for at, row in enumerate(rows)]).execute()
    return run


def row(kind: str, key: str, title: str, changes: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A row; of a new record and an update ticked, unless *more* says otherwise."""
    values: dict[str, Any] = {"ticked": kind in ("new", "update"), "record_id": None, "choice": ""}
    texts = {"changes": changes or {}, "problems": more.pop("problems", []), "reasons": more.pop("reasons", [])}
    plain = {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}
    return {"kind": kind, "erp_key": key, "title": title, **values, **plain, **more}
