"""The command `kobling` in a process of its own, as somebody starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Self


class Kobling:
    """A command under way; what it says is kept in a file. Leaving it kills what still runs."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self.arguments = arguments
        self.settings = {"KOBLING_INSTANCE": str(folder / "instance"), "KOBLING_PORT": "0", "KOBLING_DEMO": "0"}
        self.settings |= {f"KOBLING_{name}": value for name, value in settings.items()}
        self._said = folder / f"said-{time.monotonic_ns()}"

    def __enter__(self) -> Self:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KOBLING_")}
        with self._said.open("wb") as file:
            command = [sys.executable, "-m", "webapp.cli", *self.arguments]
            self.process = subprocess.Popen(command, stdout=file, stderr=file, env=kept | self.settings)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def said(self) -> str:
        """Everything it has printed so far."""
        return self._said.read_text()

    def wait_for(self, words: str, seconds: float = 20) -> str:
        """The first match of the expression *words* in what it prints (its group, where there is one)."""
        until = time.monotonic() + seconds
        while not (found := re.search(words, self.said)):
            over = time.monotonic() > until or self.process.poll() is not None
            assert not over or re.search(words, self.said), f"never said {words!r}: {self.said}"
            time.sleep(0.05)
        return found[1] if found.groups() else found[0]

    def address(self) -> str:
        """Where it answers, once it does."""
        return self.wait_for(r"running at (http://\S+)/")

    def ended(self, seconds: float = 20) -> int:
        """Its exit code."""
        return self.process.wait(seconds)

    def stop(self, seconds: float = 10) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self.process.terminate()
        return self.ended(seconds)
