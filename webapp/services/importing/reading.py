"""What an import wants, read from the ERP piece by piece."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from connectors.base import ERP_KEY, Actor, ActorType, Text
from connectors.errors import ConfigInvalid
from connectors.process import ActorsRead, Question
from webapp.models import Connection, SyncRun
from webapp.services import calls, crossing, sheets
from webapp.services.call_memory import Busy
from webapp.services.configuration import Configuration, of_connection
from webapp.services.importing import classifying
from webapp.services.importing.classifying import Classifier, RowData
from webapp.services.importing.plan import MARK, Wanted, of_params
from webapp.services.runs import Progress

SECONDS = 6 * 3600
"""How long an ERP may take to answer all of it."""
UNUSABLE = Text("The stored configuration can't be used.", "Den lagrede konfigurasjonen kan ikke brukes.")
REMEDY = Text("Open the ERP connection and test it.", "Åpne ERP-koblingen og test den.")
_WAIT = 0.5  # seconds until the next try where others are being answered
PIECE = 500
"""How many actors are asked for by their keys at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Actors, and the rows of what was no actor."""

    actors: Sequence[Actor]
    others: Sequence[RowData]

    def __len__(self) -> int:
        return len(self.actors) + len(self.others)


def begun(run: SyncRun) -> tuple[Wanted, Classifier]:
    """What a run wants, and what looks at it; the run keeps the mark of the mappings by which it does."""
    assert run.connection is not None  # an import is of one
    book, wanted = sheets.of(run.connection), of_params(run.params)
    sheet = book.sheets[ActorType(run.actor_type)]
    run.params = {**run.params, MARK: crossing.mark(crossing.of(book, sheet))}
    run.save(only=("params",))
    return wanted, Classifier(book, sheet, wanted.keep_blanks)


def read(progress: Progress, wanted: Wanted, keys: Sequence[str]) -> Generator[Piece, None, None]:
    """What is wanted, with the fields that *keys* name, in pieces as `calls.stream` gives them, or of some hundreds.

    Raises `ConnectorError` where the ERP breaks off, after all that came before, and `runs.Cancelled`.
    """
    assert progress.run.connection is not None  # an import is of one
    configuration, type_ = _configuration(progress.run.connection), ActorType(progress.run.actor_type)
    asked = tuple(key for key in keys if key != ERP_KEY)
    if wanted.erp_keys:
        yield from _chosen(progress, configuration, type_, wanted.erp_keys, asked)
        return
    question = Question(type_, asked, text=wanted.text, restrictions=tuple(wanted.restrictions))
    with closing(calls.stream(configuration, question, SECONDS, pulse=progress.beat)) as pieces:
        for piece in pieces:
            yield Piece(piece.actors, _others(piece))


def _configuration(connection: Connection) -> Configuration:
    configuration = of_connection(connection)
    if configuration.problems:  # it was in order when the run was asked for
        raise ConfigInvalid(UNUSABLE, REMEDY)
    return configuration


def _others(piece: ActorsRead) -> list[RowData]:
    rows = [classifying.faulty(fault) for fault in piece.faults]
    return [*rows, classifying.untold(piece.untold)] if piece.untold else rows


def _chosen(
    progress: Progress, configuration: Configuration, type_: ActorType, keys: Sequence[str], asked: tuple[str, ...]
) -> Generator[Piece, None, None]:
    wanted = list(dict.fromkeys(keys))
    calls.forget(configuration)  # whoever asks for it asks anew
    for start in range(0, len(wanted), PIECE):
        some = wanted[start : start + PIECE]
        actors = _got(progress, configuration, Question(type_, asked, erp_keys=tuple(some), limit=len(some)))
        there = {actor.erp_key for actor in actors}
        yield Piece(actors, [classifying.gone(key) for key in some if key not in there])


def _got(progress: Progress, configuration: Configuration, question: Question) -> list[Actor]:
    """The actors; while pages have as many calls under way as there may be, we wait: a run has time."""
    while True:
        try:
            return calls.get(configuration, question)
        except Busy:
            progress.beat()
            time.sleep(_WAIT)
