"""The run `link`: accepts every suggestion from a score on, and can be undone as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from connectors.base import ActorType
from webapp.crm import pairings, register
from webapp.crm.fields import ENTITY_OF
from webapp.crm.pairings import Place
from webapp.db import db, stored_whole
from webapp.errors import Problem
from webapp.models import Link, LinkSuggestion, RunRow, SyncRun, User
from webapp.services import accepting, runs, unlinking
from webapp.services.journal import Origin
from webapp.services.runs import Progress
from webapp.sync.likeness import WORTH
from webapp.sync.pairing import Pair, Sure, sure

_BATCH = 500


def request(place: Place, least: int, user: User | None) -> SyncRun:
    """Have all suggestions of free actors for free records accepted whose score is *least* or more.

    Raises `Problem("link_nothing")` where there is none, `Problem("score_range", "score")`, and what `runs.request` raises.
    """
    if not WORTH <= least <= 100:
        raise Problem("score_range", "score", least=WORTH)
    if not ready(place, least).accepted:
        raise Problem("link_nothing", "score", least=least)
    return runs.request("link", place.connection, user, place.type, {"score": least})


def ready(place: Place, least: int) -> Sure:
    """What would be linked from a score on, and what would be left as doubtful. One query."""
    return sure(Pair(*row) for row in pairings.scores(place, least))


def link(progress: Progress) -> None:
    """Carry the run out. What can't be linked (any more) is counted, and a row of the run says why; it stops nothing."""
    run = progress.run
    assert run.connection is not None  # links are on one
    place = Place(run.connection, ActorType(run.actor_type))
    found = ready(place, int(run.params["score"]))
    progress.total(len(found.accepted) + len(found.doubtful))
    log = _Log(run)
    for start in range(0, len(found.accepted), _BATCH):
        ids = [each.id for each in found.accepted[start : start + _BATCH]]
        with db.atomic():
            outcome = accepting.accept(place, ids, run.user, run)
            log.add(outcome.refused)
        progress.step(len(ids), linked=len(outcome.linked), failed=len(outcome.refused))
    for start in range(0, len(found.doubtful), _BATCH):
        some = found.doubtful[start : start + _BATCH]
        log.add(_doubtful(place, some))
        progress.step(len(some), undecided=len(some))


def _doubtful(place: Place, pairs: Sequence[Pair]) -> list[tuple[LinkSuggestion, Problem]]:
    records = register.get(ENTITY_OF[place.type], [each.record_id for each in pairs])
    rows = {each.id: each for each in LinkSuggestion.select().where(LinkSuggestion.id.in_([each.id for each in pairs]))}
    return [
        (rows[each.id], Problem("link_doubtful", name=records[each.record_id].name, title=rows[each.id].title, key=each.erp_key))
        for each in pairs
        if each.id in rows and each.record_id in records
    ]


class _Log:
    """The rows of a run that say why something wasn't linked."""

    def __init__(self, run: SyncRun) -> None:
        self._run, self._position = run, 0

    def add(self, refused: Sequence[tuple[LinkSuggestion, Problem]]) -> None:
        rows = [
            {
                "run": self._run,
                "position": position,
                "erp_key": each.erp_key,
                "title": each.title,
                "kind": "fault",
                "record_id": each.record_id,
                "problems": json.dumps([[problem.code, problem.facts]], ensure_ascii=False),
                "state": "failed",
            }
            for position, (each, problem) in enumerate(refused, self._position)
        ]
        if rows:
            RunRow.insert_many(rows).execute()
        self._position += len(rows)


def undo_links(progress: Progress) -> None:
    """Take away the links that the run `progress.run.of` has made and that are still there; a company's persons lose theirs
    with it. Nothing is deleted on either side. What was suggested is suggested again."""
    run = progress.run
    made = Link.select().where(Link.run == run.of_id)
    progress.total(made.count())
    origin = Origin("undone", run.user, run.connection, run)
    while links := list(made.order_by(Link.id).limit(_BATCH)):
        gone = stored_whole(partial(_unlinked, links, origin))
        persons = sum(each.run_id != run.of_id for each in gone)
        progress.step(len(gone) - persons, unlinked=len(gone) - persons, persons=persons)


def _unlinked(links: Sequence[Link], origin: Origin, _failed: int) -> list[Link]:
    return unlinking.unlink(links, origin)
