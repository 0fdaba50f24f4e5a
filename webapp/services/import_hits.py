"""The hits of a search in the ERP from which an import is chosen: a page at a time, read live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base import ERP_KEY, Actor, ActorType, Restriction
from connectors.errors import ConnectorError
from connectors.process import Fault, Question
from webapp.services import actor_facts, calls, linking
from webapp.services.actor_facts import Telling
from webapp.services.configuration import of_connection
from webapp.services.linking import Taken
from webapp.services.samples import Trouble
from webapp.services.sheets import Book, Row, Sheet

PAGE = 50
LONGEST = 200
"""Characters of a text that is searched for."""


@dataclass(frozen=True)
class Search:
    """What is searched for: a text (blank finds all) or criteria, within a parent (type and key) where there is one, and where
    the page begins."""

    text: str = ""
    restrictions: Sequence[Restriction] = ()
    cursor: str = ""
    parent: tuple[ActorType, str] | None = None


@dataclass(frozen=True)
class Hits:
    """A page of hits. `columns` are the fields to show; none: what the actors are called tells them apart.

    `taken`: what they are linked to, by key. `trouble`: why there are none, where the ERP couldn't be asked.
    """

    columns: Sequence[Row]
    telling: Telling
    actors: Sequence[Actor] = ()
    cursor: str = ""
    faults: Sequence[Fault] = ()
    taken: Mapping[str, Taken] = field(default_factory=dict)
    trouble: Trouble | None = None


def asked(args: Mapping[str, str]) -> str:
    """The text that an address searches for."""
    return args.get("text", "").strip()[:LONGEST]


def search(book: Book, sheet: Sheet, wanted: Search) -> Hits:
    """A page of the actors that match. Five queries, and a call to the ERP; its trouble is part of the answer."""
    columns = [row for row in sheet.ranked if row.mapping.in_search and not row.missing and not row.is_key]
    telling = actor_facts.of(book, sheet)
    configuration = of_connection(book.connection)
    for problem in configuration.problems.values():
        return Hits(columns, telling, trouble=problem)
    asked = [row.field.key for row in columns] or [key for key in telling.erp_keys if key != ERP_KEY]
    question = Question(
        sheet.type,
        tuple(asked),
        text="" if wanted.restrictions else wanted.text,
        limit=PAGE,
        restrictions=tuple(wanted.restrictions),
        cursor=wanted.cursor,
        parent=wanted.parent,
    )
    try:
        page = calls.search(configuration, question)
    except ConnectorError as error:
        return Hits(columns, telling, trouble=error)
    taken = linking.taken(book.connection, sheet.type, [each.erp_key for each in page.actors])
    return Hits(columns, telling, page.actors, page.cursor, page.faults, taken)
