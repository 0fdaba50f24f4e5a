"""Accepting suggestions, one or many: what was free when it was suggested may not be any more.

No ERP is asked, and no value is written: a link that is made here knows nothing yet of which values agree
(`models.Link.agreed`); the sync evens them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from peewee import IntegrityError

from connectors.base import ActorType
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.pairings import Place
from webapp.crm.register import Record
from webapp.db import db
from webapp.errors import Problem
from webapp.models import Link, LinkSuggestion, SyncRun, User
from webapp.services import journal, linking
from webapp.services.journal import Entry, Origin
from webapp.services.linking import Actor, Taken


@dataclass
class Outcome:
    """What came of accepting suggestions: those that are links now, and why others aren't."""

    linked: list[LinkSuggestion] = field(default_factory=list)
    refused: list[tuple[LinkSuggestion, Problem]] = field(default_factory=list)


@dataclass(frozen=True)
class _Present:
    """How things stand: of some suggestions the records, their links, their companies' links, and who has the actors."""

    records: Mapping[int, Record]
    links: Mapping[int, Link]
    parents: Mapping[int, Link]
    taken: Mapping[str, Taken]


def accept(place: Place, ids: Sequence[int], user: User | None, run: SyncRun | None = None) -> Outcome:
    """Link what is suggested by the suggestions of these ids (some hundreds at most), each checked anew.

    One that can't be linked doesn't stop the others. The refusals: `record_gone`, `suggestion_rejected`, `link_other`,
    `link_taken`, `parent_not_linked`, `parent_changed`. Ids that name no suggestion are passed over. Some ten queries.
    """
    mine = (LinkSuggestion.connection == place.connection) & (LinkSuggestion.actor_type == place.type.value)
    found = list(LinkSuggestion.select().where(mine, LinkSuggestion.id.in_(ids)).order_by(LinkSuggestion.score.desc()))
    origin = Origin("linked", user, place.connection, run)
    outcome = Outcome()
    with db.atomic():
        free = _free(place, found, outcome)
        try:
            with db.atomic():
                _link(place, free, origin)
        except IntegrityError:  # somebody has linked one of them at this very moment
            _one_by_one(place, free, origin, outcome)
        else:
            outcome.linked += free
    return outcome


def one(place: Place, id_: int, user: User | None) -> LinkSuggestion:
    """Link what one suggestion says. Raises the `Problem` why that can't be, `suggestion_gone` among them."""
    outcome = accept(place, [id_], user)
    for _suggestion, problem in outcome.refused:
        raise problem
    if not outcome.linked:
        raise Problem("suggestion_gone")
    return outcome.linked[0]


def _link(place: Place, free: Sequence[LinkSuggestion], origin: Origin) -> None:
    pairs = [(each.record_id, _actor(each)) for each in free]
    linking.link_many(place.connection, Entity(place.entity), pairs, origin.user, origin.run)
    journal.note(
        origin, [Entry(Entity(each.entity), each.record_id, actor_type=place.type, erp_key=each.erp_key) for each in free]
    )


def _one_by_one(place: Place, free: Sequence[LinkSuggestion], origin: Origin, outcome: Outcome) -> None:
    records = register.get(Entity(place.entity), [each.record_id for each in free])
    for each in free:
        try:
            linking.link(records[each.record_id], place.connection, _actor(each), origin.user, origin)
        except Problem as problem:
            outcome.refused.append((each, problem))
        else:
            outcome.linked.append(each)


def _actor(found: LinkSuggestion) -> Actor:
    return Actor(ActorType(found.actor_type), found.erp_key, found.title)


def _free(place: Place, found: Sequence[LinkSuggestion], outcome: Outcome) -> list[LinkSuggestion]:
    """Those that can be linked; the others are refused. Of several for one record or one actor, the likest."""
    present, free = _present(place, found), []
    records: dict[int, LinkSuggestion] = {}
    actors: dict[str, LinkSuggestion] = {}
    for each in found:
        problem = _trouble(place, each, present) or _twice(each, records, actors, present)
        if problem:
            outcome.refused.append((each, problem))
        else:
            free.append(each)
            records[each.record_id] = actors[each.erp_key] = each
    return free


def _present(place: Place, found: Sequence[LinkSuggestion]) -> _Present:
    entity = Entity(place.entity)
    ids = [each.record_id for each in found]
    records = register.get_held(entity, ids)
    companies = [each.company_id for each in records.values() if each.company_id] if entity is Entity.PERSON else []
    return _Present(
        records,
        linking.of_records(place.connection, entity, ids),
        linking.of_records(place.connection, Entity.COMPANY, companies, keep=True) if companies else {},
        linking.taken(place.connection, place.type, [each.erp_key for each in found]),
    )


def _trouble(place: Place, found: LinkSuggestion, present: _Present) -> Problem | None:
    """Why a suggestion can't be linked."""
    record = present.records.get(found.record_id)
    if record is None or record.deleted_at is not None:
        return Problem("record_gone", name=record.name if record else "–")
    if found.state != "open":
        return Problem("suggestion_rejected", name=record.name, title=found.title, key=found.erp_key)
    if other := present.links.get(record.id):
        return Problem("link_other", name=record.name, key=other.erp_key, title=other.title)
    if taken := present.taken.get(found.erp_key):
        return Problem("link_taken", key=found.erp_key, name=taken.name)
    return _of_parent(place, found, record, present) if record.entity is Entity.PERSON else None


def _of_parent(place: Place, found: LinkSuggestion, record: Record, present: _Present) -> Problem | None:
    parent = present.parents.get(record.company_id or 0)
    if parent is None:
        return Problem("parent_not_linked", name=record.name, connection=place.connection.name)
    if (parent.actor_type, parent.erp_key) != (found.parent_type, found.parent_key):
        return Problem("parent_changed", name=record.name, title=found.title, key=found.erp_key)
    return None


def _twice(
    found: LinkSuggestion, records: Mapping[int, LinkSuggestion], actors: Mapping[str, LinkSuggestion], present: _Present
) -> Problem | None:
    """Why it can't be linked beside those that are being linked with it."""
    if other := records.get(found.record_id):
        return Problem("link_other", name=present.records[found.record_id].name, key=other.erp_key, title=other.title)
    if other := actors.get(found.erp_key):
        return Problem("link_taken", key=found.erp_key, name=present.records[other.record_id].name)
    return None
