"""What is made from many records' values at once is what is made from each of them, whatever the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.crm.derived import columns, columns_of
from webapp.crm.fields import Entity

NAMES = [
    "", "Fjordglimt Bygg og Anlegg 7 AS", "A/S Bø", "A. S. Hansen & Sønn", "Ås\nAS", "X" * 1_200, "O'Brien Ltd", "og", "AS", "1",
    "Straße\r\nDA", "a_b c", "İ", "ﬁsk AS", "Bjørn", " ", "e\u0301", "\u0301a", "Bakke'ns Bygg",
]  # fmt: skip
NUMBERS = [
    "", "974760673", "NO 974 760 673 MVA", "974760674", "999999999", "SE556016068001", "no974760673", "٩٧٤٧٦٠٦٧٣", "12 34 56 78",
    "+47 12345678", "(0)73 12", "111111111", "1" * 1_500, "Post@Firma.example", "mailto:a@b.no", "a@b@c", "@", "a b@c.no",
    "æ@ø.no", "a" * 300 + "@b.no", "x:y@z.no",
]  # fmt: skip
TEXTS = st.sampled_from([*NAMES, *NUMBERS]) | st.text(max_size=20)
KEYS = (
    "NAME", "FIRSTNAME", "MIDDLENAME", "LASTNAME", "ORGNR", "VATNO", "EMAIL", "PHONE", "PHONE_MOBILE", "PHONE_DIRECT",
    "POSTALZIP", "POSTALCITY", "NUMBER", "URL",
)  # fmt: skip


@given(entity=st.sampled_from(Entity), keys=st.sets(st.sampled_from(KEYS)), data=st.data(), count=st.integers(0, 5))
def test_many_records_are_derived_as_one_is(entity: Entity, keys: set[str], data: st.DataObject, count: int) -> None:
    many = {key: data.draw(st.lists(TEXTS, min_size=count, max_size=count)) for key in sorted(keys)}
    derived_alike(entity, many, count)


@pytest.mark.parametrize("entity", Entity)
def test_odd_names_and_numbers_are_derived_together_as_they_are_alone(entity: Entity) -> None:
    for texts in ([*NAMES, *NUMBERS], list(filter(str.isascii, [*NAMES, *NUMBERS]))):
        derived_alike(entity, dict.fromkeys(KEYS, texts), len(texts))


def derived_alike(entity: Entity, many: Mapping[str, Sequence[str]], count: int) -> None:
    each = [{key: texts[place] for key, texts in many.items() if texts[place]} for place in range(count)]
    found = columns_of(entity, many, count)
    rows = [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]
    assert rows == [columns(entity, values) for values in each]
