"""A large sheet is read some thousands of rows at a time: it says the same as a small one and takes little room."""

import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import openpyxl
import pytest

from connectors.base import UNKNOWN, FieldType
from connectors.errors import ProtocolBroken
from tests.workbooks import CUSTOMER, all_of, connect, make, rewrite, steps

ROWS = 6_000  # in nearly ten megabytes
STRETCH = 2 << 20
"""Bytes of a large sheet that are read at once: it may be cut after each so many."""
SHEET = "xl/worksheets/sheet1.xml"
_NOTE = "Ærlig talt, en lang merknad om «kunden» & <leveringen>! " * 36
_LONG = "lang tekst " * 90
_DAY = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - workbooks have no zone


def row_of(number):
    """A row with a value of each kind; some of them are blank."""
    note = None if number % 3 == 0 else f"{_NOTE}{number}"
    return number, f"Fjordglimt {number}", note, number + 0.5, _DAY, number % 2 == 0, number % 3 + 1


def write(path, order=range(1, ROWS + 1)):
    """A workbook with a large sheet of customers and a list."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Customer")
    sheet.append(("ID", "Nm", "Note", "Amount", "Since", "Active", "CustGr"))
    for number in order:
        sheet.append(row_of(number))
    items = book.create_sheet("CustomerGroup")
    for pair in (("ID", "Text"), (1, "Bygg"), (2, "Handel"), (3, "Rør")):
        items.append(pair)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return write(tmp_path_factory.mktemp("large") / "large.xlsx").read_bytes()


@pytest.fixture
def path(tmp_path, large):
    path = tmp_path / "erp.xlsx"
    path.write_bytes(large)
    return path


def changed(path, change):
    """The workbook after its large sheet's XML has gone through *change*."""
    return rewrite(path, {SHEET: change})


def actors_in(path):
    """All customers of the workbook, by key."""
    with closing(connect(path)) as connector:
        return all_of(connector)


def check_whole(path):
    """Everything that was written is read, in its order and of its type."""
    found = actors_in(path)
    assert list(found) == [str(number) for number in range(1, ROWS + 1)]
    for number in (1, 3, 3_333, ROWS):
        key, name, note, amount, since, active, group = row_of(number)
        values = found[str(key)].values
        assert values == {
            "Nm": name,
            "Note": note,
            "Amount": amount,
            "Since": since.replace(tzinfo=UTC),
            "Active": active,
            "CustGr": str(group),
        }


def test_a_large_sheet_is_read_whole_and_again(path):
    check_whole(path)
    with closing(connect(path)) as connector:
        types = {field.key: field.type for field in connector.actor_fields(CUSTOMER)}
        assert types["Amount"] is FieldType.DOUBLE
        assert types["Since"] is FieldType.DATETIME
        assert all_of(connector) == all_of(connector)
        assert connector.count(CUSTOMER) == ROWS


def test_two_readings_of_a_large_sheet_do_not_disturb_each_other(path):
    with closing(connect(path)) as connector:
        one, other = (connector.search_actors(CUSTOMER, "", ["Nm"], ROWS) for _ in range(2))
        pairs = [(first.actors, second.actors) for first, second in zip(one, other, strict=True)]
    assert sum(len(first) for first, _ in pairs) == ROWS
    assert all(first == second for first, second in pairs)


ODD = {
    "rows without numbers": lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml),
    "cells without addresses": lambda xml: re.sub(rb'<c r="[AB]\d+"', b"<c", xml),
    "a comment with a row in it": lambda xml: xml.replace(b'<row r="4000"', b'<!-- <row r="8" --><row r="4000"', 1),
    "a row in plain characters": lambda xml: xml.replace(b"<t>Fjordglimt 4000</t>", b"<t><![CDATA[Fjordglimt 4000]]></t>"),
    "rows in a namespace with a prefix": lambda xml: re.sub(rb"<(/?)(\w+)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x="),
    "single quotes": lambda xml: re.sub(rb'<row r="(\d+)"', rb"<row spans='1:7' r='\1'", xml),
    "line breaks between rows": lambda xml: xml.replace(b"<row ", b"\n  <row\n ").replace(b"</sheetData>", b"\n</sheetData >"),
}


