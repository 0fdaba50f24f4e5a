"""What the address of a list of suggestions asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.forms.base import row_id

SHOWN = ("suggested", "without", "rejected", "linked")
SCORES = (60, 75, 90, 95)
"""The least scores that are offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of what is `shown` (one of `SHOWN`), by `words` and from a score on; 0: whatever the score."""

    shown: str = "suggested"
    words: str = ""
    least: int = 0
    page: int = 1

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of its address, but for the page."""
        named: dict[str, Any] = {"show": self.shown, "q": self.words, "score": self.least}
        return {name: value for name, value in named.items() if value and value != SHOWN[0]}


def asked(args: Mapping[str, str]) -> Asked:
    """What *args* ask for; what makes no sense counts as not asked."""
    shown = args.get("show", "")
    least = row_id(args.get("score")) or 0
    return Asked(
        shown if shown in SHOWN else SHOWN[0],
        args.get("q", "")[:200],
        least if least <= 100 else 0,
        row_id(args.get("page")) or 1,
    )
