"""The mappings dialog as it is filled in without script, and what htmx gets of it. Nothing here is stored."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import ERP_KEY, ActorType, FieldMetadata, FieldType, Text
from tests import fielded
from tests.conftest import Browser
from tests.fielded import MANDATORY, READ_ONLY, field, read, store, text
from tests.pages import Page, open_page
from webapp.forms.config_fields import html_name
from webapp.forms.mappings import control
from webapp.models import ActorMapping, Connection, ConnectionField, FieldMapping, ListItemMapping, SyncConnector

FIELDS = (
    FieldMetadata(ERP_KEY, Text("Key"), access=READ_ONLY),
    text("Nm", "Name", 60, MANDATORY),
    text("Alt", "Other name"),
    text("Bal", "Balance", access=READ_ONLY),
    field("Gr", "Group", FieldType.LIST, "Groups"),
    field("Blocked", "Blocked", FieldType.CHECKBOX),
)


@pytest.fixture
def fjord(memory: SyncConnector) -> Connection:
    """A connection whose customers have these fields, none of them mapped; only the name can be searched."""
    made = fielded.connection(memory)
    read(made, FIELDS, searchable=["Nm"], lists={"Groups": {"1": "Retail", "2": "Industry", "3": "Public"}})
    return made


def actor(connection: Connection) -> ActorMapping:
    return ActorMapping.get(ActorMapping.connection == connection)


def shown(admin: Browser, connection: Connection, actor_type: str = "Customer") -> Page:
    return open_page(admin, f"/sync/connections/{connection.id}/mappings/{actor_type}")


def chosen(page: Page, erp_key: str, crm_key: str) -> Page:
    return page.fill(**{control("crm", erp_key): crm_key})


def row(page: Page, erp_key: str) -> str:
    return page.by_id(f"row-{html_name(erp_key)}").text()


def on(page: Page, arrow: str) -> bool:
    return page.button(arrow).get("aria-pressed") == "true"


def unsaved(page: Page) -> str:
    return page.by_id("unsaved").text()


def posted(page: Page, erp_key: str, **values: str) -> Any:
    """The answer that htmx gets when something in a field's row has changed."""
    form = page.by_id("mappings-form")
    url = page.by_id(f"row-{html_name(erp_key)}").get("hx-post")
    return page.browser.post(url, page.sent(form) | values, htmx=True, token=False).get_data(as_text=True)


def test_the_dialog_opens_at_the_first_actor_type_and_counts_the_mapped_fields_of_each(admin, fjord):
    read(fjord, [text("Nm", "Name")], ActorType.PROJECT)
    store(actor(fjord), "Nm", "NAME", ">")
    page = open_page(admin, f"/sync/connections/{fjord.id}/mappings")
    assert page.url.endswith("/mappings/Customer")
    assert "Customer 1 of 6 Project 0 of 1" in page.text
    assert "Sync ERP “Customer” to CRM “Company”" in page


def test_arrows_are_off_until_a_crm_field_is_chosen_and_say_so(admin, fjord):
    page = shown(admin, fjord)
    assert page.button("ERP to CRM: Name").get("title") == "Choose a CRM field first."
    page = chosen(page, "Nm", "NAME").press("Update").press("ERP to CRM: Name").press("CRM to ERP: Name")
    assert on(page, "ERP to CRM: Name")
    assert on(page, "CRM to ERP: Name")
    assert unsaved(page) == "1 change is not saved"
    assert not FieldMapping.get(FieldMapping.erp_key == "Nm").to_crm  # not before it is saved


def test_an_arrow_that_is_pressed_again_is_off(admin, fjord):
    store(actor(fjord), "Nm", "NAME", "<>")
    page = shown(admin, fjord).press("ERP to CRM: Name")
    assert not on(page, "ERP to CRM: Name")
    assert on(page, "CRM to ERP: Name")


