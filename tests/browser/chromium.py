"""Where the browser is and how it is started."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first needs a third less
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str:
    """The program's path: what the variable CHROMIUM says, else the first of the usual names in PATH; "" for none."""
    asked = os.environ.get("CHROMIUM")
    return asked or next((path for path in map(shutil.which, NAMES) if path), "")
