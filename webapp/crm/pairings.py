"""What could be linked: a connection's suggestions, with the records they are for; and what has no suggestion, or a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from peewee import fn

from connectors.base import ActorType
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import PIECE, TABLES, Record, count_unlinked, record_of
from webapp.letters import folded
from webapp.models import Connection, Link, LinkSuggestion, Person

_MOST_WORDS, _LONGEST = 12, 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where suggestions are for: an actor type of a connection."""

    connection: Connection
    type: ActorType

    @property
    def entity(self) -> str:
        """The entity that it is synced to, as the tables have it."""
        return ENTITY_OF[self.type].value


@dataclass(frozen=True, slots=True)
class Counts:
    """How many links there are to actors of a type, records without a link on the connection, those of them with a suggestion,
    rejected suggestions, and persons that can't be linked before their company is."""

    linked: int
    unlinked: int
    suggested: int
    rejected: int
    waiting: int


def with_suggestion(place: Place, words: str = "", least: int = 0) -> Any:
    """The ids of the records without a link that something free is suggested for with a score of *least*, the best first.

    A query of (record_id, best score), to be counted or cut into pages.
    """
    best = fn.MAX(LinkSuggestion.score)
    query = LinkSuggestion.select(LinkSuggestion.record_id, best).where(_open(place), _named(place, words))
    query = query.group_by(LinkSuggestion.record_id).having(best >= least)
    return query.order_by(best.desc(), LinkSuggestion.record_id).tuples()


def without_suggestion(place: Place, words: str = "") -> Any:
    """The records without a link that nothing free is suggested for, by name; a query of rows."""
    suggested = LinkSuggestion.select(LinkSuggestion.record_id).where(_open(place))
    table = TABLES[ENTITY_OF[place.type]]
    free = table.id.not_in(_linked(place)) & table.id.not_in(suggested)
    return table.select().where(table.deleted_at.is_null(), free, *_having(place, words)).order_by(table.sort_key, table.id)


def rejected(place: Place, words: str = "", least: int = 0) -> Any:
    """What somebody has rejected, the likest first; a query of suggestions. Those of deleted records aren't among it."""
    mine = _of(place) & (LinkSuggestion.state == "rejected") & LinkSuggestion.record_id.in_(_live(place))
    mine &= LinkSuggestion.score >= least
    query = LinkSuggestion.select().where(mine, _named(place, words))
    return query.order_by(LinkSuggestion.score.desc(), LinkSuggestion.record_id, LinkSuggestion.id)


def linked(place: Place, words: str = "") -> Any:
    """The links to actors of the type, by the name of the record; a query of links."""
    table = TABLES[ENTITY_OF[place.type]]
    mine = (Link.connection == place.connection) & (Link.actor_type == place.type.value)
    named = _matching(words, Link.title, table.words)
    return Link.select().join(table, on=(table.id == Link.record_id)).where(mine, named).order_by(table.sort_key, Link.id)


def counts(place: Place) -> Counts:
    """How things stand. Five queries at most."""
    return Counts(
        linked=linked(place).count(),
        unlinked=count_unlinked(place.connection.id, ENTITY_OF[place.type]),
        suggested=with_suggestion(place).count(),
        rejected=rejected(place).count(),
        waiting=_waiting(place) if place.type is ActorType.PERSON else 0,
    )


def _waiting(place: Place) -> int:
    """How many persons without a link are of companies that have none either."""
    companies = Link.select(Link.record_id).where(Link.connection == place.connection, Link.entity == Entity.COMPANY.value)
    free = Person.deleted_at.is_null() & Person.id.not_in(_linked(place)) & Person.company.not_in(companies)
    return int(Person.select().where(free).count())


def suggestions(place: Place, record_ids: Sequence[int]) -> list[LinkSuggestion]:
    """The open suggestions of free actors for these records, the likest first. One query."""
    query = LinkSuggestion.select().where(_open(place), LinkSuggestion.record_id.in_(record_ids))
    return list(query.order_by(LinkSuggestion.score.desc(), LinkSuggestion.id))


def scores(place: Place, least: int) -> Any:
    """(id, record, actor's key, score) of every open suggestion of a free actor for a free record, the likest first."""
    row = LinkSuggestion.id, LinkSuggestion.record_id, LinkSuggestion.erp_key, LinkSuggestion.score
    query = LinkSuggestion.select(*row).where(_open(place), LinkSuggestion.score >= least)
    return query.order_by(LinkSuggestion.score.desc(), LinkSuggestion.id).tuples()


def records(rows: Any, place: Place) -> list[Record]:
    """Rows of the register as records."""
    return [record_of(ENTITY_OF[place.type], row) for row in rows]


def taken_keys(place: Place, keys: Sequence[str]) -> set[str]:
    """Which of these actors are linked. A query for each 500."""
    found: set[str] = set()
    for start in range(0, len(keys), PIECE):
        mine = (Link.connection == place.connection) & (Link.actor_type == place.type.value)
        rows: Any = Link.select(Link.erp_key).where(mine, Link.erp_key.in_(keys[start : start + PIECE])).tuples()
        found |= {row[0] for row in rows}
    return found


def _of(place: Place) -> Any:
    return (LinkSuggestion.connection == place.connection) & (LinkSuggestion.actor_type == place.type.value)


def _open(place: Place) -> Any:
    taken = Link.select(Link.erp_key).where(Link.connection == place.connection, Link.actor_type == place.type.value)
    free = LinkSuggestion.record_id.not_in(_linked(place)) & LinkSuggestion.erp_key.not_in(taken)
    return _of(place) & (LinkSuggestion.state == "open") & free & LinkSuggestion.record_id.in_(_live(place))


def _linked(place: Place) -> Any:
    return Link.select(Link.record_id).where(Link.connection == place.connection, Link.entity == place.entity)


def _live(place: Place) -> Any:
    table = TABLES[ENTITY_OF[place.type]]
    return table.select(table.id).where(table.deleted_at.is_null())


def _named(place: Place, words: str) -> Any:
    """Whether the words stand in what a search looks through of the record, or in what the actor is called."""
    table = TABLES[ENTITY_OF[place.type]]
    conditions = _having(place, words)
    if not conditions:
        return LinkSuggestion.id > 0
    named = LinkSuggestion.record_id.in_(table.select(table.id).where(*conditions))
    return named | _matching(words, LinkSuggestion.title)


def _having(place: Place, words: str) -> list[Any]:
    table = TABLES[ENTITY_OF[place.type]]
    return [table.words.contains(word) for word in _words(words)]


def _matching(words: str, title: Any, more: Any = None) -> Any:
    conditions = [
        fn.LOWER(title).contains(word) if more is None else (fn.LOWER(title).contains(word) | more.contains(word))
        for word in _words(words)
    ]
    return reduce(and_, conditions) if conditions else title.is_null(False)


def _words(text: str) -> list[str]:
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST])
    return folded(plain).split()[:_MOST_WORDS]