@pytest.mark.parametrize(
    ("erp", "crm", "arrow", "why"),
    [
        (ERP_KEY, "NUMBER1", "CRM to ERP: Key", "The ERP gives out its keys itself."),
        ("Bal", "NUMBER1", "CRM to ERP: Balance", "“Balance” can only be read in the ERP."),
        ("Nm", "ID", "ERP to CRM: Name", "“CRM id” can only be read in the CRM."),
        ("Blocked", "NAME", "CRM to ERP: Blocked", "A value of the type text can't become check box without losing something."),
    ],
)
def test_an_arrow_that_cant_be_used_says_why(admin, fjord, erp, crm, arrow, why):
    store(actor(fjord), erp, crm)
    button = shown(admin, fjord).button(arrow)
    assert "disabled" in button.attributes
    assert button.get("title") == why


def test_a_direction_that_another_crm_field_doesnt_allow_is_switched_off_and_the_row_says_so(admin, fjord):
    store(actor(fjord), "Gr", "CATEGORY", "<>")
    page = chosen(shown(admin, fjord), "Gr", "NAME").press("Update")
    assert on(page, "ERP to CRM: Group")
    assert not on(page, "CRM to ERP: Group")
    assert "Switched off: CRM to ERP. A value of the type text" in row(page, "Gr")


def test_htmx_gets_the_row_that_has_changed_and_the_count_and_nothing_else(admin, fjord):
    page = chosen(shown(admin, fjord), "Nm", "NAME")
    answer = posted(page, "Nm")
    assert answer.count("<tr") == 1
    assert f'hx-target="#row-{html_name("Nm")}"' in answer
    assert "1 change is not saved" in answer


def test_what_a_change_switches_off_is_said_aloud_too(admin, fjord):
    store(actor(fjord), "Gr", "CATEGORY", "<>")
    answer = posted(chosen(shown(admin, fjord), "Gr", "NAME"), "Gr")
    assert 'data-announce="Switched off: CRM to ERP.' in answer


def test_two_fields_that_write_one_crm_field_say_so_at_both_rows_until_one_doesnt(admin, fjord):
    store(actor(fjord), "Nm", "NAME", ">")
    store(actor(fjord), "Alt", "NAME", ">")
    page = shown(admin, fjord)
    assert "Also written by “Other name”" in row(page, "Nm")
    assert "Also written by “Name”" in row(page, "Alt")
    answer = posted(chosen(page, "Alt", ""), "Alt")
    assert (answer.count("<tr"), "Also written" in answer) == (1, False)
    assert f'<div id="notes-{html_name("Nm")}"></div>' in answer  # the other row loses its caution, and nothing else


def test_a_crm_field_that_another_connection_writes_is_shown_with_its_name(admin, fjord, memory):
    other = read(fielded.connection(memory, "Nordlys"), [text("X")])
    store(other, "X", "NAME", ">")
    ActorMapping.update(active=True).where(ActorMapping.id == other.id).execute()
    page = chosen(shown(admin, fjord), "Nm", "NAME").press("Update")
    assert "Also written by the ERP connection “Nordlys”." in row(page, "Nm")


def test_what_is_gone_on_either_side_is_shown_as_such(admin, fjord):
    store(actor(fjord), "Nm", "X_1")
    ConnectionField.update(missing=True).where(ConnectionField.key == "Alt").execute()
    page = shown(admin, fjord)
    assert "This CRM field no longer exists. Choose another." in row(page, "Nm")
    assert "missing in ERP" in row(page, "Alt")
    assert page.button("ERP to CRM: Other name").get("title") == "The field no longer exists in the ERP."


def test_a_mapped_list_leads_to_its_list_mapping_with_the_number_of_values_missing(admin, fjord):
    mapping = store(actor(fjord), "Gr", "CATEGORY", ">")
    ListItemMapping.create(field=mapping, erp_item="2")
    page = shown(admin, fjord)
    assert "list, 3 items" in row(page, "Gr")
    assert "List mapping: 2 items missing" in row(page, "Gr")
    link = next(each for each in page.root.all("a") if each.text() == "List mapping: 2 items missing")
    assert "Group" in open_page(admin, link.get("href"))
    assert "can be made when this is saved" in row(chosen(page, "Gr", "BUSINESS").press("Update"), "Gr")


