"""Searching an ERP for the actor that a record is: its own name at first, within the company's actor for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.base import ActorType
from connectors.errors import ConnectorError
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.models import Connection, Link
from webapp.services import import_hits, linking, suggesting_links
from webapp.services.import_hits import Hits, Search
from webapp.services.sheets import Book, Sheet
from webapp.services.suggesting_links import Suggestion

MOST_SUGGESTED = 3


@dataclass(frozen=True)
class Place:
    """Where a record may be linked on a connection, and what stands in the way.

    `types`: the actor types; `link`: the link that it has already; `parent`: for a person, its company's link, without which
    there is nothing to search in.
    """

    types: Sequence[ActorType]
    link: Link | None = None
    parent: Link | None = None
    parent_missing: bool = False

    @property
    def open(self) -> bool:
        """Whether there is something to search for."""
        return self.link is None and not self.parent_missing


@dataclass(frozen=True)
class Found:
    """What a search has come to: the hits, and before them what is likest."""

    hits: Hits
    suggestions: Sequence[Suggestion] = ()


def place(connection: Connection, record: Record) -> Place:
    """What a record may be linked to on a connection. Three queries."""
    types, mine = linking.types_for(connection, record.entity), linking.on(connection, record.entity, record.id)
    parent = linking.parent_of(connection, record)
    return Place(types, mine, parent, record.entity is Entity.PERSON and parent is None)


def words(record: Record) -> str:
    """What is searched for at first: the name; of a person the last name, since an ERP has the two in a field each."""
    return record.texts.get("LASTNAME") or record.name


def search(book: Book, sheet: Sheet, record: Record, where: Place, wanted: Search, first: bool) -> Found:
    """A page of hits; of the *first* search, which nobody has asked for in other words, also what is likest to the record.

    One call to the ERP, and on that first page another one or two. Its trouble is part of the answer.
    """
    parent = (ActorType(where.parent.actor_type), where.parent.erp_key) if where.parent else None
    hits = import_hits.search(book, sheet, replace(wanted, parent=parent))
    if not first or hits.trouble is not None:
        return Found(hits)
    try:
        likest = suggesting_links.suggest(book, record, [sheet.type])
    except (ConnectorError, Problem):  # the hits are there all the same
        return Found(hits)
    return Found(hits, likest[:MOST_SUGGESTED])
