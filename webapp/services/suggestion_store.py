"""Suggestions as they are stored: those of a run put into the place of earlier ones, one rejected, one taken back.

Replacing and deciding take turns: what is rejected while a run goes on stays rejected.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.bulk import insert_rows
from webapp.crm.pairings import Place
from webapp.crm.register import PIECE
from webapp.db import db, one_at_a_time
from webapp.errors import Problem
from webapp.models import Connection, LinkSuggestion, SyncRun, User
from webapp.sync.matching_index import Candidate, MatchingIndex

Group = tuple[str, str]
"""The company in the ERP (type and key) within which persons are looked for; blank for everything else."""


def rejected(place: Place) -> Mapping[int, set[str]]:
    """The keys of the actors that somebody has rejected, by the record's id. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    mine = LinkSuggestion.select(LinkSuggestion.record_id, LinkSuggestion.erp_key).where(_of(place))
    rows: Any = mine.where(LinkSuggestion.state == "rejected").tuples()
    for id_, key in rows:
        found[id_].add(key)
    return found


def reject(place: Place, id_: int, user: User | None) -> LinkSuggestion:
    """Reject a suggestion: it isn't made again. Raises `Problem("suggestion_gone")` where a run has replaced it meanwhile."""
    return _decide(place, id_, "rejected")


def restore(place: Place, id_: int, user: User | None) -> LinkSuggestion:
    """Take a rejection back. Raises as `reject` does."""
    return _decide(place, id_, "open")


def _decide(place: Place, id_: int, state: str) -> LinkSuggestion:
    with db.atomic():
        _take_turn(place.connection)
        found = LinkSuggestion.get_or_none(_of(place) & (LinkSuggestion.id == id_))
        if found is None:
            raise Problem("suggestion_gone")
        LinkSuggestion.update(state=state).where(LinkSuggestion.id == id_).execute()
    result: LinkSuggestion = found
    return result


class Kept:
    """Puts what a pass of a run has found into the place of what was found before."""

    def __init__(self, run: SyncRun, place: Place) -> None:
        self._run, self._place = run, place

    def store(self, indexes: Mapping[Group, MatchingIndex], span: tuple[int, int | None] | None) -> int:
        """Store it; how many records something is suggested for.

        All earlier suggestions for the records of *span* go (above the first id, up to the second); where it is None, the
        reading broke off, and only those go for which there are new ones.
        """
        found = {id_: (group, best) for group, index in indexes.items() for id_, best in index.best()}
        with db.atomic():
            _take_turn(self._place.connection)
            self._clear(span, list(found))
            no = rejected(self._place)
            rows = [
                self._row(id_, group, each)
                for id_, (group, best) in found.items()
                for each in best
                if each.key not in no.get(id_, ())
            ]
            insert_rows(LinkSuggestion, rows)
        return len(found)

    def _clear(self, span: tuple[int, int | None] | None, ids: Sequence[int]) -> None:
        mine = _of(self._place) & (LinkSuggestion.state == "open")
        if span is not None:
            after, last = span
            within = LinkSuggestion.record_id > after
            LinkSuggestion.delete().where(mine, within if last is None else within & (LinkSuggestion.record_id <= last)).execute()
            return
        for start in range(0, len(ids), PIECE):
            LinkSuggestion.delete().where(mine, LinkSuggestion.record_id.in_(ids[start : start + PIECE])).execute()

    def _row(self, id_: int, group: Group, found: Candidate) -> dict[str, Any]:
        reasons = [[each.code, each.percent] for each in found.likeness.reasons]
        return {
            "connection_id": self._place.connection.id,
            "actor_type": self._place.type.value,
            "entity": self._place.entity,
            "record_id": id_,
            "erp_key": found.key,
            "parent_type": group[0],
            "parent_key": group[1],
            "title": found.title[:400],
            "details": found.details,
            "score": found.likeness.score,
            "reasons": json.dumps(reasons),
            "state": "open",
            "run_id": self._run.id,
        }


def _of(place: Place) -> Any:
    return (LinkSuggestion.connection == place.connection) & (LinkSuggestion.actor_type == place.type.value)


def _take_turn(connection: Connection) -> None:
    one_at_a_time(f"suggestions {connection.id}")
