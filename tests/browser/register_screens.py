"""The pictures of what people do with records and the ERP: `register`, `erp-tab`, `connect`, `links` and `import`.

The register is that of the demonstration, and the connection the one to its workbook, mapped by `screens`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import expect

from connectors.base import ActorType
from connectors.excel.demo import actors
from tests import linked, mapped
from tests.browser.camera import Camera
from tests.erpserver import ErpServer
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.models import Company, Connection, FieldMapping, SyncConnector, User

TRADE = "Fisk"
PORT = 7000  # the one that the connector's own hint names
SHOWN = ("CustGr", "CreditLimit", "PaymentDays")
OTHERS = (
    ("ID", "Nm", "OrgNr", "Zip", "City"),
    (20318, "Skogheim Fisk A/S", "891028865", "4617", "Kristiansand S"),
    (20540, "Skogheim Maskin", None, "4617", "Kristiansand S"),
    (20771, "Skogli Fisk", None, "9008", "Tromsø"),
)


def take(camera: Camera, name: str) -> None:
    """All of them. *name*: of the connection."""
    with camera.visitor.live.database():
        connection = Connection.get(Connection.name == name)
        companies = _companies()
        one, other, keys = companies[0], companies[21], _keys()
        for record in (one, *companies[2:6]):
            linked.link(connection, record, keys[record.texts["ORGNR"]])
        mine = FieldMapping.actor == mapped.sheet_of(connection).actor
        FieldMapping.update(in_tab=True).where(mine, FieldMapping.erp_key.in_(SHOWN)).execute()
        _two_others(one)
    _register(camera)
    _erp_tab(camera, one)
    _compare(camera, connection, other, keys[other.texts["ORGNR"]])
    _links(camera, connection)
    _import(camera, connection)


def _two_others(record: Record) -> None:
    """A connection in whose ERP *record* is but isn't linked, and one whose ERP is down."""
    people = {name: User.get(User.username == user) for name, user in (("åse", "admin"), ("bjørn", "bjorn"), ("cecilie", "kari"))}
    linked.workbook_erp(people, "Visma Sør", {**linked.BOOK, "Customer": OTHERS})
    with ErpServer("ok", PORT) as erp:
        down = linked.memory_erp(people, SyncConnector.get(SyncConnector.url == "plugin://memory"), erp, "Visma Nord")
    linked.link(down, record, "771")


def _companies() -> Sequence[Record]:
    ids = [each.id for each in Company.select(Company.id).order_by(Company.id)]
    return list(register.get(Entity.COMPANY, ids).values())


def _keys() -> dict[str, str]:
    """The customers' keys by their organisation numbers."""
    return {str(row["OrgNo"]): str(row["ID"]) for row in actors()["Customer"]}


def _register(camera: Camera) -> None:
    camera.visitor.open("/crm/company")
    camera.take("register")


def _erp_tab(camera: Camera, record: Record) -> None:
    page = camera.visitor.open(f"/crm/company/{record.id}/erp").page
    expect(page.locator("[aria-busy]")).to_have_count(0)
    camera.take("erp-tab")


def _compare(camera: Camera, connection: Connection, record: Record, key: str) -> None:
    at = f"/crm/company/{record.id}/erp/{connection.id}"
    camera.visitor.open(f"{at}/compare?type={ActorType.CUSTOMER.value}&key={key}")
    camera.take("connect")


def _links(camera: Camera, connection: Connection) -> None:
    page = camera.visitor.open(f"/sync/connections/{connection.id}/links").page
    page.locator("#find").click()
    expect(page.locator(".bench tbody tr").first).to_be_visible(timeout=60_000)
    expect(page.locator("progress")).to_have_count(0, timeout=60_000)
    camera.visitor.open(f"/sync/connections/{connection.id}/links/Customer?q={TRADE}")
    camera.take("links", whole=True)


def _import(camera: Camera, connection: Connection) -> None:
    visitor = camera.visitor
    visitor.open(f"/sync/connections/{connection.id}/import/Customer")
    visitor.field(visitor.words("Contains")).fill(TRADE)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("button", name=re.compile(visitor.words("Preview all that match").split()[0])).last.click()
    expect(visitor.page.locator(".import-rows tbody tr").first).to_be_visible(timeout=60_000)
    camera.take("import")
