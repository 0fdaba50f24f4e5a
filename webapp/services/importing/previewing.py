"""The run `preview`: everything that is wanted is read from the ERP and compared with the CRM, a row for each actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

from webapp.bulk import insert_columns, insert_tuples
from webapp.crm import adding
from webapp.db import db
from webapp.models import RunRow, SyncRun
from webapp.services.importing import reading
from webapp.services.importing.classifying import BLANK, RowData
from webapp.services.importing.plain import Plain
from webapp.services.runs import Progress


def carry_out(progress: Progress) -> None:
    """Store a row for each actor, batch by batch. Raises `ConnectorError` where the ERP breaks off; what was read stays."""
    wanted, classifier = reading.begun(progress.run)
    if wanted.erp_keys:
        progress.total(len(wanted.erp_keys))
    position = 0
    with closing(reading.read(progress, wanted, classifier.field_keys)) as pieces:
        for piece in pieces:
            plain, others = classifier.classify(piece.actors)
            others += enumerate(piece.others, len(piece.actors))
            store(progress.run, position, plain, others)
            position += len(plain) + len(others)
            counted = Counter({"new": len(plain)}) + Counter(row["kind"] for _place, row in others)
            progress.step(counted.total(), **counted)
    progress.total(position)


def store(run: SyncRun, position: int, plain: Plain | None, others: Sequence[tuple[int, RowData]]) -> None:
    """Store the rows of some actors, whose places are counted from a position on."""
    with db.atomic():
        if plain is not None:
            _store_plain(run, position, plain)
        insert_tuples(
            RunRow, ("run_id", "position", *BLANK), [(run.id, position + place, *row.values()) for place, row in others]
        )


def _store_plain(run: SyncRun, position: int, plain: Plain) -> None:
    told: dict[str, Iterable[Any]] = {
        "position": [position + place for place in plain.places],
        "erp_key": plain.erp_keys,
        "title": plain.titles,
        "prepared": adding.prepared_of(plain.stored),
        "agreed": plain.agreed,
    }
    if any(plain.parents):
        told["parent_id"] = plain.parents
    same = {key: value for key, value in BLANK.items() if key not in told}
    insert_columns(RunRow, told, same | {"run_id": run.id, "kind": "new", "ticked": True})
