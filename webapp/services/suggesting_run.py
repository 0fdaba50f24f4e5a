"""The run `suggest`: what isn't linked of an entity is compared with the actors of the ERP, read once from beginning to end.

For each record the likest few are stored as `models.LinkSuggestion`, those of an earlier run going when the new ones are
complete. Memory grows with the records of one pass, not with the actors: the ERP is read once for each `PASS` records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.base import Actor, ActorType, Text
from connectors.errors import ConfigInvalid, ConnectorError
from connectors.process import Question
from webapp.bulk import portions
from webapp.crm import pairings, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.pairings import Place
from webapp.errors import Problem
from webapp.models import Connection, SyncRun, User
from webapp.services import actor_facts, calls, linking, runs, sheets, suggestion_store
from webapp.services.actor_facts import Telling
from webapp.services.configuration import Configuration, of_connection
from webapp.services.runs import Cancelled, Progress
from webapp.services.suggestion_store import Group, Kept
from webapp.sync import likeness
from webapp.sync.likeness import Facts
from webapp.sync.matching_index import MatchingIndex

PASS = 10_000
"""How many records are compared in one reading of the ERP."""
SECONDS = 6 * 3600
"""How long an ERP may take to answer all of it."""
_UNUSABLE = Text("The stored configuration can't be used.", "Den lagrede konfigurasjonen kan ikke brukes.")
_REMEDY = Text("Open the ERP connection and test it.", "Åpne ERP-koblingen og test den.")


def request(connection: Connection, type_: ActorType, user: User | None) -> SyncRun:
    """Have suggestions found for what isn't linked of the entity of *type_*, among all its actor types.

    Raises what is wrong with the stored configuration, `Problem("suggest_nothing_synced")`, and what `runs.request` raises.
    """
    for problem in of_connection(connection).problems.values():
        raise problem
    if type_ not in linking.types_for(connection, ENTITY_OF[type_]):
        raise Problem("suggest_nothing_synced", type=type_, name=connection.name)
    return runs.request("suggest", connection, user, type_)


def types(connection: Connection) -> list[ActorType]:
    """The actor types that are synced on a connection, in the order of their tabs. Three queries."""
    return [type_ for entity in Entity for type_ in linking.types_for(connection, entity)]


def last(place: Place) -> SyncRun | None:
    """The last run that has looked for suggestions for the records of *place*. One query."""
    same = [type_.value for type_, entity in ENTITY_OF.items() if entity.value == place.entity]
    mine = (SyncRun.connection == place.connection) & (SyncRun.kind == "suggest") & SyncRun.actor_type.in_(same)
    found: SyncRun | None = SyncRun.select().where(mine).order_by(SyncRun.id.desc()).first()
    return found


def suggest(progress: Progress) -> None:
    """Carry the run out. Raises `ConnectorError` where the ERP breaks off; what was found by then is stored."""
    run = progress.run
    assert run.connection is not None  # suggestions are of one
    configuration = of_connection(run.connection)
    if configuration.problems:  # it was in order when the run was asked for
        raise ConfigInvalid(_UNUSABLE, _REMEDY)
    book = sheets.of(run.connection)
    for type_ in linking.types_for(run.connection, ENTITY_OF[ActorType(run.actor_type)]):
        _Comparison(progress, configuration, actor_facts.of(book, book.sheets[type_])).carry_out()


@dataclass(frozen=True, slots=True)
class _Unlinked:
    """What is kept of a record while it is compared."""

    id: int
    company_id: int | None
    facts: Facts


class _Comparison:
    """Of one actor type."""

    def __init__(self, progress: Progress, configuration: Configuration, telling: Telling) -> None:
        assert progress.run.connection is not None
        self._progress, self._configuration, self._telling = progress, configuration, telling
        self._place = Place(progress.run.connection, telling.sheet.type)

    def carry_out(self) -> None:
        """Pass after pass, until every record has been compared."""
        after = 0
        while found := register.unlinked(self._place.connection.id, ENTITY_OF[self._place.type], PASS, after):
            last = found[-1][0]
            self._pass(list(self._records(found)), after, last if len(found) == PASS else None)
            after = last

    def _records(self, found: Sequence[tuple[int, int]]) -> Iterator[_Unlinked]:
        for ids in portions(found):
            there = register.get(ENTITY_OF[self._place.type], ids)
            yield from (_Unlinked(id_, there[id_].company_id, likeness.facts(there[id_].texts)) for id_ in ids if id_ in there)

    def _pass(self, records: Sequence[_Unlinked], after: int, last: int | None) -> None:
        """Compare *records*, which are all without a link whose id is above *after*, up to *last* (None: all the others)."""
        indexes = self._indexes(records, suggestion_store.rejected(self._place))
        kept = Kept(self._progress.run, self._place)
        try:
            if indexes:
                self._read(indexes)
        except (Cancelled, ConnectorError):
            kept.store(indexes, None)
            raise
        found = kept.store(indexes, (after, last))
        self._progress.step(0, suggested=found)

    def _read(self, indexes: Mapping[Group, MatchingIndex]) -> None:
        asked = Question(self._place.type, tuple(self._telling.erp_keys))
        for piece in calls.stream(self._configuration, asked, SECONDS, pulse=self._progress.beat):
            self._compare(indexes, piece.actors)
            unusable = len(piece.faults) + piece.untold
            self._progress.step(len(piece.actors) + unusable, read=len(piece.actors), unusable=unusable)

    def _compare(self, indexes: Mapping[Group, MatchingIndex], actors: Sequence[Actor]) -> None:
        taken = pairings.taken_keys(self._place, [actor.erp_key for actor in actors])
        for actor in actors:
            index = indexes.get(self._group(actor))
            if index is not None and actor.erp_key not in taken:
                index.add(actor.erp_key, self._telling.title(actor), self._telling.details(actor), self._telling.facts(actor))

    def _group(self, actor: Actor) -> Group:
        if self._place.type is not ActorType.PERSON:
            return "", ""
        return actor.parent_type.value if actor.parent_type else "", actor.parent_key

    def _indexes(self, records: Sequence[_Unlinked], rejected: Mapping[int, set[str]]) -> Mapping[Group, MatchingIndex]:
        facts = {record.id: record.facts for record in records}
        groups: dict[Group, list[int]] = defaultdict(list)
        if self._place.type is ActorType.PERSON:
            companies = [record.company_id for record in records if record.company_id is not None]
            links = linking.of_records(self._place.connection, Entity.COMPANY, list(dict.fromkeys(companies)))
            for record in records:
                if (link := links.get(record.company_id or 0)) is not None:
                    groups[link.actor_type, link.erp_key].append(record.id)
        else:
            groups["", ""] = list(facts)
        return {group: MatchingIndex({id_: facts[id_] for id_ in ids}, rejected) for group, ids in groups.items()}
