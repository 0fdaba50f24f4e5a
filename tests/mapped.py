"""Connections that are ready to sync: an actor type switched on, and what its ERP demands mapped."""

from __future__ import annotations

import time

from connectors.base import ActorType
from webapp.crm.lists import items
from webapp.models import ActorMapping, Connection, FieldMapping, ListItemMapping
from webapp.services import readings, sheets
from webapp.services.mapping_rules import Direction, offered, why_not
from webapp.services.sheets import Row, Sheet


def sheet_of(connection: Connection, type_: ActorType = ActorType.CUSTOMER) -> Sheet:
    """An actor type as it is stored now."""
    return sheets.of(connection).sheets[type_]


def wait_until_read(connection: Connection, seconds: float = 20.0) -> None:
    """Wait for the end of a reading that a worker carries out beside us."""
    until = time.monotonic() + seconds
    while readings.last(connection).under_way:
        assert time.monotonic() < until, "the reading never ends"
        time.sleep(0.02)


def ready(connection: Connection, type_: ActorType = ActorType.CUSTOMER) -> Connection:
    """Switch *type_* on and map every field that its ERP demands (else its first) to a CRM field of its own, both ways."""
    wait_until_read(connection)
    sheet = sheet_of(connection, type_)
    ActorMapping.update(active=True).where(ActorMapping.id == sheet.actor.id).execute()
    demanded = [row for row in sheet.rows if row.field.mandatory] or [row for row in sheet.rows if not row.is_key][:1]
    free = [field for field in sheet.crm_fields.values() if not field.read_only]
    for row in demanded:
        crm = next(each for each in offered(row.field, free))
        free.remove(crm)
        put(connection, row.field.key, crm.key, type_=type_)
    return connection


def put(
    connection: Connection, erp: str, crm: str, directions: str = "<>", type_: ActorType = ActorType.CUSTOMER, force: bool = False
) -> Row:
    """Map a field: `>` to the CRM, `<` to the ERP, those of the two that are possible (with *force* others too)."""
    sheet = sheet_of(connection, type_)
    row, field = sheet.by_key[erp], sheet.crm_fields.get(crm)
    for direction, sign in ((Direction.TO_CRM, ">"), (Direction.TO_ERP, "<")):
        possible = force or why_not(row.field, False, field, direction) is None
        FieldMapping.update({direction.value: sign in directions and possible}).where(FieldMapping.id == row.mapping.id).execute()
    FieldMapping.update(crm_key=crm).where(FieldMapping.id == row.mapping.id).execute()
    return sheet_of(connection, type_).by_key[erp]


def pair(row: Row, erp_item: str, crm_item: str, way_back: bool = False) -> None:
    """Let an ERP item of a list field go to the CRM item of that name; to no selection where it is blank."""
    assert row.crm is not None
    key = next((int(key) for key, name in items([row.crm.list_name])[row.crm.list_name].items() if name == crm_item), None)
    assert (key is not None) == bool(crm_item), f"the CRM has no {crm_item}"
    ListItemMapping.create(field=row.mapping, erp_item=erp_item, crm_item=key, way_back=way_back)
