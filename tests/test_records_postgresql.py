"""The register on PostgreSQL: values in a column of JSON, words by patterns, and what no text of it can hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.pages import open_page
from tests.registered import COMPANY, add, names, stored, typed
from tests.test_links_postgresql import in_between
from tests.test_postgresql import postgresql, settings  # noqa: F401 - fixtures
from webapp.models import CrmListItem, SelectionMember
from webapp.services import crm_lists, selections

pytestmark = pytest.mark.postgresql


def test_records_are_found_changed_and_put_in_order(cast: dict[str, Any], bjorn: Browser):
    crm_lists.add_items("category", ["Kunde"], cast["åse"])
    item = str(CrmListItem.get().id)
    row = add(NAME="Ørneredet", CATEGORY=item, POSTALCITY="Bodø")
    for name in ("Ås", "Zebra", "50% AS"):
        add(NAME=name)
    assert names(open_page(bjorn, "/crm/company")) == ["50% AS", "Zebra", "Ørneredet", "Ås"]
    assert names(open_page(bjorn, f"/crm/company?CATEGORY={item}&q=BODØ&link=not-1")) == []
    assert names(open_page(bjorn, f"/crm/company?CATEGORY={item}&q=BODØ")) == ["Ørneredet"]
    assert names(open_page(bjorn, "/crm/company?q=0%25")) == ["50% AS"]
    open_page(bjorn, f"/crm/company/{row}/edit").fill(**typed(NAME="Ørneredet AS")).press("OK")
    assert stored(row).version == 2


def test_what_no_text_can_hold_is_no_fault(bjorn: Browser):
    for query in ("q=%00", "CATEGORY=%00", "link=%00", "company_words=%00", "sort=%00"):
        assert bjorn.get(f"/crm/company?{query}").status_code == 200
    assert bjorn.get("/crm/company/choices?company_words=a%00b", htmx=True).status_code == 200
    page = open_page(bjorn, "/crm/company/new").fill(**typed(NAME="a\0b")).press("OK")
    assert page.status == 422


def test_two_who_add_the_same_records_to_a_selection_add_each_once(cast: dict[str, Any], bjorn: Browser):
    ids = [add(NAME=f"Fjord {at}") for at in range(3)]
    one = selections.make("En", COMPANY, ids[:1], cast["bjørn"])
    assert in_between(lambda: selections.extend(one, ids[:2]), lambda: selections.extend(one, ids)) == ""
    assert sorted(each.record_id for each in SelectionMember.select()) == ids
    assert "Companies (3)" in open_page(bjorn, f"/selections/{one.id}")
    assert "Companies 3" in open_page(bjorn, "/selections").text.replace("\u00a0", " ")


def test_nothing_is_added_to_a_selection_that_is_being_deleted(cast: dict[str, Any], bjorn: Browser):
    row = add(NAME="Fjord")
    gone, other = (selections.make(name, COMPANY, [], cast["bjørn"]) for name in ("Borte", "Her"))
    assert in_between(lambda: selections.delete(gone), lambda: selections.extend(gone, [row])) == "selection_gone"
    assert SelectionMember.select().count() == 0
    assert selections.extend(other, [row]) == 1
