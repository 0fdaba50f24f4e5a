"""What bad input gets in the connection dialog: a sentence at the field, everything typed still there, nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Browser
from tests.dialogs import edited, filled, hostile, passed, reason, save_memory, state
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from tests.workbooks import SMALL, make
from webapp.forms.config_fields import html_name
from webapp.models import ConfigValue, Connection, SyncConnector, TestRun
from webapp.services import sync_connectors

LABELS = {
    "server": "Server",
    "user": "User",
    "company": "Company number",
    "rounding": "Rounding",
    "environment": "Environment",
    "from_date": "Records changed after",
    "inactive": "Include inactive records",
}
ENTRIES = [
    ("server", "", "Fill in this field."),
    ("server", "x" * 101, "This is 101 characters; at most 100 are possible."),
    ("server", "a\u0007b", "There are invisible control characters in the text."),
    ("user", "   ", "Fill in this field."),
    ("user", "x" * 61, "This is 61 characters; at most 60 are possible."),
    ("company", "", "Fill in this field."),
    ("company", "12a", "“12a” is not a whole number."),
    ("company", "1.5", "“1.5” is not a whole number."),
    ("company", "9" * 30, "is not a whole number."),
    ("company", "<b>1</b>", "“<b>1</b>” is not a whole number."),
    ("rounding", "1,2,3", "“1,2,3” is not a number."),
    ("rounding", "many", "“many” is not a number."),
    ("rounding", "nan", "“nan” is not a number."),
    ("rounding", "1e999", "is not a number."),
    ("from_date", "2026-02-30T10:00", "“2026-02-30T10:00” is not a date and time that exists."),
    ("from_date", "yesterday", "“yesterday” is not a date and time that exists."),
    ("from_date", "2026-03-29T02:30", "That time doesn't exist: the clocks go forward to summer time then."),
    ("environment", "moon", "“moon” is not in the list. Choose one of its items."),
]


@pytest.mark.parametrize(("key", "entry", "words"), ENTRIES)
def test_an_entry_that_is_none_is_refused_at_its_field_and_nothing_is_lost(
    admin: Browser, memory: SyncConnector, erp: ErpServer, key: str, entry: str, words: str
):
    page = filled(admin, erp, name="Fjord", **{key: entry}).type("Description", "Kept").press("Test ERP connection")
    assert page.status == 422
    assert words in page.error_at(LABELS[key])
    assert page.value(LABELS[key]) == entry
    assert (page.value("Name"), page.value("Description")) == ("Fjord", "Kept")
    assert "Typed, not shown" in page
    assert page.press("OK", disabled=True).status == 422
    assert (Connection.select().count(), TestRun.select().count(), erp.sign_ins) == (0, 0, [])
    good = {"server": erp.address, "user": "erp", "company": "1", "environment": "production"}.get(key, "")
    page = page.type(LABELS[key], good).press("OK", disabled=True)
    assert (page.error_at(LABELS[key]), reason(page)) == ("", "OK becomes available when these values are tested.")


NAMES = [
    ("", "Give it a name."),
    ("\u200d ", "Give it a name."),
    ("x" * 300, "The name has 300 characters; at most 200 are possible."),
    ("a\u202eb", "There are invisible control characters in the text."),
    (" FJORD ", "The name “FJORD” is already taken. Choose another."),
]


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_a_name_that_cannot_be_is_refused_at_ok_and_the_pass_stays(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer, name: str, words: str
):
    save_memory(cast, memory, erp)
    page = filled(admin, erp, name=name, company="2").press("Test ERP connection").press("OK")
    assert (page.status, Connection.select().count()) == (422, 1)
    assert words in page.error_at("Name")
    assert page.value("Name") == name
    assert page.type("Name", "Another").press("OK").url == "/sync"


def test_a_description_that_is_too_long_is_refused_and_kept(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp).type("Description", "y" * 2001).press("OK")
    assert "The description has 2,001 characters; at most 2,000 are possible." in page.error_at("Description")
    assert len(page.value("Description")) == 2001
    assert page.type("Description", "y" * 2000).press("OK").url == "/sync"


def test_everything_wrong_is_told_at_once_with_a_way_to_each_field(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = filled(admin, erp, name="", company="x", user="", rounding="y").fill(scope="specific").press("OK", disabled=True)
    assert len(page.errors()) >= 4
    links = {each.get("href") for each in page.root.all("a")}
    assert {"#name", f"#{html_name('company')}", f"#{html_name('user')}"} <= links


def test_a_connector_deleted_meanwhile_is_refused_and_another_can_be_chosen(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer
):
    page = passed(admin, erp)
    sync_connectors.delete(memory, cast["åse"])
    page = page.press("OK")
    assert page.status == 422
    assert "The connector “Memory” has been deleted meanwhile. Choose another." in page
    assert (page.value("Name"), Connection.select().count()) == ("Fjord", 0)
    sync_connectors.restore(SyncConnector.get(), cast["åse"])
    page = open_page(admin, page.url) if page.url.startswith("/sync/drafts") and not page.url.endswith("ok") else page
    assert page.fill(connector=str(memory.id)).press("OK", disabled="disabled" in page.button("OK").attributes).url == "/sync"


@pytest.mark.parametrize("forged", ["999999", "x", "-1", str(10**30)])
def test_a_connector_that_does_not_exist_cannot_be_chosen(admin: Browser, memory: SyncConnector, erp: ErpServer, forged: str):
    page = filled(admin, erp).press("OK", disabled=True, connector=forged)
    assert (page.status, Connection.select().count()) == (422, 0)
    assert page.value("Name") == "Fjord"
    page = filled(admin, erp).press("Test ERP connection")
    assert page.press("OK").url == "/sync"


def test_an_empty_post_and_a_post_of_nonsense_store_nothing(admin: Browser, memory: SyncConnector, erp: ErpServer):
    page = passed(admin, erp)
    token = page.url.split("/")[-1]
    assert admin.post(f"/sync/drafts/{token}/ok", {}).status_code == 422
    odd = {"name": [" ", "b"], "scope": "nobody", "version": "x" * 99, "connection": "y", "shown": "\u0000 f" * 50}
    assert admin.post(f"/sync/drafts/{token}/ok", odd).status_code == 422
    assert Connection.select().count() == 0
    assert page.press("OK").url == "/sync"


@pytest.mark.parametrize("row", ["999999", "0", "x", str(10**30)])
def test_a_connection_that_does_not_exist_is_not_found(admin: Browser, row: str):
    assert admin.get(f"/sync/connections/{row}").status_code == 404
    assert admin.post(f"/sync/drafts/{'t' * 30}/ok", {"connection": row, "name": "x"}).status_code == 404
    assert Connection.select().count() == 0


def test_a_stored_value_that_no_longer_fits_is_blank_and_can_be_mended(
    admin: Browser, cast: Any, memory: SyncConnector, erp: ErpServer
):
    connection = save_memory(cast, memory, erp)
    ConfigValue.update(text="many").where(ConfigValue.key == "company").execute()
    page = edited(admin, connection)
    assert page.value("Company number") == ""
    page = page.type("Company number", "1").press("Test ERP connection")
    assert page.press("OK").url == "/sync"


def test_odd_keys_names_and_lists_of_a_connector_break_no_page(admin: Browser, cast: Any):
    page = hostile(admin, "ok")
    assert "<script>alert" not in page.html
    page = page.fill(**{html_name(key): f"value of {key}" for key in ("data", "__class__", "csrf_token", "🧾", "{{ 7*7 }}")})
    page = page.press("Test ERP connection").press("OK")
    assert page.url == "/sync"
    values = {each.key: each.text for each in ConfigValue.select()}
    assert (values["csrf_token"], values["🧾"], values["{{ 7*7 }}"]) == (
        "value of csrf_token",
        "value of 🧾",
        "value of {{ 7*7 }}",
    )
    page = edited(admin, Connection.get())
    assert page.root.text().count("value of") == 0
    assert "value of data" in page.html


# ---- written as Norwegians do


def test_a_decimal_comma_and_a_local_time_are_understood_in_norwegian(app: Any, cast: Any, memory: SyncConnector, erp: ErpServer):
    browser = Browser(app, language="nb")
    browser.sign_in("åse")
    page = filled(browser, erp, rounding="1 234,5", from_date="17.05.2026 12.30").press("Test ERP-koblingen")
    assert page.value("Avrunding") == "1 234,5"
    assert page.press("OK").url == "/sync"
    values = {each.key: each.text for each in ConfigValue.select()}
    assert (values["rounding"], values["from_date"]) == ("1234.5", "2026-05-17T10:30:00Z")
    page = edited(browser, Connection.get())
    assert (page.value("Avrunding"), page.value("Poster endret etter")) == ("1234,5", "2026-05-17T12:30")


def test_errors_are_norwegian_in_norwegian(app: Any, cast: Any, memory: SyncConnector, erp: ErpServer):
    browser = Browser(app, language="nb")
    browser.sign_in("åse")
    page = filled(browser, erp, company="tolv").press("Test ERP-koblingen")
    assert "«tolv» er ikke et heltall" in page.error_at("Firmanummer")


# ---- workbooks


def _truncated(path: Path) -> None:
    make(path)
    path.write_bytes(path.read_bytes()[:2000])


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


def _protected(path: Path) -> None:
    stream = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + stream + b"\0" * 500)


def _opened(path: Path) -> None:
    make(path)
    (path.parent / f"~${path.name}").write_bytes(b"\x04Kari" + b" " * 50)


def _rows(*rows: tuple[Any, ...]) -> Callable[[Path], object]:
    return lambda path: make(path, {**SMALL, "Customer": rows})


WORKBOOKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "was not found"),
    "opened by somebody": (_opened, "Kari"),
    "truncated": (_truncated, "damaged"),
    "renamed text": (lambda path: path.write_text("ID;Nm\n1;Fjord\n"), "text file"),
    "password-protected": (_protected, "password"),
    "too large": (_large, "too large"),
    "without the sheets": (lambda path: make(path, {"Sheet1": ((1, 2), (3, 4))}), "No sheet is recognised."),
    "duplicate keys": (_rows(("ID", "Nm"), (1, "A"), (1, "B")), "1"),
    "blank keys": (_rows(("ID", "Nm"), (None, "A"), (2, "B")), "key"),
}


@pytest.fixture
def folder(settings: dict[str, Any], app: Any, admin: Browser) -> Path:
    """The folder that connectors may read, and a connector to workbooks."""
    SyncConnector.create(name="Excel", name_key="excel", url="plugin://excel")
    return Path(settings["INSTANCE"]).resolve()


def workbook_dialog(browser: Browser) -> Page:
    """The dialog of a connection to erp.xlsx."""
    return open_page(browser, "/sync/connections/new").fill(name="Excel").type("Workbook", "erp.xlsx")


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_bad_workbook_fails_at_its_field_and_a_good_one_in_its_place_passes(admin: Browser, folder: Path, kind: str):
    spoil, words = WORKBOOKS[kind]
    spoil(folder / "erp.xlsx")
    page = workbook_dialog(admin).press("Test ERP connection")
    assert state(page) == "The test failed"
    assert words in page.error_at("Workbook")
    assert (page.value("Workbook"), page.value("Name"), Connection.select().count()) == ("erp.xlsx", "Excel", 0)
    for each in folder.glob("*erp.xlsx"):
        each.unlink()
    make(folder / "erp.xlsx")
    page = page.press("Test ERP connection")
    assert state(page) == "The test passed"
    assert page.press("OK").url == "/sync"


def test_formulas_without_values_and_dates_as_text_are_warned_of_and_can_be_used(admin: Browser, folder: Path):
    rows = (("ID", "Nm", "Since"), (1, "A", "2020-01-01"), (2, "=A1&B1", "n/a"))
    make(folder / "erp.xlsx", {"Customer": rows})
    assert openpyxl.load_workbook(folder / "erp.xlsx")["Customer"]["B3"].value == "=A1&B1"
    page = workbook_dialog(admin).press("Test ERP connection")
    assert state(page) == "The test passed with warnings"
    assert page.press("OK").url == "/sync"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", "a\u202e.xlsx", "x" * 1001])
def test_a_path_outside_the_allowed_folders_is_refused(admin: Browser, folder: Path, path: str):
    page = workbook_dialog(admin).type("Workbook", path).press("Test ERP connection")
    assert page.status == 422 or state(page) == "The test failed"
    assert page.error_at("Workbook")
    assert (page.value("Workbook"), "root:" in page) == (path, False)
    page = page.type("Workbook", "erp.xlsx").change()
    assert page.error_at("Workbook") == ""


def test_a_workbook_that_is_connected_already_is_warned_of(admin: Browser, folder: Path):
    make(folder / "erp.xlsx")
    workbook_dialog(admin).press("Test ERP connection").press("OK")
    page = workbook_dialog(admin).fill(name="Again").press("Test ERP connection")
    assert state(page) == "The test passed with warnings"
    assert "Other connections to the same system: “Excel”." in page
    assert page.press("OK").url == "/sync"
