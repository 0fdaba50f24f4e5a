"""Suggestions in the mappings dialog: offered with their reasons, applied to the page alone, and without the ERP too."""

from __future__ import annotations

from typing import Any

import pytest
from playhouse.test_utils import count_queries

from tests.aids import choose, chosen, demonstration, dialog, pressed, rows
from tests.conftest import Browser
from tests.dialogs import save_connection, save_memory
from tests.erpserver import ErpServer
from tests.mapped import sheet_of
from tests.pages import Page
from tests.workbooks import make
from webapp import config
from webapp.models import Connection, FieldMapping, SyncConnector
from webapp.services import calls


@pytest.fixture
def demo(cast: dict[str, Any]) -> Connection:
    return demonstration(cast)


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


def suggested(page: Page) -> dict[str, str]:
    """The reasons, by "ERP field → CRM field"."""
    return {what: why for _tick, what, why in rows(page.by_id("suggestions"))}


DEMO = {
    "Customer": [
        "Key in the ERP → Number", "Name → Name", "Org. no. → Org. no.", "Address line 1 → Address 1 (postal)",
        "Address line 2 → Address 2 (postal)", "Postal code → Postal code (postal)", "City → City (postal)",
        "Customer group → Category",
    ],
    "Person": [
        "Key in the ERP → Number", "Address → Address 1 (postal)", "Telephone → Direct telephone",
        "Mobile phone → Mobile telephone",
    ],
    "Project": [
        "Key in the ERP → Number", "Name → Project name", "Description → Description", "Project type → Type",
        "Project status → Status",
    ],
}  # fmt: skip


@pytest.mark.parametrize("type_", list(DEMO))
def test_the_fields_of_the_workbook_convention_find_their_place(admin: Browser, demo: Connection, type_: str):
    page = pressed(dialog(admin, demo, type_), "suggest")
    assert list(suggested(page)) == DEMO[type_]
    assert f"suggested for {len(DEMO[type_])} of" in page


def test_each_has_its_reasons_in_words_from_names_and_from_values(admin: Browser, demo: Connection):
    why = suggested(pressed(dialog(admin, demo), "suggest"))
    assert why["Org. no. → Org. no."] == "“OrgNo” is a usual name for it. 50 of 50 values are valid organisation numbers."
    assert "50 of 50 values are postal codes of four digits." in why["Postal code → Postal code (postal)"]
    assert why["Key in the ERP → Number"] == "The ERP's own key is often kept here."


def test_what_is_ticked_is_chosen_on_the_page_without_a_direction_and_stored_only_by_saving(admin: Browser, demo: Connection):
    page = pressed(dialog(admin, demo), "suggest")
    ticks = {each.get("name"): each.get("value") for each in page.by_id("suggestions").all("input")}
    left_out = next(name for name, value in ticks.items() if value == "ORGNR")
    page = page.fill(**{left_out: None}).press("Apply ticked")
    assert "7 CRM fields are filled in below. They are stored when you save." in page
    assert (chosen(page, "Nm"), chosen(page, "OrgNo")) == (("NAME", ""), ("", ""))
    assert sheet_of(demo).by_key["Nm"].mapping.crm_key == ""
    page.press("Save")
    assert sheet_of(demo).by_key["Nm"].mapping.crm_key == "NAME"


def test_a_crm_field_chosen_on_the_page_is_not_suggested_again_and_one_that_is_taken_meanwhile_is_not_applied(
    admin: Browser, demo: Connection
):
    page = pressed(choose(dialog(admin, demo), "City", "NAME"), "suggest")
    assert not any("→ Name" in each for each in suggested(page))
    page = choose(pressed(dialog(admin, demo), "suggest"), "City", "POSTALZIP", ">").press("Apply ticked")
    assert "6 CRM fields are filled in below. They are stored when you save. 2 suggestions no longer fit" in page
    assert (chosen(page, "City"), chosen(page, "Zip")) == (("POSTALZIP", ">"), ("", ""))


def test_nothing_ticked_changes_nothing_and_close_takes_the_panel_away(admin: Browser, demo: Connection):
    page = choose(pressed(dialog(admin, demo), "suggest"), "City", "COUNTRY", "<>")
    page.fill(**{each.get("name"): None for each in page.by_id("suggestions").all("input")})
    nothing = page.press("Apply ticked")
    assert "No suggestion was ticked, so nothing is changed." in nothing
    closed = page.press("Close")
    assert "Suggestions" not in closed
    assert chosen(nothing, "City") == chosen(closed, "City") == ("COUNTRY", "<>")


