"""Values on their way from one side to the other: what arrives, what is cut, what can't go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import UNKNOWN, FieldMetadata, FieldType, Text
from connectors.values import from_text
from webapp.sync.carry import CARRIED, Carried, Items, Outcome, can_carry, carry

CHECKBOX, TEXT, INTEGER, DOUBLE = FieldType.CHECKBOX, FieldType.TEXT, FieldType.INTEGER, FieldType.DOUBLE
LIST, DATETIME = FieldType.LIST, FieldType.DATETIME
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VALUES = {
    CHECKBOX: st.booleans(),
    TEXT: st.text(),
    INTEGER: st.integers(-(2**53), 2**53),
    DOUBLE: st.floats(allow_nan=False, allow_infinity=False),
    LIST: st.sampled_from("123"),
    DATETIME: st.datetimes(timezones=st.just(UTC)),
}
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes() | st.just(UNKNOWN)
ITEMS = Items(goes={"1": "70", "2": "71", "3": None}, texts={"1": "Industri", "2": "Detaljhandel", "3": "Annet"})


def field(type_: FieldType, length: int = 0) -> FieldMetadata:
    return FieldMetadata("F", Text("Field"), type_, max_length=length)


@pytest.mark.parametrize(
    ("value", "source", "target", "arrives"),
    [
        (True, CHECKBOX, CHECKBOX, True),
        (False, CHECKBOX, CHECKBOX, False),
        (True, CHECKBOX, TEXT, "1"),
        (False, CHECKBOX, INTEGER, 0),
        (True, CHECKBOX, DOUBLE, 1.0),
        ("  Ås ", TEXT, TEXT, "  Ås "),
        (680, INTEGER, TEXT, "680"),
        (680, INTEGER, DOUBLE, 680.0),
        (2**53, INTEGER, DOUBLE, float(2**53)),
        (12.5, DOUBLE, TEXT, "12.5"),
        (-250000.0, DOUBLE, TEXT, "-250000"),
        (1e300, DOUBLE, TEXT, "1e+300"),
        (12, DOUBLE, DOUBLE, 12.0),
        (NOON, DATETIME, DATETIME, NOON),
        (NOON.astimezone(timezone(timedelta(hours=1))), DATETIME, DATETIME, NOON),
        (NOON, DATETIME, TEXT, "2026-11-21T12:00:00Z"),
        (datetime(2026, 11, 21, tzinfo=UTC), DATETIME, TEXT, "2026-11-21"),
        ("1", LIST, LIST, "70"),
        ("1", LIST, TEXT, "Industri"),
    ],
)
def test_a_value_arrives_as_the_other_type_has_it(value: Any, source: FieldType, target: FieldType, arrives: Any):
    carried = carry(value, field(source), field(target), ITEMS)
    assert carried == Carried(arrives, Outcome.CARRIED)
    assert type(carried.value) is type(arrives)


@pytest.mark.parametrize(
    ("value", "source", "target", "outcome"),
    [
        (None, TEXT, TEXT, Outcome.BLANK),
        ("", TEXT, TEXT, Outcome.BLANK),
        (None, LIST, LIST, Outcome.BLANK),
        (UNKNOWN, DOUBLE, DOUBLE, Outcome.UNKNOWN),
        ("3", LIST, LIST, Outcome.UNSELECTED),
        ("9", LIST, LIST, Outcome.LIST_MISS),
        ("9", LIST, TEXT, Outcome.LIST_MISS),
        ("12", TEXT, INTEGER, Outcome.UNCONVERTIBLE),
        (1.5, DOUBLE, INTEGER, Outcome.UNCONVERTIBLE),
        (2**53 + 1, INTEGER, DOUBLE, Outcome.UNCONVERTIBLE),
        (2**63, INTEGER, INTEGER, Outcome.UNCONVERTIBLE),
        (1, CHECKBOX, CHECKBOX, Outcome.UNCONVERTIBLE),
        (True, INTEGER, INTEGER, Outcome.UNCONVERTIBLE),
        (float("nan"), DOUBLE, DOUBLE, Outcome.UNCONVERTIBLE),
        (float("inf"), DOUBLE, TEXT, Outcome.UNCONVERTIBLE),
        (12, TEXT, TEXT, Outcome.UNCONVERTIBLE),
    ],
)
def test_what_cant_go_is_named(value: Any, source: FieldType, target: FieldType, outcome: Outcome):
    carried = carry(value, field(source), field(target), ITEMS)
    assert carried == Carried(None, outcome)
    assert carried.written is (outcome in (Outcome.BLANK, Outcome.UNSELECTED))


@given(st.text(min_size=1), st.integers(1, 20))
def test_a_text_is_cut_to_what_the_other_side_takes_and_that_is_said(text: str, length: int):
    carried = carry(text, field(TEXT), field(TEXT, length))
    assert carried.value == text[:length]
    assert carried.outcome is (Outcome.TRUNCATED if len(text) > length else Outcome.CARRIED)


@given(ANYTHING, st.sampled_from(FieldType), st.sampled_from(FieldType))
def test_no_value_of_any_kind_breaks_anything(value: Any, source: FieldType, target: FieldType):
    carried = carry(value, field(source), field(target), ITEMS)
    assert carried.written or carried.value is None
    if not can_carry(source, target) and value is not UNKNOWN:
        assert carried.outcome is Outcome.UNCONVERTIBLE


@given(st.data())
def test_a_field_that_goes_both_ways_gets_its_own_value_back(data: st.DataObject):
    both = [(a, b) for a, targets in CARRIED.items() for b in targets if can_carry(b, a) and LIST not in (a, b)]
    one, other = data.draw(st.sampled_from(sorted(both)))
    value = data.draw(VALUES[one])
    there = carry(value, field(one), field(other))
    assert carry(there.value, field(other), field(one)).value == (value if value != "" else None)


@given(st.data())
def test_what_becomes_a_text_is_a_text_that_says_it_whole(data: st.DataObject):
    source = data.draw(st.sampled_from([CHECKBOX, INTEGER, DOUBLE, DATETIME]))
    value = data.draw(VALUES[source])
    text = carry(value, field(source), field(TEXT)).value
    assert isinstance(text, str)
    assert from_text(source, text) == value


def test_nothing_is_carried_to_or_from_a_password_or_a_label():
    hidden = {FieldType.PASSWORD, FieldType.LABEL}
    assert not [pair for pair in CARRIED.items() if pair[0] in hidden or pair[1] & hidden]
    assert carry("x", field(FieldType.PASSWORD), field(TEXT)).outcome is Outcome.UNCONVERTIBLE
