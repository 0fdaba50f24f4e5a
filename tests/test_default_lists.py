"""Defaults where more than the page is concerned: lists asked of the ERP, an active connection, 150 fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playhouse.test_utils import count_queries

from connectors.base import ActorType, Text
from tests.conftest import Browser
from tests.dialogs import save_connection, save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from tests.workbooks import make, wide
from webapp import config
from webapp.forms.config_fields import html_name
from webapp.forms.defaults import control
from webapp.models import Connection, ConnectionList, DefaultRule, FieldMapping, SyncConnector
from webapp.models.stored import list_data
from webapp.services import calls, defaults, sheets, sync_connectors

CUSTOMER = ActorType.CUSTOMER
REFRESH = "refresh-" + html_name("CustGr")


@pytest.fixture
def connection(cast: dict[str, Any], memory: SyncConnector, erp: ErpServer) -> Connection:
    return save_memory(cast, memory, erp)


@pytest.fixture
def book(app: Flask) -> Path:
    """A workbook; one that is taken away is an ERP that doesn't answer."""
    return make(config.current["INSTANCE"] / "erp.xlsx")


@pytest.fixture
def excel(cast: dict[str, Any], book: Path) -> Connection:
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    return save_connection(cast["åse"], connector, "Nord", {"file": str(book)})


def url(connection: Connection) -> str:
    return f"/sync/connections/{connection.id}/defaults/Customer"


def stored(connection: Connection) -> dict[str, str]:
    return {key: rule.value for key, rule in defaults.rules(sheets.of(connection).sheets[CUSTOMER].actor).items()}


def read_earlier(**items: str) -> None:
    """The list of customer groups was read when it had these items."""
    data = list_data({key: Text(name) for key, name in items.items()})
    ConnectionList.update(items=data).where(ConnectionList.name == "CustomerGroup").execute()


def choose(page: Page, item: str) -> Page:
    return page.fill(**{control("use", "CustGr"): "1", control("value", "CustGr"): item})


def options(page: Page) -> list[str]:
    return ["".join(map(str, each.children)) for each in page.by_id(control("value", "CustGr")).all("option")]


def said(page: Page) -> str:
    return page.by_id(control("items", "CustGr")).text()


def test_a_list_is_offered_as_last_read_and_refreshed_with_what_was_typed_kept(admin: Browser, connection: Connection):
    read_earlier(**{"1": "Retail", "8": "Churches"})
    page = open_page(admin, url(connection))
    assert options(page) == ["(No selection)", "Retail", "Churches"]
    assert "As last read." in said(page)
    page = choose(page, "8").fill(**{control("value", "City"): "Vega"}).press(REFRESH)
    assert options(page) == ["(No selection)", "8 (gone)", "Retail", "Industry", "Public sector"]
    assert "As in the ERP now." in said(page)
    assert page.by_id(control("value", "City")).get("value") == "Vega"
    assert stored(connection) == {}


def test_with_script_only_the_fields_of_the_list_are_exchanged(admin: Browser, connection: Connection):
    read_earlier(**{"1": "Retail"})
    page = open_page(admin, url(connection))
    place = page.button(REFRESH).get("formaction")
    answer = admin.post(place, page.sent(page.button("Save").form()), htmx=True)
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Vary"]) == (200, "HX-Request, Cookie")
    assert 'hx-swap-oob="outerMorph"' in text
    assert "Industry" in text
    assert "<form" not in text
    assert admin.post(place.replace("list=", "list=x")).status_code == 404


def test_an_item_that_came_since_the_last_reading_can_be_chosen(admin: Browser, connection: Connection):
    read_earlier(**{"1": "Retail"})
    choose(open_page(admin, url(connection)), "3").press("Save")
    assert stored(connection) == {"CustGr": "3"}


def test_an_erp_that_doesnt_answer_costs_a_line_of_words(admin: Browser, excel: Connection, book: Path):
    book.unlink()
    page = open_page(admin, url(excel)).press(REFRESH)
    assert page.status == 200
    assert "The items are as last read:" in said(page)
    page = choose(page, "999").press("Save")
    assert page.status == 422
    assert "“999” is not in the list." in page
    choose(page, "2").press("Save")
    assert stored(excel) == {"CustGr": "2"}


def test_a_list_that_could_never_be_read_is_given_the_benefit_of_the_doubt(admin: Browser, excel: Connection, book: Path):
    ConnectionList.delete().execute()
    book.unlink()
    choose(open_page(admin, url(excel)), "7").press("Save")
    assert stored(excel) == {"CustGr": "7"}


def test_an_active_connection_stays_in_order(admin: Browser, connection: Connection):
    FieldMapping.update(to_crm=True, crm_key="NAME").where(FieldMapping.erp_key == "Nm").execute()
    sheet = sheets.of(connection).sheets[CUSTOMER]
    sheet.actor.active = True
    sheet.actor.save()
    FieldMapping.update(to_crm=False, crm_key="").where(FieldMapping.actor == sheet.actor).execute()
    page = open_page(admin, url(connection)).fill(**{control("ask", "Nm"): "1"}).press("Save")
    Connection.update(active=True).execute()
    refused = page.fill(**{control("ask", "Nm"): None}).press("Save")
    assert refused.status == 422
    assert "mandatory in the ERP" in refused
    assert stored(connection) == {"Nm": ""}
    page = open_page(admin, url(connection)).fill(**{control("ask", "City"): "1"}).press("Save")
    assert "The defaults are saved." in page


def test_a_hundred_and_fifty_fields_cost_no_more_queries_than_nine(admin: Browser, connection: Connection, cast: Any):
    calls.forget()
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    big = save_connection(cast["åse"], connector, "Wide", {"file": str(wide(config.current["INSTANCE"] / "wide.xlsx"))})
    counts = []
    for each in (connection, big):
        rows = [row for row in sheets.of(each).sheets[CUSTOMER].rows if defaults.why_not(row) is None]
        typed: dict[str, Any] = {"version": "1", "field": [html_name(row.field.key) for row in rows]}
        typed |= {control("ask", row.field.key): "1" for row in rows}
        with count_queries() as saving:
            assert admin.post(url(each), typed).status_code == 303
        with count_queries() as reading:
            page = open_page(admin, url(each))
        assert page.html.count('name="field"') == len(rows)
        counts.append((reading.count, saving.count))
    assert DefaultRule.select().count() > 150
    assert counts[0] == counts[1]
    assert counts[0][0] < 12
