"""Makes the pictures of the README and the guide: `python -m tests.browser.screens docs/images`.

NAME.LANGUAGE.png, in Norwegian and English: `dialog` (a test that passed), `mappings`, `readiness` (something is missing),
`list-mapping`, `rules`, `sync`, `sync-dark`, `sync-narrow` and `dialog-failed`; those of `register_screens` besides.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import mapped
from tests.browser import chromium, furnishing, register_screens
from tests.browser.camera import WIDE, Camera
from tests.browser.live import Live
from tests.browser.visitor import FAILED, Visitor
from tests.erpserver import ErpServer
from webapp.db import now
from webapp.models import ActorMapping, Connection, FieldMapping

OURS = "Nordlys Eiendom"
FIELDS = {
    "ErpKey": ("NUMBER2", ">"),
    "Nm": ("NAME", "<>"),
    "OrgNo": ("ORGNR", ">"),
    "Ad1": ("POSTALAD1", "<>"),
    "Ad2": ("POSTALAD2", "<>"),
    "Zip": ("POSTALZIP", "<>"),
    "City": ("POSTALCITY", "<>"),
    "Phone": ("PHONE", "<>"),
    "Email": ("EMAIL", ">"),
    "CustGr": ("BUSINESS", "<>"),
    "CreditLimit": ("X_KREDITTGRENSE", ">"),
}
SHOWN = ("Nm", "OrgNo", "City", "Phone")
PAIRS = {"1": "Bygg og anlegg", "2": "Detaljhandel", "3": "Industri", "5": "Tjenester", "9": "Tjenester"}


def main(folder: Path) -> None:
    """All pictures into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with _chromium() as browser, tempfile.TemporaryDirectory() as instance, Live(Path(instance) / "instance") as live:
        for language in ("nb", "en"):
            visitor = Visitor(browser, live, language, viewport=WIDE, device_scale_factor=1).sign_in()
            camera = Camera(visitor, folder)
            _workbook(camera)
            _mapped(camera)
            _lists(camera)
            _refused(camera)
            register_screens.take(camera, OURS)
            visitor.context.close()
            live.reset()


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = chromium.find()
    if not path:
        raise SystemExit("No Chromium was found: install one, or name it in the variable CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


def _workbook(camera: Camera) -> None:
    visitor, words = camera.visitor, camera.visitor.words
    visitor.open_new()
    visitor.fill(words.name, OURS)
    visitor.choose_connector("Excel")
    visitor.fill(words.workbook, "demo/erp.xlsx")
    visitor.fill(words.description, "Klient 20")
    visitor.press_test()
    camera.take("dialog")
    visitor.press_ok(OURS)


def _mapped(camera: Camera) -> None:
    """The customers of the workbook mapped, their groups not at first."""
    with camera.visitor.live.database():
        connection = Connection.get(Connection.name == OURS)
        mapped.wait_until_read(connection)
        for erp, (crm, directions) in FIELDS.items():
            mapped.put(connection, erp, crm, directions)
        actor = mapped.sheet_of(connection).actor
        ActorMapping.update(active=True).where(ActorMapping.id == actor.id).execute()
        shown = (FieldMapping.actor == actor) & FieldMapping.erp_key.in_(SHOWN)
        FieldMapping.update(in_search=True, in_tab=True).where(shown).execute()
    pages = f"/sync/connections/{connection.id}"
    _page(camera, f"{pages}/mappings/Customer", "mappings")
    _page(camera, f"{pages}/readiness", "readiness", whole=True)
    with camera.visitor.live.database():
        row = mapped.sheet_of(connection).by_key["CustGr"]
        for erp, crm in PAIRS.items():
            mapped.pair(row, erp, crm, way_back=erp != "9")
        Connection.update(active=True, last_sync_at=now()).where(Connection.id == connection.id).execute()
    _page(camera, f"{pages}/lists/Customer/{row.mapping.id}", "list-mapping", whole=True)
    _page(camera, f"{pages}/rules", "rules")


def _page(camera: Camera, address: str, name: str, whole: bool = False) -> None:
    """A picture of one page as it first opens, with what it asks the ERP."""
    camera.visitor.open(address)
    camera.visitor.page.wait_for_load_state("networkidle")
    camera.take(name, whole=whole)


def _lists(camera: Camera) -> None:
    visitor = camera.visitor
    with visitor.live.database():
        furnishing.every_state()
    visitor.open("/sync").row(OURS).get_by_role("radio").check()
    visitor.page.locator("#summary h3").get_by_text(OURS).wait_for()
    camera.take("sync", whole=True)
    camera.take("sync-dark", dark=True, whole=True)
    camera.take("sync-narrow", narrow=True)
    visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def _refused(camera: Camera) -> None:
    visitor, words = camera.visitor, camera.visitor.words
    with ErpServer("refuse", register_screens.PORT):
        visitor.open_new()
        visitor.fill(words.name, "Fjord Handel")
        visitor.choose_connector("Minne")
        for label, text in (
            (words.server, f"localhost:{register_screens.PORT}"),
            (words.user, "sync"),
            (words.password, "hemmelig"),
        ):
            visitor.fill(label, text)
        visitor.press_test()
        visitor.expect_test(FAILED)
        camera.take("dialog-failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
