"""What tests of the import share: previews and imports carried out, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.base import ActorType
from webapp.models import Connection, RunRow, SyncRun
from webapp.services import journal
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

CUSTOMER = ActorType.CUSTOMER


def previewed(connection: Connection, user: Any, type_: ActorType = CUSTOMER, **wanted: Any) -> SyncRun:
    """A preview, carried out."""
    return SyncRun.get_by_id(requests.preview(connection, type_, Wanted(**wanted), user).id)


def imported(preview: SyncRun, user: Any) -> SyncRun:
    """The import of what is ticked in a preview, carried out."""
    return SyncRun.get_by_id(requests.start(preview, user).id)


def found(preview: SyncRun) -> dict[str, RunRow]:
    """The rows of a preview by key."""
    return {row.erp_key: row for row in RunRow.select().where(RunRow.run == preview)}


def kinds(preview: SyncRun) -> dict[str, str]:
    """What each actor is to the import, by its key."""
    return {key: row.kind for key, row in found(preview).items()}


def codes(row: RunRow) -> list[str]:
    """What there is to say of a row."""
    return [code for code, _facts in json.loads(row.problems)]


def changes(row: RunRow) -> Mapping[str, Sequence[str]]:
    """What the import would write, without the rule."""
    return {key: list(sides[:2]) for key, sides in journal.read(row.changes).items()}
