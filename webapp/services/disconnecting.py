"""Disconnecting a record from its actor: the link goes, and with a company's those of its persons. Nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.letters import order
from webapp.models import Connection, Link, User
from webapp.services import linking, unlinking
from webapp.services import rights as rights_
from webapp.services.journal import Origin
from webapp.services.rights import Rights

NAMED = 5


@dataclass(frozen=True)
class Losing:
    """The persons of a company who would lose their links with it: how many, and the names of the first."""

    count: int = 0
    names: tuple[str, ...] = ()


def losing(link: Link) -> Losing:
    """The persons whose links go with a company's. Three queries, and one more for each 500 persons."""
    if link.entity != Entity.COMPANY.value:
        return Losing()
    persons = linking.of_records(link.connection, Entity.PERSON, register.person_ids(link.record_id))
    first = register.get(Entity.PERSON, sorted(persons)[:NAMED])
    return Losing(len(persons), tuple(each.name for each in first.values()))


def hidden(record: Record) -> list[Connection]:
    """The connections on which *record* is linked and no ERP tab shows it, by name. Three queries at most."""
    there = linking.of_record(record.entity, record.id)
    ids = rights_.hidden(there, record.entity) if there else ()
    return sorted((there[id_].connection for id_ in ids), key=lambda each: order(each.name))


def demand(rights: Rights, record: Record) -> Link:
    """The link of a record on a connection, for a user who may take it away.

    Raises `Problem("may_not_connect")`, and `Problem("not_linked")` where there is none.
    """
    rights_.demand_connect(rights)
    link = linking.on(rights.connection, record.entity, record.id)
    if link is None:
        raise Problem("not_linked", name=record.name, connection=rights.connection.name)
    return link


def disconnect(rights: Rights, record: Record, seen: str, user: User) -> Link:
    """Take away the link of *record* to the actor with the key *seen*, as it was on the page; gives what it was.

    Raises what `demand` raises, and `Problem("link_other")` where the record is linked to another actor by now.
    """
    link = demand(rights, record)
    if link.erp_key != seen:
        raise Problem("link_other", name=record.name, key=link.erp_key, title=link.title or "–")
    unlinking.unlink([link], Origin("disconnected", user, rights.connection))
    return link
