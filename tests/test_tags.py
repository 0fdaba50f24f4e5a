"""Template tags in default values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sync.tags import TAGS, expand, unknown_tags

FACTS = {"user": "Åse Nygård", "company": "Fjord {number} AS", "number": "1042", "today": "2026-11-21"}


@pytest.mark.parametrize(
    ("value", "expanded"),
    [
        ("", ""),
        ("Retail", "Retail"),
        ("{user}", "Åse Nygård"),
        ("CRM {number}/{today}", "CRM 1042/2026-11-21"),
        ("{number}{number}", "10421042"),
        ("{company}", "Fjord {number} AS"),
        ("{{user}}", "{Åse Nygård}"),
        ("{User} { user } {}", "{User} { user } {}"),
        ("} {user", "} {user"),
    ],
)
def test_tags_are_expanded_once(value: str, expanded: str):
    assert expand(value, FACTS) == expanded


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        ("{user} {today}", []),
        ("{usr} {today} {usr} {}", ["{usr}", "{}"]),
        ("{User}", ["{User}"]),
        ("{", []),
        ("a } b { c", []),
    ],
)
def test_what_is_no_tag_is_found(value: str, unknown: list[str]):
    assert unknown_tags(value) == unknown


def test_a_tag_that_the_facts_dont_know_stays():
    assert expand("{user} {today}", {"today": "now"}) == "{user} now"


PARTS = st.lists(st.one_of(st.sampled_from([f"{{{tag}}}" for tag in TAGS]), st.text(st.characters(exclude_characters="{}"))))


@given(PARTS, st.dictionaries(st.sampled_from(TAGS), st.text()))
def test_expanding_is_putting_the_facts_in_place_of_the_tags(parts: list[str], facts: dict[str, str]):
    value = "".join(parts)
    assert expand(value, facts) == "".join(facts.get(part[1:-1], part) if part.startswith("{") else part for part in parts)
    assert unknown_tags(value) == []


@given(st.text())
def test_any_text_without_known_tags_stays_as_it_is(value: str):
    if not any(f"{{{tag}}}" in value for tag in TAGS):
        assert expand(value, dict.fromkeys(TAGS, "x")) == value
