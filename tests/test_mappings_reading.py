"""Reading the ERP's fields from the mappings dialog: what is shown before, during and after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tests.conftest import Browser
from tests.dialogs import save_connection
from tests.pages import Page, open_page
from tests.workbooks import SMALL, make
from webapp import config
from webapp.forms.config_fields import html_name
from webapp.forms.mappings import control
from webapp.models import ActorMapping, Connection, ConnectionField, ConnectionReading, FieldMapping
from webapp.services import readings, sync_connectors


@pytest.fixture
def book(app: Flask) -> Path:
    """A workbook in a folder that the application may read."""
    return make(config.current["INSTANCE"] / "erp.xlsx")


@pytest.fixture
def nord(book: Path, cast: dict[str, Any]) -> Connection:
    """A connection to the workbook, read when it was saved."""
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    return save_connection(cast["åse"], connector, "Nord", {"file": str(book)})


def forget(connection: Connection) -> None:
    """As a connection that was saved before fields were read at all."""
    for model in (ActorMapping, ConnectionReading):
        model.delete().where(model.connection == connection).execute()
    ConnectionField.delete().where(ConnectionField.connection == connection, ConnectionField.actor_type != "").execute()


def edit(book: Path, change: Callable[[Any], None]) -> None:
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)


def opened(admin: Browser, connection: Connection, actor_type: str = "") -> Page:
    return open_page(admin, f"/sync/connections/{connection.id}/mappings{actor_type}")


def test_a_connection_that_was_never_read_offers_it_and_goes_on_to_the_first_actor_type(admin, nord):
    forget(nord)
    page = opened(admin, nord)
    assert "First the fields have to be read from the ERP" in page
    page = page.press("Read the fields")
    assert page.url.endswith("/mappings/Customer")
    assert "Fields read today" in page


def test_a_first_reading_that_fails_says_why_and_can_be_repeated(admin, nord, book):
    forget(nord)
    book.unlink()
    page = opened(admin, nord).press("Read the fields")
    assert page.url.endswith("/mappings")
    assert "The fields could not be read from the ERP" in page
    assert str(readings.last(nord).error.en) in page
    make(book)
    assert page.press("Read the fields again").url.endswith("/mappings/Customer")


def test_an_erp_without_actor_types_has_nothing_to_map(admin, nord):
    forget(nord)
    ConnectionReading.create(connection=nord, state="done")
    assert "The connector offers no actor type" in opened(admin, nord)


def test_a_first_reading_under_way_asks_by_itself_until_it_is_done(admin, nord):
    forget(nord)
    ConnectionReading.create(connection=nord, state="reading")
    page = opened(admin, nord)
    assert page.by_id("empty").get("hx-trigger") == "every 1s"
    assert "See whether it is done" in page
    ActorMapping.create(connection=nord, actor_type="Customer")
    answer = admin.get(page.by_id("empty").get("hx-get"), htmx=True)
    assert answer.headers["HX-Redirect"].endswith("/mappings/Customer")


def test_refreshing_tells_what_is_different(admin, nord, book):
    edit(book, lambda opened: opened["Customer"].cell(1, 10, "Email"))
    page = opened(admin, nord).press("Refresh fields")
    assert "New fields (Customer): E-mail" in page.by_id("reading").text()
    assert page.by_id(control("crm", "Email"))


def test_a_refresh_that_fails_says_why_beside_the_fields_as_last_read(admin, nord, book):
    page = opened(admin, nord)
    book.unlink()
    page = page.press("Refresh fields")
    assert "The fields could not be read from the ERP today " in page.by_id("reading").text()
    assert page.by_id(control("crm", "Nm"))
    make(book, SMALL)
    assert "Fields read today" in page.press("Refresh fields").by_id("reading").text()


def test_a_refresh_keeps_what_is_not_saved(admin, nord, book):
    page = opened(admin, nord).fill(**{control("crm", "Nm"): "NAME"})
    edit(book, lambda opened: opened["Customer"].cell(1, 10, "Email"))
    page = page.press("Refresh fields")
    assert page.by_id("unsaved").text() == "1 change is not saved"
    assert page.by_id(control("crm", "Email"))
    page = page.press("Save")  # the reading has changed what the page was made from
    assert "The fields have been read again from the ERP" in page
    assert page.press("Save").status == 200
    assert FieldMapping.get(FieldMapping.erp_key == "Nm").crm_key == "NAME"


def test_a_reading_under_way_is_asked_by_the_page_until_it_is_done(admin, nord):
    ConnectionReading.update(state="reading").execute()
    page = opened(admin, nord, "/Customer")
    waiting = page.by_id("reading")
    assert waiting.get("hx-trigger") == "every 1s"
    sent = page.sent(page.by_id("mappings-form"))
    answer = admin.post(waiting.get("hx-post"), sent, htmx=True)
    assert answer.get_data(as_text=True).strip().startswith('<div id="reading"')
    ConnectionReading.update(state="done").execute()
    assert "HX-Redirect" in admin.post(waiting.get("hx-post"), sent, htmx=True).headers
    unsaved = sent | {"unsaved": "1", control("crm", "Nm"): "NAME"}
    answer = admin.post(waiting.get("hx-post"), unsaved, htmx=True).get_data(as_text=True)
    assert 'hx-target="#sheet"' in answer
    assert f'id="row-{html_name("Nm")}"' in answer


def test_an_actor_type_that_the_erp_has_lost_is_said_to_be(admin, nord, book):
    edit(book, lambda opened: opened.remove(opened["Person"]))
    opened(admin, nord).press("Refresh fields")
    assert "The ERP no longer has this actor type." in opened(admin, nord, "/Person")
