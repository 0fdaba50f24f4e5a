"""The search for an actor and the side-by-side dialog in every state, for tests that look at all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests import linked
from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.mapped import put
from tests.pages import Page
from webapp import config
from webapp.forms.connect import pick_name
from webapp.models import Company, Connection, Link, SyncConnector
from webapp.services import calls

CRITERIA = (
    "f1=Nm&o1=contains&v1=a&f2=Since&o2=between&v2=2001-01-01&v2=x&f3=CustGr&o3=oneof&v3=2&v3=gone"
    "&f4=Credit&o4=x&f5=Blocked&o5=%3D&v5=0&f6=<b>"
)


def walk(browser: Browser, cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer) -> None:
    """All pages of connecting; nothing of it is left."""
    connection = linked.memory_erp(cast, memory, erp, "<i>Fjord</i> & sønn")
    put(connection, "CustGr", "CATEGORY", ">")
    record, other = linked.company("Nordlys <b>Kraft</b>", POSTALAD1="x" * 90), linked.company("Fjellheim skole")
    linked.link(connection, linked.company("<em>Konkurrenten</em>"), "10010")
    here = f"/crm/company/{record.id}/erp/{connection.id}"
    for query in ("?q=", "?q=nordlys", f"?{CRITERIA}", f"?{CRITERIA}&do=add&add=Terms", "?q=zzz"):
        browser.get(f"{here}/search{query}")
    browser.get(f"/crm/company/{other.id}/erp/{connection.id}/search")
    for key in ("nobody", "10010"):
        browser.get(f"{here}/compare?key={key}")
    page = _dialog(browser, f"{here}/compare?key=10009").fill(**{pick_name("Nm"): "nonsense"})
    connect = "Connect" if browser.language == "en" else "Knytt til"
    url = page.url
    page.press(connect)
    dialog = _dialog(browser, url)
    erp.mode, config.current["CALL_SECONDS"] = "deaf", 1
    dialog.press(connect)
    erp.mode = "closing"
    browser.get(f"{here}/search?q=a")
    erp.mode, config.current["CALL_SECONDS"] = "ok", 10
    calls.forget()
    person = linked.person(record, "Åse", "Østensjø")
    browser.get(f"/crm/person/{person.id}/erp/{connection.id}/search")
    Link.delete().where(Link.connection == connection).execute()
    Connection.update(active=False).where(Connection.id == connection.id).execute()
    Company.update(name="x").where(Company.id == record.id).execute()


def _dialog(browser: Browser, url: str) -> Page:
    page = Page(browser, browser.get(url))
    page.url = url
    return page
