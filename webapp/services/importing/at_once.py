"""The run `import` without a preview: what the ERP answers becomes records, values and links as it comes, a batch in a
transaction each.

What a person has to decide on, and what isn't imported whole or at all, is left as a preview of its own: possible duplicates
wait there, and the other rows say why. An import that comes to its end takes over what earlier ones have left undecided.
Whatever stops the run, what is linked by then is passed over the next time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from operator import itemgetter

from connectors.base import ActorType
from webapp.crm.fields import ENTITY_OF
from webapp.db import now, stored_whole
from webapp.models import SyncRun
from webapp.services.importing import reading
from webapp.services.importing.classifying import Classifier, RowData
from webapp.services.importing.kept import Kept
from webapp.services.importing.previewing import store
from webapp.services.importing.reading import Piece
from webapp.services.importing.storing import Batch, plain_of
from webapp.services.importing.taking_over import take_over
from webapp.services.importing.todo import Todo
from webapp.services.runs import Progress


def carry_out(progress: Progress) -> None:
    """Import what is wanted. Raises `ConnectorError` where the ERP breaks off; what was read by then is imported."""
    wanted, classifier = reading.begun(progress.run)
    work = _Import(progress.run, classifier)
    with closing(reading.read(progress, wanted, classifier.field_keys)) as pieces:
        for piece in pieces:
            counted = work.stored(piece)
            progress.step(len(piece), **counted)
    progress.total(work.read)
    take_over(progress.run, wanted)


class _Left:
    """What an import leaves to be looked at, as a preview that is read: made with its first row."""

    def __init__(self, run: SyncRun, preview: SyncRun | None = None, rows: int = 0, counts: Counter[str] | None = None) -> None:
        self.run, self.preview, self.rows, self.counts = run, preview, rows, counts or Counter()

    def with_more(self, rows: Sequence[RowData]) -> _Left:
        """The same with these rows; call it in the transaction that stores what they tell of."""
        if not rows:
            return self
        preview = self.preview or self._made()
        counts = self.counts + Counter(row["kind"] for row in rows)
        store(preview, self.rows, None, list(enumerate(rows)))
        number = self.rows + len(rows)
        SyncRun.update(counts=dict(counts), done=number, total=number, finished_at=now()).where(
            SyncRun.id == preview.id
        ).execute()
        return _Left(self.run, preview, number, counts)

    def _made(self) -> SyncRun:
        run, moment = self.run, now()
        made: SyncRun = SyncRun.create(
            kind="preview", connection=run.connection, actor_type=run.actor_type, state="done", params=run.params, of=run,
            user=run.user, user_name=run.user_name, created_at=moment, started_at=moment,
        )  # fmt: skip
        return made


class _Import:
    """One import. What it keeps between batches is what has been stored."""

    def __init__(self, run: SyncRun, classifier: Classifier) -> None:
        self.run, self.classifier = run, classifier
        self.entity = ENTITY_OF[ActorType(run.actor_type)]
        self.kept, self.left, self.read = Kept(run, self.entity), _Left(run), 0

    def stored(self, piece: Piece) -> Counter[str]:
        """Carry a piece through; how many came to what. Where somebody else has linked one of its actors at this very moment,
        all are looked at once more."""
        counted, self.kept, self.left = stored_whole(lambda _failed: self._store(Batch(self.run), piece))
        self.read += len(piece)
        return counted

    def _store(self, batch: Batch, piece: Piece) -> tuple[Counter[str], Kept, _Left]:
        plain, rows = self.classifier.classify(piece.actors, hold=True)
        new = [_todo(place, row) for place, row in rows if row["kind"] == "new"]
        made, added = batch.create(plain), batch.create(plain_of(new))
        updates = [_todo(place, row) for place, row in rows if row["kind"] == "update"]
        changed, late = batch.change(updates)
        ids = {row.id: id_ for row, id_ in zip(new, added, strict=True)} | {row.id: row.record for row in updates}
        in_order = sorted(rows, key=itemgetter(0))
        left = [row for place, each in in_order if (row := _to_leave(each, ids.get(place), place in late))]
        left += piece.others
        same = sum(row["kind"] in ("linked", "update") for _place, row in rows) - len(changed) - len(late)
        counted = Counter(created=len(made) + len(added), updated=len(changed), unchanged=same)
        counted += Counter("noted" if row["state"] == "done" else row["kind"] for row in left)
        return counted, self.kept.with_more([*made, *added], changed), self.left.with_more(left)


def _todo(place: int, row: RowData) -> Todo:
    """A row as one of a preview, its place in the batch for its id."""
    return Todo(**{name: row[name] for name in Todo._fields if name in row}, id=place, position=place)


def _to_leave(row: RowData, record: int | None, late: bool) -> RowData | None:
    """What is left of a row, if anything: the question, the fault, or what didn't arrive whole in the *record* it has become."""
    if late:
        return row | {"kind": "fault", "ticked": False, "problems": json.dumps([("row_overtaken", {})])}
    if row["kind"] in ("duplicate", "fault"):
        return row
    if row["kind"] in ("new", "update") and row["problems"] != "[]":
        return row | {"state": "done", "record_id": record}
    return None
