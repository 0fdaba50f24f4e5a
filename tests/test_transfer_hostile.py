"""Documents that are broken, hostile or of another time: clear words, and nothing is stored."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Browser
from tests.pages import Page, open_page
from tests.transfers import as_text, bring, given, mapped, save_excel
from webapp.errors import Problem, Problems
from webapp.models import Connection, ConnectionDraft
from webapp.services import sync_connectors
from webapp.services.transfer.reading import MOST, read
from webapp.texts import problem

HEAD = "kobling: 1\nname: x\nconnector: plugin://excel\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def connection(app: Flask, cast: dict[str, Any]) -> Connection:
    return mapped(save_excel(cast, sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])), cast)


def said(data: bytes | str) -> list[str]:
    """What is wrong with a document, in words."""
    with pytest.raises((Problem, Problems)) as raised:
        read(data if isinstance(data, bytes) else data.encode())
    error = raised.value
    assert all(each.field == "document" for each in getattr(error, "problems", [error]))
    return [problem(each) for each in getattr(error, "problems", [error])]


BROKEN = {
    "a bomb of aliases": (BOMB, "Line 1: anchors and aliases (& and *) aren't read."),
    "an alias": (HEAD + "description: *x\n", "Line 4: anchors and aliases"),
    "a merge": (HEAD + "<<: {a: b}\n", "Line 4: “<<” isn't known."),
    "a tag": ("!!python/object/apply:os.system ['touch /tmp/x']", "Line 1: tags (!) aren't read."),
    "a tag of its own": (HEAD + "description: !env HOME\n", "Line 4: tags (!) aren't read."),
    "too large": ("#" * 1_000_001, "The file is larger than 1,000 kB."),
    "lists in lists": ("[" * 500_000, "Line 1 is nested more than 12 levels deep."),
    "mappings in mappings": (HEAD + "description:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 40)), "more than 12 levels"),
    "the same key": (HEAD + "name: y\n", "Line 4: “name” is there already, in line 2."),
    "a key that is a list": (HEAD + "? [a]\n: b\n", "Line 4: a list or a mapping can't be a key."),
    "two documents": (HEAD + "---\n" + HEAD, "Line 5 begins a second connection."),
    "not YAML": ("kobling: 1\n\tname: x", "Line 2 isn't valid YAML"),
    "an open quote": ("kobling: 1\nname: 'x", "isn't valid YAML"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "Line 1 isn't text in UTF-8."),
    "latin-1": (HEAD.encode() + "description: Ærfugl\n".encode("latin-1"), "Line 4 isn't text in UTF-8."),
    "UTF-16": (HEAD.encode("utf-16"), "isn't text in UTF-8."),
    "NUL": (HEAD + "description: a\0b", "Line 4 has an invisible control character"),
    "an escaped NUL": (HEAD + 'description: "a\\0b"', "Line 4 has an invisible control character"),
    "nothing": ("# only a remark\n", "There is nothing in the file."),
    "a text": ("Hei!", "This isn't an exported connection"),
    "a list": ("- a\n- b\n", "This isn't an exported connection"),
    "of a newer version": ("kobling: 2\nnew: [&x a, *x]\n", "anchors"),
    "of version 2": ("kobling: 2\nnew: {a: b}\n", "has the format 2, and this version of kobling reads format 1."),
    "of no version": ("kobling: one\nname: x\n", "it has no line “kobling: 1”"),
    "of a huge version": (f"kobling: {'9' * 5000}\n", "has the format 99999999999999999999,"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_or_hostile_is_refused_in_words_and_at_once(app: Flask, name: str):
    data, expected = BROKEN[name]
    began = time.monotonic()
    assert expected in said(data)[0]
    assert time.monotonic() - began < 2


WRONG = {
    f"configuration: {{{'k' * 501}: x}}": "“configuration › " + "k" * 60 + "” is longer than 500 characters.",
    f"actor types: {{Customer: {{order: [{'k' * 501}]}}}}": "” is longer than 500 characters.",
    "guid: [a]": "“guid” has to be a text.",
    "descripton: x": "“descripton” isn't known.",
    "scope: everyone": "“scope” has to be a mapping (names with values).",
    "scope: {everyone: [connect, delete]}": "scope › everyone: “delete” isn't one of connect, create.",
    "scope: {everyone: [], users: {a: []}}": "“scope › users” can't stand beside “everyone”.",
    "scope: {users: {a: connect}}": "“scope › users › a” has to be a list.",
    "configuration: [a]": "“configuration” has to be a mapping",
    "configuration: {a: {b: c}}": "“configuration › a › b” isn't known.",
    "configuration: {a: [b]}": "“configuration › a” has to be a text.",
    "priority: first": "“priority” has to be a whole number from 1.",
    "priority: 0": "“priority” has to be a whole number from 1.",
    "actor types: {Sale: {}}": "“actor types › Sale” isn't known.",
    "actor types: {Customer: {active: yes}}": "“actor types › Customer › active” has to be true or false.",
    "actor types: {Customer: {order: [a, a]}}": "actor types › Customer › order: “a” is there twice.",
    "actor types: {Customer: {fields: {Nm: {crm: NAME, direction: sideways}}}}":
        "actor types › Customer › fields › Nm › direction: “sideways” isn't one of to CRM, to ERP, both.",
    "actor types: {Customer: {fields: {Nm: {direction: both}}}}": "direction” needs a CRM field (“crm”) beside it.",
    "actor types: {Customer: {fields: {Nm: {items: [a]}}}}": "“actor types › Customer › fields › Nm › items” has to be a mapping",
    "actor types: {Customer: {fields: {Nm: {items: {a: null}, way back: [a]}}}}": "way back: “a” goes to no CRM item.",
    "actor types: {Customer: {fields: {Nm: {default: {value: x, always: true}}}}}": "default › always” isn't known.",
    "actor types: {Customer: {fields: {Nm: {in tab: 1}}}}": "in tab” has to be true or false.",
    "actor types: {Customer: {fields: {'': {in tab: true}}}}": "is blank.",
}  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_value_is_named_by_its_line_and_its_path(app: Flask, line: str):
    told = " ".join(said(HEAD + line))
    assert "Line 4" in told
    assert WRONG[line] in told


def test_all_problems_are_told_at_once_up_to_a_limit(app: Flask):
    assert len(said("kobling: 1\nnom: x\nscope: a\npriority: b\n")) == 5
    assert len(said(HEAD + "".join(f"k{n}: v\n" for n in range(100)))) == MOST


def test_numbers_and_truths_are_only_what_stands_there_without_quotes(app: Flask):
    data = read(
        f"{HEAD}configuration: {{a: 0150, b: 1:30, c: no, d: '1', e: 1.50, f: true, g: 2026-11-21, h: ~, i: 1e3}}\n".encode()
    )
    assert data["configuration"] == {
        "a": "0150", "b": "1:30", "c": "no", "d": "1", "e": 1.5, "f": True, "g": "2026-11-21", "h": "", "i": "1e3",
    }  # fmt: skip


def test_on_the_page_what_was_pasted_stays_and_can_be_corrected(admin: Browser, connection: Connection):
    text = as_text(given(connection, description="Rettet")).replace("direction: both", "direction: sideways")
    page = bring(admin, text + "nom: x\n")
    assert page.status == 422
    assert page.value("Or its text").strip() == (text + "nom: x\n").strip().replace("\n", "\n")
    assert "“nom” isn't known." in page
    assert page.error_at("Or its text") == "2 problems, told above."
    page = page.type("Or its text", text.replace("sideways", "both")).press("Show the differences")
    page.press("import-button")
    assert given(connection)["description"] == "Rettet"


def test_a_file_of_bytes_is_refused_and_leaves_nothing(admin: Browser, connection: Connection):
    before = ConnectionDraft.select().count()
    for data in (b"\xff" * 100, b"x" * 1_100_000, b""):
        page = open_page(admin, "/sync/transfer")
        sent = page.sent(page.button("Show the differences").form()) | {"file": (BytesIO(data), "a.yaml")}
        answer = admin.post("/sync/transfer", sent, token=False, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # the test client's own file
        page = Page(admin, answer)
        assert page.status == 422
        assert page.error_at("File")
        assert not page.error_at("Or its text")
    assert ConnectionDraft.select().count() == before


def test_texts_as_long_as_they_like_are_told_to_be_too_long(admin: Browser, connection: Connection):
    page = bring(admin, given(connection, name="x" * 5000, description="y" * 5000)).press("import-button")
    assert page.status == 422
    assert "at most 200 are possible" in page
    assert given(connection)["name"] == "Nord"
    data = given(connection)
    data["actor types"]["Customer"]["fields"]["CustGr"]["items"]["1"] = "z" * 500
    assert bring(admin, data).press("import-button").fill(create="y").press("import-button").status == 422
