"""Active ERP connections with the fixed cast in their scope, records of the register, and links between them.

Nothing here starts a connector's process: fields are read from the connector where we are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from connectors.base import ERP_KEY, ActorType, Context, FieldType
from connectors.process import ActorTypeRead, ListRead
from connectors.registry import resolve
from connectors.values import default_of, to_text
from tests.erpserver import ErpServer
from tests.mapped import put, sheet_of
from tests.workbooks import make
from webapp import config, secrets
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.db import db, now
from webapp.models import (
    ActorMapping,
    ConfigValue,
    Connection,
    ConnectionAccess,
    ConnectionField,
    FieldMapping,
    Link,
    SyncConnector,
    User,
)
from webapp.models.stored import field_data
from webapp.services import linking, names, reading_merge, record_saving
from webapp.services.configuration import place
from webapp.services.journal import Origin

CUSTOMER, SUPPLIER, PERSON, PROJECT = ActorType.CUSTOMER, ActorType.SUPPLIER, ActorType.PERSON, ActorType.PROJECT
Mapped = Mapping[str, tuple[str, str]]

MAPPED: Mapping[ActorType, Mapped] = {
    CUSTOMER: {"Nm": ("NAME", "<>"), "Ad1": ("POSTALAD1", "<>"), "Zip": ("POSTALZIP", "<>"), "City": ("POSTALCITY", "<>"),
               "OrgNr": ("ORGNR", "<>"), "Email": ("EMAIL", "<>")},
    SUPPLIER: {"Nm": ("NAME", "<>"), "City": ("POSTALCITY", "<>")},
    PERSON: {"FirstName": ("FIRSTNAME", "<>"), "LastName": ("LASTNAME", "<>"), "Phone": ("PHONE_DIRECT", "<>")},
    PROJECT: {"Nm": ("NAME", "<>"), "Description": ("TEXT", "<>"), "EndDate": ("ENDDATE", ">")},
}  # fmt: skip
"""ERP fields with their CRM fields and directions; those that an ERP doesn't have are passed over."""
IN_SEARCH = ("Nm", "City", "FirstName", "LastName", ERP_KEY)
IN_TAB = ("Nm", "CustGr", "Credit", "Balance", "Blocked", "Since", "FirstName", "LastName", "Position", "Status", "Budget")

BOOK: Mapping[str, Sequence[Sequence[Any]]] = {
    "Customer": (
        ("ID", "Nm", "OrgNr", "Zip", "City", "Email", "CustGr", "Credit", "LastModified"),
        (20318, "Fjordkraft Tromsø A/S", "974760673", "9008", "Tromsø", "post@fjordkraft.example", 2, 250000.5, None),
        (20319, "Fjordkraft Bodø", None, "8006", "Bodø", None, 1, None, None),
        (20320, "Nordlys Kraft ASA", "923609016", "9008", "Tromsø", None, 1, 10.0, None),
    ),
    "Person": (
        ("ID", "ParentType", "ParentID", "FirstName", "LastName", "Phone", "LastModified"),
        (1, "Customer", 20318, "Åse", "Berg", "90011223", None),
        (2, "Customer", 20320, "Åse", "Berg", None, None),
    ),
    "Project": (("ID", "Nm", "Description", "LastModified"), (7, "Nytt lager", "Bygge", None)),
    "CustomerGroup": (("ID", "Text"), (1, "Detaljhandel"), (2, "Stor kunde")),
    "Fields": (
        ("Actor", "Key", "Name", "Type", "List", "Access", "MaxLength"),
        ("Customer", "Nm", "Navn", "text", None, "mandatory", 60),
        ("Customer", "OrgNr", "Org.nr.", "text", None, None, 20),
        ("Customer", "Zip", "Postnummer", "text", None, None, 10),
        ("Customer", "CustGr", "Kundegruppe", "list", "CustomerGroup", None, None),
        ("Customer", "Credit", "Kredittgrense", "double", None, None, None),
    ),
}
"""A workbook keeps what is written in it. Its organisation numbers are valid ones, with their check digits."""


def memory_erp(
    cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer, name: str = "Fjord", company: str = "1"
) -> Connection:
    """An active connection to *erp*, whose records are those of `connectors.memory.data` and forgotten after each call."""
    values = {"server": erp.address, "user": erp.user, "password": erp.password, "company": company, "environment": "production"}
    return active(cast, memory, name, values)


def workbook_erp(
    cast: Mapping[str, Any], name: str = "Visma", sheets: Mapping[str, Any] = BOOK, **more: str
) -> tuple[Connection, Path]:
    """An active connection to a workbook with *sheets*, and where it is. It is read only, unless *more* says otherwise."""
    path = make(Path(config.current["FILE_FOLDERS"][0]) / f"{name}.xlsx", sheets)
    connector, _new = SyncConnector.get_or_create(
        url="plugin://excel", defaults={"name": "Excel", "name_key": "excel", "changed_by": cast["åse"]}
    )
    return active(cast, connector, name, {"file": path.name, **more}), path


