"""Whether the rows of a preview can still be imported: what has come in between says no, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connectors.base import ActorType
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.models import Connection
from webapp.services import linking
from webapp.services.importing.notes import Note
from webapp.services.importing.todo import Todo


def refusals(
    connection: Connection, entity: Entity, type_: ActorType, rows: Sequence[Todo], careful: bool, since: datetime | None
) -> dict[int, Note]:
    """Why some of *rows* can't be imported (any more), by their ids. A few queries for each 500 rows.

    *since*: when the preview was begun; a company linked later may be another actor's. Without *careful*, actors of new records
    aren't looked at: the unique index says it where one is linked by now.
    """
    refused: dict[int, Note] = {}
    free = [row for row in rows if row.kind == "duplicate" or (careful and row.kind == "new")]
    refused |= _linked_actors(connection, type_, free)
    refused |= _unlinked(connection, type_, [row for row in rows if row.kind == "update"])
    refused |= _linked_records(connection, entity, [row for row in rows if row.kind == "duplicate" and not row.is_new])
    if entity is Entity.PERSON:
        refused |= _without_company(connection, [row for row in rows if row.kind != "update"], since)
    return refused


def _linked_actors(connection: Connection, type_: ActorType, rows: Sequence[Todo]) -> dict[int, Note]:
    taken = linking.taken(connection, type_, [row.erp_key for row in rows])
    return {row.id: ("row_linked", {"name": taken[row.erp_key].name}) for row in rows if row.erp_key in taken}


def _unlinked(connection: Connection, type_: ActorType, rows: Sequence[Todo]) -> dict[int, Note]:
    links = linking.of_actors(connection, type_, [row.erp_key for row in rows])
    there = {key: link.record_id for key, link in links.items()}
    return {row.id: ("row_unlinked", {}) for row in rows if there.get(row.erp_key) != row.record_id}


def _linked_records(connection: Connection, entity: Entity, rows: Sequence[Todo]) -> dict[int, Note]:
    """Those whose record has a link by now, or gets one by another row before."""
    taken = set(linking.of_records(connection, entity, [row.record for row in rows]))
    refused: dict[int, Note] = {}
    for row in rows:
        if row.record in taken:
            refused[row.id] = ("row_record_linked", {})
        taken.add(row.record)
    return refused


def _without_company(connection: Connection, rows: Sequence[Todo], since: datetime | None) -> dict[int, Note]:
    ids = list({row.parent_id for row in rows if row.parent_id is not None})
    companies = register.get_held(Entity.COMPANY, ids)  # before their links, as whoever undoes an import does
    there = linking.of_records(connection, Entity.COMPANY, ids, keep=True)
    links = {id_ for id_, link in there.items() if since is None or link.made_at <= since}
    good = {id_ for id_, company in companies.items() if company.deleted_at is None and id_ in links}
    return {row.id: ("row_parent_gone", {}) for row in rows if row.parent_id not in good}
