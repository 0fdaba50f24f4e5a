"""The demonstration workbook: an ERP system of a made-up company, the same at every making.

python -m connectors.excel.demo FILE
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.base import Value
from connectors.excel import demo_names as names

CUSTOMERS, SUPPLIERS, PERSONS, PROJECTS = 230, 45, 140, 32
_LAST = datetime(2026, 11, 20, 15, 30)  # noqa: DTZ001 - a workbook's dates have no zone
_SPREAD = 730 * 24 * 60
_FIRST_CUSTOMER, _FIRST_SUPPLIER = 10001, 50001
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)

Cells = Sequence[Value]

_HEADS = {
    "Customer": "ID Nm OrgNo Ad1 Ad2 Zip City Phone Email CustGr CreditLimit PaymentDays Active LastModified",
    "Supplier": "ID Nm OrgNo Ad1 Ad2 Zip City Phone Email SupGr Active LastModified",
    "Person": "ID ParentType ParentID FirstName LastName Title Address Phone Mobile Email LastModified",
    "Project": "ID Nm Description ProjectType ProjectStatus StartDate EndDate Budget LastModified",
    "Fields": "Actor Key Name Type List Access MaxLength",
}
_DECLARED: Sequence[Cells] = (
    ("Customer", "Nm", "", "text", "", "mandatory", 100),
    ("Customer", "CreditLimit", "", "double", "", "", None),
    ("Supplier", "Nm", "", "text", "", "mandatory", 100),
    ("Person", "LastName", "", "text", "", "mandatory", 60),
    ("Project", "Nm", "", "text", "", "mandatory", 100),
    ("Project", "Budget", "", "double", "", "", None),
)


def write_demo(path: Path) -> None:
    """Write the demonstration workbook to *path*, over what may be there. Raises OSError."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (*_actors(), ("Fields", iter(_DECLARED))):
        _fill(book.create_sheet(name), _HEADS[name].split(), rows)
    for name, items in names.LISTS.items():
        _fill(book.create_sheet(name), ("ID", "Text"), ((_number_or_text(key), text) for key, text in items.items()))
    book.save(path)


def actors() -> dict[str, list[dict[str, Value]]]:
    """What stands in the workbook, by sheet: the rows, their cells by column."""
    return {name: [dict(zip(_HEADS[name].split(), cells, strict=True)) for cells in rows] for name, rows in _actors()}


def _actors() -> Iterator[tuple[str, Iterator[Cells]]]:
    chance = Random(2026)  # noqa: S311 - the same names every time are what is wanted
    yield "Customer", _customers(chance)
    yield "Supplier", _suppliers(chance)
    yield "Person", _persons(chance)
    yield "Project", _projects(chance)


def organisation_number(base: int) -> str:
    """The first valid organisation number from *base* (eight digits) on: the last digit is a MOD11 check digit.

    Weights 3 2 7 6 5 4 3 2 as the Brønnøysund Register Centre publishes them; a check digit of 10 isn't given out.
    """
    while True:  # the numbers used here begin with 89: none of those has been given to a company
        total = sum(int(digit) * weight for digit, weight in zip(f"{base:08d}", _WEIGHTS, strict=True))
        check = -total % 11
        if check < 10:
            return f"{base:08d}{check}"
        base += 1


def _customers(chance: Random) -> Iterator[Cells]:
    for number, name in zip(range(CUSTOMERS), _companies(names.TRADES, chance), strict=False):
        group = chance.choice([1, 1, 2, 2, 3, 4, 5, 9])
        terms = float(chance.choice([0, 25_000, 50_000, 100_000, 250_000])), chance.choice([10, 14, 14, 30, 45])
        active = chance.random() > 0.06
        company = _company(name, 89_100_000 + number * 37, chance)
        yield (_FIRST_CUSTOMER + number, *company, group, *terms, active, _moment(chance))


def _suppliers(chance: Random) -> Iterator[Cells]:
    for number, name in zip(range(SUPPLIERS), _companies(names.SUPPLIES, chance), strict=False):
        base = _company(name, 89_500_000 + number * 53, chance)
        yield (_FIRST_SUPPLIER + number, *base, chance.randint(1, 4), chance.random() > 0.05, _moment(chance))


