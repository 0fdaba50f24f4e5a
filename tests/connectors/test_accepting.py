"""The rules on values that hold before any ERP is asked."""

from datetime import UTC, datetime

import pytest

from connectors.accepting import refusal
from connectors.base import UNKNOWN, Actor, ActorType, FieldAccess, FieldMetadata, FieldType, Text

FIELDS = {
    "Nm": FieldMetadata("Nm", Text("Name", "Navn"), max_length=5, access=FieldAccess.MANDATORY),
    "No": FieldMetadata("No", Text("Number"), FieldType.INTEGER),
    "Sum": FieldMetadata("Sum", Text("Sum"), FieldType.DOUBLE),
    "On": FieldMetadata("On", Text("On"), FieldType.CHECKBOX),
    "At": FieldMetadata("At", Text("At"), FieldType.DATETIME),
    "Got": FieldMetadata("Got", Text("Got"), access=FieldAccess.READ_ONLY),
}


def refused(key="C1", **values):
    return refusal(Actor(ActorType.CUSTOMER, key, values), FIELDS)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"Nm": "Ærlig", "No": 5, "Sum": 5.0, "On": False, "At": datetime(2026, 1, 1, tzinfo=UTC)},
        {"No": None, "Sum": None, "On": None, "At": None},
    ],
)
def test_values_that_fit_are_taken(values):
    assert refused(**values) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Nope", "x"),
        ("Got", "x"),
        ("Nm", "Ærlige"),
        ("Nm", None),
        ("Nm", ""),
        ("Nm", UNKNOWN),
        ("No", "5"),
        ("No", True),
        ("Sum", 5),
        ("On", 1),
        ("At", datetime(2026, 1, 1)),  # noqa: DTZ001 - naive on purpose
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(key, value):
    answer = refused(**{key: value})
    assert (answer.erp_key, answer.field) == ("C1", key)
    assert answer.reason.en
    assert answer.reason.nb


def test_a_new_actor_needs_what_is_mandatory_and_an_existing_one_only_what_it_carries():
    assert refused(key="", No=5).field == "Nm"
    assert refused(key="C1", No=5) is None
    assert refused(key="", Nm="Ås", No=5) is None


def test_a_refusal_does_not_repeat_a_megabyte():
    assert len(refused(No="x" * 1_000_000).reason.nb) < 200
