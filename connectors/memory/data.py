"""The records, fields and lists with which every ERP of the memory connector begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from connectors.base import UNKNOWN, ActorType, FieldAccess, FieldMetadata, FieldType, Text, Unknown, Value

Row: TypeAlias = tuple[Value | Unknown, ...]
"""A key and the values of the fields in their order; for persons the parent's type and key in between."""


def _field(
    key: str,
    name: Text,
    type_: FieldType = FieldType.TEXT,
    list_name: str = "",
    max_length: int = 0,
    access: FieldAccess = FieldAccess.NORMAL,
) -> FieldMetadata:
    return FieldMetadata(key, name, type_, list_name=list_name, max_length=max_length, access=access)


def _day(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


_MUST = FieldAccess.MANDATORY
_SEEN = FieldAccess.READ_ONLY

FIELDS: Mapping[ActorType, Sequence[FieldMetadata]] = {
    ActorType.CUSTOMER: (
        _field("Nm", Text("Name", "Navn"), max_length=60, access=_MUST),
        _field("Ad1", Text("Address", "Adresse"), max_length=60),
        _field("Zip", Text("Postal code", "Postnummer"), max_length=10),
        _field("City", Text("City", "Poststed"), max_length=40),
        _field("CustGr", Text("Customer group", "Kundegruppe"), FieldType.LIST, "CustomerGroup"),
        _field("Terms", Text("Days of credit", "Kredittdager"), FieldType.INTEGER),
        _field("Credit", Text("Credit limit", "Kredittgrense"), FieldType.DOUBLE),
        _field("Balance", Text("Balance", "Saldo"), FieldType.DOUBLE, access=_SEEN),
        _field("Blocked", Text("Blocked", "Sperret"), FieldType.CHECKBOX),
        _field("Since", Text("Customer since", "Kunde siden"), FieldType.DATETIME),
    ),
    ActorType.SUPPLIER: (
        _field("Nm", Text("Name", "Navn"), max_length=60, access=_MUST),
        _field("City", Text("City", "Poststed"), max_length=40),
        _field("SupGr", Text("Supplier group", "Leverandørgruppe"), FieldType.LIST, "SupplierGroup"),
        _field("Terms", Text("Days of credit", "Kredittdager"), FieldType.INTEGER),
        _field("Approved", Text("Approved", "Godkjent"), FieldType.CHECKBOX),
    ),
    ActorType.PERSON: (
        _field("FirstName", Text("First name", "Fornavn"), max_length=40),
        _field("LastName", Text("Last name", "Etternavn"), max_length=40, access=_MUST),
        _field("Phone", Text("Phone", "Telefon"), max_length=20),
        _field("Position", Text("Position", "Stilling"), FieldType.LIST, "Position"),
        _field("Newsletter", Text("Newsletter", "Nyhetsbrev"), FieldType.CHECKBOX),
    ),
    ActorType.PROJECT: (
        _field("Nm", Text("Name", "Navn"), max_length=60, access=_MUST),
        _field("Description", Text("Description", "Beskrivelse")),
        _field("Status", Text("Status", "Status"), FieldType.LIST, "ProjectStatus"),
        _field("Budget", Text("Budget", "Budsjett"), FieldType.DOUBLE),
        _field("EndDate", Text("End date", "Sluttdato"), FieldType.DATETIME),
    ),
}

LISTS: Mapping[str, Mapping[str, Text]] = {
    "CustomerGroup": {
        "1": Text("Retail", "Detaljhandel"),
        "2": Text("Industry", "Industri"),
        "3": Text("Public sector", "Offentlig sektor"),
    },
    "SupplierGroup": {"G": Text("Goods", "Varer"), "S": Text("Services", "Tjenester")},
    "Position": {
        "DL": Text("Managing director", "Daglig leder"),
        "IK": Text("Buyer", "Innkjøper"),
        "RS": Text("Accountant", "Regnskapsfører"),
    },
    "ProjectStatus": {"P": Text("Planned", "Planlagt"), "R": Text("Running", "Pågår"), "D": Text("Done", "Ferdig")},
}

_CUSTOMERS: Sequence[Row] = (
    ("10001", "Bjørnefjell Sport AS", "Storgata 1", "2609", "Lillehammer", "1", 14, 50000.0, 1250.5, False, _day(2011, 3, 1)),
    ("10002", "Ærfugl Dun og Fjær", "Kaia 8", "8980", "Vega", "1", 30, 20000.0, 0.0, False, _day(2014, 6, 17)),
    ("10003", "Østensjø Maskin AS", "Verkstedveien 4", "0680", "Oslo", "2", 30, 250000.0, 98700.25, False, _day(2009, 1, 5)),
    ("10004", "ÅS LANDHANDEL", "Jernbanegata 2", "1430", "Ås", "1", 14, None, -310.0, True, _day(2018, 10, 31)),
    ("10005", "Sognefjord Frukt SA", None, "6868", "Gaupne", "2", 45, 80000.0, 4100.0, False, None),
    ("10006", "Tromvik kommune", "Rådhusgata 10", "9022", "Krokelvdalen", "3", 30, None, 0.0, False, _day(2020, 2, 29)),
    ("10007", "Kvae & Bek", "Tjærebakken 3", "3970", "Langesund", None, None, 5000.0, 12.75, None, _day(2023, 8, 14, 9)),
    ("10008", "café Måneskinn", "Torget 5", "4836", "Arendal", "1", 0, 3000.5, UNKNOWN, False, _day(2024, 12, 31, 23)),
    ("10009", "Nordlys Kraft ASA", "Havnegata 12", "9008", "Tromsø", "2", 60, 1000000.0, 500000.0, False, _day(2005, 5, 17)),
    ("10010", "Nordlys Kraft Nett", "Havnegata 12", "9008", "Tromsø", "2", 60, 750000.0, 0.0, False, _day(2005, 5, 17)),
    ("10011", "100% Ull_Husfliden", "Brugata 7", "2870", "Dokka", "9", 14, 15000.0, 99.9, True, _day(2016, 4, 4)),
    ("10012", "Fjellheim skole", "Skoleveien 21", "5705", "Voss", "3", 30, None, 0.0, False, _day(2019, 8, 19)),
)
_SUPPLIERS: Sequence[Row] = (
    ("50001", "Vestland Emballasje AS", "Bergen", "G", 30, True),
    ("50002", "Rask Transport", "Hamar", "S", 14, True),
    ("50003", "Ødegård Renhold", "Moss", "S", 14, False),
    ("50004", "Papir og Pakk", None, "G", None, None),
    ("50005", "Trelast Sør", "Mandal", "G", 45, True),
    ("50006", "rask regnskap", "Hamar", "S", 10, False),
)
_PERSONS: Sequence[Row] = (
    ("P1", ActorType.CUSTOMER, "10001", "Ingrid", "Bjørnefjell", "90011223", "DL", True),
    ("P2", ActorType.CUSTOMER, "10001", "Håkon", "Lie", "90022334", "IK", False),
    ("P3", ActorType.CUSTOMER, "10003", "Åse", "Østensjø", None, "DL", True),
    ("P4", ActorType.CUSTOMER, "10003", "Per", "Aas", "+47 911 22 333", "RS", None),
    ("P5", ActorType.CUSTOMER, "10009", "Mari", "Nilsen", "77600000", None, False),
    ("P6", ActorType.SUPPLIER, "50001", "Øyvind", "Sæther", "55300000", "IK", True),
    ("P7", ActorType.SUPPLIER, "50002", None, "Rask", "62500000", "DL", False),
    ("P8", ActorType.SUPPLIER, "50005", "Anne-Grete", "Mandal", "38260000", "RS", True),
)
_PROJECTS: Sequence[Row] = (
    ("J1", "Nytt lager", "Bygge og innrede nytt lager.", "R", 1250000.0, _day(2027, 6, 30)),
    ("J2", "Årsmøte", None, "P", 45000.5, _day(2027, 3, 15, 17)),
    ("J3", "Vindpark Østre", "Forprosjekt", "R", 9800000.0, None),
    ("J4", "ombygging skole", "Nye vinduer, ny ventilasjon", "D", 640000.0, _day(2025, 8, 1)),
    ("J5", "Flytting", "Flytte kontoret", None, None, _day(2026, 12, 31, 23)),
)
ROWS: Mapping[ActorType, Sequence[Row]] = {
    ActorType.CUSTOMER: _CUSTOMERS,
    ActorType.SUPPLIER: _SUPPLIERS,
    ActorType.PERSON: _PERSONS,
    ActorType.PROJECT: _PROJECTS,
}
