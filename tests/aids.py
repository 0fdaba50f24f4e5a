"""*Suggest* and *Try on real records* for the tests: the buttons of the mappings dialog, and what their panels say."""

from __future__ import annotations

from typing import Any

from connectors.excel.demo import write_demo
from tests.conftest import Browser
from tests.dialogs import save_connection
from tests.pages import Node, Page, open_page
from webapp import config
from webapp.forms.mappings import control
from webapp.models import Connection
from webapp.services import sync_connectors


def demonstration(cast: dict[str, Any]) -> Connection:
    """A connection to the demonstration workbook, its fields read."""
    folder = config.current["INSTANCE"] / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    write_demo(folder / "erp.xlsx")
    connector = sync_connectors.add("Excel", "plugin://excel", "", cast["åse"])
    return save_connection(cast["åse"], connector, "Demo", {"file": str(folder / "erp.xlsx")}, like="the demonstration")


def dialog(browser: Browser, connection: Connection, type_: str = "Customer") -> Page:
    """The mappings dialog of an actor type."""
    return open_page(browser, f"/sync/connections/{connection.id}/mappings/{type_}")


def choose(page: Page, erp: str, crm: str = "", directions: str = "") -> Page:
    """Choose a CRM field and directions (`>` to the CRM, `<` to the ERP) on the page, unsaved."""
    return page.fill(**{
        control("crm", erp): crm,
        control("to_crm", erp): "1" if ">" in directions else "",
        control("to_erp", erp): "1" if "<" in directions else "",
    })  # fmt: skip


def pressed(page: Page, aid: str, htmx: bool = False, **more: str) -> Page:
    """Post all that stands on the page to an aid: suggest, try or apply."""
    form = page.by_id("mappings-form")
    url = "/".join(page.url.split("/")[:6]) + f"/{aid}"
    return Page(page.browser, page.browser.post(url, page.sent(form) | more, htmx=htmx, token=False), htmx)


def chosen(page: Page, erp: str) -> tuple[str, str]:
    """The CRM field and the directions that stand on the page for an ERP field."""
    sent = page.sent(page.by_id("mappings-form"))
    ways = "".join(sign for part, sign in (("to_erp", "<"), ("to_crm", ">")) if sent[control(part, erp)] == ["1"])
    return sent[control("crm", erp)][0], ways


def rows(panel: Node) -> list[list[str]]:
    """The cells of a panel's table, row by row, without its head."""
    found = [[cell.text() for cell in row.all("th", "td")] for row in panel.all("tr")]
    return found[1:]
