"""Finding records for the register's own screens: by words, by items of lists, by links, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.crm.fields import Entity
from webapp.crm.register import TABLES, Record, record_of
from webapp.letters import folded
from webapp.models import Link, Person, Project

PAGE = 50
_MOST_WORDS, _LONGEST = 12, 200
_SORTS = {"name": "sort_key", "changed": "changed_at"}
SORTS = tuple(_SORTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of an entity are wanted, and in which order.

    `words`: all of them must be in what a search looks through. `items`: an item's key by the key of its list field. `linked`
    and `unlinked`: the id of a connection. `company`: the id of the one they belong to. `deleted`: the deleted ones instead of
    the others. What is None or blank doesn't matter. `sort`: one of `SORTS`.
    """

    words: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    linked: int | None = None
    unlinked: int | None = None
    company: int | None = None
    deleted: bool = False
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: `count` in all, on `pages` pages, of which this is `page` (from 1)."""

    records: list[Record]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """How many persons and projects a company has; deleted ones don't count."""

    persons: int
    projects: int


def search(entity: Entity, wanted: Wanted, page: int = 1) -> Found:
    """A page of the records wanted, the last one where *page* is beyond it. Two queries."""
    there = count(entity, wanted)
    pages = max(1, -(-there // PAGE))
    page = max(1, min(page, pages))
    rows = _in_order(_query(entity, wanted), entity, wanted).paginate(page, PAGE)
    return Found([record_of(entity, row) for row in rows], there, page, pages)


def count(entity: Entity, wanted: Wanted) -> int:
    """How many records are wanted. One query."""
    return int(_query(entity, wanted).count())


def ids(entity: Entity, wanted: Wanted) -> list[int]:
    """The ids of all records wanted, in their order. One query."""
    table = TABLES[entity]
    return [row[0] for row in _in_order(_query(entity, wanted).select(table.id), entity, wanted).tuples()]


def belonging(company_id: int) -> Belonging:
    """What belongs to a company. Two queries."""
    persons, projects = (
        table.select().where(table.company == company_id, table.deleted_at.is_null()).count() for table in (Person, Project)
    )
    return Belonging(persons, projects)


def _query(entity: Entity, wanted: Wanted) -> Any:
    table = TABLES[entity]
    conditions = [table.words.contains(word) for word in _words(wanted.words)]
    conditions += [table.values[key] == item for key, item in wanted.items.items()]
    for connection, inside in ((wanted.linked, True), (wanted.unlinked, False)):
        if connection is not None:
            linked = Link.select(Link.record_id).where(Link.connection == connection, Link.entity == entity.value)
            conditions.append(table.id.in_(linked) if inside else table.id.not_in(linked))
    if wanted.company is not None:
        conditions.append(table.company == wanted.company)  # type: ignore[attr-defined]
    if wanted.deleted:
        return table.select().where(table.deleted_at.is_null(False), *conditions)
    # Written this way round it isn't what the index of names is limited to: SQLite would look up every row through it.
    live = ~table.deleted_at.is_null(False) if conditions else table.deleted_at.is_null()
    return table.select().where(live, *conditions)


def _in_order(query: Any, entity: Entity, wanted: Wanted) -> Any:
    table = TABLES[entity]
    place = getattr(table, _SORTS.get(wanted.sort, "sort_key"))
    return query.order_by(*(each.desc() if wanted.descending else each for each in (place, table.id)))


def _words(text: str) -> list[str]:
    """The words of a search, without what no database could look for."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST])
    return folded(plain).split()[:_MOST_WORDS]