@pytest.mark.parametrize("kind", ODD)
def test_a_large_sheet_is_read_however_its_rows_are_written(path, kind):
    check_whole(changed(path, ODD[kind]))


def test_gaps_formulas_without_a_value_and_far_rows_are_seen_in_a_large_sheet(path):
    def change(xml):
        xml = re.sub(rb'<row r="3\d\d\d".*?</row>', b"", xml)
        formula = b'<row r="3500"><c r="A3500"><v>3499</v></c><c r="B3500"><f>A1</f></c></row><row r="4000"'
        far = b'<row r="200001"><c r="A200001"><v>200000</v></c></row></sheetData>'
        return xml.replace(b'<row r="4000"', formula, 1).replace(b"</sheetData>", far)

    found = actors_in(changed(path, change))
    assert len(found) == ROWS - 1000 + 2
    assert found["3499"].values["Nm"] is UNKNOWN
    assert list(found)[-1] == "200000"


def test_a_large_sheet_whose_rows_are_out_of_order_is_refused_in_words(path):
    def change(xml):
        first = re.search(rb'<row r="2".*?</row>', xml)[0]
        return xml.replace(first, b"").replace(b"</sheetData>", first + b"</sheetData>")

    with pytest.raises(ProtocolBroken, match="damaged"):
        actors_in(changed(path, change))
    make(path)
    assert len(actors_in(path)) == 4


def test_a_large_sheet_that_breaks_off_is_refused_in_words(path):
    found = steps(connect(changed(path, lambda xml: xml[: len(xml) * 3 // 4]), read_only=True))
    assert "damaged" in found["sheets"].text.en
    make(path)
    assert len(actors_in(path)) == 4


def beginning(inside, xml):
    """The sheet moved so that *inside* bytes of a row's beginning stand before the first place at which it may be cut."""
    place = xml.rindex(b"<row ", 0, STRETCH)
    return xml.replace(b"<row ", b" " * (STRETCH - inside - place) + b"<row ", 1)


INSIDE = [0, 1, len("<row "), len('<row r="'), len('<row r="12')]


@pytest.mark.parametrize("inside", INSIDE)
def test_a_large_sheet_is_cut_beside_a_row_of_which_only_the_beginning_has_been_read(path, inside):
    check_whole(changed(path, lambda xml: beginning(inside, xml)))


def test_a_large_sheet_takes_little_room(tmp_path):
    count, kilobytes = room_for(long_texts(tmp_path / "erp.xlsx"))
    assert count == 19_998
    assert kilobytes < 35_000  # whole, the texts alone would take forty thousand


@pytest.mark.parametrize("inside", INSIDE[2:])
def test_a_large_sheet_takes_little_room_wherever_its_rows_begin(tmp_path, inside):
    path = changed(long_texts(tmp_path / "erp.xlsx"), lambda xml: beginning(inside, xml))
    count, kilobytes = room_for(path)
    assert count == 19_998
    assert kilobytes < 35_000


def long_texts(path):
    """A workbook with a large sheet of nothing but texts."""
    rows = "".join(f'<row r="{row}">{_cells(row)}</row>' for row in range(2, 20_000)).encode()
    return changed(make(path), lambda xml: xml[: xml.index(b'<row r="2"')] + rows + xml[xml.index(b"</sheetData>") :])


def room_for(path):
    """How many customers there are, and how many kilobytes a process of its own takes to read them."""
    code = (
        "import re, sys; from pathlib import Path; from tests.workbooks import connect, CUSTOMER\n"
        "def peak(): return int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "before = peak()\n"
        "found = connect(Path(sys.argv[1])).search_actors(CUSTOMER, '', ['Nm'], 1_000_000)\n"
        "print(sum(len(batch.actors) for batch in found), peak() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    return map(int, done.stdout.split())


def _cells(row):
    texts = {"A": row, "B": _LONG, "C": _LONG}
    return "".join(f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in texts.items())
