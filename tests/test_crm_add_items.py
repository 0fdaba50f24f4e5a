"""Items that another screen adds to a CRM list: what is there is kept, what was deleted comes back."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from webapp.crm import lists
from webapp.db import db, now
from webapp.errors import Problem, Problems
from webapp.models import AuditEvent, CrmList, CrmListItem
from webapp.services import crm_lists


def stored(key: str = "category") -> list[str]:
    return list(lists.items([key])[key].values())


def noted() -> list[AuditEvent]:
    return list(AuditEvent.select().where(AuditEvent.area == "crm_lists"))


def test_missing_names_are_added_at_the_end_and_those_there_are_found(cast: dict[str, Any]):
    first = crm_lists.add_items("category", ["Kunde", "Partner"], cast["åse"])
    again = crm_lists.add_items("category", ["Leverandør", "KUNDE", " partner ", "Leverandør"], cast["åse"])
    assert stored() == ["Kunde", "Partner", "Leverandør"]
    assert again["KUNDE"] == first["Kunde"]
    assert again[" partner "] == first["Partner"]
    assert set(again) == {"Leverandør", "KUNDE", " partner "}


def test_a_deleted_item_of_the_name_comes_back_as_it_is_written_now(cast: dict[str, Any]):
    old = crm_lists.add_items("category", ["Kunde"], cast["åse"])["Kunde"]
    CrmListItem.update(deleted_at=now(), name_key=None).execute()
    assert stored() == []
    assert crm_lists.add_items("category", ["KUNDE"], cast["åse"])["KUNDE"].id == old.id
    assert stored() == ["KUNDE"]


def test_a_change_is_noted_with_the_lists_next_version_and_no_change_is_not(cast: dict[str, Any]):
    before = CrmList.get(key="category").version
    for _ in range(2):
        crm_lists.add_items("category", ["Kunde"], cast["dag"])
    row = CrmList.get(key="category")
    assert (row.version, row.changed_by) == (before + 1, cast["dag"])
    assert [(event.area, event.changes[0]["new"]) for event in noted()] == [("crm_lists", ["Kunde"])]


def test_what_cant_be_a_name_a_list_or_so_many_is_refused_and_nothing_is_added(
    cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    for wrong in ("", "x" * 201, "a\x01b"):
        with pytest.raises((Problem, Problems)):
            crm_lists.add_items("category", ["Kunde", wrong], cast["åse"])
    with pytest.raises(Problem, match="list_gone"):
        crm_lists.add_items("nowhere", ["Kunde"], cast["åse"])
    monkeypatch.setattr(crm_lists, "ITEM_LIMIT", 2)
    with pytest.raises(Problem, match="list_full"):
        crm_lists.add_items("category", ["a", "b", "c"], cast["åse"])
    assert stored() == []
    crm_lists.add_items("category", ["a", "b"], cast["åse"])
    assert stored() == ["a", "b"]


def test_it_is_undone_with_the_transaction_around_it(cast: dict[str, Any]):
    with db.atomic() as around:
        crm_lists.add_items("category", ["Kunde"], cast["åse"])
        around.rollback()
    assert stored() == []
    assert noted() == []


def test_five_hundred_names_take_as_many_queries_as_one(cast: dict[str, Any]):
    with count_queries() as one:
        crm_lists.add_items("category", ["Kunde"], cast["åse"])
    with count_queries() as many:
        crm_lists.add_items("category", [f"Kunde {number}" for number in range(500)], cast["åse"])
    assert many.count == one.count
    assert len(stored()) == 501
