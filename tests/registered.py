"""Records of the register for tests: added, read, linked, and the controls of their forms."""

from __future__ import annotations

from typing import Any

from tests.fielded import connection as bare_connection
from tests.pages import Page
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Link, SyncConnector
from webapp.services import record_saving
from webapp.services.journal import Origin

COMPANY, PERSON, PROJECT = Entity.COMPANY, Entity.PERSON, Entity.PROJECT


def add(entity: Entity = COMPANY, company: int | None = None, **texts: str) -> int:
    """A record that is there; its id."""
    return record_saving.save(entity, [Draft(texts, company_id=company)], Origin("added"))[0].id


def stored(id_: int, entity: Entity = COMPANY) -> Record:
    return register.get(entity, [id_])[id_]


def names(page: Page) -> list[str]:
    """The names in a list."""
    return [each.text() for each in page.root.all("td") if each.has("name")]


def typed(**values: str | None) -> dict[str, Any]:
    """Values for the controls of these fields."""
    return {html_name(key): value for key, value in values.items()}


def shown(page: Page) -> dict[str, str]:
    """The values on a record's page by their names."""
    rows = [each for each in page.root.all("div") if any(part.tag == "dt" for part in each.all("dt")) and each.parent]
    return {
        next(row.all("dt")).text(): next(each for each in row.all("span") if each.has("value")).text()
        for row in rows
        if row.parent and row.parent.tag == "dl"
    }


def link(connector: SyncConnector, entity: Entity, record_id: int, name: str = "Nordlys") -> Link:
    """A link on a connection that syncs the entity."""
    connection = bare_connection(connector, name, active=True)
    types = {COMPANY: "Customer", PERSON: "Person", PROJECT: "Project"}
    ActorMapping.create(connection=connection, actor_type=types[entity], active=True)
    return Link.create(connection=connection, entity=entity.value, record_id=record_id, actor_type=types[entity], erp_key="7")
