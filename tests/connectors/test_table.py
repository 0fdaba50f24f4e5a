"""Many actors held column by column: whoever asks for one, or for some, gets what was put in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import UNKNOWN, Actor, ActorType
from connectors.table import Columns, Table, column, columns_of, joined, keys_of

KEYS = st.sampled_from([(), ("a",), ("a", "b"), ("b", "a")])
VALUES = st.sampled_from([None, UNKNOWN, "", "x", 1, 2.5, True])
ACTORS = st.builds(
    lambda key, keys, values, modified, parent: Actor(
        ActorType.PERSON, key, dict(zip(keys, values, strict=False)), modified, ActorType.CUSTOMER if parent else None, parent
    ),
    st.text(max_size=3),
    KEYS,
    st.lists(VALUES, min_size=2, max_size=2),
    st.sampled_from(["", "1"]),
    st.sampled_from(["", "7"]),
)


def held(actors: Sequence[Actor]) -> Sequence[Actor]:
    """Column by column, where that can be."""
    columns = columns_of(actors)
    return Table(columns) if columns else actors


@given(st.lists(ACTORS, max_size=5), st.lists(ACTORS, max_size=5))
def test_actors_held_together_are_the_same_actors(one: list[Actor], other: list[Actor]) -> None:
    both, actors = joined(held(one), held(other)), [*one, *other]
    assert list(both) == actors
    assert [both[place] for place in range(-len(both), len(both))] == actors * 2
    assert list(both[1:4]) == actors[1:4]


@given(st.lists(ACTORS, max_size=5), st.lists(ACTORS, max_size=5))
def test_a_column_has_a_value_for_each_of_them_whatever_fields_they_have(one: list[Actor], other: list[Actor]) -> None:
    both, actors = joined(held(one), held(other)), [*one, *other]
    assert keys_of(both) == [actor.erp_key for actor in actors]
    for key in ("a", "b", "c"):
        assert column(both, key) == [actor.values.get(key, UNKNOWN) for actor in actors]


@pytest.mark.parametrize(
    "columns",
    [
        Columns(ActorType.PERSON, ["1", "2"], {}, ("a",), [["x"]]),
        Columns(ActorType.PERSON, ["1"], {"parent_key": []}, ("a",), [["x"]]),
        Columns(ActorType.PERSON, ["1"], {"other": ["1"]}, ("a",), [["x"]]),
        Columns(ActorType.PERSON, ["1"], {}, ("a", "b"), [["x"]]),
    ],
)
def test_columns_that_do_not_belong_together_are_refused(columns: Columns) -> None:
    with pytest.raises(ValueError, match="lengths"):
        Table(columns)
