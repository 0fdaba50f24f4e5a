"""Previews of imports with the rows that a test wants, as if they had been read: no ERP is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.base import ActorType
from webapp.crm import adding
from webapp.crm.fields import Entity
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
    """A row, with what changes as {CRM key: (before, after)}; new ones and updates are ticked, unless *more* says otherwise."""
    new = {key: after for key, (_before, after) in (changes or {}).items() if after}
    values: dict[str, Any] = {"ticked": kind in ("new", "update"), "record_id": None, "choice": ""}
    values["prepared"] = adding.prepared(Entity.COMPANY, new) if kind == "new" else ""
    changed = {key: (*sides, "from_erp") for key, sides in (changes or {}).items() if kind != "new"}
    texts = {"changes": changed, "problems": more.pop("problems", []), "reasons": more.pop("reasons", [])}
    plain = {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}
    return {"kind": kind, "erp_key": key, "title": title, **values, **plain, **more}
