"""Which records of the CRM an actor may be that isn't linked yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import TABLES, Record
from webapp.models import Connection
from webapp.models.register import COMPARED
from webapp.services import linking
from webapp.sync.likeness import WORTH, Facts, Likeness, facts, likeness

MOST = 20
"""How many records with the same number, address or name are looked at: a thousand may share a switchboard's."""
_KEYS: Mapping[str, Callable[[Facts], Sequence[str]]] = {
    "org_number": lambda each: [each.org_number],
    "vat_number": lambda each: [each.vat_number],
    "email": lambda each: [each.email],
    "phone": lambda each: each.phones,
    "match_name": lambda each: [each.name],
}


@dataclass(frozen=True, slots=True)
class Found:
    """The record that an actor is most like, and why."""

    record: Record
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What is known of an actor. `company_id`: of a person, its company: a person elsewhere is another one."""

    facts: Facts
    company_id: int | None = None


class Matching:
    """For all actors of one preview. Records that have a link on the connection are nobody else."""

    def __init__(self, connection: Connection, entity: Entity) -> None:
        self._connection = connection
        self._entity = entity
        self.possible = register.count_unlinked(connection.id, entity) > 0

    def best(self, actors: Sequence[Unlinked]) -> list[Found | None]:
        """For each of *actors* the record that it is most like, if any is. A query or two for each compared column."""
        if not self.possible:
            return [None] * len(actors)
        candidates = self._candidates(actors)
        return [self._best(each, candidates) for each in actors]

    def _candidates(self, actors: Sequence[Unlinked]) -> dict[tuple[str, str], list[tuple[Record, Facts]]]:
        """The records that share something with one of *actors*, by column and key."""
        found: dict[tuple[str, str], list[Record]] = {}
        for column in COMPARED[TABLES[self._entity]]:
            for key, record in register.alike(
                self._entity, column, [key for each in actors for key in _KEYS[column](each.facts)]
            ):
                there = found.setdefault((column, key), [])
                if len(there) < MOST:
                    there.append(record)
        records = {record.id: record for group in found.values() for record in group}
        linked = linking.of_records(self._connection, self._entity, list(records))
        known = {id_: (record, facts(record.texts)) for id_, record in records.items() if id_ not in linked}
        return {place: [known[each.id] for each in group if each.id in known] for place, group in found.items()}

    def _best(self, actor: Unlinked, candidates: Mapping[tuple[str, str], Sequence[tuple[Record, Facts]]]) -> Found | None:
        scored = {record.id: Found(record, likeness(actor.facts, theirs)) for record, theirs in _near(actor, candidates)}
        best = max(scored.values(), key=lambda each: (each.likeness.score, -each.record.id), default=None)
        return best if best and best.likeness.score >= WORTH else None


def _near(
    actor: Unlinked, candidates: Mapping[tuple[str, str], Sequence[tuple[Record, Facts]]]
) -> Iterator[tuple[Record, Facts]]:
    for column, keys in _KEYS.items():
        for key in keys(actor.facts):
            for record, theirs in candidates.get((column, key), ()):
                if record.entity is not Entity.PERSON or record.company_id == actor.company_id:
                    yield record, theirs
