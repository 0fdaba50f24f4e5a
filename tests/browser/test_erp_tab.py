"""The ERP tab in a browser: its panels load by themselves, in the room kept for them; an ERP that is back is told."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests import linked
from tests.browser.live import Live
from tests.browser.looking import look
from tests.browser.visitor import Visitor
from tests.erpserver import ErpServer
from webapp.models import SyncConnector, User

PEOPLE = {"åse": "admin", "bjørn": "bjorn", "cecilie": "kari"}
PLACES = "all => all.map((each) => { const r = each.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })"


def furnished(live: Live, erp: ErpServer) -> tuple[str, int]:
    """Where a company's tab is that is linked in one ERP and not in another; the id of the first connection."""
    with live.database():
        people = {name: User.get(User.username == user) for name, user in PEOPLE.items()}
        nordlys = linked.memory_erp(people, SyncConnector.get(SyncConnector.url == "plugin://memory"), erp, "Nordlys")
        linked.workbook_erp(people, "Visma")
        record = linked.company("Fjordkraft Tromsø AS", ORGNR="974 760 673")
        linked.link(nordlys, record, "10003")
        return f"/crm/company/{record.id}/erp", nordlys.id


def test_panels_load_by_themselves_and_nothing_moves(visit: Callable[..., Visitor], live: Live, erp: ErpServer):
    url, nordlys = furnished(live, erp)
    erp.mode = "slow"
    v = visit("nb").sign_in("bjorn").open(url)
    panels = v.page.locator(".erp-panel")
    expect(panels).to_have_count(2)
    before = panels.evaluate_all(PLACES)
    first = v.page.locator(f"#erp-{nordlys}")
    expect(first).to_contain_text("Østensjø Maskin AS")
    expect(v.page.get_by_role("link", name="Knytt til 20318")).to_be_visible()
    assert panels.evaluate_all(PLACES) == before
    look(v)
    v.page.set_viewport_size({"width": 390, "height": 800})
    v.page.reload()
    before_narrow = panels.evaluate_all(PLACES)
    expect(v.page.get_by_role("link", name="Knytt til 20318")).to_be_visible()
    expect(first).to_contain_text("Østensjø Maskin AS")
    assert panels.evaluate_all(PLACES) == before_narrow
    v.page.set_viewport_size({"width": 1280, "height": 900})
    erp.mode = "closing"
    first.get_by_role("link", name="Oppdater").click()
    expect(first).to_contain_text("Får ikke kontakt")
    expect(v.page.locator("#live")).to_contain_text("Nordlys: Får ikke kontakt.")
    assert panels.evaluate_all(PLACES) == before
    erp.mode = "ok"
    first.get_by_role("link", name="Prøv igjen").press("Enter")
    expect(first).to_contain_text("Østensjø Maskin AS")
    expect(first.get_by_role("link", name="Oppdater")).to_be_focused()
