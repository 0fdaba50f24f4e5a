"""Connecting to an actor of a real workbook: what was picked is in the file, and the rest of the file is as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.conftest import Browser
from tests.linked import company, workbook_erp
from tests.pages import Page, open_page
from webapp.crm import register
from webapp.crm.register import Record
from webapp.forms.connect import pick_name
from webapp.models import Connection, Link
from webapp.services import calls

Cells = dict[tuple[str, str], Any]


@pytest.fixture
def visma(cast: dict[str, Any]) -> tuple[Connection, Path]:
    """A workbook as people keep it: with a format, a comment, and a hidden sheet that counts."""
    calls.forget()
    connection, path = workbook_erp(cast, read_only="")
    book = openpyxl.load_workbook(path)
    customers = book["Customer"]
    customers["B2"].font, customers["B2"].comment = Font(bold=True), Comment("Ring først", "Kari")
    notes = book.create_sheet("Notater")
    notes.append(["Sum", "=SUM(Customer!H2:H4)"])
    notes.sheet_state = "hidden"
    book.save(path)
    return connection, path


@pytest.fixture
def record(cast: dict[str, Any]) -> Record:
    """What the workbook calls 20318 Fjordkraft Tromsø A/S, 9008 Tromsø."""
    return company("Fjordkraft Tromsø AS", POSTALZIP="9010", POSTALCITY="Tromsø", EMAIL="firma@fjordkraft.example")


def compare(browser: Browser, record: Record, connection: Connection) -> Page:
    url = f"/crm/company/{record.id}/erp/{connection.id}/compare?key=20318"
    page = open_page(browser, url)
    page.url = url
    return page


def cells(path: Path) -> Cells:
    """Every cell that holds something, by sheet and place."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet for cell in row if cell.value is not None
    }


def test_what_was_picked_is_written_in_the_workbook_and_the_rest_of_it_stays(
    bjorn: Browser, visma: tuple[Connection, Path], record: Record
):
    connection, path = visma
    before = cells(path)
    page = compare(bjorn, record, connection)
    done = page.fill(**{pick_name("Nm"): "crm", pick_name("Zip"): "crm", pick_name("Email"): "erp"}).press("Connect")
    assert "is connected to customer 20318. Written in the ERP: Navn, Postnummer. Written in the CRM: Org. no., E-mail." in done
    after = cells(path)
    changed = {place: value for place, value in after.items() if before.get(place) != value}
    assert changed.pop(("Customer", "I2"))  # when it was changed last
    assert changed == {("Customer", "B2"): "Fjordkraft Tromsø AS", ("Customer", "D2"): "9010"}
    assert before.keys() <= after.keys()
    book = openpyxl.load_workbook(path)
    name = book["Customer"]["B2"]
    assert (name.font.b, name.comment.text, book["Notater"].sheet_state) == (True, "Ring først", "hidden")
    texts = register.get(record.entity, [record.id])[record.id].texts
    assert (texts["EMAIL"], texts["ORGNR"], texts["POSTALZIP"]) == ("post@fjordkraft.example", "974760673", "9010")
    assert Link.get().agreed == {
        "Nm": "Fjordkraft Tromsø AS", "Zip": "9010", "City": "Tromsø", "OrgNr": "974760673", "Email": "post@fjordkraft.example",
    }  # fmt: skip


def test_a_workbook_that_is_away_when_connect_is_pressed_leaves_both_sides_and_is_written_when_it_is_back(
    bjorn: Browser, visma: tuple[Connection, Path], record: Record
):
    connection, path = visma
    before, page = cells(path), compare(bjorn, record, connection)
    away = path.rename(path.with_name("borte.xlsx"))
    said = page.press("Connect")
    assert (said.status, "Nothing is written or stored." in said, Link.select().count()) == (200, True, 0)
    away.rename(path)
    assert cells(path) == before
    again = page.press("Connect")
    assert "is connected to customer 20318." in again
    assert cells(path)["Customer", "B2"] == "Fjordkraft Tromsø AS"


def test_a_name_that_ends_with_a_full_stop_ends_its_sentence_with_one(
    bjorn: Browser, visma: tuple[Connection, Path], record: Record
):
    page = compare(bjorn, record, visma[0])
    done = page.fill(**{pick_name("Nm"): "none", pick_name("Zip"): "none", pick_name("Email"): "none"}).press("Connect")
    assert "Written in the CRM: Org. no." in done
    assert "no.." not in done
