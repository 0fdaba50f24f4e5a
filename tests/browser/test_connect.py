"""A record is connected in a browser by keys alone: searched for, both sides compared, a side chosen, linked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests import linked
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.erpserver import ErpServer
from webapp.models import Connection, Link, SyncConnector, User


def connected(live: Live, erp: ErpServer) -> tuple[Connection, str]:
    """An active connection, and where a record of its ERP's tenth customer is searched for."""
    with live.database():
        people = {name: User.get(User.username == user) for name, user in PEOPLE.items()}
        connection = linked.memory_erp(people, SyncConnector.get(SyncConnector.url == "plugin://memory"), erp)
        record = linked.company("Nordlys Kraft", POSTALZIP="9007", POSTALCITY="Tromsø")
        linked.link(connection, linked.company("Kraftkonkurrenten AS"), "10010")
        return connection, f"/crm/company/{record.id}/erp/{connection.id}/search"


PEOPLE = {"åse": "admin", "bjørn": "bjorn", "cecilie": "kari"}


def test_by_keys_alone_a_record_is_found_compared_and_connected(visit: Callable[..., Visitor], live: Live, erp: ErpServer):
    connection, url = connected(live, erp)
    v = visit("nb").sign_in("bjorn").open(url)
    look(v)
    v.page.locator("#advanced summary").press("Enter")
    v.page.locator("#add").select_option("City")
    v.button("Legg til kriterium").press("Enter")
    v.page.locator("#v1").fill("tromsø")
    v.page.locator("#v1").press("Enter")
    expect(v.page.locator(".hits tbody tr")).to_have_count(2)
    expect(v.page.locator("#live")).to_have_text("2 treff: Avansert søk")
    assert "v1=troms" in v.page.url
    v.page.get_by_role("link", name="Knytt til Nordlys Kraft ASA (10009)").press("Enter")
    expect(v.page.get_by_role("heading", name="Knytt «Nordlys Kraft» til kunde 10009")).to_be_visible()
    look(v)
    v.button("Alt fra ERP").press("Enter")
    picked: Any = v.page.locator(".sides-table :checked")
    assert picked.evaluate_all("all => all.map(each => each.value)") == ["erp"] * 3
    picked.first.press("ArrowLeft")
    assert picked.evaluate_all("all => all.map(each => each.value)") == ["crm", "erp", "erp"]
    picked.first.press("Enter")
    expect(v.page.get_by_text("«Nordlys Kraft» er knyttet til kunde 10009. Skrevet i ERP: Navn.")).to_be_visible()
    with live.database():
        assert Link.get(Link.erp_key == "10009").connection_id == connection.id
