"""Selections: records of one entity kept together under a name, to be opened later."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.crm.fields import Entity
from webapp.db import db, insert_rows
from webapp.models import Selection, SelectionMember, SyncRun, User
from webapp.services import names

PIECE = 5_000


def make(name: str, entity: Entity, ids: Iterable[int], user: User | None, run: SyncRun | None = None) -> Selection:
    """Keep the records *ids* together under *name*; each once. *run*: the run that has brought them.

    Two selections may have the same name. Raises `Problem` for a name that can't be used.
    """
    names.refuse_if(names.trouble(name.strip()))
    with db.atomic():
        made: Selection = Selection.create(name=name.strip(), entity=entity.value, made_by=user, run=run)
        add(made, ids)
    return made


def add(selection: Selection, ids: Iterable[int]) -> None:
    """Add records that aren't in it yet; call it in a transaction. One statement for each 5 000."""
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), PIECE):
        insert_rows(SelectionMember, [{"selection_id": selection.id, "record_id": each} for each in wanted[start : start + PIECE]])
