"""Every page but the connection dialog, looked at by axe, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import furnishing
from tests.browser.looking import STICKS_OUT, found_by_axe, look
from tests.browser.visitor import Visitor
from webapp.models import Group, User
from webapp.services import users


def test_sign_in_and_its_refusal(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").open("/sign-in")
    look(v)
    v.page.locator("input[name=username]").fill("admin")
    v.page.locator("input[name=password]").fill("feil")
    v.page.keyboard.press("Enter")
    expect(v.problems).to_be_visible()
    look(v)


def test_the_sync_screen_without_connections(visit: Callable[..., Visitor]) -> None:
    look(visit("nb").sign_in().open("/sync"))


def test_the_sync_screen_with_every_state_and_a_row_selected(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.every_state()
    v.open("/sync")
    v.page.locator("#connections input[type=radio]").nth(1).check()
    look(v)


def test_the_sync_screen_with_the_longest_names(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.extremes()
    look(v.open("/sync"))
    v.page.locator("#connections input[type=radio]").first.check()
    v.button(v.words.configure, v.card(v.words.connections)).click()
    expect(v.dialog).to_be_visible()
    look(v)


def test_the_sync_screen_after_a_button_without_a_row(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.every_state()
    v.open("/sync").page.locator("#connection-test").click()
    expect(v.page.locator("#connections .message")).to_be_visible()
    look(v)


def test_deleted_connections_and_none_that_fit(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.deleted("Gammel bok")
    look(v.open("/sync?deleted=1"))
    look(v.open("/sync?q=finnesikke"))


def test_the_connector_dialog_and_what_it_refuses(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/sync/connectors/new")
    look(v)
    v.page.locator("#url").fill("https://erp.example/ErpConnectorWS.svc")
    v.page.locator("#test-url").click()
    expect(v.page.locator("#url-result .state")).to_be_visible()
    look(v)
    v.page.locator("dialog button.primary").click()
    expect(v.problems).to_be_visible()
    look(v)


def test_deleting_asks_first(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        furnishing.connection("Nordlys", active=True)
    v.open("/sync").row("Nordlys").get_by_role("radio").check()
    v.button(v.words.delete, v.card(v.words.connections)).click()
    expect(v.dialog).to_be_visible()
    look(v)
    v.open("/sync").card(v.words.connectors).get_by_role("radio").last.check()
    v.button(v.words.delete, v.card(v.words.connectors)).click()
    expect(v.dialog).to_be_visible()
    look(v)


@pytest.mark.parametrize("path", ["/users", "/users/new", "/groups", "/groups/new", "/account", "/account/password", "/help"])
def test_pages_with_an_address(visit: Callable[..., Visitor], path: str) -> None:
    look(visit("nb").sign_in().open(path))


def test_a_user_and_a_group(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        user, group = User.get(User.username == "cecilie"), Group.select().first()
    for path in (f"/users/{user.id}", f"/users/{user.id}/password", f"/groups/{group.id}", f"/groups/{group.id}/delete"):
        look(v.open(path))


def test_what_the_users_page_refuses(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/users/new")
    v.page.locator("dialog button.primary").click()
    expect(v.problems).to_be_visible()
    look(v)


def test_deactivated_users_and_long_names(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in()
    with v.live.database():
        added = users.add(furnishing.UNBROKEN[:100], furnishing.LONG[:200], users.make_password())
        User.update(active=False).where(User.id == added.id).execute()
    look(v.open("/users"))
    look(v.open(f"/users/{added.id}"))


def test_every_page_of_the_guide(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in().open("/help")
    pages = v.page.locator("main nav a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    v.page.set_viewport_size({"width": 390, "height": 844})
    for path in pages:
        assert found_by_axe(v.open(path).page) == [], path
        assert v.page.evaluate(STICKS_OUT) == [], path


def test_pages_for_what_went_wrong(visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    v = visit("nb").sign_in().open("/finnes/ikke")
    look(v)

    def broken() -> None:
        raise ValueError("broken on purpose")

    monkeypatch.setitem(v.live.app.view_functions, "account.index", broken)
    look(v.open("/account"))


def test_the_pages_of_who_is_no_administrator(visit: Callable[..., Visitor]) -> None:
    v = visit("nb").sign_in("bjorn").open("/connections")
    look(v)
    look(v.open("/sync"))  # 403
    with v.live.database():
        furnishing.every_state()
    look(v.open("/connections"))
    expect(v.page.get_by_text("Fjord Sør")).to_be_visible()
    v.page.locator("details.menu summary").click()
    look(v)
