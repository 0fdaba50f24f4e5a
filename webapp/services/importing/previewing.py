"""The run `preview`: everything that is wanted is read from the ERP and compared with the CRM, a row for each actor."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing

from connectors.base import ERP_KEY, Actor, ActorType, Text
from connectors.errors import ConfigInvalid
from connectors.process import ActorsRead, Question
from webapp.db import db, insert_tuples
from webapp.models import Connection, RunRow, SyncRun
from webapp.services import calls, crossing, sheets
from webapp.services.call_memory import Busy
from webapp.services.configuration import Configuration, of_connection
from webapp.services.importing import classifying
from webapp.services.importing.classifying import BLANK, Classifier, RowData
from webapp.services.importing.plan import MARK, Wanted, of_params
from webapp.services.runs import Progress

SECONDS = 6 * 3600
"""How long an ERP may take to answer all of it."""
UNUSABLE = Text("The stored configuration can't be used.", "Den lagrede konfigurasjonen kan ikke brukes.")
REMEDY = Text("Open the ERP connection and test it.", "Åpne ERP-koblingen og test den.")
_WAIT = 0.5  # seconds until the next try where others are being answered
PIECE = 500
"""How many actors are asked for by their keys at a time."""


def carry_out(progress: Progress) -> None:
    """Store a row for each actor, batch by batch. Raises `ConnectorError` where the ERP breaks off; what was read stays."""
    run = progress.run
    assert run.connection is not None  # a preview is of one
    type_, wanted = ActorType(run.actor_type), of_params(run.params)
    book = sheets.of(run.connection)
    classifier = Classifier(book, book.sheets[type_], wanted.keep_blanks)
    run.params = {**run.params, MARK: crossing.mark(crossing.of(book, book.sheets[type_]))}
    run.save(only=("params",))
    if wanted.erp_keys:
        progress.total(len(wanted.erp_keys))
    position = 0
    with closing(_read(progress, type_, wanted, classifier.field_keys)) as pieces:
        for piece in pieces:
            rows = [*classifier.rows(piece.actors), *piece.others]
            _store(run, position, rows)
            position += len(rows)
            progress.step(len(rows), **Counter(row["kind"] for row in rows))
    progress.total(position)


class _Piece:
    """Actors, and the rows of what was no actor."""

    def __init__(self, actors: Sequence[Actor], others: Sequence[RowData]) -> None:
        self.actors = actors
        self.others = others


def _configuration(connection: Connection) -> Configuration:
    configuration = of_connection(connection)
    if configuration.problems:  # it was in order when the run was asked for
        raise ConfigInvalid(UNUSABLE, REMEDY)
    return configuration


def _read(progress: Progress, type_: ActorType, wanted: Wanted, keys: Sequence[str]) -> Generator[_Piece, None, None]:
    assert progress.run.connection is not None
    configuration = _configuration(progress.run.connection)
    asked = tuple(key for key in keys if key != ERP_KEY)
    if wanted.erp_keys:
        yield from _chosen(progress, configuration, type_, wanted.erp_keys, asked)
        return
    question = Question(type_, asked, text=wanted.text, restrictions=tuple(wanted.restrictions))
    for piece in calls.stream(configuration, question, SECONDS, pulse=progress.beat):
        yield _Piece(piece.actors, _others(piece))


def _others(piece: ActorsRead) -> list[RowData]:
    rows = [classifying.faulty(fault) for fault in piece.faults]
    return [*rows, classifying.untold(piece.untold)] if piece.untold else rows


def _chosen(
    progress: Progress, configuration: Configuration, type_: ActorType, keys: Sequence[str], asked: tuple[str, ...]
) -> Generator[_Piece, None, None]:
    wanted = list(dict.fromkeys(keys))
    calls.forget(configuration)  # whoever asks for a preview asks anew
    for start in range(0, len(wanted), PIECE):
        some = wanted[start : start + PIECE]
        actors = _got(progress, configuration, Question(type_, asked, erp_keys=tuple(some), limit=len(some)))
        there = {actor.erp_key for actor in actors}
        yield _Piece(actors, [classifying.gone(key) for key in some if key not in there])


def _got(progress: Progress, configuration: Configuration, question: Question) -> list[Actor]:
    """The actors; while pages have as many calls under way as there may be, we wait: a run has time."""
    while True:
        try:
            return calls.get(configuration, question)
        except Busy:
            progress.beat()
            time.sleep(_WAIT)


def _store(run: SyncRun, position: int, rows: Sequence[RowData]) -> None:
    columns = ("run_id", "position", *BLANK)
    with db.atomic():
        insert_tuples(RunRow, columns, [(run.id, place, *row.values()) for place, row in enumerate(rows, position)])
