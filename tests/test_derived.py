"""What is made from many records' values at once is what is made from each of them, whatever the values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.crm.derived import columns, columns_of
from webapp.crm.fields import Entity

NAMES = st.sampled_from([
    "", "Fjordglimt Bygg og Anlegg 7 AS", "A/S Bø", "A. S. Hansen & Sønn", "Ås\nAS", "X" * 1_200, "O'Brien Ltd", "og", "AS", "1",
    "Straße\r\nDA", "a_b c", "İ", "ﬁsk AS", "Bjørn", " ", "e\u0301", "\u0301a",
])  # fmt: skip
NUMBERS = st.sampled_from([
    "", "974760673", "NO 974 760 673 MVA", "974760674", "999999999", "SE556016068001", "no974760673", "٩٧٤٧٦٠٦٧٣", "12 34 56 78",
    "+47 12345678", "(0)73 12", "111111111", "1" * 1_500, "Post@Firma.example", "mailto:a@b.no", "a@b@c", "@", "a b@c.no",
    "æ@ø.no", "a" * 300 + "@b.no", "x:y@z.no",
])  # fmt: skip
TEXTS = NAMES | NUMBERS | st.text(max_size=20)
KEYS = (
    "NAME", "FIRSTNAME", "MIDDLENAME", "LASTNAME", "ORGNR", "VATNO", "EMAIL", "PHONE", "PHONE_MOBILE", "PHONE_DIRECT",
    "POSTALZIP", "POSTALCITY", "NUMBER", "URL",
)  # fmt: skip


@given(entity=st.sampled_from(Entity), keys=st.sets(st.sampled_from(KEYS)), data=st.data(), count=st.integers(0, 5))
def test_many_records_are_derived_as_one_is(entity: Entity, keys: set[str], data: st.DataObject, count: int) -> None:
    many = {key: data.draw(st.lists(TEXTS, min_size=count, max_size=count)) for key in sorted(keys)}
    each = [{key: texts[place] for key, texts in many.items() if texts[place]} for place in range(count)]
    found = columns_of(entity, many, count)
    assert [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)] == [
        columns(entity, values) for values in each
    ]
