"""A record that is to be created in an ERP: as which actor type, within which parent, and with what values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.base import ActorType
from webapp import config
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.models import Connection, Link, User
from webapp.services import actor_facts, created_values, crossing, defaults, linking, sheets
from webapp.services.actor_facts import Telling
from webapp.services.configuration import Configuration, of_connection
from webapp.services.created_values import Planned
from webapp.services.crossing import Crossing


@dataclass(frozen=True)
class Case:
    """A record and the actor type that it is to be created as. `parent`: for a person, the link of the company."""

    connection: Connection
    record: Record
    crossing: Crossing
    telling: Telling
    configuration: Configuration
    parent: Link | None
    plan: Sequence[Planned]

    @property
    def type(self) -> ActorType:
        """The actor type."""
        return self.crossing.sheet.type

    @property
    def mark(self) -> str:
        """What tells the values of now from others."""
        return created_values.mark(self.plan)

    @property
    def within(self) -> tuple[ActorType, str] | None:
        """The type and the key of a person's parent."""
        return (ActorType(self.parent.actor_type), self.parent.erp_key) if self.parent else None


def open_(connection: Connection, record: Record, actor_type: ActorType, user: User) -> Case:
    """What would be sent now. Asks no ERP; a constant number of queries.

    Raises `KeyError` for a type that the connection doesn't have, `Problem("parent_not_linked")`, and what is wrong with the
    stored configuration.
    """
    parent = linking.demand_parent(connection, record)
    book = sheets.of(connection)
    sheet = book.sheets[actor_type]
    lanes, configuration = crossing.of(book, sheet), of_connection(connection)
    for problem in configuration.problems.values():
        raise problem
    rules = {key: defaults.plain(rule) for key, rule in defaults.rules(sheet.actor).items()}
    planned = created_values.plan(lanes, rules, record, _facts(record, user))
    return Case(connection, record, lanes, actor_facts.of(book, sheet), configuration, parent, planned)


def _facts(record: Record, user: User) -> dict[str, str]:
    """What the template tags stand for."""
    id_ = record.company_id or 0
    company = record if record.entity is Entity.COMPANY else register.get(Entity.COMPANY, [id_]).get(id_)
    return {
        "user": user.name,
        "company": company.name if company else "",
        "number": company.texts.get("NUMBER2", "") if company else "",
        "today": datetime.now(config.current["TIMEZONE"]).date().isoformat(),
    }
