"""What differs on PostgreSQL: unique names that move within one transaction, and texts, numbers and times in one update."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.base import FieldType
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.crm import lists
from webapp.crm.fields import Entity, all_fields
from webapp.crm.list_page import NEW, Entry
from webapp.models import CrmList
from webapp.services import crm_fields, crm_items, crm_lists
from webapp.services.crm_field_rules import Wanted

pytestmark = pytest.mark.postgresql


def stored() -> list[str]:
    return list(lists.items(["category"])["category"].values())


def test_names_are_exchanged_items_deleted_revived_and_put_in_order(cast: dict[str, Any]):
    crm_lists.add_items("category", ["Kunde", "Åpen", "Partner"], cast["åse"])
    row = CrmList.get(key="category")
    page, _names = crm_items.stored(row)
    first, second, third = page.live
    swapped = (Entry(second.id, "Kunde"), Entry(first.id, "Åpen"), Entry(NEW, "Ny"))
    crm_items.save(row, replace(page, live=swapped, gone=(third.id,)), row.version, cast["åse"])
    assert stored() == ["Kunde", "Åpen", "Ny"]
    assert crm_lists.add_items("category", ["PARTNER"], cast["åse"])["PARTNER"].id == third.id
    assert stored() == ["Kunde", "Åpen", "Ny", "PARTNER"]


def test_a_field_is_added_moved_deleted_and_restored(cast: dict[str, Any]):
    made = [crm_fields.add(Entity.COMPANY, FieldType.LIST, Wanted(name, "category"), cast["åse"]) for name in ("A", "Å")]
    crm_fields.move(made[1], True, cast["åse"])
    assert list(all_fields()[Entity.COMPANY])[-2:] == ["X_A_2", "X_A"]
    crm_fields.delete(made[0], cast["åse"])
    crm_fields.restore(made[0], cast["åse"])
    assert list(all_fields()[Entity.COMPANY])[-2:] == ["X_A_2", "X_A"]