def test_where_nothing_is_found_it_says_so(admin: Browser, demo: Connection):
    page = pressed(pressed(dialog(admin, demo), "suggest").press("Apply ticked"), "suggest")
    assert "Nothing was found for the 3 fields without a CRM field." in page
    assert "Apply ticked" not in page
    for row in sheet_of(demo).rows:
        FieldMapping.update(crm_key="NUMBER1").where(FieldMapping.id == row.mapping.id).execute()
    assert "Every field has a CRM field already." in pressed(dialog(admin, demo), "suggest")


@pytest.mark.parametrize(
    ("mode", "words"),
    [("closing", "ended the conversation"), ("refuse", "refused the user"), ("garbage", "answers something else than expected")],
)
def test_an_erp_that_fails_costs_the_values_alone_and_the_names_still_speak(
    admin: Browser, connection: Connection, erp: ErpServer, mode: Any, words: str
):
    page = choose(dialog(admin, connection), "Credit", "NUMBER1", ">")
    erp.mode = mode
    page = pressed(page, "suggest")
    assert page.status == 200
    assert words in page.by_id("suggestions").text()
    assert "The ERP's values could not be compared: only names are." in page
    assert "Name → Name" in suggested(page)
    assert chosen(page, "Credit") == ("NUMBER1", ">")


def test_when_the_erp_answers_again_values_are_compared(admin: Browser, connection: Connection, erp: ErpServer):
    erp.mode = "closing"
    assert "could not be compared" in pressed(dialog(admin, connection), "suggest")
    erp.mode = "ok"
    calls.forget()
    page = pressed(dialog(admin, connection), "suggest")
    assert "12 of 12 values are postal codes of four digits." in suggested(page)["Postal code → Postal code (postal)"]
    assert "could not be compared" not in page


def test_forged_and_stale_ticks_are_left_out_in_words(admin: Browser, demo: Connection):
    page = pressed(dialog(admin, demo), "suggest")
    ticks = {each.get("value"): each.get("name") for each in page.by_id("suggestions").all("input")}
    page.fill(**{ticks["NAME"]: "BIRTHDATE", ticks["ORGNR"]: "X" * 9000, ticks["CATEGORY"]: "ID"})
    page = page.press("Apply ticked")
    assert "5 CRM fields are filled in below" in page
    assert "3 suggestions no longer fit: look at the fields below." in page
    assert {chosen(page, key)[0] for key in ("Nm", "OrgNo", "CustGr")} == {""}


@pytest.mark.parametrize("aid", ["suggest", "try", "apply"])
def test_an_odd_request_gets_an_answer_and_another_type_is_not_found(admin: Browser, demo: Connection, aid: str):
    url = f"/sync/connections/{demo.id}/mappings"
    assert admin.post(f"{url}/Customer/{aid}").status_code == 200
    assert admin.post(f"{url}/Customer/{aid}", {"field": "x" * 5000, "version": "–", "try_text": "\0" * 300}).status_code == 200
    assert [admin.post(f"{url}/{type_}/{aid}").status_code for type_ in ("Sale", "Partner", "x")] == [404] * 3
    assert admin.get(f"{url}/Customer/{aid}").location == f"{url}/Customer"


def test_a_fragment_is_the_sheet_alone_and_speaks_norwegian_where_that_is_chosen(admin: Browser, demo: Connection):
    admin.language = "nb"
    page = pressed(dialog(admin, demo), "suggest", htmx=True)
    assert page.html.lstrip().startswith("<section") or "<html" not in page.html
    assert suggested(page)["Poststed → Poststed (post)"] == "«City» er et vanlig navn på dette."
    assert "50 av 50 verdier er gyldige organisasjonsnumre." in page


def test_a_hundred_and_fifty_fields_cost_no_more_queries_than_ten(admin: Browser, demo: Connection, cast: Any):
    heads = ["ID", *(f"Felt{at}" for at in range(150))]
    book = make(config.current["INSTANCE"] / "wide.xlsx", {"Customer": [heads, *([at, *["x"] * 150] for at in range(60))]})
    connector = SyncConnector.get(SyncConnector.url == "plugin://excel")
    wide = save_connection(cast["åse"], connector, "Wide", {"file": str(book)})
    counts = []
    for each in (demo, wide):
        page = dialog(admin, each)
        with count_queries() as counter:
            pressed(page, "suggest")
        counts.append(counter.count)
    assert counts[0] == counts[1] < 20
