"""Importing from a workbook in which rows have no key of their own: each is told with its reason, and the rest goes through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Browser
from tests.importing import CUSTOMER, imported, previewed
from tests.linked import workbook_erp
from tests.pages import Page, open_page
from webapp.models import Company, Connection, SyncRun
from webapp.services.importing import requests
from webapp.services.importing.plan import Wanted

NO_KEY = "Row 5 of the sheet “Customer” has no key in the column “ID”."
TWICE = "Row 6 of the sheet “Customer” has the same key as row 2; that one is used."


@pytest.fixture
def visma(cast: dict[str, Any]) -> tuple[Connection, Path]:
    """A workbook that was sound when its connection was tested; two rows have come since."""
    connection, path = workbook_erp(cast)
    book = openpyxl.load_workbook(path)
    book["Customer"].append([None, "Nøkkelløs AS"])
    book["Customer"].append([20318, "Dobbel AS"])
    book.save(path)
    return connection, path


def page_of(browser: Browser, connection: Connection, path: str) -> Page:
    return open_page(browser, f"/sync/connections/{connection.id}/import/{path}")


def corrected(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Customer"]["A5"], book["Customer"]["A6"] = 30001, 30002
    book.save(path)


def names() -> set[str]:
    return {row.name for row in Company.select()}


def test_the_hits_name_the_rows_that_cannot_be_used(admin: Browser, visma: tuple[Connection, Path]):
    connection, path = visma
    page = page_of(admin, connection, "Customer?search=1")
    assert "Can't be used (2)" in page
    assert f"Nøkkelløs AS : {NO_KEY}" in page
    assert f"Dobbel AS 20318: {TWICE}" in page
    assert "Dobbel" not in page_of(admin, connection, "Customer?search=1&text=fjordkraft")
    corrected(path)
    assert "Can't be used" not in page_of(admin, connection, "Customer?search=1")


def test_a_preview_names_them_and_the_rest_goes_through(admin: Browser, cast: dict[str, Any], visma: tuple[Connection, Path]):
    connection, path = visma
    preview = previewed(connection, cast["åse"])
    page = page_of(admin, connection, f"previews/{preview.id}?kind=fault")
    assert NO_KEY in page
    assert TWICE in page
    imported(preview, cast["åse"])
    assert names() & {"Fjordkraft Tromsø A/S", "Nøkkelløs AS", "Dobbel AS"} == {"Fjordkraft Tromsø A/S"}
    corrected(path)
    imported(previewed(connection, cast["åse"]), cast["åse"])
    assert {"Nøkkelløs AS", "Dobbel AS"} <= names()


def test_an_import_without_a_preview_leaves_them_with_the_reason(
    admin: Browser, cast: dict[str, Any], visma: tuple[Connection, Path]
):
    connection, _path = visma
    run = requests.at_once(connection, CUSTOMER, Wanted(), cast["åse"])
    left = SyncRun.get(SyncRun.of == run.id)
    page = page_of(admin, connection, f"previews/{left.id}")
    assert NO_KEY in page
    assert TWICE in page
