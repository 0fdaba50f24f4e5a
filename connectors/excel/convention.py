"""The workbook convention: which sheets are actor types, which columns are special, what known field keys mean.

One sheet per actor type, field keys in the first row that is not blank; `ID` is the key, `LastModified` the timestamp,
`ParentType`/`ParentID` the parent. Every other sheet with the columns `ID` and `Text` is a list. An optional sheet
`Fields` (Actor, Key, Name, Type, List, Access, MaxLength) says what can't be seen in the cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base import ActorType, FieldAccess, FieldType, Text

ACTOR_TYPES = (ActorType.CUSTOMER, ActorType.SUPPLIER, ActorType.PERSON, ActorType.PROJECT)
ID, MODIFIED, PARENT_TYPE_COLUMN, PARENT_ID_COLUMN = "ID", "LastModified", "ParentType", "ParentID"
SPECIAL = {name.casefold(): name for name in (ID, MODIFIED, PARENT_TYPE_COLUMN, PARENT_ID_COLUMN)}
FIELDS_SHEET = "Fields"
LIST_COLUMNS = (ID, "Text")

LIST_OF_COLUMN: Mapping[str, str] = {"custgr": "CustomerGroup", "supgr": "SupplierGroup"}
"""Columns whose list is not named like them; any other column is a list where a list has its name."""

TEXT_KEYS = frozenset(
    {"Nm", "Ad1", "Ad2", "Ad3", "Zip", "City", "Country", "Phone", "Mobile", "Fax", "Email", "Url", "OrgNo", "VatNo"}
    | {"FirstName", "LastName", "Address", "Title", "Description"}
)
"""Keys that are text even where every cell holds a number: a postal code and a telephone number are no amounts."""

DATE_KEYS = frozenset({"EndDate", "StartDate", "BirthDate"})
"""Keys that are dates even where every cell holds text, as long as all of it can be read as dates."""

KNOWN: Mapping[str, Text] = {
    "Nm": Text("Name", "Navn"),
    "Ad1": Text("Address line 1", "Adresselinje 1"),
    "Ad2": Text("Address line 2", "Adresselinje 2"),
    "Ad3": Text("Address line 3", "Adresselinje 3"),
    "Zip": Text("Postal code", "Postnummer"),
    "City": Text("City", "Poststed"),
    "Country": Text("Country", "Land"),
    "Phone": Text("Telephone", "Telefon"),
    "Mobile": Text("Mobile phone", "Mobiltelefon"),
    "Fax": Text("Fax", "Faks"),
    "Email": Text("E-mail", "E-post"),
    "Url": Text("Web site", "Nettsted"),
    "OrgNo": Text("Org. no.", "Org.nr."),
    "VatNo": Text("VAT no.", "Mva-nr."),
    "CustGr": Text("Customer group", "Kundegruppe"),
    "SupGr": Text("Supplier group", "Leverandørgruppe"),
    "CreditLimit": Text("Credit limit", "Kredittgrense"),
    "PaymentDays": Text("Payment terms (days)", "Betalingsfrist (dager)"),
    "Active": Text("Active", "Aktiv"),
    "FirstName": Text("First name", "Fornavn"),
    "LastName": Text("Last name", "Etternavn"),
    "Address": Text("Address", "Adresse"),
    "Title": Text("Title", "Tittel"),
    "StartDate": Text("Start date", "Startdato"),
    "EndDate": Text("End date", "Sluttdato"),
    "BirthDate": Text("Date of birth", "Fødselsdato"),
    "Description": Text("Description", "Beskrivelse"),
    "ProjectType": Text("Project type", "Prosjekttype"),
    "ProjectStatus": Text("Project status", "Prosjektstatus"),
    "Budget": Text("Budget", "Budsjett"),
}
"""Names of the keys that are known; another key is shown as it stands in the workbook."""

TYPE_WORDS: Mapping[str, FieldType] = {
    "checkbox": FieldType.CHECKBOX,
    "text": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "double": FieldType.DOUBLE,
    "list": FieldType.LIST,
    "datetime": FieldType.DATETIME,
} | {
    str(int(type_)): type_
    for type_ in (
        FieldType.CHECKBOX,
        FieldType.TEXT,
        FieldType.INTEGER,
        FieldType.DOUBLE,
        FieldType.LIST,
        FieldType.DATETIME,
    )
}
"""What may stand in the column `Type` of the sheet `Fields`: words, or the numbers of the protocol."""

ACCESS_WORDS: Mapping[str, FieldAccess] = {
    "": FieldAccess.NORMAL,
    "normal": FieldAccess.NORMAL,
    "mandatory": FieldAccess.MANDATORY,
    "read-only": FieldAccess.READ_ONLY,
    "readonly": FieldAccess.READ_ONLY,
}


def actor_type_of(sheet: str) -> ActorType | None:
    """The actor type that a sheet's name, or the text in a column `ParentType`, names; case is ignored."""
    name = sheet.strip().casefold()
    return next((type_ for type_ in ACTOR_TYPES if type_.value.casefold() == name), None)


def name_of(key: str) -> Text:
    """The name that people see for a field key."""
    return KNOWN.get(key, Text(key, key))


def list_of(key: str) -> str:
    """The name of the list that a column of this key would take its items from."""
    return LIST_OF_COLUMN.get(key.casefold(), key)
