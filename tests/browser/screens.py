"""Makes the pictures of the README and the guide: `python -m tests.browser.screens docs/images`.

NAME.LANGUAGE.png, in Norwegian and English: `sync`, `sync-dark`, `sync-narrow`, `dialog` (a test that passed) and
`dialog-failed`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium, furnishing
from tests.browser.live import Live
from tests.browser.visitor import FAILED, Visitor
from tests.erpserver import ErpServer

WIDE = {"width": 1280, "height": 820}
NARROW = {"width": 390, "height": 800}
PORT = 7000  # the one that the connector's own hint names


class Camera:
    """Takes the pictures of one visitor into a folder."""

    def __init__(self, visitor: Visitor, folder: Path) -> None:
        self.visitor, self.folder = visitor, folder

    def take(self, name: str, dark: bool = False, narrow: bool = False, whole: bool = False) -> None:
        """The window from the top of the page, or all of the page; nothing in focus, no mouse."""
        page = self.visitor.page
        size = NARROW if narrow else WIDE
        page.set_viewport_size({**size, "height": page.evaluate("document.body.scrollHeight") if whole else size["height"]})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.screenshot(path=self.folder / f"{name}.{self.visitor.words.language}.png")


def main(folder: Path) -> None:
    """All pictures into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with _chromium() as browser, tempfile.TemporaryDirectory() as instance, Live(Path(instance) / "instance") as live:
        for language in ("nb", "en"):
            visitor = Visitor(browser, live, language, viewport=WIDE, device_scale_factor=1).sign_in()
            camera = Camera(visitor, folder)
            _lists(camera)
            _workbook(camera)
            _refused(camera)
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


def _lists(camera: Camera) -> None:
    visitor = camera.visitor
    with visitor.live.database():
        furnishing.every_state()
    visitor.open("/sync").row("Nordlys Regnskap").get_by_role("radio").check()
    camera.take("sync", whole=True)
    camera.take("sync-dark", dark=True, whole=True)
    camera.take("sync-narrow", narrow=True)


def _workbook(camera: Camera) -> None:
    visitor, words = camera.visitor, camera.visitor.words
    visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    visitor.open_new()
    visitor.fill(words.name, "Nordlys Eiendom")
    visitor.choose_connector("Excel")
    visitor.fill(words.workbook, "demo/erp.xlsx")
    visitor.fill(words.description, "Klient 20")
    visitor.press_test()
    camera.take("dialog")


def _refused(camera: Camera) -> None:
    visitor, words = camera.visitor, camera.visitor.words
    with ErpServer("refuse", PORT):
        visitor.open_new()
        visitor.fill(words.name, "Fjord Handel")
        visitor.choose_connector("Minne")
        for label, text in ((words.server, f"localhost:{PORT}"), (words.user, "sync"), (words.password, "hemmelig")):
            visitor.fill(label, text)
        visitor.press_test()
        visitor.expect_test(FAILED)
        camera.take("dialog-failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
