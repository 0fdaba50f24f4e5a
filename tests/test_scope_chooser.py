"""The scope chooser: two panes that work by posts alone, rights per entry, and nothing typed in the dialog lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Browser
from tests.dialogs import draft_of, edited, passed, reason, save_memory
from tests.erpserver import ErpServer
from tests.pages import Page, open_page
from webapp.models import Connection, ConnectionAccess, Group, SyncConnector


@pytest.fixture
def dialog(admin: Browser, memory: SyncConnector, erp: ErpServer) -> Page:
    """A dialog whose test has passed, with a restricted scope that names nobody yet."""
    return passed(admin, erp).fill(scope="specific").press("OK")


def panes(page: Page) -> tuple[list[str], list[str]]:
    """The names on the left and on the right."""
    inputs = list(page.root.all("input"))
    texts = {each: each.parent.text(all_of_it=False) for each in inputs if each.parent}
    return tuple([texts[each] for each in inputs if each.get("name") == name] for name in ("available", "picked"))  # type: ignore[return-value]


def access() -> set[tuple[str, bool, bool]]:
    """Who is stored in the scope, and their rights."""
    return {
        (each.user.name if each.user else each.group.name if each.group else "everyone", each.may_connect, each.may_create)
        for each in ConnectionAccess.select()
    }


def test_a_scope_that_names_nobody_keeps_ok_off(dialog: Page):
    assert dialog.status == 422
    assert reason(dialog) == "Choose at least one user or group, or give everyone access."
    assert "No users or groups are selected" in dialog
    assert Connection.select().count() == 0
    assert dialog.fill(scope="everyone").press("OK", disabled=True).url == "/sync"


def test_moving_by_posts_alone(dialog: Page, cast: dict[str, Any]):
    page = dialog.press("scope-link")
    assert panes(page) == (["Sales", "Bjørn Øyen bjørn", "Cecilie Dahl cecilie", "Dag Moe dag", "Åse Nygård åse"], [])
    page = page.fill(available=[f"group:{cast['sales'].id}", f"user:{cast['dag'].id}"]).press("add")
    assert panes(page)[1] == ["Sales group", "Dag Moe user"]
    page = page.fill(picked=[f"user:{cast['dag'].id}"]).press("remove")
    assert panes(page)[1] == ["Sales group"]
    page = page.press("all-available").press("add").press("all-chosen").press("remove")
    assert panes(page)[1] == []
    assert len(panes(page)[0]) == 5


def test_coming_back_loses_nothing_and_rights_are_stored_per_entry(dialog: Page, cast: dict[str, Any], erp: ErpServer):
    sales, dag = f"group:{cast['sales'].id}", f"user:{cast['dag'].id}"
    page = dialog.type("Description", "Only for some").press("scope-link").fill(available=[sales, dag]).press("add")
    page = page.fill(connect=[sales, dag], create=[sales]).press("OK")
    assert (page.value("Description"), page.value("Name"), reason(page)) == ("Only for some", "Fjord", "")
    assert page.button("scope-link").text() == "Sales, Dag Moe"
    assert page.press("OK").url == "/sync"
    assert access() == {("everyone", True, True), ("Sales", True, True), ("Dag Moe", True, False)}
    assert "Sales, Dag Moe" in open_page(page.browser, "/sync")


def test_cancel_leaves_the_scope_as_it_was(dialog: Page, cast: dict[str, Any]):
    page = dialog.press("scope-link").fill(available=[f"group:{cast['sales'].id}"]).press("add").press("Cancel")
    assert page.button("scope-link").text() == "No users or groups are selected"
    assert page.value("Name") == "Fjord"


def test_everyone_has_rights_of_their_own_and_switching_between_the_two_loses_neither(dialog: Page, cast: dict[str, Any]):
    page = dialog.press("scope-link").fill(available=[f"user:{cast['dag'].id}"]).press("add").press("OK")
    page = page.fill(scope="everyone").press("scope-link").fill(create=None).press("OK")
    assert "May connect, not create in the ERP" in page
    page = page.fill(scope="specific").press("OK")
    assert page.url == "/sync"
    assert access() == {("everyone", True, False), ("Dag Moe", True, True)}
    assert not Connection.get().everyone


def test_the_stored_scope_stands_in_the_chooser(admin: Browser, cast: dict[str, Any], memory: SyncConnector, erp: ErpServer):
    connection = save_memory(cast, memory, erp)
    ConnectionAccess.create(connection=connection, group=cast["sales"], may_create=False)
    page = edited(admin, connection).fill(scope="specific").press("scope-link")
    assert panes(page)[1] == ["Sales group"]
    assert page.sent(page.by_id("add").form())["connect"] == [f"group:{cast['sales'].id}"]
    assert "create" not in page.sent(page.by_id("add").form()) or page.sent(page.by_id("add").form())["create"] == []


def test_forged_values_are_ignored(dialog: Page, cast: dict[str, Any]):
    forged = ["user:999999", "x", "", "group:abc", "user:1:2", "user:", "user:-1", f"group:{10**30}", "everyone", "user:٣"]
    chooser = dialog.press("scope-link")
    for post in ("add", "OK"):
        page = chooser.fill(available=forged, entry=[*forged, f"user:{cast['dag'].id}"], connect=forged).press(post)
        assert page.status == 200
    assert set(draft_of(page).scope["entries"]) == {f"user:{cast['dag'].id}"}
    assert page.button("scope-link").text() == "Dag Moe"
    assert page.press("OK").url == "/sync"


def test_a_group_deleted_meanwhile_leaves_the_scope_and_an_empty_scope_is_refused(dialog: Page, cast: dict[str, Any]):
    page = dialog.press("scope-link").fill(available=[f"group:{cast['sales'].id}"]).press("add").press("OK")
    assert reason(page) == ""
    Group.delete().where(Group.id == cast["sales"].id).execute()
    page = page.press("OK")
    assert (page.status, reason(page)) == (422, "Choose at least one user or group, or give everyone access.")
    page = page.press("scope-link").fill(available=[f"user:{cast['dag'].id}"]).press("add").press("OK")
    assert page.press("OK").url == "/sync"
    assert access() == {("everyone", True, True), ("Dag Moe", True, True)}


def test_a_chooser_whose_dialog_was_closed_says_so(dialog: Page):
    chooser = dialog.press("scope-link")
    draft_of(dialog).delete_instance()
    for words in ("add", "OK"):
        page = chooser.press(words)
        assert page.url == "/sync"
        assert "That dialog has been closed, or was open for more than an hour." in page


def test_help_opens_beside_the_chooser_whose_moves_are_kept_nowhere_yet(dialog: Page):
    chooser = dialog.press("No users or groups are selected")
    link = next(each for each in chooser.root.all("a") if "Help" in each.text() and each.get("target"))
    assert (link.get("href"), link.get("target"), link.get("rel")) == ("/help/scope#choose", "_blank", "noopener")
    assert "(opens in a new tab)" in link.text()
