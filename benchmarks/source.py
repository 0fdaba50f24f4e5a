"""The ERP of the import's benchmark: customers in a SQLite file, behind the plainest connector there can be, or in a workbook."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from openpyxl import Workbook

from connectors.base import (
    Actor,
    ActorType,
    Batch,
    Check,
    Connector,
    Context,
    FieldMetadata,
    FieldType,
    Refused,
    Restriction,
    Saved,
    Text,
)

FIELDS = {
    "Nm": "NAME", "Ad1": "POSTALAD1", "Ad2": "POSTALAD2", "Zip": "POSTALZIP", "City": "POSTALCITY", "Country": "COUNTRY",
    "Phone": "PHONE", "Email": "EMAIL", "OrgNr": "ORGNR", "VatNo": "VATNO", "Url": "URL", "Number": "NUMBER2",
    "CustGr": "CATEGORY",
}  # fmt: skip
"""The 13 columns, and the CRM fields that they go to; the last one is a list."""
GROUPS = {str(number): f"Group {number}" for number in range(1, 6)}
CITIES = ("Tromsø", "Bodø", "Ås", "Lillehammer", "Kristiansund", "Oslo", "Ærøskøbing", "Bergen")
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
BATCH = 500
TYPE = ActorType.CUSTOMER


def organisation_number(number: int) -> str:
    """A valid organisation number, another one for each *number*."""
    while True:
        digits = f"{80_000_000 + number:08}"
        check = -sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
        number += 10_000_000  # of those that end in ten there is none


def customers(count: int) -> Iterator[tuple[str, ...]]:
    """Key and 13 values each."""
    for n in range(count):
        org = organisation_number(n)
        city = CITIES[n % len(CITIES)]
        yield (
            str(100_000 + n),
            f"Fjordglimt Bygg og Anlegg {n} AS",
            f"Storgata {n % 300}",
            "" if n % 3 else f"Postboks {n % 900}",
            f"{n % 9999:04}",
            city,
            "Norge",
            f"{20_000_000 + n}",
            f"post{n}@firma{n}.example",
            org,
            f"NO {org} MVA",
            f"https://firma{n}.example",
            f"K-{n}",
            str(n % 5 + 1),
        )


def write_database(file: Path, count: int) -> None:
    """The customers in a table of a SQLite file."""
    with sqlite3.connect(file) as database:
        database.execute(f"CREATE TABLE customer (id TEXT PRIMARY KEY, {', '.join(FIELDS)})")
        database.executemany(f"INSERT INTO customer VALUES ({', '.join('?' * 14)})", customers(count))
    database.close()


def write_workbook(file: Path, count: int) -> None:
    """The customers in a workbook, with its list and what its columns are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Customer")
    sheet.append(["ID", *FIELDS])
    for row in customers(count):
        sheet.append(row)
    group = book.create_sheet("CustomerGroup")
    for pair in (("ID", "Text"), *GROUPS.items()):
        group.append(pair)
    fields = book.create_sheet("Fields")
    fields.append(("Actor", "Key", "Name", "Type", "List", "Access", "MaxLength"))
    for key in FIELDS:
        kind = ("list", "CustomerGroup") if key == "CustGr" else ("text", None)
        fields.append(("Customer", key, key, *kind, None, None))
    book.save(file)


def install(folder: Path) -> None:
    """Let this process and those it starts know the connector `plugin://benchmark`, as if a package had brought it."""
    about = folder / "kobling_benchmark-1.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: kobling-benchmark\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[kobling.connectors]\nbenchmark = {__name__}:TableConnector\n")
    added = [str(folder), str(Path(__file__).parent.parent)]
    os.environ["PYTHONPATH"] = os.pathsep.join(added)
    sys.path[:0] = added


class TableConnector(Connector):
    """Reads the table; everything else is not asked of it."""

    title: ClassVar[Text] = Text("Benchmark")
    description: ClassVar[Text] = Text("Customers in a SQLite file")
    version: ClassVar[str] = "1"

    @classmethod
    def config_fields(cls, context: Context) -> Sequence[FieldMetadata]:
        """Where the file is."""
        return [FieldMetadata("file", Text("File"))]

    def checks(self) -> Sequence[Check]:
        """None."""
        return []

    def actor_types(self) -> Sequence[ActorType]:
        """Customers."""
        return [ActorType.CUSTOMER]

    def actor_fields(self, actor_type: ActorType) -> Sequence[FieldMetadata]:
        """The columns."""
        plain = [FieldMetadata(key, Text(key)) for key in FIELDS if key != "CustGr"]
        return [*plain, FieldMetadata("CustGr", Text("Group"), FieldType.LIST, list_name="CustomerGroup")]

    def searchable_fields(self, actor_type: ActorType) -> Sequence[str]:
        """None."""
        return []

    def list_items(self, list_name: str, keys: Sequence[str] | None = None) -> Mapping[str, Text]:
        """The groups."""
        return {key: Text(name) for key, name in GROUPS.items()}

    def search_actors(
        self, actor_type: ActorType, text: str, field_keys: Sequence[str], limit: int = 100, cursor: str = ""
    ) -> Iterator[Batch]:
        """All of them."""
        yield from self._read(actor_type, field_keys)

    def _read(
        self, actor_type: ActorType, field_keys: Sequence[str], which: str = "", asked: Sequence[str] = ()
    ) -> Iterator[Batch]:
        """As the cursor of a driver gives them."""
        database = sqlite3.connect(f"file:{self.config['file']}?mode=ro", uri=True)
        found = database.execute(f"SELECT id, {', '.join(field_keys)} FROM customer {which} ORDER BY id", asked)

        def following() -> list[Actor]:
            rows = found.fetchmany(BATCH)
            return [Actor(actor_type, key, dict(zip(field_keys, values, strict=True))) for key, *values in rows]

        yield from map(Batch, iter(following, []))
        database.close()

    def get_actors(self, actor_type: ActorType, erp_keys: Sequence[str], field_keys: Sequence[str]) -> Iterator[Batch]:
        """Those of these keys."""
        asked = f"id IN ({', '.join('?' * len(erp_keys))})"
        yield from self._read(actor_type, field_keys, f"WHERE {asked}", erp_keys)

    def search_by_parent(self, *asked: object, **more: object) -> Iterator[Batch]:
        """Not asked."""
        raise NotImplementedError

    def search_advanced(
        self,
        actor_type: ActorType,
        restrictions: Sequence[Restriction],
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """Not asked."""
        raise NotImplementedError

    def actors_changed_since(
        self, timestamp: str, actor_type: ActorType, field_keys: Sequence[str], limit: int = 1000, cursor: str = ""
    ) -> Iterator[Batch]:
        """Not asked."""
        raise NotImplementedError

    def create_actor(self, actor: Actor) -> Saved | Refused:
        """Not asked."""
        raise NotImplementedError

    def save_actors(self, actors: Iterable[Actor]) -> Sequence[Saved | Refused]:
        """Not asked."""
        raise NotImplementedError
