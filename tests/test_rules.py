"""The rules of a connection: what happens on creation, change, blanks and deletion, in each direction, in plain sentences."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import ActorType
from tests.conftest import Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.lists import crm_items, erp_has
from tests.mapped import pair, put, ready, sheet_of
from tests.pages import Page, open_page
from webapp.models import ActorMapping, Connection, DefaultRule, SyncConnector, SyncRank


@pytest.fixture
def saved(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return ready(save_memory(cast, memory, erp))


def rules(browser: Browser, connection: Connection) -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/rules")


def cells(page: Page, event: str) -> tuple[str, str]:
    """What an event does in the CRM and in the ERP, of the first actor type."""
    row = next(each for each in page.root.all("tr") if each.text().startswith(event))
    in_crm, in_erp = (each.text() for each in row.all("td"))
    return in_crm, in_erp


def remark(page: Page, topic: str) -> str:
    """What is said of a topic, of the first actor type."""
    groups = [each for each in page.root.all("div") if any(term.text() == topic for term in each.all("dt"))]
    return next(each.text() for each in groups[-1].all("dd"))


def test_values_go_where_their_direction_says(admin: Browser, saved: Connection):
    put(saved, "City", "POSTALCITY", ">")
    put(saved, "Zip", "POSTALZIP", "<")
    in_crm, in_erp = cells(rules(admin, saved), "On change")
    assert in_crm == "The CRM gets the new value: Name → Name, City → City (postal)."
    assert in_erp == "The ERP gets the new value: Name → Name, Postal code (postal) → Postal code."


def test_blanks_go_too_but_not_where_a_value_is_mandatory(admin: Browser, saved: Connection):
    put(saved, "City", "POSTALCITY", ">")
    in_crm, in_erp = cells(rules(admin, saved), "When made blank")
    assert "These become blank in the CRM too: City (postal)." in in_crm
    assert "must have a value in the CRM and keep it; the record is reported: Name." in in_crm
    assert in_erp == "These must have a value in the ERP and keep it; the record is reported: Name."
    put(saved, "Nm", "NAME", ">")
    assert cells(rules(admin, saved), "When made blank")[1] == "Nothing happens: no field goes this way."


def test_nothing_is_deleted_on_either_side(admin: Browser, saved: Connection):
    assert cells(rules(admin, saved), "On deletion") == (
        "Nothing is deleted in the CRM. “Disconnect” removes only the link.",
        "Nothing is deleted in the ERP. “Disconnect” removes only the link.",
    )


def test_creating_in_the_erp_tells_of_values_defaults_questions_and_what_must_be_there(admin: Browser, saved: Connection):
    fields = sheet_of(saved).by_key
    DefaultRule.create(field=fields["Nm"].mapping, use_value=True, value="<user>", mandatory=True)
    DefaultRule.create(field=fields["Terms"].mapping, use_value=True, value="1400")
    DefaultRule.create(field=fields["CustGr"].mapping, use_value=True, value="2", ask=True)
    DefaultRule.create(field=fields["Blocked"].mapping, use_value=True, value="0")
    said = cells(rules(admin, saved), "On creation")[1]
    assert "These get a default value: Customer group = Industry, Days of credit = 1400, Blocked = No." in said
    assert "These get a default value where the CRM has none: Name = “<user>”." in said
    assert "The user is asked for: Customer group." in said
    assert "These must have a value, else nothing is created: Name." in said


def test_a_mandatory_field_that_only_goes_to_the_crm_keeps_one_from_creating(admin: Browser, saved: Connection):
    put(saved, "Nm", "NAME", ">")
    assert (
        "have no default value: Name. Nothing can be created there before they do."
        in cells(rules(admin, saved), "On creation")[1]
    )


def test_who_wins_follows_the_sync_priority(admin: Browser, saved: Connection):
    assert remark(rules(admin, saved), "Changed on both sides").startswith("The CRM wins")
    SyncRank.delete().execute()
    SyncRank.create(connection=saved, position=1)
    SyncRank.create(connection=None, position=2)
    assert remark(rules(admin, saved), "Changed on both sides").startswith("The ERP wins, since this connection stands higher")


def test_texts_that_are_cut_are_told_with_their_length(admin: Browser, saved: Connection):
    put(saved, "City", "POSTALCITY", "<>")
    assert remark(rules(admin, saved), "Long texts") == "Cut at this many characters in the ERP: Name (60), City (40)."


def test_items_without_a_counterpart_and_ways_back_are_told(admin: Browser, saved: Connection):
    crm_items("category", "Shop", "Press")
    group = put(saved, "CustGr", "CATEGORY")
    pair(group, "1", "Shop", way_back=True)
    pair(group, "2", "Shop")
    said = remark(rules(admin, saved), "Lists")
    assert "Customer group: not decided yet: Public sector." in said
    assert "the way back is: Shop → Retail." in said
    assert "stand for nothing in the ERP: Press." in said
    pair(group, "3", "")
    assert "Customer group: these become blank in the CRM: Public sector." in remark(rules(admin, saved), "Lists")


def test_a_crm_item_that_only_an_item_lost_in_the_erp_goes_to_stands_for_nothing_there(admin: Browser, saved: Connection):
    crm_items("category", "Shop", "Press")
    group = put(saved, "CustGr", "CATEGORY")
    pair(group, "1", "Shop")
    pair(group, "2", "Press")
    assert "stand for nothing" not in remark(rules(admin, saved), "Lists")
    erp_has(saved, "CustomerGroup", {"1": "Retail"})
    assert "stand for nothing in the ERP: Press." in remark(rules(admin, saved), "Lists")


def test_every_synced_actor_type_is_on_the_page_and_the_others_are_named(admin: Browser, saved: Connection):
    ready(saved, ActorType.PERSON)
    page = rules(admin, saved)
    assert [each.text() for each in page.root.all("h2")] == ["ERP “Customer” and CRM “Company”", "ERP “Person” and CRM “Person”"]
    assert "A person can be linked only when the company is linked on this connection." in page
    assert "Not synced: Supplier, Project." in page
    assert "The connection is not active" in page


def test_without_an_actor_type_the_page_says_what_to_do(admin: Browser, saved: Connection):
    ActorMapping.update(active=False).execute()
    assert "No actor type is switched on, so nothing is synced." in rules(admin, saved)


def test_the_sentences_are_norwegian_for_who_reads_that(admin: Browser, saved: Connection):
    admin.language = "nb"
    page = rules(admin, saved)
    assert cells(page, "Ved endring") == ("CRM får den nye verdien: Navn → Navn.", "ERP får den nye verdien: Navn → Navn.")
    assert "Synkroniseres ikke: Leverandør, Person, Prosjekt." in page