def _companies(trades: Sequence[str], chance: Random) -> Iterator[str]:
    every = [f"{first} {trade} {form}" for first in names.FIRST_PARTS for trade, form in zip(trades, _forms(), strict=False)]
    chance.shuffle(every)
    return iter(every)


def _forms() -> Iterator[str]:
    while True:
        yield from ("AS", "AS", "AS", "ANS", "AS", "DA")


def _company(name: str, base: int, chance: Random) -> Cells:
    postal_code, city = chance.choice(names.PLACES)
    domain = _ascii(name.rsplit(" ", 1)[0])
    box = f"Postboks {chance.randint(10, 990)}" if chance.random() < 0.2 else None
    return (
        name, organisation_number(base), _street(chance), box, postal_code, city, _phone(chance, "2357"),
        f"post@{domain}.example",
    )  # fmt: skip


def _persons(chance: Random) -> Iterator[Cells]:
    for number in range(PERSONS):
        of_supplier = chance.random() < 0.15
        parent = chance.randrange(SUPPLIERS) + _FIRST_SUPPLIER if of_supplier else chance.randrange(CUSTOMERS) + _FIRST_CUSTOMER
        first, last = chance.choice(names.FIRST_NAMES), chance.choice(names.LAST_NAMES)
        email = f"{_ascii(first)}.{_ascii(last)}{number}@firma.example"
        yield (
            70_001 + number, "Supplier" if of_supplier else "Customer", parent, first, last, chance.choice(names.TITLES),
            _street(chance), _phone(chance, "2357"), _phone(chance, "49"), email, _moment(chance),
        )  # fmt: skip


def _projects(chance: Random) -> Iterator[Cells]:
    for number in range(PROJECTS):
        place = chance.choice(names.PLACES)[1]
        start = datetime(2025, 1, 6) + timedelta(days=chance.randrange(600))  # noqa: DTZ001 - as above
        end = start + timedelta(days=chance.randrange(60, 500))
        name = f"{names.PROJECTS[number % len(names.PROJECTS)]}, {place}"
        kind, status = chance.choice(["INT", "KUN", "KUN", "VED"]), chance.randint(1, 4)
        text = f"{name}. Avtalt oppstart i uke {start.isocalendar().week}."
        budget = float(chance.randrange(5, 400) * 5000)
        yield (f"P-{1001 + number}", name, text, kind, status, start, end, budget, _moment(chance))


def _street(chance: Random) -> str:
    return f"{chance.choice(names.STREETS)} {chance.randint(1, 98)}"


def _phone(chance: Random, first_digits: str) -> str:
    digits = f"{chance.choice(first_digits)}{chance.randrange(10**7):07d}"
    return " ".join(digits[at : at + 2] for at in range(0, 8, 2))


def _moment(chance: Random) -> datetime:
    return _LAST - timedelta(minutes=chance.randrange(_SPREAD))


def _ascii(text: str) -> str:
    return text.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace(" ", "-")


def _number_or_text(key: str) -> Value:
    return int(key) if key.isdecimal() else key


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterator[Cells]) -> None:
    sheet.append(list(heads))
    for cells in rows:
        sheet.append(list(cells))
    for place, head in enumerate(heads, 1):
        top = sheet.cell(1, place)
        top.font, top.fill = Font(bold=True), PatternFill("solid", fgColor="E3F1E9")
        top.alignment = Alignment(vertical="center")
        _format(sheet, place, head)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _format(sheet: Worksheet, place: int, head: str) -> None:
    column = [row[0] for row in sheet.iter_rows(min_row=2, min_col=place, max_col=place)]
    formats = {"LastModified": "yyyy-mm-dd hh:mm", "StartDate": "dd.mm.yyyy", "EndDate": "dd.mm.yyyy"}
    amounts = {"CreditLimit": "#,##0.00", "Budget": "#,##0.00"}
    for cell in column if head in formats | amounts else ():
        cell.number_format = (formats | amounts)[head]
    longest = max([len(head) + 3, *(len(str(cell.value)) for cell in column if cell.value is not None)])
    sheet.column_dimensions[get_column_letter(place)].width = 18 if head in formats else min(longest + 2, 60)


if __name__ == "__main__":
    write_demo(Path(sys.argv[1]))
