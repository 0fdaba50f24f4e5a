"""The list of sync connectors and their dialog: add, edit, test the URL, delete, restore, and two people at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Browser
from tests.dialogs import save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp import config
from webapp.models import SyncConnector, User


def names(page: Page) -> list[str]:
    """The names in the list of connectors."""
    cells = page.by_id("connectors").all("td")
    return [each.text() for each in cells if each.get("id").endswith("-name")]


def dialog(browser: Browser, name: str = "Excel", url: str = "plugin://excel") -> Page:
    """The dialog of a new connector, filled in."""
    return open_page(browser, "/sync/connectors/new").type("Name", name).type("URL", url)


def test_a_connector_is_added_and_offered_to_connections(admin: Browser):
    page = dialog(admin, "  Excel ").type("Description", "Workbooks").press("OK")
    assert (page.url, names(page)) == ("/sync", ["Excel"])
    assert "“Excel” is saved." in page
    assert "Never tested" in page.by_id("connectors").text()
    assert open_page(admin, "/sync/connections/new").has_control("Workbook")


def test_what_is_installed_is_offered_for_the_url_and_demonstrations_only_where_allowed(admin: Browser, app: Flask):
    offered = {each.get("value") for each in open_page(admin, "/sync/connectors/new").root.all("option")}
    assert {"plugin://excel", "plugin://memory", "plugin://hostile"} <= offered
    config.current["DEMO_CONNECTORS"] = False
    offered = {each.get("value") for each in open_page(admin, "/sync/connectors/new").root.all("option")}
    assert offered == {"plugin://excel"}
    page = dialog(admin, "Memory", "plugin://memory").press("OK")
    assert "plugin://memory is for demonstrations and tests only." in page.error_at("URL")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://erp.example/ErpConnectorWS.svc", "no connector for SOAP services is installed."),
        ("HTTP://erp.example/", "no connector for SOAP services is installed."),
        ("plugin://nothing", "No connector named “nothing” is installed."),
        ("plugin://", "is not the address of a connector. Write it as plugin://NAME"),
        ("file:///etc/passwd", "is not the address of a connector."),
        ("plugin://os.system", "is installed"),
        ("x" * 501, "This is 501 characters; at most 500 are possible."),
        ("", "Fill in this field."),
    ],
)
@pytest.mark.parametrize("button", ["OK", "Test URL"])
def test_an_impossible_url_is_refused_in_words_and_what_was_typed_stays(admin: Browser, url: str, words: str, button: str):
    page = dialog(admin, "Mine", url).type("Description", "About it").press(button)
    assert words in page.text or (button == "Test URL" and "Write the connector's URL" in page)
    assert (page.value("URL"), page.value("Name"), page.value("Description")) == (url, "Mine", "About it")
    assert SyncConnector.select().count() == 0
    assert page.type("URL", "plugin://excel").press("OK").url == "/sync"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Fill in this field."),
        ("   ", "Fill in this field."),
        ("x" * 300, "The name has 300 characters; at most 200 are possible."),
        ("a\u0007b", "There are invisible control characters in the text."),
        ("EXCEL", "The name “EXCEL” is already taken. Choose another."),
        (" ｅxcel ", "is already taken. Choose another."),
    ],
)
def test_an_impossible_name_is_refused_in_words(admin: Browser, name: str, words: str):
    dialog(admin).press("OK")
    page = dialog(admin, name).press("OK")
    assert page.status == 422
    assert words in page.error_at("Name")
    assert (page.value("URL"), SyncConnector.select().count()) == ("plugin://excel", 1)
    assert names(page.type("Name", "Second").press("OK")) == ["Excel", "Second"]


def test_several_troubles_are_told_at_once(admin: Browser):
    page = dialog(admin, "x" * 201, "plugin://nothing").type("Description", "y" * 2001).press("OK")
    assert page.status == 422
    assert all(page.error_at(label) for label in ("Name", "URL", "Description"))


@pytest.mark.parametrize("htmx", [False, True])
def test_test_url_says_what_answers_and_stores_nothing(admin: Browser, htmx: bool):
    page = dialog(admin, "", "plugin://excel")
    page.htmx = htmx
    page = page.press("Test URL")
    assert "It answers: Excel workbook, version 1" in page
    assert (page.status, SyncConnector.select().count()) == (200, 0)


def test_test_url_in_the_list_notes_whether_it_answered(admin: Browser, memory: SyncConnector):
    page = open_page(admin, "/sync").fill(selected=str(memory.id)).press("Test URL")
    assert "Answered" in page.by_id("connectors").text()
    SyncConnector.update(url="plugin://uninstalled").execute()
    page = page.fill(selected=str(memory.id)).press("Test URL")
    assert page.status == 422
    assert "No connector named “uninstalled” is installed." in page
    assert "Did not answer" in page.by_id("connectors").text()


def test_a_connector_in_use_is_not_deleted_and_says_by_whom(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    connection = save_memory(cast, memory, erp)
    page = open_page(admin, "/sync").fill(selected=str(memory.id)).press("Delete", inside="connectors")
    assert page.status == 422
    assert "“Memory” is in use and can't be deleted. Delete these ERP connections first: Fjord." in page
    assert admin.post("/sync/connectors/delete", {"selected": memory.id, "confirmed": "1"}).status_code == 422
    open_page(admin, "/sync").fill(selected=str(connection.id)).press("Delete", inside="connections").press("Delete")
    page = open_page(admin, "/sync").fill(selected=str(memory.id)).press("Delete", inside="connectors").press("Delete")
    assert names(page) == []
    page = open_page(admin, "/sync?deleted=1").fill(selected=str(connection.id)).press("Restore", inside="connections")
    assert "The connector “Memory” has been deleted meanwhile." in page


def test_a_deleted_connector_is_restored_unless_its_name_is_anothers(admin: Browser, memory: SyncConnector):
    open_page(admin, "/sync").fill(selected=str(memory.id)).press("Delete", inside="connectors").press("Delete")
    other = SyncConnector.create(name="MEMORY", name_key="memory", url="plugin://excel")
    deleted = open_page(admin, "/sync?deleted_connectors=1")
    page = deleted.fill(selected=str(memory.id)).press("Restore", inside="connectors")
    assert page.status == 422
    assert "The name “Memory” is already taken." in page
    SyncConnector.update(name="Other", name_key="other").where(SyncConnector.id == other.id).execute()
    page = deleted.fill(selected=str(memory.id)).press("Restore", inside="connectors")
    assert names(page) == ["Memory", "Other"]


def test_the_url_of_a_connector_in_use_stays_and_its_name_may_change(
    admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer
):
    save_memory(cast, memory, erp)
    page = open_page(admin, f"/sync/connectors/{memory.id}")
    assert "Fjord" in page
    page = page.type("URL", "plugin://excel").press("OK")
    assert "The URL can't be changed while ERP connections use it, deleted ones included: Fjord." in page.error_at("URL")
    page = page.type("URL", "plugin://memory").type("Name", "Minne").press("OK")
    assert names(page) == ["Minne"]


def test_two_people_editing_one_connector_see_both_versions(app: Flask, admin: Browser, cast: Any, memory: SyncConnector):
    User.update(is_admin=True).where(User.id == cast["cecilie"].id).execute()
    cecilie = Browser(app)
    cecilie.sign_in("cecilie", PASSWORD)
    mine = open_page(admin, f"/sync/connectors/{memory.id}").type("Name", "Of Åse")
    open_page(cecilie, f"/sync/connectors/{memory.id}").type("Name", "Of Cecilie").press("OK")
    page = mine.press("OK")
    assert (page.status, SyncConnector.get().name) == (422, "Of Cecilie")
    assert "Of Cecilie" in page
    assert page.value("Name") == "Of Åse"
    assert names(page.press("OK")) == ["Of Åse"]


@pytest.mark.parametrize("row", ["999999", "0", "x", str(10**30)])
def test_connectors_that_do_not_exist_are_not_found(admin: Browser, row: str):
    assert admin.get(f"/sync/connectors/{row}").status_code == 404
    for action in ("edit", "test-url", "delete", "restore"):
        answer = admin.post(f"/sync/connectors/{action}", {"selected": row}, follow_redirects=True)
        assert answer.status_code == 404, action
    assert admin.post(f"/sync/connectors/ask?row={row}", {"url": "plugin://excel"}).status_code == 404


@pytest.mark.parametrize("words", ["Edit", "Test URL", "Delete"])
def test_a_button_without_a_connector_selected_asks_for_one(admin: Browser, memory: SyncConnector, words: str):
    page = open_page(admin, "/sync").press(words, inside="connectors")
    assert (page.status, "Select a row first." in page) == (422, True)


def test_a_version_of_nonsense_is_a_conflict_and_nothing_worse(admin: Browser, memory: SyncConnector):
    page = open_page(admin, f"/sync/connectors/{memory.id}").fill(version="x" * 50).type("Name", "New").press("OK")
    assert (page.status, SyncConnector.get().name) == (422, "Memory")
    assert names(page.press("OK")) == ["New"]
