"""Each reason that keeps a connection from becoming active: told before and at activation, with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.base import FieldType
from tests.conftest import Browser
from tests.lists import crm_items
from tests.mapped import pair, put, sheet_of
from tests.pages import open_page
from tests.test_readiness import condition, links, readiness, saved, toggled, two_writers
from webapp.forms.config_fields import html_name
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionReading, CrmField, DefaultRule

__all__ = ["saved"]


def switch_all_off(saved: Connection) -> None:
    ActorMapping.update(active=False).execute()


def no_direction(saved: Connection) -> None:
    put(saved, "Nm", "NAME", "")
    DefaultRule.create(field=sheet_of(saved).by_key["Nm"].mapping, use_value=True, value="x")


def lose_field(saved: Connection) -> None:
    put(saved, "City", "POSTALCITY", "")
    ConnectionField.update(missing=True).where(ConnectionField.key == "City").execute()


def lose_crm_field(saved: Connection) -> None:
    CrmField.create(entity="company", key="X_AREA", name="Area", name_key="area", type=int(FieldType.TEXT))
    put(saved, "City", "X_AREA", "")
    CrmField.update(deleted_at="2026-01-01", name_key=None).execute()


def lose_actor_type(saved: Connection) -> None:
    ActorMapping.update(missing=True).where(ActorMapping.active).execute()


def impossible_direction(saved: Connection) -> None:
    put(saved, "Blocked", "PHONE", "<>", force=True)


def leave_mandatory(saved: Connection) -> None:
    put(saved, "Nm", "", "")
    put(saved, "City", "POSTALCITY")


def unmapped_list(saved: Connection) -> None:
    put(saved, "CustGr", "CATEGORY")


def two_ways_back(saved: Connection) -> None:
    crm_items("category", "Shop")
    group = put(saved, "CustGr", "CATEGORY")
    pair(group, "1", "Shop")
    pair(group, "2", "Shop")


def unread(saved: Connection) -> None:
    ConnectionReading.delete().execute()


CASES: list[tuple[Callable[[Connection], None], str, str, str]] = [
    (switch_all_off, "At least one actor type is synced", "No actor type is switched on.", "/mappings"),
    (no_direction, "At least one actor type is synced", "Customer is switched on, but no field has a", "/mappings/Customer"),
    (lose_actor_type, "Every mapped field exists", "The ERP no longer has the actor type Customer.", "/mappings/Customer"),
    (lose_field, "Every mapped field exists", "no longer in the ERP: City.", f"/mappings/Customer#crm-{html_name('City')}"),
    (lose_crm_field, "Every mapped field exists", "these ERP fields no longer exist: City.", "/mappings/Customer#crm-"),
    (impossible_direction, "Every direction", "in a direction that isn't possible: Blocked.", "/mappings/Customer#crm-"),
    (leave_mandatory, "Every mandatory ERP field", "without a direction or a default value: Name.", "/mappings/Customer#crm-"),
    (unmapped_list, "Every mapped list field", "list fields without a list mapping: Customer group.", "/lists/Customer/"),
    (two_ways_back, "Every mapped list field", "several ERP items go to Shop.", "/lists/Customer/"),
    (
        two_writers,
        "No CRM field is written by two",
        "writes the CRM field City (postal): Postal code, City.",
        "/mappings/Customer#crm-",
    ),
    (unread, "The fields of the ERP have been read", "have not been read yet.", "/mappings"),
]


@pytest.mark.parametrize(("spoil", "label", "words", "address"), CASES, ids=[case[0].__name__ for case in CASES])
def test_each_condition_is_told_before_and_at_activation_with_the_way_to_mend_it(
    admin: Browser, saved: Connection, spoil: Callable[[Connection], None], label: str, words: str, address: str
):
    assert condition(readiness(admin, saved), label).text().endswith("In order")
    spoil(saved)
    lacking = condition(readiness(admin, saved), label)
    assert "Not in order" in lacking.text()
    assert words in lacking.text()
    ways = [url for url in links(lacking).values() if address in url]
    assert ways
    assert words in toggled(admin)
    assert not Connection.get().active
    assert open_page(admin, ways[0].partition("#")[0]).status == 200