def test_only_fields_that_the_erp_can_search_in_can_be_shown_in_search(admin, fjord):
    page = shown(admin, fjord)
    assert "disabled" not in page.by_id(control("search", "Nm")).attributes
    assert page.by_id(control("search", "Alt")).get("title") == "The ERP can't search in this field."


def test_the_filter_keeps_what_is_not_saved_and_what_it_hides(admin, fjord):
    page = chosen(shown(admin, fjord), "Nm", "NAME").fill(q="OTHER").press("Filter")
    hidden = [each.get("id") for each in page.root.all("tr") if "hidden" in each.attributes]
    assert f"row-{html_name('Nm')}" in hidden
    assert len(hidden) == 5
    assert unsaved(page) == "1 change is not saved"
    page = page.fill(q="", only="1").press("Filter")
    assert all("hidden" in each.attributes for each in page.root.all("tr") if each.get("id"))
    assert "No field is left by the filter." in page


def test_all_fields_shown_are_set_at_once_where_that_is_possible(admin, fjord):
    store(actor(fjord), "Nm", "NAME")
    store(actor(fjord), "Alt", "NUMBER1")
    store(actor(fjord), "Bal", "NUMBER2")
    page = shown(admin, fjord).fill(q="name").press("Filter").fill(bulk="both").press("Set").fill(q="").press("Filter")
    assert on(page, "ERP to CRM: Name")
    assert on(page, "CRM to ERP: Other name")
    assert not on(page, "ERP to CRM: Balance")  # was not shown
    page = page.fill(bulk="both").press("Set").fill(bulk="search").press("Set")
    assert on(page, "ERP to CRM: Balance")
    assert not on(page, "CRM to ERP: Balance")
    assert [key for key in ("Nm", "Alt") if "checked" in page.by_id(control("search", key)).attributes] == ["Nm"]


def test_the_number_of_queries_is_the_same_for_20_and_for_150_fields(admin, memory):
    counts = []
    for number in (20, 150):
        wide = fielded.connection(memory, f"Wide {number}")
        read(wide, [text(f"F{each}") for each in range(number)])
        open_page(admin, "/sync")
        with count_queries() as opening:
            page = shown(admin, wide)
        page.fill(**{control("crm", f"F{each}"): "NAME" for each in range(number)})
        with count_queries() as changing:
            posted(page, "F1")
        with count_queries() as saving:
            assert page.press("Save").status == 200
        assert FieldMapping.select().where(FieldMapping.crm_key == "NAME", FieldMapping.actor == actor(wide)).count() == number
        counts.append((opening.count, changing.count, saving.count))
    assert counts[0] == counts[1]
    assert max(counts[0][:2]) <= 12


def test_the_dialog_is_for_administrators_and_for_actor_types_that_there_are(admin, bjorn, fjord):
    url = f"/sync/connections/{fjord.id}/mappings"
    assert [bjorn.get(url).status_code, bjorn.post(f"{url}/Customer").status_code] == [403, 403]
    assert [admin.get(f"{url}/{name}").status_code for name in ("Person", "Sale", "customer", "x" * 500)] == [404] * 4
    odd = {
        "field": ["x", html_name("Nm")],
        "press": "to_crm-",
        "version": "9" * 40,
        "bulk": "x",
        "q": "\0",
        control("crm", "Nm"): "<",
    }
    assert [admin.post(f"{url}/Customer/{each}", odd).status_code for each in ("change", "bulk")] == [200, 200]
    assert admin.get(f"{url}/Customer/change").headers["Location"].endswith("/mappings/Customer")
