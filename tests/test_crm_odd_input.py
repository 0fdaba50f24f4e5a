"""Whatever is typed or forged on the screens of CRM fields and lists: words, never a failure, and nothing half stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import FieldType
from tests.conftest import Browser
from tests.pages import open_page
from webapp.crm import list_page
from webapp.crm.fields import Entity
from webapp.crm.list_page import NEW, Entry, ListPage
from webapp.db import db
from webapp.errors import Problem, Problems
from webapp.models import CrmField, CrmList, CrmListItem
from webapp.services import crm_fields, crm_items, crm_list_rows, crm_lists, names
from webapp.services.crm_field_rules import Wanted

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ODD = (
    "",
    " ",
    "\0",
    "\u202eabc",
    "\u200d",
    "😀" * 3,
    "x" * 201,
    "ﬁ" * 199,
    "ß" * 101,
    "Å",
    "å",
    "\x85",
    "<b>&amp;",
    "%(x)s",
    "{{ 1 }}",
)
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
IDS = st.one_of(st.integers(-3, 12).map(str), st.sampled_from(["", "x", "½", "9" * 40, "1e3", "٣"]))
DOES = st.sampled_from(["up", "down", "top", "bottom", "sort", "delete", "restore", "add", "keep", "save", "show-all", "", "x\0"])
PAGE = st.fixed_dictionaries(
    {
        "do": DOES,
        "item": st.lists(IDS, max_size=6),
        "name": st.lists(TEXTS, max_size=6),
        "tick": st.lists(IDS, max_size=4),
        "gone": st.lists(IDS, max_size=3),
        "back": st.lists(IDS, max_size=3),
        "lines": TEXTS,
        "title": TEXTS,
        "q": TEXTS,
        "version": st.one_of(IDS, st.just("2")),
    }
)


@given(name=TEXTS, type_=IDS, length=TEXTS, list_=TEXTS)
@FEW
def test_any_field_is_stored_or_refused_in_words(admin: Browser, name: str, type_: str, length: str, list_: str):
    answer = admin.post("/crm/fields/person/new", {"name": name, "type": type_, "max_length": length, "list": list_})
    assert answer.status_code in (303, 422)
    assert admin.get("/crm/fields/person").status_code == 200
    keys = [each.name_key for each in CrmField.select()]
    assert len(keys) == len(set(keys))


@given(name=TEXTS, length=TEXTS, version=IDS, seen=TEXTS)
@FEW
def test_any_change_of_a_field_is_stored_or_refused_in_words(
    admin: Browser, cast: dict[str, Any], name: str, length: str, version: str, seen: str
):
    field = CrmField.select().first() or crm_fields.add(Entity.PERSON, FieldType.TEXT, Wanted("Region"), cast["åse"])
    typed = {"name": name, "max_length": length, "version": version, "seen": seen, "read_only": name}
    assert admin.post(f"/crm/fields/person/{field.id}", typed).status_code in (303, 422)
    assert open_page(admin, f"/crm/fields/person/{field.id}").status == 200


@given(typed=PAGE)
@FEW
def test_any_page_of_the_editor_is_answered_and_a_list_has_no_name_twice(
    admin: Browser, cast: dict[str, Any], typed: dict[str, Any]
):
    row = CrmList.select().where(CrmList.key == "x_fjell").first() or crm_lists.add("Fjell", ["Å", "b", "c"], cast["åse"])
    answer = admin.post(f"/crm/lists/{row.id}", typed)
    assert answer.status_code in (200, 303, 422)
    live = [names.key(each.name) for each in crm_list_rows.live_items(row)]
    assert len(live) == len(set(live))
    assert CrmListItem.select().where(CrmListItem.list == row).count() >= 3


@given(title=TEXTS, lines=TEXTS)
@FEW
def test_any_new_list_is_stored_whole_or_refused_in_words(admin: Browser, title: str, lines: str):
    before = CrmList.select().count()
    answer = admin.post("/crm/lists/new", {"name": title, "items": lines})
    assert answer.status_code in (303, 422)
    assert CrmList.select().count() - before == (answer.status_code == 303)


@given(
    order=st.permutations(range(6)), gone=st.sets(st.integers(0, 5)), new=st.lists(st.integers(6, 12), unique=True, max_size=4)
)
@FEW
def test_what_is_saved_is_what_stands_on_the_page(cast: dict[str, Any], order: list[int], gone: set[int], new: list[int]):
    with db.atomic() as around:
        row = crm_lists.add("Liste", [f"Vare {number}" for number in range(6)], cast["åse"])
        row, (page, _names) = CrmList.get_by_id(row.id), crm_items.stored(row)
        live = [replace(page.live[place], name=f"Vare {5 - place}") for place in order if place not in gone]
        live += [Entry(NEW, f"Vare {number}") for number in new]
        wanted = ListPage("Liste", tuple(live), tuple(page.live[place].id for place in gone))
        crm_items.save(row, wanted, row.version, cast["åse"])
        stored = crm_items.stored(row)[0]
        assert [each.name for each in stored.live] == [each.name for each in live]
        assert set(stored.gone) == set(wanted.gone)
        around.rollback()


@given(ticks=st.lists(st.booleans(), max_size=12))
def test_moving_loses_and_doubles_nothing_and_keeps_the_order_of_the_others(ticks: list[bool]):
    page = ListPage("", tuple(Entry(place + 1, str(place), ticked) for place, ticked in enumerate(ticks)))
    for act in (list_page.up, list_page.down, list_page.top, list_page.bottom):
        moved = act(page)
        assert sorted(moved.ids) == page.ids
        assert [each.id for each in moved.live if not each.ticked] == [each.id for each in page.live if not each.ticked]
        assert [each.id for each in moved.live if each.ticked] == [each.id for each in page.live if each.ticked]


@pytest.mark.parametrize(
    "typed", [{"name": "x" * 400_000}, {"lines": "x\n" * 200_000}, {"name": ["a"] * 5_001, "item": ["0"] * 5_001}]
)
def test_huge_input_gets_words_and_stores_nothing(admin: Browser, cast: dict[str, Any], typed: dict[str, Any]):
    row = crm_lists.add("Fjell", ["a"], cast["åse"])
    version = CrmList.get_by_id(row.id).version
    answer = admin.post(f"/crm/lists/{row.id}", {"do": "save", "title": "Fjell", "version": version, "item": "0"} | typed)
    assert answer.status_code == 422
    assert len(crm_list_rows.live_items(row)) == 1
    assert admin.post("/crm/fields/company/new", {"name": "x" * 1_000_000}).status_code in (413, 422)
    assert admin.post("/crm/lists/new", {"name": "Ny", "items": "y\n" * 900_000}).status_code in (413, 422)
    assert CrmList.select().count() == 6


def test_a_full_list_of_long_names_can_still_be_sent(admin: Browser, cast: dict[str, Any]):
    crm_lists.add_items(
        "category", [f"Vare på øy nummer {number} ".ljust(100, "x") for number in range(crm_lists.ITEM_LIMIT)], cast["åse"]
    )
    page = open_page(admin, f"/crm/lists/{CrmList.get(key='category').id}")
    assert page.press("OK").status == 200


def test_odd_names_that_may_be_are_shown_as_they_are(admin: Browser, cast: dict[str, Any]):
    odd = ["<b>fet</b>", "%(name)s", "{{ 7*7 }}", "שלום", "日本 😀", 'O\'Neill & "co"']
    with pytest.raises((Problem, Problems)):
        crm_lists.add_items("category", [*odd, "\u202eabc"], cast["åse"])
    crm_lists.add_items("category", odd, cast["åse"])
    row = CrmList.get(key="category")
    page = open_page(admin, f"/crm/lists/{row.id}")
    shown = [each.get("value") for each in page.root.all("input") if each.get("name") == "name"]
    assert shown == odd
    assert page.press("OK").status == 200
