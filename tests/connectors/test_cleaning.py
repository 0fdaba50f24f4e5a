"""Actors made fit to be shown and stored: whole batches at once and one by one come to the same."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import UNKNOWN, Actor, ActorType, Value
from connectors.cleaning import HEAVIEST, LONGEST_VALUE, Cleaner
from connectors.faulty import PARENT, TOO_LARGE
from connectors.memory.misreading import READING, Asked
from connectors.process import ActorsRead
from connectors.wire import LENGTH, LONGEST_EVENT, packed, unpacked

CUSTOMER = ActorType.CUSTOMER
EAST = timezone(timedelta(hours=2))


def actor(key: Any, *values: Any, **more: Any) -> Actor:
    return Actor(CUSTOMER, key, {f"f{place}": value for place, value in enumerate(values)}, **more)


def cleaned(*given: Any, secrets: tuple[str, ...] = (), width: int = 1) -> tuple[list[Actor], list[str]]:
    """The actors that are left, and the keys of the faults."""
    found, faults = Cleaner(CUSTOMER, [f"f{place}" for place in range(width)], secrets).clean(given)
    return found, [fault.erp_key for fault in faults]


@pytest.mark.parametrize(
    ("value", "carried"),
    [
        ("x" * LONGEST_VALUE, "x" * LONGEST_VALUE),
        ("x" * (LONGEST_VALUE + 1), UNKNOWN),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("half \ud83e", "half ?"),
        ("\u202eeht 🧾", "\u202eeht 🧾"),
        ("with hemmelig in it", UNKNOWN),
        (math.nan, UNKNOWN),
        (-math.inf, UNKNOWN),
        (1e308, 1e308),
        (2**63, UNKNOWN),
        (-(2**63) + 1, -(2**63) + 1),
        (10**5000, UNKNOWN),
        (True, True),
        (CUSTOMER, "Customer"),
        (None, None),
        (UNKNOWN, UNKNOWN),
        (datetime(1899, 12, 30, tzinfo=UTC), datetime(1899, 12, 30, tzinfo=UTC)),
        (datetime(9999, 12, 31), datetime(9999, 12, 31, tzinfo=UTC)),  # noqa: DTZ001 - naive on purpose
        (datetime(2026, 6, 1, 12, tzinfo=EAST), datetime(2026, 6, 1, 10, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=EAST), UNKNOWN),
    ],
    ids=lambda value: repr(value)[:30] if not isinstance(value, int) else type(value).__name__,
)
def test_a_value_is_carried_as_it_is_or_not_at_all(value: Any, carried: Value):
    [found], faults = cleaned(actor("1", value), secrets=("hemmelig",))
    assert (found.values["f0"], faults) == (carried, [])
    assert type(found.values["f0"]) is type(carried)
    together, _ = cleaned(actor("0", "good"), actor("1", value), secrets=("hemmelig",))
    assert [each.values["f0"] for each in together] == ["good", carried]


def test_what_was_not_asked_for_is_left_out_and_what_is_missing_stays_missing():
    found, _ = cleaned(actor("1", "a", "b"), actor("2"), width=1)
    assert [each.values for each in found] == [{"f0": "a"}, {}]


def test_an_actor_is_of_the_type_asked_for_and_what_it_says_of_itself_is_kept_only_where_it_can_be():
    sound = actor("1", parent_type=CUSTOMER, parent_key="7", last_modified="2026")
    [found], _ = cleaned(sound)
    assert found == sound
    [found], _ = cleaned(Actor("Client", "1", {}, last_modified=b"now", parent_type="Client"))  # type: ignore[arg-type]
    assert found == actor("1")


@pytest.mark.parametrize("parent", [None, 7, "a\0", "k" * 501])
def test_a_parent_key_that_is_none_makes_a_fault(parent: Any):
    found, faults = Cleaner(CUSTOMER, ()).clean([actor("1", parent_key=parent), actor("2")])
    assert [each.erp_key for each in found] == ["2"]
    assert [(each.erp_key, each.reason) for each in faults] == [("1", PARENT)]


@pytest.mark.parametrize("given", [None, "text", {"erp_key": "1"}, Actor(CUSTOMER, "1", None)])  # type: ignore[arg-type]
def test_what_is_no_actor_makes_a_fault_and_the_next_one_is_taken(given: Any):
    found, faults = cleaned(given, actor("1", "a"))
    assert ([each.erp_key for each in found], faults) == (["1"], [""])


def test_a_key_is_remembered_from_batch_to_batch():
    cleaner = Cleaner(CUSTOMER, ())
    assert len(cleaner.clean([actor("1"), actor("2")])[0]) == 2
    found, faults = cleaner.clean([actor("2"), actor("3")])
    assert ([each.erp_key for each in found], [each.erp_key for each in faults]) == (["3"], ["2"])


def test_a_short_password_that_stands_in_a_key_by_chance_costs_nothing_but_a_value_is_never_shown():
    [found], faults = cleaned(actor("51234", "1234 Oslo"), secrets=("1234",))
    assert (found.erp_key, found.values, faults) == ("51234", {"f0": UNKNOWN}, [])


def test_an_actor_that_no_event_can_hold_is_a_fault_and_one_that_just_fits_arrives():
    wide = HEAVIEST // 4 // LONGEST_VALUE + 1
    heavy = actor("heavy", *["æ" * LONGEST_VALUE] * wide)
    found, faults = Cleaner(CUSTOMER, heavy.values).clean([heavy, actor("light", *["🧾" * LONGEST_VALUE] * (wide - 2))])
    assert ([each.erp_key for each in found], [each.reason for each in faults]) == (["light"], [TOO_LARGE])
    assert len(packed(ActorsRead(found))) < LONGEST_EVENT


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.datetimes(),
    st.just(UNKNOWN),
    st.binary(max_size=2),
)
ACTORS = st.builds(
    lambda key, values, parent: actor(key, *values, parent_key=parent),
    st.text(max_size=5) | st.none(),
    st.lists(VALUES, max_size=3),
    st.text(max_size=3),
)


@given(st.lists(ACTORS, max_size=8))
def test_together_and_one_by_one_the_same_is_left_and_it_arrives_as_it_was(given: list[Actor]):
    cleaner, other = Cleaner(CUSTOMER, ("f0", "f1"), ("000",)), Cleaner(CUSTOMER, ("f0", "f1"), ("000",))
    together = cleaner.clean(given)
    singly = [other.clean([each]) for each in given]
    assert together == ([each for found, _ in singly for each in found], [each for _, faults in singly for each in faults])
    event = ActorsRead(*together)
    assert unpacked(packed(event)[LENGTH.size :]) == event


@pytest.mark.parametrize("behaviour", ["odd keys", "odd texts", "odd numbers", "odd times", "odd types", "twice", "leaky"])
def test_all_that_is_left_of_a_hostile_answer_can_be_stored_as_text(behaviour: str):
    [batch] = READING[behaviour][1](Asked(CUSTOMER, ("f0", "f1"), 10, "", 10, "lekker-Ærfugl"))
    found, _ = Cleaner(CUSTOMER, ("f0", "f1"), ("lekker-Ærfugl",)).clean(batch.actors)
    assert found
    assert all("\0" not in repr(each) and repr(each).encode() for each in found)
