"""Taking links away: a company's with those of its persons. Nothing is deleted on either side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from connectors.base import ActorType
from webapp.crm import members
from webapp.crm.fields import Entity
from webapp.crm.register import PIECE
from webapp.db import among, db, held
from webapp.models import Link
from webapp.services import journal, linking
from webapp.services.journal import Entry, Origin


def unlink(links: Iterable[Link], origin: Origin) -> list[Link]:
    """Take away those of *links* that are still there, and with a company's those of its persons, and note it; all that went.

    A few queries for each 500.
    """
    with db.atomic():
        there = hold(links)
        gone = {each.id: each for each in [*there, *_of_persons(there)]}
        drop(gone.values())
        journal.note(origin, [_left(each) for each in gone.values()])
    return list(gone.values())


def hold(links: Iterable[Link]) -> list[Link]:
    """Those of *links* that are still there: nobody else takes them away, or links a person under one, until the transaction
    ends. A query for each 500."""
    ids = sorted(each.id for each in links)
    pieces = [ids[start : start + PIECE] for start in range(0, len(ids), PIECE)]
    return [each for piece in pieces for each in held(Link.select().where(among(Link.id, piece)).order_by(Link.id))]


def held_of(entity: Entity, ids: Sequence[int]) -> dict[int, list[Link]]:
    """All links of these records, on whatever connection, by the record's id, held as by `hold`; not what both sides had and
    what the actor is called. One query."""
    read = (Link.id, Link.connection, Link.entity, Link.record_id, Link.run)
    found: dict[int, list[Link]] = {}
    for each in held(Link.select(*read).where(Link.entity == entity.value, among(Link.record_id, ids)).order_by(Link.id)):
        found.setdefault(each.record_id, []).append(each)
    return found


def drop(links: Iterable[Link]) -> None:
    """Take away just these links, under which no persons are linked; noting it is the caller's. Call it in a transaction."""
    ids = [each.id for each in links]
    for start in range(0, len(ids), PIECE):
        Link.delete().where(among(Link.id, ids[start : start + PIECE])).execute()


def _of_persons(links: Iterable[Link]) -> list[Link]:
    """The links of the persons of companies with *links*, on the same connections."""
    companies: dict[int, list[Link]] = defaultdict(list)
    for each in links:
        if each.entity == Entity.COMPANY.value:
            companies[each.connection_id].append(each)
    found: list[Link] = []
    for those in companies.values():
        persons = members.persons_of([each.record_id for each in those])
        found += linking.of_records(those[0].connection, Entity.PERSON, list(persons)).values()
    return found


def _left(each: Link) -> Entry:
    return Entry(Entity(each.entity), each.record_id, actor_type=ActorType(each.actor_type), erp_key=each.erp_key)
