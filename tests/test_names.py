"""Names: which are equal, and what is remembered of them."""

from __future__ import annotations

from webapp import letters
from webapp.services import names


def test_names_are_equal_whatever_their_case_and_composition():
    assert names.key("Ås") == names.key("A\u030aS")
    assert names.key("ﬁrma") == names.key("FIRMA")
    assert names.key("Ås") != names.key("As")


def test_what_is_longer_than_any_name_is_not_remembered():
    before = letters._kept.cache_info().currsize
    assert names.key("Å" * 100_000) == "å" * 100_000
    assert letters._kept.cache_info().currsize == before
    names.key("a name nobody has had before")
    assert letters._kept.cache_info().currsize == min(before + 1, 10_000)
