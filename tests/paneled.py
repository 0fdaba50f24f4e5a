"""A walk through the ERP tab in every state, for whoever looks at every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conftest import Browser
from tests.erpserver import ErpServer
from tests.linked import company, link, memory_erp, person, workbook_erp
from webapp.models import ConnectionAccess, FieldMapping, SyncConnector
from webapp.services import calls


def walk(browser: Browser, cast: Mapping[str, Any], memory: SyncConnector, erp: ErpServer) -> None:
    """Linked, not linked with and without suggestions, gone, without contact, without fields, a person without their company,
    somebody who may only look; and disconnecting."""
    calls.forget()
    nordlys, visma = memory_erp(cast, memory, erp, "Nordlys <&>", "7"), workbook_erp(cast, "Visma tab")[0]
    linked, gone, like = company("Østensjø <b>"), company("Borte"), company("Fjordkraft Tromsø", ORGNR="974760673")
    somebody, other = person(linked, "Åse", "Østensjø"), person(like, "Åse", "Berg")
    for record, key in ((linked, "10003"), (gone, "<99999>"), (somebody, "P3")):
        link(nordlys, record, key)
    here = f"/crm/company/{linked.id}/erp"
    browser.get(f"/crm/company/{like.id}/erp")
    for record in (linked, gone, like):
        browser.get(f"/crm/company/{record.id}/erp/{nordlys.id}")
    for url in (f"company/{like.id}/erp/{visma.id}", f"person/{other.id}/erp/{visma.id}", f"company/{linked.id}/erp"):
        browser.get(f"/crm/{url}")
    browser.get(f"{here}/{nordlys.id}", htmx=True)
    browser.get(f"{here}/{nordlys.id}/disconnect")
    erp.mode = "closing"
    browser.get(f"{here}/{nordlys.id}")
    erp.mode = "ok"
    ConnectionAccess.update(may_connect=False, may_create=False).where(ConnectionAccess.connection == visma).execute()
    browser.get(f"{here}/{visma.id}")
    FieldMapping.update(in_tab=False).execute()
    browser.get(f"{here}/{nordlys.id}?again=1")
    assert browser.post(f"{here}/{nordlys.id}/disconnect", {"key": "another"}).status_code == 422
