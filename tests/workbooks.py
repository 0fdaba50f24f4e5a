"""Workbooks for the tests, made where they are needed: good ones, and those that people point at by mistake."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from connectors.base import Actor, ActorType, Context, TestStep
from connectors.checking import steps_of
from connectors.excel.connector import ExcelConnector

CUSTOMER = ActorType.CUSTOMER
PERSON = ActorType.PERSON
Sheets = Mapping[str, Sequence[Sequence[Any]]]

_JANUARY, _MAY = datetime(2026, 1, 10, 8, 30), datetime(2026, 5, 17, 12, 0)  # noqa: DTZ001 - workbooks have no zone

SMALL: Sheets = {
    "Customer": (
        ("ID", "Nm", "Zip", "CustGr", "CreditLimit", "PaymentDays", "Active", "Since", "LastModified"),
        (10001, "Fjordglimt Bygg AS", "0150", 1, 25000.5, 14, True, datetime(2020, 3, 1), _JANUARY),  # noqa: DTZ001
        (10002, "Bjørkås Rør AS", "5003", 2, 0.25, 30, False, datetime(2021, 7, 15), _MAY),  # noqa: DTZ001
        (10003, "Ørneredet Data", None, 1, None, 14, True, None, None),
        (10004, "Granli Elektro DA", "7010", None, 100.0, 45, True, datetime(2024, 2, 29), _MAY),  # noqa: DTZ001
    ),
    "Person": (
        ("ID", "ParentType", "ParentID", "FirstName", "LastName", "LastModified"),
        (1, "Customer", 10001, "Åse", "Nygård", _JANUARY),
        (2, "Customer", 10001, "Bjørn", "Øyen", _MAY),
        (3, "Customer", 10002, "Cecilie", "Dahl", _MAY),
        (4, "Customer", 10004, "Dag", "Moe", _JANUARY),
    ),
    "CustomerGroup": (("ID", "Text"), (1, "Bygg"), (2, "Handel")),
    "Fields": (
        ("Actor", "Key", "Name", "Type", "List", "Access", "MaxLength"),
        ("Customer", "Nm", None, "text", None, "mandatory", 60),
        ("Customer", "CreditLimit", None, "double", None, None, None),
    ),
}


def make(path: Path, sheets: Sheets = SMALL) -> Path:
    """A workbook with these rows in these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def customers(path: Path, *rows: Sequence[Any]) -> Path:
    """A workbook with a sheet of customers and nothing else."""
    return make(path, {"Customer": rows})


def wide(path: Path, fields: int = 150, items: int = 12, rows: int = 12) -> Path:
    """A workbook with *fields* fields of all types per actor type (the key not counted), and lists of *items* items."""
    heads = ["Nm", *(f"{'List' if number % 10 == 0 else 'Field'}{number}" for number in range(1, fields))]
    declared = [(actor, f"List{number}", f"List {number}", "list", "Colour", None, None)
                for actor in ("Customer", "Supplier") for number in range(10, fields, 10)]  # fmt: skip
    kinds: Sequence[Callable[[int], Any]] = (str, int, lambda row: row + 0.5, lambda row: row % 2 == 0, lambda row: _MAY)

    def cells(row: int) -> list[Any]:
        values = [row % items + 1 if each.startswith("List") else kinds[place % 5](row) for place, each in enumerate(heads[1:])]
        return [row, f"Actor {row}", *values]

    sheet = [["ID", *heads], *(cells(row) for row in range(1, rows + 1))]
    colours = [("ID", "Text"), *((number, f"Colour {number}") for number in range(1, items + 1))]
    head = ("Actor", "Key", "Name", "Type", "List", "Access", "MaxLength")
    return make(path, {"Customer": sheet, "Supplier": sheet, "Colour": colours, "Fields": [head, *declared]})


def rewrite(path: Path, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> Path:
    """Change or add parts of the zip package by their names."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, change in parts.items():
        content[name] = change if isinstance(change, bytes) else change(content[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def connect(path: Path, **config: Any) -> ExcelConnector:
    """A connector to the workbook, its folder being the only allowed one."""
    return ExcelConnector({"file": path.name, "read_only": False, "backup": True} | config, context(path))


def context(path: Path, **limits: Any) -> Context:
    """Limits within which the workbook's folder is allowed."""
    return Context(folders=(path.parent,), **limits)


def steps(connector: ExcelConnector) -> dict[str, TestStep]:
    """The steps of the connection test by key; the workbook is closed after."""
    try:
        return {step.key: step for step in steps_of(connector.checks())}
    finally:
        connector.close()


def all_of(connector: ExcelConnector, actor_type: ActorType = CUSTOMER) -> dict[str, Actor]:
    """All actors of a type by key, with all their fields."""
    keys = [field.key for field in connector.actor_fields(actor_type)]
    found = connector.search_actors(actor_type, "", keys, limit=1_000_000)
    return {actor.erp_key: actor for batch in found for actor in batch.actors}
