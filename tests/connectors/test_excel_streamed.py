"""A large sheet whose columns' types are declared is given while it is read: what it says is the same, and what is wrong in
it is told when it is come upon."""

import re
from contextlib import closing
from itertools import islice

import openpyxl
import pytest

from connectors.base import FieldType, StepState
from connectors.errors import ProtocolBroken
from connectors.process import Done, Failed, Question
from tests.answers import hear, keys
from tests.workbooks import CUSTOMER, all_of, connect, make, rewrite, steps

ROWS = 6_000  # in more than ten megabytes
SHEET = "xl/worksheets/sheet1.xml"
_NOTE = "En lang merknad om kunden og leveringen. " * 45
_TYPES = {"Nm": "text", "Note": "text", "Amount": "double", "Active": "checkbox", "Group": "list"}


def write(path, types, order=range(1, ROWS + 1)):
    """A workbook with a large sheet of customers, a list, and *types* of the columns."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Customer")
    sheet.append(("ID", *_TYPES))
    for number in order:
        sheet.append((number, f"Fjordglimt {number}", _NOTE, number + 0.5, bool(number and number % 2), 1))
    for name, rows in {"Group": [("ID", "Text"), (1, "Bygg")], "Fields": [("Key", "Type"), *types.items()]}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return write(tmp_path_factory.mktemp("large") / "large.xlsx", _TYPES).read_bytes()


@pytest.fixture
def path(tmp_path, large):
    path = tmp_path / "erp.xlsx"
    path.write_bytes(large)
    return path


def broken_off(path):
    """The workbook with three quarters of its large sheet."""
    return rewrite(path, {SHEET: lambda xml: xml[: len(xml) * 3 // 4]})


def swapped(path):
    """The workbook with a row far down that should stand further up."""

    def change(xml):
        first = re.search(rb'<row r="3".*?</row>', xml)[0]
        return xml.replace(first, b"").replace(b"</sheetData>", first + b"</sheetData>")

    return rewrite(path, {SHEET: change})


def first_keys(connector, count):
    found = connector.search_actors(CUSTOMER, "", list(_TYPES), ROWS)
    return [actor.erp_key for batch in islice(found, count) for actor in batch.actors]


def test_declared_types_say_the_same_as_the_values_do(path, tmp_path):
    plain = write(tmp_path / "plain.xlsx", {})
    with closing(connect(path)) as declared, closing(connect(plain)) as told:
        found = all_of(declared)
        assert [each.type for each in declared.actor_fields(CUSTOMER)] == [each.type for each in told.actor_fields(CUSTOMER)]
        assert [(one.erp_key, one.values) for one in found.values()] == [
            (one.erp_key, one.values) for one in all_of(told).values()
        ]
        assert declared.count(CUSTOMER) == len(found) == ROWS
        assert all_of(declared) == found


@pytest.mark.parametrize("damage", [broken_off, swapped])
def test_what_stands_before_the_damage_is_given_and_then_it_is_told(path, damage):
    with closing(connect(damage(path))) as connector:
        found = connector.search_actors(CUSTOMER, "", ["Nm"], ROWS)
        assert len(next(found).actors) == 500
        with pytest.raises(ProtocolBroken, match="damaged"):
            list(found)
        with pytest.raises(ProtocolBroken, match="damaged"):
            connector.count(CUSTOMER)
        with pytest.raises(ProtocolBroken, match="damaged"):
            connector.count(CUSTOMER)
    make(path)
    with closing(connect(path)) as connector:
        assert len(all_of(connector)) == 4


def test_a_connectors_process_gives_what_it_read_and_says_why_it_ended(path):
    question = Question(CUSTOMER, ("Nm",), limit=ROWS)
    answer = hear("stream", "plugin://excel", {"file": broken_off(path).name}, question, folder=path.parent)
    assert isinstance(answer[-1], Failed)
    assert "skadet" in answer[-1].text.nb
    came = keys(answer)
    assert came == [str(number) for number in range(1, len(came) + 1)]
    assert 500 <= len(came) < ROWS * 3 // 4
    make(path)
    assert isinstance(hear("stream", "plugin://excel", {"file": path.name}, question, folder=path.parent)[-1], Done)


def test_the_connection_test_still_reads_all_of_it(path):
    assert "Customer 6000" in steps(connect(path, read_only=True))["sheets"].text.en
    found = steps(connect(broken_off(path), read_only=True))
    assert found["sheets"].state is StepState.FAILED
    assert "damaged" in found["sheets"].text.en


def test_keys_that_stand_twice_or_are_missing_are_told_as_in_a_small_sheet(tmp_path):
    order = [*range(1, 3_000), 7, None, *range(3_000, ROWS), 2_999, 2_999]
    path = tmp_path / "erp.xlsx"
    write(path, _TYPES, (number or 0 for number in order))
    blank = f'<row r="{order.index(None) + 2}"'.encode()
    rewrite(path, {SHEET: lambda xml: re.sub(blank + rb'([^>]*>)<c r="A.*?</c>', blank + rb"\1", xml)})
    expected = [str(number) for number in range(1, ROWS)]
    with closing(connect(path)) as connector:
        while_read = first_keys(connector, ROWS)
        assert connector.count(CUSTOMER) == len(expected)
        assert while_read == first_keys(connector, ROWS) == expected
    said = steps(connect(path, read_only=True))["rows"]
    assert said.state is StepState.FAILED
    assert "no key in row 3002." in said.text.en
    assert "the key “7” stands in rows 8, 3001." in said.text.en
    assert "the key “2999” stands in rows 3000, 6003, 6004." in said.text.en


def test_pages_of_it_follow_one_another(path):
    at, found = "", []
    while at or not found:
        with closing(connect(path)) as connector:
            [*batches] = connector.search_actors(CUSTOMER, "", ["Nm"], 2_500, at)
        found += [actor.erp_key for batch in batches for actor in batch.actors]
        at = batches[-1].cursor
    assert found == [str(number) for number in range(1, ROWS + 1)]


@pytest.mark.parametrize("key", _TYPES)
def test_one_column_that_is_not_declared_is_told_from_its_values(tmp_path, key):
    types = {name: type_ for name, type_ in _TYPES.items() if name != key}
    with closing(connect(write(tmp_path / "other.xlsx", types))) as connector:
        found = connector.actor_fields(CUSTOMER)
    expected = (FieldType.TEXT, FieldType.TEXT, FieldType.DOUBLE, FieldType.CHECKBOX, FieldType.LIST)
    assert tuple(each.type for each in found) == expected
