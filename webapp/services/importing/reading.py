"""What an import wants, read from the ERP piece by piece."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from connectors.base import ERP_KEY, Actor, ActorType, Text
from connectors.errors import ConfigInvalid
from connectors.process import ActorsRead, Question
from connectors.table import keys_of
from webapp.models import Connection, SyncRun
from webapp.services import calls, crossing, sheets
from webapp.services.configuration import Configuration, of_connection
from webapp.services.importing import classifying
from webapp.services.importing.classifying import Classifier, RowData
from webapp.services.importing.plan import MARK, Wanted, of_params
from webapp.services.runs import Progress

SECONDS = 6 * 3600
"""How long an ERP may take to answer all of it."""
UNUSABLE = Text("The stored configuration can't be used.", "Den lagrede konfigurasjonen kan ikke brukes.")
REMEDY = Text("Open the ERP connection and test it.", "Åpne ERP-koblingen og test den.")


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
    """What is wanted, with the fields that *keys* name, in pieces as `calls.stream` gives them; last what was chosen and isn't
    there.

    Raises `ConnectorError` where the ERP breaks off, after all that came before, and `runs.Cancelled`.
    """
    assert progress.run.connection is not None  # an import is of one
    configuration, type_ = _configuration(progress.run.connection), ActorType(progress.run.actor_type)
    asked = tuple(key for key in keys if key != ERP_KEY)
    missing = dict.fromkeys(wanted.erp_keys)
    question = Question(type_, asked, text=wanted.text, restrictions=tuple(wanted.restrictions), erp_keys=tuple(missing))
    with closing(calls.stream(configuration, question, SECONDS, pulse=progress.beat)) as pieces:
        for piece in pieces:
            yield Piece(piece.actors, _others(piece))
            for key in (*keys_of(piece.actors), *(fault.erp_key for fault in piece.faults)) if missing else ():
                missing.pop(key, None)
    if missing:
        yield Piece((), list(map(classifying.gone, missing)))


def _configuration(connection: Connection) -> Configuration:
    configuration = of_connection(connection)
    if configuration.problems:  # it was in order when the run was asked for
        raise ConfigInvalid(UNUSABLE, REMEDY)
    return configuration


def _others(piece: ActorsRead) -> list[RowData]:
    rows = [classifying.faulty(fault) for fault in piece.faults]
    return [*rows, classifying.untold(piece.untold)] if piece.untold else rows
