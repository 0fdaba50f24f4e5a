"""Takes the pictures of one visitor into a folder."""

from __future__ import annotations

from pathlib import Path

from tests.browser.smaller import smaller
from tests.browser.visitor import Visitor

WIDE = {"width": 1280, "height": 820}
NARROW = {"width": 390, "height": 800}


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
        picture = smaller(page.screenshot())
        (self.folder / f"{name}.{self.visitor.words.language}.png").write_bytes(picture)
