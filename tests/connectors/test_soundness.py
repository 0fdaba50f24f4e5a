"""What a connector answers is looked at before anything is done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.base import Check, FieldMetadata, Found, Text
from connectors.errors import ProtocolBroken
from connectors.redaction import HIDDEN, basic, redact
from connectors.soundness import MOST_STEPS, sound_checks, sound_fields, sound_items

SERVER = FieldMetadata("server", Text("Server", "Server"))


@pytest.mark.parametrize(
    "field",
    [
        replace(SERVER),
        replace(SERVER, key=""),
        replace(SERVER, key="\ud800"),
        replace(SERVER, key="a\0b"),
        replace(SERVER, key="a" * 501),
        replace(SERVER, key=7),
        replace(SERVER, key="b", name=None),
        replace(SERVER, key="b", name=Text("\udfff")),
        replace(SERVER, key="b", default=None),
        {"key": "b"},
    ],
    ids=repr,
)
def test_a_field_that_is_none_is_refused_and_a_sound_one_is_taken(field: Any) -> None:
    with pytest.raises(ProtocolBroken):
        sound_fields([SERVER, field])
    assert sound_fields([SERVER, replace(SERVER, key="b")])[1].key == "b"


@pytest.mark.parametrize("items", [{"a": "Text"}, {7: Text("Seven")}, {"\ud800": Text("Half")}, {"a" * 501: Text("A")}])
def test_an_item_that_is_none_is_refused_and_a_sound_one_is_taken(items: Any) -> None:
    with pytest.raises(ProtocolBroken) as refused:
        sound_items("groups", items)
    assert "groups" in refused.value.detail
    assert sound_items("groups", {"": Text("Blank")}) == {"": Text("Blank")}


def test_a_test_of_endless_steps_is_refused() -> None:
    step = Check("a", Text("A"), lambda: Found(Text("")))
    with pytest.raises(ProtocolBroken):
        sound_checks([step] * (MOST_STEPS + 1))
    assert len(sound_checks([step] * MOST_STEPS)) == MOST_STEPS


@pytest.mark.parametrize(
    "shown",
    [
        "Authorization: Basic ZXJwOmhlbW1lbGlnIMOG",
        "token aGVtbWVsaWcgw4Y=",
        "?p=hemmelig%20%c3%86",
        "?p=hemmelig%2520%25C3%2586",
        r"b'hemmelig \xc3\x86'",
        r'{"p": "hemmelig \u00c6"}',
    ],
)
def test_a_secret_is_found_in_the_forms_that_programs_give_it(shown: str) -> None:
    secret = "hemmelig Æ"
    cleaned = redact(shown, [secret, *basic(["erp"], [secret])])
    assert HIDDEN in cleaned
    assert "hemmelig" not in cleaned
