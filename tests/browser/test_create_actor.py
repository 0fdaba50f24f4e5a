"""What the ERP lacks is created in a browser: from the search that finds nothing to the tab that shows the new number."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests import linked
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.test_connect import PEOPLE
from tests.browser.visitor import Visitor
from tests.creating import add, begun, rule
from tests.erpserver import ErpServer
from webapp.models import Link, SyncConnector, User


def test_from_the_search_that_finds_nothing_to_the_new_number(visit: Callable[..., Visitor], live: Live, erp: ErpServer):
    with live.database():
        people = {name: User.get(User.username == user) for name, user in PEOPLE.items()}
        connection = linked.memory_erp(people, SyncConnector.get(SyncConnector.url == "plugin://memory"), erp)
        rule(connection, "Terms", "30", ask=True, mandatory=True)
        rule(connection, "CustGr", ask=True)
        rule(connection, "Ad1", mandatory=True)
        record, doubtful = linked.company("Havørn Fiske AS", POSTALAD1="Kaia 8"), linked.company("Tvilstilfellet AS")
        begun(connection, doubtful, Nm="Tvilstilfellet AS")
    v = visit("nb").sign_in("bjorn").open(f"/crm/company/{record.id}/erp/{connection.id}/search")
    v.page.get_by_role("link", name="Opprett i ERP").press("Enter")
    expect(v.page.get_by_role("heading", name="Opprett «Havørn Fiske AS» i Fjord")).to_be_visible()
    terms = v.page.get_by_label("Kredittdager")
    terms.fill("mange")
    terms.press("Enter")
    expect(v.page.locator("#problems")).to_be_focused()
    look(v)
    terms.fill("14")
    v.page.get_by_label("Kundegruppe").select_option("2")
    v.button("Opprett").press("Enter")
    expect(v.page.get_by_text("«Havørn Fiske AS» er nå kunde")).to_be_visible()
    with live.database():
        key = Link.get(Link.record_id == record.id).erp_key
    expect(v.page.get_by_text(f"Koblet til kunde {key}")).to_be_visible()
    add(erp, "30001", Nm="Tvilstilfellet AS")
    v.open(f"/crm/company/{doubtful.id}/erp/{connection.id}/create/look?ask=1")
    look(v)
    v.button("Knytt til 30001").press("Enter")
    expect(v.page.get_by_text("«Tvilstilfellet AS» er nå kunde 30001 i «Fjord», og de to er koblet.")).to_be_visible()
