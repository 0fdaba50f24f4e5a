"""The CRM's lists: the editor that works on the page until OK, own lists, conflicts, and two thousand items."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from connectors.base import FieldType
from tests.conftest import Browser
from tests.crm import mapped
from tests.pages import Page, open_page
from webapp.crm import lists
from webapp.crm.fields import Entity
from webapp.models import AuditEvent, CrmList, CrmListItem, ListItemMapping, SyncConnector
from webapp.services import crm_fields, crm_items, crm_list_rows, crm_lists
from webapp.services.crm_field_rules import Wanted


def stored(key: str = "category") -> list[str]:
    return list(lists.items([key])[key].values())


def url(key: str = "category") -> str:
    return f"/crm/lists/{CrmList.get(key=key).id}"


def shown(page: Page) -> list[str]:
    """The names in the editor, in order, without those that a filter hides."""
    rows = [row for row in page.root.all("tr") if "hidden" not in row.attributes]
    return [each.get("value") for row in rows for each in row.all("input") if each.get("name") == "name"]


def names_typed(page: Page, *names: str) -> Page:
    return page.fill(name=list(names))


@pytest.fixture
def editor(admin: Browser, cast: dict[str, Any]) -> Page:
    """The editor of the list Category with four items."""
    crm_lists.add_items("category", ["Kunde", "Åpen", "Partner", "Ærlig"], cast["åse"])
    return open_page(admin, url())


def test_the_screen_names_every_list_with_its_size_and_its_fields(admin: Browser, editor: Page, cast: dict[str, Any]):
    crm_lists.add("Region", ["Nord", "Sør"], cast["åse"])
    crm_fields.add(Entity.PERSON, FieldType.LIST, Wanted("Distrikt", "x_region"), cast["åse"])
    rows = [row.text() for row in open_page(admin, "/crm/lists").root.all("tr")][1:]
    assert [row.split()[0] for row in rows] == ["Category", "Business", "Position", "Project", "Project", "Region"]
    assert rows[0].startswith("Category 4 Company: Category")
    assert rows[5].startswith("Region Added 2 Person: Distrikt")


def test_many_items_are_added_as_lines_and_stored_with_ok(editor: Page):
    editor.fill(lines=" Prospekt \r\n\r\nKonkurrent\n").press("OK")
    assert stored() == ["Kunde", "Åpen", "Partner", "Ærlig", "Prospekt", "Konkurrent"]


def test_nothing_is_stored_before_ok_and_then_everything_at_once(editor: Page, cast: dict[str, Any]):
    page = editor.fill(lines="Ny").press("Put into the list")
    page = names_typed(page, "Kunde", "Åpen", "Medspiller", "Ærlig", "Ny").fill(tick=["0"]).press("Down")
    assert shown(page) == ["Åpen", "Kunde", "Medspiller", "Ærlig", "Ny"]
    assert "Not saved yet" in page
    assert stored() == ["Kunde", "Åpen", "Partner", "Ærlig"]
    page = page.fill(tick=["0"]).press("Delete")
    assert page.press("OK").url == "/crm/lists"
    assert stored() == ["Kunde", "Medspiller", "Ærlig", "Ny"]
    changes = AuditEvent.select().order_by(AuditEvent.id.desc()).get().changes
    assert {each["what"] for each in changes} == {"items_added", "items_deleted", "item_name"}


def test_ticked_items_move_together_and_all_sort_in_the_norwegian_way(editor: Page):
    page = editor.fill(tick=["2", "3"]).press("Up")
    assert shown(page) == ["Kunde", "Partner", "Ærlig", "Åpen"]
    assert shown(page.press("To the top")) == ["Partner", "Ærlig", "Kunde", "Åpen"]
    assert shown(page.press("To the bottom")) == ["Kunde", "Åpen", "Partner", "Ærlig"]
    page = page.press("Sort A–Å")
    page.press("OK")
    assert stored() == ["Kunde", "Partner", "Ærlig", "Åpen"]


def test_enter_keeps_what_is_typed_and_stores_nothing(editor: Page):
    sent = editor.sent(editor.button("OK").form()) | {"name": ["Kunder", "Åpen", "Partner", "Ærlig"]}
    page = Page(editor.browser, editor.browser.post(editor.url, sent | {"do": "keep"}))
    assert (shown(page)[0], stored()[0]) == ("Kunder", "Kunde")
    page.press("OK")
    assert stored()[0] == "Kunder"


def test_two_items_may_change_names_with_each_other(editor: Page):
    names_typed(editor, "Åpen", "KUNDE", "Partner", "Ærlig").press("OK")
    assert stored() == ["Åpen", "KUNDE", "Partner", "Ærlig"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["Kunde", "Åpen", "kunde", "Ærlig"], "“kunde” is in the list already."),
        (["Kunde", " ", "Partner", "Ærlig"], "Give it a name."),
        (["Kunde", "x" * 201, "Partner", "Ærlig"], "201 characters"),
        (["Kunde", "a\x02b", "Partner", "Ærlig"], "control characters"),
    ],
)
def test_a_name_that_wont_do_is_refused_where_it_stands_and_mended(editor: Page, typed: list[str], words: str):
    page = names_typed(editor, *typed).fill(lines="Ny").press("OK")
    assert page.status == 422
    assert any(words in error for error in page.errors())
    assert (shown(page), stored()) == ([each.strip() for each in typed], ["Kunde", "Åpen", "Partner", "Ærlig"])
    names_typed(page, "Kunde", "Åpen", "Tredje", "Ærlig").press("OK")
    assert stored() == ["Kunde", "Åpen", "Tredje", "Ærlig", "Ny"]


def test_lines_with_names_that_are_there_are_refused_by_name(editor: Page):
    page = editor.fill(lines="KUNDE\na\na\nNy").press("OK")
    assert page.error_at("Add items") == "These are in the list already, or here twice: KUNDE, a. Remove their lines."
    assert page.fill(lines="a\nNy").press("OK").status == 200
    assert stored()[4:] == ["a", "Ny"]


def test_a_deleted_item_comes_back_by_a_tick_or_by_its_name(editor: Page, admin: Browser):
    ids = {each.name: each.id for each in CrmListItem.select()}
    editor.fill(tick=["0", "2"]).press("Delete").press("OK")
    assert stored() == ["Åpen", "Ærlig"]
    page = open_page(admin, url()).fill(back=[str(ids["Partner"])]).press("Restore the ticked ones")
    page.fill(back=[], lines="KUNDE").press("OK")
    assert stored() == ["Åpen", "Ærlig", "Partner", "KUNDE"]
    assert {each.name: each.id for each in crm_list_rows.live_items(CrmList.get(key="category"))}["KUNDE"] == ids["Kunde"]


def test_deleting_an_item_names_the_list_mappings_that_use_it(editor: Page, cast: dict[str, Any], memory: SyncConnector):
    row = mapped(cast, memory, "Fjord", {"CustGr": "CATEGORY"})().by_key["CustGr"]
    ListItemMapping.create(field=row.mapping, erp_item="1", crm_item=CrmListItem.get(name="Kunde"))
    page = editor.fill(tick=["0"]).press("Delete")
    assert "List mappings use what you are deleting." in page
    assert "Kunde: Fjord" in page
    page.press("OK")
    assert stored() == ["Åpen", "Partner", "Ærlig"]
    assert ListItemMapping.select().count() == 1


def test_saving_over_somebody_elses_change_shows_both_and_then_keeps_both(editor: Page, cast: dict[str, Any]):
    crm_lists.add_items("category", ["Deres"], cast["dag"])
    page = names_typed(editor, "Mine", "Åpen", "Partner", "Ærlig").press("OK")
    assert page.status == 422
    assert "Dag Moe saved other values meanwhile" in page
    assert "<td>Kunde</td><td>Mine</td>" in page.html
    assert stored() == ["Kunde", "Åpen", "Partner", "Ærlig", "Deres"]
    page.typed.clear()
    page.press("OK")
    assert stored() == ["Mine", "Åpen", "Partner", "Ærlig", "Deres"]


def test_a_filter_hides_and_loses_nothing(editor: Page, admin: Browser, cast: dict[str, Any]):
    crm_lists.add_items("category", [f"Gruppe {number}" for number in range(20)], cast["åse"])
    page = open_page(admin, url()).fill(q="PE", tick=["0"]).press("Filter")
    assert shown(page)[:2] == ["Åpen", "Gruppe 0"]
    page.press("Up", disabled=True)
    page.typed.clear()
    page = page.fill(tick=["1"]).press("Delete")
    page.typed.clear()
    assert shown(page.press("Show all"))[:2] == ["Kunde", "Partner"]
    page.press("OK")
    assert len(stored()) == 23


def test_forged_and_stale_items_are_refused_in_words(editor: Page, cast: dict[str, Any]):
    other = crm_lists.add_items("business", ["Industri"], cast["åse"])["Industri"].id
    first = CrmListItem.get(name="Kunde").id
    for item in (str(other), "-1", "9" * 20, str(first)):
        page = Page(editor.browser, editor.browser.post(editor.url, editor.sent(editor.button("OK").form()) | {
            "gone": [item], "do": "save",
        }))  # fmt: skip
        assert (page.status, "doesn't belong to the list" in page) == (422, True)
    assert stored() == ["Kunde", "Åpen", "Partner", "Ærlig"]
    assert editor.browser.post(editor.url, {"do": "save", "version": "3"}).status_code in (303, 422)
    assert stored() == ["Kunde", "Åpen", "Partner", "Ærlig"]


def test_two_thousand_items_are_shown_and_stored_with_few_queries(editor: Page, admin: Browser, cast: dict[str, Any]):
    with count_queries() as few:
        admin.get(url())
    crm_lists.add_items("category", [f"Vare nummer {number}" for number in range(2_000)], cast["åse"])
    with count_queries() as many:
        page = open_page(admin, url())
    assert many.count == few.count
    page = page.press("Sort A–Å")
    with count_queries() as saving:
        assert page.press("OK").status == 200
    assert saving.count < 40
    assert stored()[:2] == ["Kunde", "Partner"]
    row = CrmList.get(key="category")
    assert len(crm_items.stored(row)[0].live) == 2_004