def active(cast: Mapping[str, Any], connector: SyncConnector, name: str, values: Mapping[str, str]) -> Connection:
    """An active connection: fields read, mapped as `MAPPED` says, each of its actor types synced; the cast in its scope."""
    connection = Connection.create(
        guid=str(uuid4()), name=name, name_key=names.key(name), connector=connector, active=True, everyone=False,
        tested_at=now(), tested_state="passed",
    )  # fmt: skip
    _configure(connection, values)
    _read(connection)
    for type_ in sheet_types(connection):
        show(connection, type_)
    scoped(connection, cast["åse"], connect=True, create=True)
    scoped(connection, cast["bjørn"], connect=True, create=True)
    scoped(connection, cast["cecilie"])
    return connection


def scoped(connection: Connection, user: User, connect: bool = False, create: bool = False) -> None:
    """Put somebody into a connection's scope."""
    ConnectionAccess.create(connection=connection, user=user, may_connect=connect, may_create=create)


def sheet_types(connection: Connection) -> list[ActorType]:
    """The actor types of a connection that can be synced."""
    rows = ActorMapping.select(ActorMapping.actor_type).where(ActorMapping.connection == connection)
    return [ActorType(row.actor_type) for row in rows if row.actor_type in MAPPED]


def show(connection: Connection, type_: ActorType) -> None:
    """Sync an actor type, its fields mapped and shown as this module says."""
    ActorMapping.update(active=True).where(
        ActorMapping.connection == connection, ActorMapping.actor_type == type_.value
    ).execute()
    sheet = sheet_of(connection, type_)
    for erp_key, (crm_key, directions) in MAPPED[type_].items():
        if erp_key in sheet.by_key:
            put(connection, erp_key, crm_key, directions, type_)
    mine = FieldMapping.actor == sheet.actor
    FieldMapping.update(in_search=True).where(mine, FieldMapping.erp_key.in_(IN_SEARCH)).execute()
    FieldMapping.update(in_tab=True).where(mine, FieldMapping.erp_key.in_(IN_TAB)).execute()


def company(name: str, **texts: str) -> Record:
    """A company of the register; its other values by key."""
    return stored(Entity.COMPANY, {"NAME": name, **texts})


def person(of: Record, first: str, last: str, **texts: str) -> Record:
    """A person of a company."""
    return stored(Entity.PERSON, {"FIRSTNAME": first, "LASTNAME": last, **texts}, of.id)


def project(name: str, **texts: str) -> Record:
    """A project."""
    return stored(Entity.PROJECT, {"NAME": name, **texts})


def stored(entity: Entity, texts: Mapping[str, str], company_id: int | None = None) -> Record:
    """A record of the register."""
    saved = record_saving.save(entity, [Draft(texts, company_id=company_id)], Origin("added"))[0]
    return register.get(entity, [saved.id])[saved.id]


def link(connection: Connection, record: Record, key: str, type_: ActorType | None = None, title: str = "") -> Link:
    """A record linked to an actor; the type is Customer, Person or Project unless another is given."""
    kinds = {Entity.COMPANY: CUSTOMER, Entity.PERSON: PERSON, Entity.PROJECT: PROJECT}
    actor = linking.Actor(type_ or kinds[record.entity], key, title or record.name)
    with db.atomic():
        return linking.link(record, connection, actor, None, Origin("connected", connection=connection))


def _configure(connection: Connection, values: Mapping[str, str]) -> None:
    fields = resolve(connection.connector.url).config_fields(Context())
    for position, each in enumerate(fields):
        ConnectionField.create(connection=connection, position=position, key=each.key, metadata=field_data(each))
        if each.type is not FieldType.LABEL:
            text = values.get(each.key, to_text(default_of(each)))
            secret = each.type is FieldType.PASSWORD and text != ""
            sealed = secrets.vault().seal(text, place(connection.guid, each.key)) if secret else text
            ConfigValue.create(connection=connection, key=each.key, text=sealed, secret=secret)


def _read(connection: Connection) -> None:
    kind = resolve(connection.connector.url)
    context = Context(folders=config.current["FILE_FOLDERS"])
    given = {
        each.key: each.text for each in ConfigValue.select().where(ConfigValue.connection == connection, ~ConfigValue.secret)
    }
    connector = kind(given, context)
    found = reading_merge.Found()
    try:
        for type_ in connector.actor_types():
            if type_ in MAPPED:
                fields = connector.actor_fields(type_)
                found.types[type_] = ActorTypeRead(type_, fields, connector.searchable_fields(type_))
                for name in {each.list_name for each in fields if each.list_name}:
                    found.lists[name] = ListRead(name, connector.list_items(name))
    finally:
        connector.close()
    with db.atomic():
        reading_merge.merge(connection, found)
