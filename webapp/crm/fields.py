"""The fields of the CRM's entities: those it begins with, and those that an administrator has added.

A field is described as an ERP's is, by `connectors.base.FieldMetadata`, so that both can be carried to each other, shown
and filled in by the same code. Its `list_name` is the key of a CRM list, whose items' keys are their row ids as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from connectors.base import ActorType, FieldAccess, FieldMetadata, FieldType, Text
from webapp.models import CrmField, CrmList

OWN = "X_"
"""How the keys of added fields begin; no field that the CRM begins with has such a key."""


class Entity(StrEnum):
    """What the CRM keeps."""

    COMPANY = "company"
    PERSON = "person"
    PROJECT = "project"


ENTITY_OF: Mapping[ActorType, Entity] = {
    ActorType.CUSTOMER: Entity.COMPANY,
    ActorType.SUPPLIER: Entity.COMPANY,
    ActorType.PARTNER: Entity.COMPANY,
    ActorType.PERSON: Entity.PERSON,
    ActorType.PROJECT: Entity.PROJECT,
}
"""Which entity an actor type is synced to, in the order of their tabs. The other actor types are not synced."""


def _text(key: str, en: str, nb: str, length: int = 255) -> FieldMetadata:
    return FieldMetadata(key, Text(en, nb), max_length=length)


def _list(key: str, en: str, nb: str, list_key: str) -> FieldMetadata:
    return FieldMetadata(key, Text(en, nb), FieldType.LIST, list_name=list_key)


def _name(key: str, en: str, nb: str, length: int = 255) -> FieldMetadata:
    return FieldMetadata(key, Text(en, nb), max_length=length, access=FieldAccess.MANDATORY)


def _id() -> FieldMetadata:
    return FieldMetadata("ID", Text("CRM id", "CRM-id"), FieldType.INTEGER, access=FieldAccess.READ_ONLY)


def _address(prefix: str, en: str, nb: str) -> Sequence[FieldMetadata]:
    """The seven lines of an address; *en* and *nb* say which address it is."""
    return (
        _text(f"{prefix}AD1", f"Address 1 ({en})", f"Adresse 1 ({nb})"),
        _text(f"{prefix}AD2", f"Address 2 ({en})", f"Adresse 2 ({nb})"),
        _text(f"{prefix}AD3", f"Address 3 ({en})", f"Adresse 3 ({nb})"),
        _text(f"{prefix}ZIP", f"Postal code ({en})", f"Postnummer ({nb})", 20),
        _text(f"{prefix}CITY", f"City ({en})", f"Poststed ({nb})", 100),
        _text(f"{prefix}COUNTY", f"County ({en})", f"Fylke ({nb})", 100),
        _text(f"{prefix}STATE", f"State ({en})", f"Delstat ({nb})", 100),
    )


BUILT_IN: Mapping[Entity, Sequence[FieldMetadata]] = {
    Entity.COMPANY: (
        _id(),
        _name("NAME", "Name", "Navn"),
        _text("NUMBER1", "Code", "Kode", 50),
        _text("NUMBER2", "Number", "Nummer", 50),
        _text("DEPARTMENT", "Department", "Avdeling"),
        _text("PHONE", "Telephone", "Telefon", 50),
        _text("FAX", "Fax", "Faks", 50),
        _text("EMAIL", "E-mail", "E-post"),
        _text("URL", "Web site", "Nettsted", 500),
        *_address("POSTAL", "postal", "post"),
        *_address("STREET", "street", "besøk"),
        _text("COUNTRY", "Country", "Land", 100),
        _text("VATNO", "VAT no.", "Mva-nummer", 50),
        _text("ORGNR", "Org. no.", "Organisasjonsnummer", 50),
        _list("CATEGORY", "Category", "Kategori", "category"),
        _list("BUSINESS", "Business", "Bransje", "business"),
    ),
    Entity.PERSON: (
        _id(),
        _text("FIRSTNAME", "First name", "Fornavn", 100),
        _text("MIDDLENAME", "Middle name", "Mellomnavn", 100),
        _name("LASTNAME", "Last name", "Etternavn", 100),
        _text("TITLE", "Title", "Tittel", 100),
        _text("NUMBER", "Number", "Nummer", 50),
        _text("PHONE_DIRECT", "Direct telephone", "Direktetelefon", 50),
        _text("PHONE_PRIVATE", "Private telephone", "Privattelefon", 50),
        _text("PHONE_MOBILE", "Mobile telephone", "Mobiltelefon", 50),
        _text("PHONE_OTHER", "Other telephone", "Annen telefon", 50),
        _text("EMAIL", "E-mail", "E-post"),
        _list("POSITION", "Position", "Stilling", "position"),
        FieldMetadata("BIRTHDATE", Text("Date of birth", "Fødselsdato"), FieldType.DATETIME),
        _text("URL", "Web site", "Nettsted", 500),
        *_address("POSTAL", "postal", "post"),
        _text("POSTALCOUNTRY", "Country (postal)", "Land (post)", 100),
    ),
    Entity.PROJECT: (
        _id(),
        _name("NAME", "Project name", "Prosjektnavn"),
        _text("TEXT", "Description", "Beskrivelse", 0),
        _text("NUMBER", "Number", "Nummer", 50),
        _text("URL", "Web site", "Nettsted", 500),
        FieldMetadata("ENDDATE", Text("End date", "Sluttdato"), FieldType.DATETIME),
        _list("TYPE", "Type", "Type", "project_type"),
        _list("STATUS", "Status", "Status", "project_status"),
    ),
}

DAYS = frozenset({"BIRTHDATE", "ENDDATE"})
"""Fields of the type datetime that mean a day."""


def is_long(field: FieldMetadata) -> bool:
    """Whether a text may have several lines, and so a control that has."""
    return field.type is FieldType.TEXT and (field.max_length == 0 or field.max_length > 500)


Fields = Mapping[str, FieldMetadata]
"""Fields by key, in the order to show them."""


def all_fields() -> dict[Entity, Fields]:
    """Every entity's fields, the added ones last. One query."""
    found: dict[Entity, dict[str, FieldMetadata]] = {
        entity: {each.key: each for each in fields} for entity, fields in BUILT_IN.items()
    }
    added = CrmField.select(CrmField, CrmList.key).left_outer_join(CrmList).where(CrmField.deleted_at.is_null())
    for row in added.order_by(CrmField.position, CrmField.id):
        found[Entity(row.entity)][row.key] = described(row)
    return dict(found)


def fields(entity: Entity) -> Fields:
    """The fields of one entity. One query."""
    return all_fields()[entity]


def described(row: CrmField) -> FieldMetadata:
    """An added field, described as the others are."""
    return FieldMetadata(
        key=row.key,
        name=Text(row.name, row.name),
        type=FieldType(row.type),
        list_name=row.list.key if row.list else "",
        max_length=row.max_length,
        access=FieldAccess.READ_ONLY if row.read_only else FieldAccess.NORMAL,
    )
