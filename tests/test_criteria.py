"""Criteria of an advanced search: what an address comes to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from connectors.base import FieldType, Operator, Restriction
from connectors.matching import predicate
from tests import fielded
from webapp.models import SyncConnector
from webapp.services import criteria, sheets
from webapp.services.criteria import Criteria
from webapp.services.sheets import Book, Sheet

FIELDS = (
    fielded.text("Nm", "Name", length=5),
    fielded.field("Gr", "Group", FieldType.LIST, "Group"),
    fielded.field("No", "Number", FieldType.INTEGER),
    fielded.field("Amt", "Amount", FieldType.DOUBLE),
    fielded.field("On", "Active", FieldType.CHECKBOX),
    fielded.field("Day", "Since", FieldType.DATETIME),
    fielded.text("Hidden"),
)


@pytest.fixture
def book(memory: SyncConnector) -> Book:
    owner = fielded.connection(memory)
    fielded.read(owner, FIELDS, searchable=[each.key for each in FIELDS[:-1]], lists={"Group": {"1": "Big", "2": "Small"}})
    return sheets.of(owner)


def sheet_in(book: Book) -> Sheet:
    return book.sheets[fielded.CUSTOMER]


def read(book: Book, pairs: list[tuple[str, str]], language: str = "en") -> Criteria:
    return criteria.read(sheet_in(book), book.lists, MultiDict(pairs), language)


def one(book: Book, key: str, operator: str, *values: str, language: str = "en") -> Criteria:
    return read(book, [("f1", key), ("o1", operator), *(("v1", value) for value in values)], language)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("key", "operator", "values", "restriction"),
    [
        ("Nm", "contains", ["longer than the field"], ("contains", ("longer than the field",))),
        ("Nm", "between", ["a", "B"], ("between", ("a", "B"))),
        ("Nm", "=", [" x ", "left over"], ("=", ("x",))),
        ("Gr", "oneof", ["1", "2", "1"], ("oneof", ("1", "2"))),
        ("No", ">=", ["1 000"], (">=", (1000,))),
        ("No", "between", ["2", "10"], ("between", (2, 10))),
        ("Amt", "<", ["12.5"], ("<", (12.5,))),
        ("On", "=", ["0"], ("=", (False,))),
        ("Day", "=", ["2026-07-01"], ("between", (utc(2026, 6, 30, 22), utc(2026, 7, 1, 21, 59, 59)))),
        ("Day", "before", ["2026-12-01"], ("before", (utc(2026, 11, 30, 23),))),
        ("Day", "after", ["2026-12-01"], ("after", (utc(2026, 12, 1, 22, 59, 59),))),
        ("Day", "beforeOrEqual", ["2026-12-01"], ("beforeOrEqual", (utc(2026, 12, 1, 22, 59, 59),))),
        ("Day", "afterOrEqual", ["2026-12-01"], ("afterOrEqual", (utc(2026, 11, 30, 23),))),
        ("Day", "=", ["1899-12-30"], ("between", (utc(1899, 12, 29, 23), utc(1899, 12, 30, 22, 59, 59)))),
    ],
)
def test_a_row_becomes_a_restriction(book: Book, key: str, operator: str, values: list[str], restriction: Any):
    found = one(book, key, operator, *values)
    assert found.restrictions == (Restriction(key, Operator(restriction[0]), restriction[1]),)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("key", "operator", "values", "code", "at"),
    [
        ("Nm", "contains", [" "], "criterion_blank", "v1"),
        ("Nm", "contains", [], "criterion_blank", "v1"),
        ("Nm", "contains", ["x" * 1_000_000], "too_long", "v1"),
        ("Nm", "contains", ["a\x01b"], "control_characters", "v1"),
        ("Nm", "between", ["b", "A"], "criterion_order", "v1-2"),
        ("Nm", "between", ["b"], "criterion_blank", "v1-2"),
        ("Nm", "oneof", ["b"], "criterion_operator", "o1"),
        ("Nm", "or 1=1", ["b"], "criterion_operator", "o1"),
        ("Gr", "oneof", [], "criterion_blank", "v1"),
        ("Gr", "oneof", ["1", "9"], "criterion_item", "v1"),
        ("No", "=", ["many"], "integer", "v1"),
        ("No", "between", ["1", "x"], "integer", "v1-2"),
        ("Amt", "=", ["NaN"], "double", "v1"),
        ("Day", "=", ["2026-02-30"], "datetime", "v1"),
        ("Hidden", "=", ["x"], "criterion_gone", "o1"),
        ("k" * 1_000_000, "=", ["x"], "criterion_gone", "o1"),
    ],
)
def test_what_cant_be_searched_for_is_refused_at_its_control_and_stays_typed(
    book: Book, key: str, operator: str, values: list[str], code: str, at: str
):
    found = one(book, key, operator, *values)
    assert [(each.code, each.field) for each in found.problems] == [(code, at)]
    assert found.restrictions == ()
    assert found.rows[0].entries == tuple(values)


def test_numbers_are_read_in_the_language_of_the_page(book: Book):
    assert one(book, "Amt", "=", "1.234,5", language="nb").restrictions[0].values == (1234.5,)
    assert one(book, "Amt", "=", "1,234.5").restrictions[0].values == (1234.5,)


def test_rows_come_and_go_by_buttons_and_nothing_is_judged_meanwhile(book: Book):
    typed = [("f3", "Nm"), ("o3", "="), ("v3", "")]
    more = read(book, [*typed, ("do", "add"), ("add", "Day")])
    assert [(each.number, each.key, each.operator) for each in more.rows] == [(3, "Nm", "="), (4, "Day", "=")]
    assert (more.problems, more.added) == ((), 4)
    assert read(book, [*typed, ("do", "remove3")]).rows == ()
    assert read(book, [*typed, ("do", "add"), ("add", "Hidden")]).added == 0


def test_the_address_of_a_search_holds_all_that_was_entered(book: Book):
    first = read(book, [("f1", "Gr"), ("o1", "oneof"), ("v1", "1"), ("v1", "2"), ("f7", "Nm"), ("o7", "begins"), ("v7", "Å")])
    assert len(first.restrictions) == 2
    assert read(book, first.pairs) == first


def test_a_search_has_at_most_twenty_rows(book: Book):
    many = [(f"{part}{n}", value) for n in range(1, 40) for part, value in (("f", "Nm"), ("o", "="), ("v", "x"))]
    assert len(read(book, many).restrictions) == criteria.MOST
    assert read(book, [*many, ("do", "add"), ("add", "Nm")]).added == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_an_address_says_comes_to_something_that_a_connector_can_carry_out(book: Book, data: st.DataObject):
    keys = st.sampled_from(["Nm", "Gr", "No", "Amt", "On", "Day", "Hidden", ""])
    operators = st.sampled_from([*(each.value for each in Operator), "", "x"])
    values = st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from(["1", "0", "2026-11-21", "0001-01-01", "9999-12-31"])), max_size=3
    )
    found = one(book, data.draw(keys), data.draw(operators), *data.draw(values))
    assert bool(found.restrictions) is not bool(found.problems)
    predicate(found.restrictions, {row.field.key: row.field for row in sheet_in(book).rows})
