"""Carrying many values gives what carrying each of them gives, whatever the values."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import UNKNOWN, Actor, ActorType, FieldMetadata, FieldType, Text, Value
from connectors.values import to_text
from tests.test_carry import ANYTHING, ITEMS, LIST, TEXT, field
from webapp.crm import adding
from webapp.crm.fields import Entity
from webapp.models import FieldMapping
from webapp.services.crossing import Lane
from webapp.services.importing.intake import Intake
from webapp.services.importing.ready import Readying
from webapp.services.sheets import Row
from webapp.sync.carriers import WHOLE, carrier
from webapp.sync.carry import CARRIED, carry

TYPES = st.sampled_from(sorted({*CARRIED, FieldType.PASSWORD}))
VALUES = ANYTHING | st.sampled_from(["", "1", "2", "3", "4", "a\x07b", "x" * 12, datetime(1899, 12, 30, tzinfo=UTC), 2**63])


@given(value=VALUES, source=TYPES, target=TYPES, length=st.sampled_from([0, 1, 9]), items=st.sampled_from([None, ITEMS]))
def test_a_carrier_does_what_carry_does(value: Any, source: FieldType, target: FieldType, length: int, items: Any) -> None:
    one = carry(value, field(source), field(target, length), items)
    many = carrier(field(source), field(target, length), items)(value)
    assert many == (to_text(one.value) if one.outcome in WHOLE else one)


def lane(erp: FieldType, crm: FieldType, key: str) -> Lane:
    fields = FieldMetadata(f"e%{key}", Text(key), erp), FieldMetadata(f"C{key}", Text(key), crm, max_length=20)
    mapping = FieldMapping(erp_key=key, crm_key=f"C{key}", to_crm=True)
    return Lane(Row(fields[0], mapping, fields[1]), *fields, to_crm_items=ITEMS)


LANES = [lane(*types, str(place)) for place, types in enumerate(
    [(TEXT, TEXT), (TEXT, TEXT), (LIST, LIST), (LIST, TEXT), (FieldType.DOUBLE, TEXT), (FieldType.INTEGER, FieldType.INTEGER)]
)]  # fmt: skip


def actors(rows: list[tuple[Value, ...]]) -> list[Actor]:
    keys = [each.key for each in LANES]
    return [Actor(ActorType.CUSTOMER, str(place), dict(zip(keys, row, strict=True))) for place, row in enumerate(rows)]


@given(
    st.lists(
        st.tuples(VALUES, st.text(max_size=9) | st.none(), *([st.sampled_from(["1", "2", "3", None]) | VALUES] * 4)), max_size=5
    )
)
def test_what_is_made_ready_for_many_is_what_arrives_of_each(rows: list[Any]) -> None:
    intake = Intake(LANES)
    found = Readying(Entity.COMPANY, intake.lanes).read(actors(rows))
    for place, (actor, prepared) in enumerate(zip(actors(rows), adding.prepared_of(found.stored), strict=True)):
        arrived = intake.read(actor)
        assert (place in found.odd) == bool(arrived.notes)
        if not arrived.notes:
            texts = {key: text for key, text in arrived.texts.items() if text}
            assert json.loads(prepared) == json.loads(adding.prepared(Entity.COMPANY, texts))
            assert json.loads(adding.values_in(prepared)) == texts
            assert json.loads(found.agreed[place]) == json.loads(json.dumps(arrived.agreed))


@pytest.mark.parametrize("value", [UNKNOWN, "x" * 30, "a\x00b"])
def test_one_that_does_not_arrive_whole_leaves_the_others_ready(value: Any) -> None:
    good = ("Fjord", None, "1", "2", 12.0, 7)
    found = Readying(Entity.COMPANY, LANES).read(actors([good, (value, *good[1:]), good]))
    assert list(found.odd) == [1]


def test_what_has_no_value_in_a_mandatory_field_is_not_ready():
    blank = (" ", None, "1", "2", 12.0, 7)
    assert list(Readying(Entity.COMPANY, LANES, ["C0"]).read(actors([blank])).odd) == [0]
    assert list(Readying(Entity.COMPANY, LANES, ["NAME"]).read(actors([blank])).odd) == [0]
    assert not Readying(Entity.COMPANY, LANES, ["C2"]).read(actors([blank])).odd
