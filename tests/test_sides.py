"""Both sides of a field: when they are equal, what can be taken, and what is meant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import ERP_KEY, UNKNOWN, FieldAccess, FieldMetadata, FieldType, Text, Value
from webapp.sync.carry import Items, carry
from webapp.sync.sides import CRM, ERP, NEITHER, Sides, Ways, compare

OSLO = ZoneInfo("Europe/Oslo")
TEXT, INTEGER, LIST, DATETIME, CHECKBOX = (
    FieldType.TEXT, FieldType.INTEGER, FieldType.LIST, FieldType.DATETIME, FieldType.CHECKBOX,
)  # fmt: skip
TO_CRM = Items({"A": "1", "B": "1", "none": None}, {"A": "Alpha"})
TO_ERP = Items({"1": "B"}, {"1": "One"})


def field(type_: FieldType = TEXT, length: int = 0, access: FieldAccess = FieldAccess.NORMAL, key: str = "F") -> FieldMetadata:
    return FieldMetadata(key, Text("F"), type_, max_length=length, access=access, list_name="l" if type_ is LIST else "")


def sides(
    crm: Value,
    erp: Any,
    ways: str = "<>",
    crm_field: FieldMetadata = field(),
    erp_field: FieldMetadata = field(),
    crm_first: bool = True,
) -> Sides:
    to_erp, to_crm = carry(crm, crm_field, erp_field, TO_ERP), carry(erp, erp_field, crm_field, TO_CRM)
    return compare(Ways(erp_field, crm_field, ">" in ways, "<" in ways), crm, erp, to_erp, to_crm, crm_first, OSLO)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("crm", "erp", "crm_field", "erp_field", "equal"),
    [
        ("Å", "Å", field(), field(), True),
        ("Å", "A\u030a", field(), field(), True),  # the same letter, otherwise written
        (" x\r\ny ", "x\ny", field(), field(), True),
        ("x", "X", field(), field(), False),
        (None, "", field(), field(), True),
        ("abcdef", "abc", field(), field(length=3), True),  # all that the ERP takes of it
        ("abc", "abcdef", field(length=3), field(), True),
        ("12", 12, field(), field(INTEGER), True),
        ("13", 12, field(), field(INTEGER), False),
        (False, None, field(CHECKBOX), field(CHECKBOX), True),
        (True, None, field(CHECKBOX), field(CHECKBOX), False),
        ("1", "A", field(LIST), field(LIST), True),  # A and B both go to 1; the way back is B
        ("1", "none", field(LIST), field(LIST), False),
        (None, "none", field(LIST), field(LIST), True),
        ("1", "unheard of", field(LIST), field(LIST), False),
        (utc(2027, 6, 29, 22), utc(2027, 6, 30), field(DATETIME), field(DATETIME), True),  # the same day, each in its own way
        (utc(2027, 6, 30, 22), utc(2027, 6, 30), field(DATETIME), field(DATETIME), False),
        (utc(2027, 6, 30, 9), utc(2027, 6, 30, 10), field(DATETIME), field(DATETIME), False),
        ("x", UNKNOWN, field(), field(), False),
        (None, UNKNOWN, field(), field(), False),
    ],
)
def test_what_people_would_call_the_same_is_equal(crm: Any, erp: Any, crm_field: Any, erp_field: Any, equal: bool):
    assert sides(crm, erp, "<>", crm_field, erp_field).equal is equal


MUST, SEEN = FieldAccess.MANDATORY, FieldAccess.READ_ONLY


@pytest.mark.parametrize(
    ("crm", "erp", "ways", "crm_field", "erp_field", "why_crm", "why_erp"),
    [
        ("a", "b", "<>", field(), field(), "", ""),
        ("a", "b", ">", field(), field(), "one_way", ""),
        ("a", "b", "<", field(), field(), "", "one_way"),
        ("a", "b", "<>", field(access=SEEN), field(access=SEEN), "read_only", "read_only"),
        ("a", "b", "<>", field(), field(key=ERP_KEY), "read_only", ""),
        (None, "b", "<>", field(), field(access=MUST), "mandatory", ""),
        ("a", None, "<>", field(access=MUST), field(), "", "mandatory"),
        ("2", "C", "<>", field(LIST), field(LIST), "list_miss", "list_miss"),
        ("x", 12, "<>", field(), field(INTEGER), "unconvertible", ""),
        ("a", UNKNOWN, "<>", field(), field(), "unknown", "unknown"),
    ],
)
def test_what_cant_be_written_isnt_offered_and_says_why(
    crm: Any, erp: Any, ways: str, crm_field: Any, erp_field: Any, why_crm: str, why_erp: str
):
    found = sides(crm, erp, ways, crm_field, erp_field)
    assert (found.offers[CRM].why, found.offers[ERP].why) == (why_crm, why_erp)
    assert (found.may(CRM), found.may(ERP), found.may(NEITHER)) == (not why_crm, not why_erp, True)


@pytest.mark.parametrize(
    ("crm", "erp", "ways", "crm_first", "meant"),
    [
        ("a", "b", "<>", True, CRM),
        ("a", "b", "<>", False, ERP),
        ("a", "b", ">", True, ERP),
        ("a", "b", "<", False, CRM),
        ("a", None, ">", True, ERP),  # one way is that way, blank or not
        ("a", None, "<>", False, CRM),  # where both ways are open a blank takes nothing away
        (" ", "b", "<>", True, ERP),
        ("a", UNKNOWN, "<>", True, NEITHER),
    ],
)
def test_what_is_meant_follows_the_mapping_then_the_priority(crm: Any, erp: Any, ways: str, crm_first: bool, meant: str):
    assert sides(crm, erp, ways, crm_first=crm_first).meant == meant


def test_what_only_one_side_can_take_isnt_decided_for_anybody_where_both_ways_are_meant():
    found = sides("2", "A", "<>", field(LIST), field(LIST))  # the CRM's item has no way to the ERP
    assert (found.offers[CRM].why, found.may(ERP), found.meant) == ("list_miss", True, NEITHER)
    assert (found.towards(CRM), found.towards(ERP)) == (NEITHER, ERP)


def test_a_value_that_would_be_cut_says_so():
    found = sides("abcdef", "xyz", "<>", field(), field(length=3))
    assert (found.offers[CRM].value, found.offers[CRM].cut, found.offers[ERP].cut) == ("abc", True, False)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(["1", "A", "none"]),
    st.datetimes(timezones=st.just(UTC)), st.just(UNKNOWN),
)  # fmt: skip
TYPES = st.sampled_from([TEXT, INTEGER, FieldType.DOUBLE, LIST, DATETIME, CHECKBOX])


@given(VALUES.filter(lambda value: value is not UNKNOWN), VALUES, TYPES, TYPES, st.sampled_from(["<", ">", "<>"]), st.booleans())
def test_whatever_two_values_are_what_is_meant_is_possible_and_makes_them_equal(
    crm: Any, erp: Any, crm_type: FieldType, erp_type: FieldType, ways: str, crm_first: bool
):
    crm_field, erp_field = field(crm_type), field(erp_type)
    found = sides(crm, erp, ways, crm_field, erp_field, crm_first)
    assert found.may(found.meant)
    if found.meant == CRM:
        assert sides(crm, found.offers[CRM].value, ways, crm_field, erp_field).equal
    elif found.meant == ERP:
        assert sides(found.offers[ERP].value, erp, ways, crm_field, erp_field).equal
