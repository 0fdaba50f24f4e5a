"""A record and an actor that may be connected: both sides of every synced field as they are now, and what is picked of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors import faulty
from connectors.base import Actor, ActorType, Unknown
from connectors.process import Question
from connectors.values import to_text
from webapp import config
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.models import Connection, Link
from webapp.services import actor_facts, calls, crossing, linking, priorities, sheets
from webapp.services.actor_facts import Telling
from webapp.services.configuration import Configuration, of_connection
from webapp.services.crossing import Crossing, Lane
from webapp.sync.sides import CRM, Sides, Ways, compare


@dataclass(frozen=True)
class Row:
    """A synced field with both its values. `mark`: what both were, for telling later whether they still are."""

    lane: Lane
    sides: Sides

    @property
    def key(self) -> str:
        """The ERP field's key."""
        return self.lane.key

    @property
    def mark(self) -> str:
        """A digest of both values."""
        erp = "?" if isinstance(self.sides.erp, Unknown) else "=" + to_text(self.sides.erp)
        return hashlib.sha256(f"{erp}\0{to_text(self.sides.crm)}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Case:
    """A record and an actor that may be connected, as both are now."""

    connection: Connection
    record: Record
    actor: Actor
    crossing: Crossing
    telling: Telling
    configuration: Configuration
    rows: Sequence[Row]

    @property
    def differing(self) -> list[Row]:
        """The fields whose values differ, in rank order."""
        return [row for row in self.rows if not row.sides.equal]

    @property
    def equal(self) -> list[Row]:
        """The others."""
        return [row for row in self.rows if row.sides.equal]


@dataclass(frozen=True)
class Picks:
    """What was picked on a page, and the marks of the values that it showed; both by the ERP field's key."""

    picks: Mapping[str, str]
    marks: Mapping[str, str]


def open_(connection: Connection, record: Record, actor_type: ActorType, key: str) -> Case:
    """Both sides as they are now; asks the ERP once. A constant number of queries.

    *actor_type* is one of `linking.types_for`. Raises `Problem` where they can't be connected (`link_other`, `link_taken`,
    `parent_not_linked`, `actor_gone`, `actor_elsewhere`) or the stored configuration is wrong, and what `calls.get` raises.
    """
    if faulty.key_reason(key, ()):
        raise Problem("actor_gone", key=key[:100])
    parent = _demand_free(connection, record, actor_type, key)
    book = sheets.of(connection)
    sheet = book.sheets[actor_type]
    lanes, telling, configuration = crossing.of(book, sheet), actor_facts.of(book, sheet), of_connection(connection)
    for problem in configuration.problems.values():
        raise problem
    actor = _read(configuration, lanes, telling, key)
    if parent and not belongs(actor, parent):
        raise Problem("actor_elsewhere", name=telling.title(actor), title=parent.title or parent.erp_key)
    return Case(connection, record, actor, lanes, telling, configuration, _rows(connection, record, lanes, actor))


def belongs(actor: Actor, parent: Link) -> bool:
    """Whether an actor is one of those within the actor that a company is linked to."""
    return (actor.parent_type, actor.parent_key) == (ActorType(parent.actor_type), parent.erp_key)


def picked(case: Case, given: Picks | None, all_from: str = "") -> dict[str, str]:
    """The pick of each differing field, by its key: *all_from* a side, else as given where that (still) holds, else as meant."""
    found = {}
    for row in case.differing:
        own = given.picks.get(row.key, "") if given and given.marks.get(row.key) == row.mark else ""
        found[row.key] = row.sides.towards(all_from) if all_from else own if row.sides.may(own) else row.sides.meant
    return found


def moved(case: Case, given: Picks) -> list[Row]:
    """The differing fields that the page showed otherwise, or not at all."""
    return [row for row in case.differing if given.marks.get(row.key) != row.mark]


def for_erp(case: Case, picks: Mapping[str, str]) -> list[Row]:
    """The fields that are to be written in the ERP."""
    return [row for row in case.differing if picks.get(row.key) == CRM]


def _demand_free(connection: Connection, record: Record, actor_type: ActorType, key: str) -> Link | None:
    """The link of a person's company; raises where the record or the actor is linked already."""
    if mine := linking.on(connection, record.entity, record.id):
        raise Problem("link_other", name=record.name, key=mine.erp_key, title=mine.title)
    if other := linking.taken(connection, actor_type, [key]).get(key):
        raise Problem("link_taken", key=key, name=other.name)
    return linking.demand_parent(connection, record)


def _read(configuration: Configuration, lanes: Crossing, telling: Telling, key: str) -> Actor:
    fields = dict.fromkeys([*lanes.erp_keys, *telling.erp_keys])
    found = calls.get(configuration, Question(lanes.sheet.type, tuple(fields), erp_keys=(key,)))
    for actor in found:
        if actor.erp_key == key:
            return actor
    raise Problem("actor_gone", key=key)


def _rows(connection: Connection, record: Record, lanes: Crossing, actor: Actor) -> list[Row]:
    order = [each.id if each else None for each in priorities.order()]
    crm_first = order.index(None) < order.index(connection.id)
    zone = config.current["TIMEZONE"]
    rows = []
    for lane in sorted(lanes.lanes, key=lambda each: each.row.mapping.rank):
        crm, erp = lanes.crm_value(lane, record), lane.of(actor)
        ways = Ways(lane.erp, lane.crm, lane.goes_to_crm, lane.goes_to_erp)
        rows.append(Row(lane, compare(ways, crm, erp, lane.to_erp(crm), lane.to_crm(erp), crm_first, zone)))
    return rows
