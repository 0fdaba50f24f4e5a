"""The configuration fields of the memory connector: one of each type, and some of what can be said about a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import FieldAccess, FieldMetadata, FieldType, Text

ENVIRONMENTS: Mapping[str, Text] = {"production": Text("Production", "Produksjon"), "test": Text("Test", "Test")}
"""What the list of environments holds as long as no server is given to ask."""

_SHOWN_ONLY = Text(
    "Shows what such a field looks like; it changes nothing.", "Viser hvordan et slikt felt ser ut. Det endrer ingenting."
)

FIELDS: Sequence[FieldMetadata] = (
    FieldMetadata(
        "intro",
        Text(
            "Signs in to a demonstration server. The records live in memory and are gone when the program stops.",
            "Logger på en demonstrasjonsserver. Postene ligger i minnet og er borte når programmet stopper.",
        ),
        FieldType.LABEL,
    ),
    FieldMetadata(
        "server",
        Text("Server", "Server"),
        description=Text("Name and port, for example localhost:7000.", "Navn og port, for eksempel localhost:7000."),
        max_length=100,
        access=FieldAccess.MANDATORY,
        rank=1,
        address=True,
    ),
    FieldMetadata("user", Text("User", "Bruker"), max_length=60, access=FieldAccess.MANDATORY, rank=2),
    FieldMetadata(
        "password",
        Text("Password", "Passord"),
        FieldType.PASSWORD,
        Text("The password of the user in the ERP system.", "Passordet til brukeren i ERP-systemet."),
        max_length=200,
        access=FieldAccess.MANDATORY,
        rank=3,
    ),
    FieldMetadata(
        "token",
        Text("Access token", "Tilgangsnøkkel"),
        FieldType.PASSWORD,
        Text("Only where the server asks for one.", "Bare der serveren ber om en."),
        rank=4,
    ),
    FieldMetadata(
        "company",
        Text("Company number", "Firmanummer"),
        FieldType.INTEGER,
        Text("The number of the company in the ERP system.", "Nummeret firmaet har i ERP-systemet."),
        default="1",
        access=FieldAccess.MANDATORY,
        rank=5,
    ),
    FieldMetadata("rounding", Text("Rounding", "Avrunding"), FieldType.DOUBLE, _SHOWN_ONLY, default="0.5", rank=6),
    FieldMetadata(
        "environment",
        Text("Environment", "Miljø"),
        FieldType.LIST,
        Text(
            "The server says which environments it has; fill in its address first.",
            "Serveren sier hvilke miljøer den har. Fyll ut adressen først.",
        ),
        list_name="environment",
        default="production",
        rank=7,
    ),
    FieldMetadata("from_date", Text("Records changed after", "Poster endret etter"), FieldType.DATETIME, _SHOWN_ONLY, rank=8),
    FieldMetadata(
        "inactive", Text("Include inactive records", "Ta med inaktive poster"), FieldType.CHECKBOX, _SHOWN_ONLY, rank=9
    ),
    FieldMetadata(
        "edition",
        Text("Edition", "Utgave"),
        description=Text("Set by the connector.", "Settes av connectoren."),
        default="Demonstration",
        access=FieldAccess.READ_ONLY,
        rank=10,
    ),
)
