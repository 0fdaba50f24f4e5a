"""Requests that no page of ours sends, or that arrive when the dialog is gone: an answer in words, never a failure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import Browser
from tests.dialogs import draft_of, filled, passed
from tests.erpserver import ErpServer
from tests.pages import open_page
from webapp.db import db
from webapp.models import Connection, ConnectionDraft, SyncConnector


class Interrupting(ErpServer):
    """An ERP system during whose sign-in the dialog is closed in another window."""

    def signed_in(self, user: str, password: str) -> bool:
        with db.connection_context():
            ConnectionDraft.delete().execute()
        return super().signed_in(user, password)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_dialog_closed_during_its_test_leads_back_to_the_lists(
    admin: Browser, memory: SyncConnector, erp: ErpServer, htmx: bool
) -> None:
    with Interrupting() as closing:
        page = filled(admin, closing)
        page.htmx = htmx
        page = page.press("Test ERP connection")
        assert (page.status, page.url) == (200, "/sync")
        assert "That dialog has been closed" in page.text
    assert passed(admin, erp).press("OK").url == "/sync"


def test_a_new_connection_has_nobody_elses_values_to_keep_ones_own_over(
    admin: Browser, memory: SyncConnector, erp: ErpServer
) -> None:
    page = passed(admin, erp)
    token = draft_of(page).token
    assert admin.post(f"/sync/drafts/{token}/keep-mine", {"name": "Fjord", "scope": "everyone"}).status_code == 303
    assert open_page(admin, f"/sync/drafts/{token}").press("OK").url == "/sync"


@pytest.mark.parametrize("address", ["http://[", "//[x]/sync", "http://[::1"])
def test_an_address_that_is_none_sends_nobody_back_to_it(anonymous: Browser, address: str) -> None:
    answer = anonymous.client.get("/sync", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")
    assert anonymous.get("/sync", htmx=True).status_code == 401


def test_two_posts_of_a_page_whose_draft_has_expired_are_both_answered(app: Flask, admin: Browser) -> None:
    token = "Z" * 32
    for _round in range(5):
        admin.post(f"/sync/drafts/{token}/cancel")
        with ThreadPoolExecutor(4) as windows:
            answers = list(windows.map(lambda _: admin.post(f"/sync/drafts/{token}/change", {"name": "Fjord"}), range(4)))
        assert [each.status_code for each in answers] == [303] * 4
    assert ConnectionDraft.select().where(ConnectionDraft.token == token).count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_a_second_press_of_ok_finds_it_done(admin: Browser, memory: SyncConnector, erp: ErpServer, htmx: bool) -> None:
    page = passed(admin, erp)
    page.htmx = htmx
    token = draft_of(page).token
    assert page.press("OK").url == "/sync"
    again = admin.post(f"/sync/drafts/{token}/ok", {"name": "Fjord", "scope": "everyone"}, htmx=htmx)
    assert again.status_code == (204 if htmx else 303)
    assert Connection.select().count() == 1


def test_the_way_back_to_a_saved_dialog_leads_to_the_list(admin: Browser, memory: SyncConnector, erp: ErpServer) -> None:
    page = passed(admin, erp)
    token = draft_of(page).token
    page.press("OK")
    assert open_page(admin, f"/sync/drafts/{token}").url == "/sync"
