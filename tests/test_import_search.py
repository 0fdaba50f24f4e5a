"""Import from ERP, the first step: the search, its hits, and what is ticked from page to page."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ActorType
from tests import fielded, linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.imported import preview, row
from tests.pages import Page, open_page
from webapp.models import Connection, ConnectionField, FieldMapping, ImportChoice, SyncConnector, SyncRun
from webapp.services import import_choice

SEARCH = "search=1"


@pytest.fixture
def visma(cast: dict[str, Any]) -> Connection:
    """A connection to a workbook, tested and mapped."""
    return linked.workbook_erp(cast)[0]


def hits(browser: Browser, connection: Connection, query: str = SEARCH, type_: str = "Customer") -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/import/{type_}?{query}")


def ticked(page: Page) -> list[str]:
    """The keys ticked on a page."""
    return [each.get("value") for each in page.root.all("input") if each.get("name") == "tick" and "checked" in each.attributes]


def keys(page: Page) -> list[str]:
    return [each.get("value") for each in page.root.all("input") if each.get("name") == "shown"]


def ways(page: Page) -> dict[str, str]:
    """Where the links of a page lead, by their words."""
    return {each.text(): each.get("href") for each in page.root.all("a")}


def test_the_way_to_the_import_is_under_the_list_and_nothing_is_asked_before_a_search(admin: Browser, visma: Connection):
    page = open_page(admin, f"/sync?selected={visma.id}")
    page = page.fill(selected=str(visma.id)).press("Import from ERP")
    assert page.url == f"/sync/connections/{visma.id}/import/Customer"
    assert "Choose what to import" in page
    assert keys(page) == []


def test_hits_have_the_fields_shown_in_search_and_say_to_whom_they_are_linked(admin: Browser, visma: Connection):
    company = linked.company("Fjordkraft Tromsø")
    linked.link(visma, company, "20318")
    page = hits(admin, visma, "search=1&text=fjordkraft")
    assert keys(page) == ["20318", "20319"]
    assert "Linked to Fjordkraft Tromsø" in page
    assert f'href="/crm/company/{company.id}"' in page.html
    FieldMapping.update(in_search=False).execute()
    page = hits(admin, visma, "search=1&text=fjordkraft")
    assert "Details" in page  # what tells them apart where no field is chosen
    assert "9008 Tromsø" in page


def test_criteria_take_the_place_of_the_text_and_stand_in_the_address(admin: Browser, visma: Connection):
    ConnectionField.update(searchable=True).where(ConnectionField.connection == visma).execute()
    page = hits(admin, visma, "search=1&text=zzz&f1=City&o1=%3D&v1=Bod%C3%B8")
    assert keys(page) == ["20319"]
    assert page.value("Contains") == "zzz"
    added = hits(admin, visma, "search=1&do=add&add=City")
    assert "How “City” is compared" in added.html
    assert keys(added) == []  # a row is only added, nothing is searched for


@pytest.mark.parametrize(
    "query",
    ["f1=City&o1=nonsense&v1=x", "f1=Nonsense&o1==&v1=x", "f1=City&o1==&v1=", f"f1=City&o1==&v1={'x' * 3000}"],
)
def test_criteria_that_are_nonsense_are_refused_with_everything_still_there(admin: Browser, visma: Connection, query: str):
    page = hits(admin, visma, f"search=1&text=fjord&{query}")
    assert page.status == 422
    assert page.value("Contains") == "fjord"
    assert keys(page) == []
    assert keys(hits(admin, visma, "search=1&text=bod")) == ["20319"]


def test_what_is_ticked_is_kept_from_page_to_page_and_from_search_to_search(admin: Browser, cast: dict[str, Any]):
    rows = [("ID", "Nm"), *((number, f"Granli {number}") for number in range(1, 53))]
    many = linked.workbook_erp(cast, "Many", {"Customer": rows})[0]
    page = hits(admin, many).fill(tick=["1"]).press("Next page")
    assert keys(page) == ["51", "52"]
    assert "Preview the one ticked" in page
    page = page.fill(tick=["52"], keep_blanks="1").press("First page")
    assert (len(keys(page)), ticked(page)) == (50, ["1"])
    assert "checked" in page.by_id("keep-blanks").attributes
    assert "Preview the 2 ticked" in hits(admin, many, "search=1&text=33")
    assert "Nothing is ticked" in hits(admin, many).press("Untick all")


def test_with_script_each_tick_is_kept_at_once(admin: Browser, cast: dict[str, Any], visma: Connection):
    url = f"/sync/connections/{visma.id}/import/Customer?search=1"
    answer = admin.post(url, {"shown": ["20318", "20319"], "tick": ["20319"]}, htmx=True)
    assert answer.status_code == 200
    assert "Preview the one ticked" in answer.get_data(as_text=True)
    assert "<html" not in answer.get_data(as_text=True)
    assert import_choice.of(visma, cast["åse"], ActorType.CUSTOMER) == ["20319"]


def test_ticks_that_are_forged_change_nothing_and_more_than_possible_are_refused(admin: Browser, visma: Connection):
    url = f"/sync/connections/{visma.id}/import/Customer?search=1&row=7&_external=1"
    assert admin.post(url, {"tick": ["20318", "<b>"], "do": "nonsense", "cursor_next": "x" * 900}).status_code == 303
    assert not ImportChoice.select().exists()
    many = [str(number) for number in range(import_choice.LIMIT + 1)]
    page = Page(admin, admin.post(url, {"shown": many, "tick": many, "do": "preview"}))
    assert page.status == 422
    assert "2,001 actors would be ticked; at most 2,000 can be" in page
    assert "Preview the one ticked" in page.fill(tick=["20318"]).press("Preview what is ticked", disabled=False, do="save")


def test_another_user_has_ticks_of_their_own(admin: Browser, cast: dict[str, Any], visma: Connection):
    import_choice.change(visma, cast["bjørn"], ActorType.CUSTOMER, {"20318"}, ["20318"])
    assert "Nothing is ticked" in hits(admin, visma)
    assert "Tick actors in the list" in hits(admin, visma).press("Preview what is ticked")


def test_an_erp_that_doesnt_answer_is_told_in_words_and_asked_again(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    fjord = linked.memory_erp(cast, memory, erp)
    erp.mode = "closing"
    page = hits(admin, fjord)
    assert page.status == 200
    again = next(each.get("href") for each in page.root.all("a") if each.text() == "Try again")
    erp.mode = "ok"
    assert keys(open_page(admin, again)) != []


def test_a_connection_that_isnt_tested_says_so_with_the_way_to_its_test(admin: Browser, visma: Connection):
    Connection.update(tested_state="failed").execute()
    page = hits(admin, visma)
    assert "has not passed a test" in page
    assert f'href="/sync/connections/{visma.id}"' in page.html
    refused = admin.post(f"/sync/connections/{visma.id}/import/Customer", {"shown": "20318", "tick": "20318", "do": "preview"})
    assert refused.status_code == 422
    Connection.update(tested_state="warnings").execute()
    assert keys(hits(admin, visma)) != []


def test_without_a_direction_to_the_crm_the_way_to_the_mappings_is_shown(admin: Browser, visma: Connection):
    FieldMapping.update(to_crm=False).execute()
    page = hits(admin, visma)
    assert "No field of Customer goes to the CRM" in page
    assert f'href="/sync/connections/{visma.id}/mappings/Customer"' in page.html


@pytest.mark.parametrize("type_", ["Person", "Project"])
def test_persons_and_projects_are_told_to_come_after_their_companies(admin: Browser, visma: Connection, type_: str):
    page = hits(admin, visma, "", type_)
    assert "No company is linked on “Visma” yet." in page
    assert ways(page)["Go to Customer"] == f"/sync/connections/{visma.id}/import/Customer"
    linked.link(visma, linked.company("Fjordkraft"), "20318")
    page = hits(admin, visma, type_=type_)
    assert ("Import the companies first" in page, "No company is linked" in page) == (True, False)
    assert "Import the companies first" in page.press("Import all without a preview …")
    assert "Import the companies first" not in hits(admin, visma, "")


def test_persons_without_mappings_are_told_of_these_and_of_their_companies(admin: Browser, visma: Connection):
    FieldMapping.update(to_crm=False).execute()
    page = hits(admin, visma, "", "Person")
    assert "Import the companies first" in page
    assert "Each actor type has mappings of its own." in page
    assert ways(page)["Go to Mappings"] == f"/sync/connections/{visma.id}/mappings/Person"


def test_a_run_under_way_keeps_another_from_beginning(admin: Browser, cast: dict[str, Any], visma: Connection):
    running = preview(visma, cast["åse"], state="running")
    page = hits(admin, visma).fill(tick=["20318"])
    assert "A run of “Visma” is under way" in page
    page = page.press("Preview what is ticked")
    assert page.status == 422
    assert "Wait until it is done" in page
    assert ticked(page) == ["20318"]
    SyncRun.update(state="done").where(SyncRun.id == running.id).execute()
    assert page.press("Preview the one ticked").url.startswith(f"/sync/connections/{visma.id}/import/previews/")


def test_a_connection_without_fields_says_where_they_are_read(admin: Browser, memory: SyncConnector):
    page = open_page(admin, f"/sync/connections/{fielded.connection(memory).id}/import")
    assert "No fields have been read" in page


def test_the_list_of_previews_costs_the_same_however_many_there_are(admin: Browser, cast: dict[str, Any], visma: Connection):
    def queries() -> int:
        with count_queries() as counter:
            assert hits(admin, visma, "").status == 200
        return counter.count

    preview(visma, cast["åse"], row("new", "1", "A"))
    few = queries()
    for _ in range(15):
        preview(visma, cast["åse"], row("new", "1", "A"))
    assert queries() == few
