"""Search operators over Python values: tables over every operator, and properties that hold of all values."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import (
    PARENT_KEY,
    PARENT_TYPE,
    UNKNOWN,
    Actor,
    ActorType,
    FieldMetadata,
    FieldType,
    Operator,
    Restriction,
    Text,
)
from connectors.errors import SearchRefused
from connectors.matching import NEGATED, OPERATORS, contains, predicate

T = FieldType
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
FIELDS = {type_.name: FieldMetadata(type_.name, Text(type_.name.title(), "Felt"), type_) for type_ in FieldType}


def actor(value, type_=T.TEXT, **other):
    return Actor(ActorType.PERSON, "P1", {type_.name: value}, **other)


def meets(type_, value, operator, *operands):
    return predicate([Restriction(type_.name, Operator(operator), operands)], FIELDS)(actor(value, type_))


TRUE = [
    (T.TEXT, "Ærfugl", "=", "ÆRFUGL"),
    (T.TEXT, "A\u030as", "=", "ås"),
    (T.TEXT, "Straße", "=", "STRASSE"),
    (T.TEXT, "Ærfugl", "isnot", "Ærfug"),
    (T.TEXT, "Ærfugl", "begins", "æRF"),
    (T.TEXT, "Ærfugl", "notbegins", "fugl"),
    (T.TEXT, "Ærfugl", "contains", "RFU"),
    (T.TEXT, "Ærfugl", "notcontains", "and"),
    (T.TEXT, "Ærfugl", "ends", "FUGL"),
    (T.TEXT, "Ærfugl", "notends", "Ær"),
    (T.TEXT, "Bjørn", "between", "b", "c"),
    (T.TEXT, "100%", "contains", "%"),
    (T.INTEGER, 5, "=", 5),
    (T.INTEGER, 5, "=", 5.0),
    (T.INTEGER, 5, "!=", 6),
    (T.INTEGER, 5, "<", 6),
    (T.INTEGER, 5, "<=", 5),
    (T.INTEGER, 5, ">", 4),
    (T.INTEGER, 5, ">=", 5),
    (T.INTEGER, 10**400, ">", 5),
    (T.DOUBLE, 1.5, "between", 1.5, 2),
    (T.DOUBLE, -0.5, "<", 0),
    (T.CHECKBOX, False, "=", False),
    (T.LIST, "a", "oneof", "b", "a"),
    (T.LIST, "a", "notoneof", "b", "A"),
    (T.LIST, "a", "notoneof"),
    (T.DATETIME, NOON, "=", NOON.astimezone(timezone(timedelta(hours=1)))),
    (T.DATETIME, NOON, "=", NOON.replace(tzinfo=None)),
    (T.DATETIME, NOON, "before", LATER),
    (T.DATETIME, LATER, "after", NOON),
    (T.DATETIME, NOON, "beforeOrEqual", NOON),
    (T.DATETIME, NOON, "afterOrEqual", NOON),
    (T.DATETIME, NOON, "between", NOON, LATER),
]
FALSE = [
    (T.TEXT, "Ærfugl", "=", "Aerfugl"),
    (T.TEXT, "Ærfugl", "isnot", "ærfugl"),
    (T.TEXT, "Ærfugl", "begins", "fugl"),
    (T.TEXT, "Ærfugl", "notbegins", "ær"),
    (T.TEXT, "Ærfugl", "contains", "%"),
    (T.TEXT, "Ærfugl", "notcontains", "RFU"),
    (T.TEXT, "Ærfugl", "ends", "ær"),
    (T.TEXT, "Ærfugl", "notends", "GL"),
    (T.TEXT, "Bjørn", "between", "c", "b"),
    (T.INTEGER, 5, "!=", 5),
    (T.INTEGER, 5, "<", 5),
    (T.INTEGER, 5, "<=", 4),
    (T.INTEGER, 5, ">", 5),
    (T.INTEGER, 5, ">=", 6),
    (T.DOUBLE, 2.01, "between", 1.5, 2),
    (T.CHECKBOX, True, "=", False),
    (T.LIST, "a", "oneof", "A"),
    (T.LIST, "a", "oneof"),
    (T.DATETIME, NOON, "before", NOON),
    (T.DATETIME, NOON, "after", NOON),
    (T.DATETIME, LATER, "beforeOrEqual", NOON),
    (T.DATETIME, NOON, "afterOrEqual", LATER),
    (T.INTEGER, "five", "=", 5),
    (T.DATETIME, "2026", "before", LATER),
]
EVERY = [(type_, operator) for type_ in FieldType for operator in OPERATORS[type_]]
SAMPLE = {T.TEXT: "a", T.INTEGER: 1, T.DOUBLE: 1.0, T.CHECKBOX: True, T.LIST: "a", T.DATETIME: NOON}


def operands_of(type_, operator):
    return (SAMPLE[type_],) * (2 if operator is Operator.BETWEEN else 1)


@pytest.mark.parametrize("case", TRUE, ids=str)
def test_the_operator_holds(case):
    assert meets(*case)


@pytest.mark.parametrize("case", FALSE, ids=str)
def test_the_operator_does_not_hold(case):
    assert not meets(*case)


def test_every_operator_is_in_both_tables():
    assert {Operator(case[2]) for case in TRUE} == set(Operator)
    assert {Operator(case[2]) for case in FALSE} >= set(Operator) - {Operator.NOT_ONE_OF}


@pytest.mark.parametrize(("type_", "operator"), EVERY, ids=str)
def test_a_blank_value_meets_exactly_the_negated_operators(type_, operator):
    operands = operands_of(type_, operator)
    assert meets(type_, None, operator, *operands) is (operator in NEGATED)
    assert predicate([Restriction(type_.name, operator, operands)], FIELDS)(Actor(ActorType.PERSON, "P", {})) is (
        operator in NEGATED
    )


@pytest.mark.parametrize(("type_", "operator"), EVERY, ids=str)
def test_an_unknown_value_meets_nothing(type_, operator):
    assert not meets(type_, UNKNOWN, operator, *operands_of(type_, operator))


@pytest.mark.parametrize("blank", ["", None])
def test_nothing_typed_is_in_every_text_and_in_no_blank(blank):
    assert meets(T.TEXT, "a", "contains", "")
    assert not meets(T.TEXT, blank, "contains", "")
    assert meets(T.TEXT, blank, "notcontains", "")


def test_the_parent_is_searched_as_text():
    person = actor("x", parent_type=ActorType.CUSTOMER, parent_key="C-1")
    asked = [Restriction(PARENT_KEY, Operator.EQUALS, ("c-1",)), Restriction(PARENT_TYPE, Operator.BEGINS, ("cust",))]
    assert predicate(asked, {})(person)
    assert not predicate(asked, {})(actor("x"))


@pytest.mark.parametrize(
    ("key", "operator", "operands"),
    [
        ("Nowhere", "=", ("x",)),
        ("PASSWORD", "=", ("x",)),
        ("LABEL", "=", ("x",)),
        ("TEXT", "<", ("x",)),
        ("TEXT", "=", ()),
        ("TEXT", "=", ("x", "y")),
        ("TEXT", "between", ("x",)),
        ("TEXT", "=", (None,)),
        ("TEXT", "=", (5,)),
        ("INTEGER", "=", ("5",)),
        ("INTEGER", "=", (True,)),
        ("DOUBLE", "<", (float("nan"),)),
        ("CHECKBOX", "=", (1,)),
        ("LIST", "=", ("a",)),
        ("LIST", "oneof", ("a", None)),
        ("DATETIME", "before", ("2026-01-01",)),
        (PARENT_KEY, "oneof", ("x",)),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(key, operator, operands):
    with pytest.raises(SearchRefused) as refusal:
        predicate([Restriction(key, Operator(operator), operands)], FIELDS)
    assert refusal.value.field == key
    assert all([refusal.value.text.en, refusal.value.text.nb, refusal.value.remedy.en, refusal.value.remedy.nb])
    assert meets(T.TEXT, "x", "=", "x")


def test_all_restrictions_must_hold():
    both = [Restriction("TEXT", Operator.BEGINS, ("a",)), Restriction("TEXT", Operator.ENDS, ("z",))]
    assert predicate(both, FIELDS)(actor("a to z"))
    assert not predicate(both, FIELDS)(actor("a to y"))
    assert predicate([], FIELDS)(actor(None))


@given(st.none() | st.text(), st.sampled_from(sorted(NEGATED)), st.text())
def test_a_negated_operator_is_the_opposite_on_texts(value, operator, operand):
    if operator not in OPERATORS[T.TEXT]:
        operator = Operator.IS_NOT
    assert meets(T.TEXT, value, operator, operand) is not meets(T.TEXT, value, NEGATED[operator], operand)


@given(st.text(min_size=1), st.text(), st.text())
def test_a_text_contains_each_of_its_pieces(middle, before, after):
    # Accents compose across a seam, so the pieces are kept apart by something that composes with nothing.
    value = f"{before}|{middle}|{after}"
    assert meets(T.TEXT, value, "contains", f"|{middle}|")
    assert meets(T.TEXT, value, "begins", f"{before}|")
    assert meets(T.TEXT, value, "ends", f"|{after}")


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.integers())
def test_between_is_at_least_and_at_most(value, low, high):
    within = meets(T.DOUBLE, value, ">=", low) and meets(T.DOUBLE, value, "<=", high)
    assert meets(T.DOUBLE, value, "between", low, high) is within


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_before_equal_or_after(value, other):
    holding = [operator for operator in ("before", "=", "after") if meets(T.DATETIME, value, operator, other)]
    assert len(holding) == 1


@pytest.mark.parametrize("text", ["", "  ", "p1", "ÆRF", " fugl ", "12.5", "2026-11"])
def test_a_simple_search_looks_at_the_key_and_all_values(text):
    found = Actor(ActorType.CUSTOMER, "P1", {"a": "Ærfugl", "b": 12.5, "c": NOON, "d": None, "e": UNKNOWN, "f": True})
    assert contains(found, text)


@pytest.mark.parametrize("text", ["P12", "1", "true", "unknown", "none"])
def test_a_simple_search_does_not_find_what_nobody_wrote(text):
    assert not contains(Actor(ActorType.CUSTOMER, "P", {"a": "Ær", "d": None, "e": UNKNOWN, "f": True}), text)
