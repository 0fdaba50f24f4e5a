"""The ways in which each step of a seed is walked."""

from __future__ import annotations

import pytest

WAYS = pytest.mark.parametrize(
    ("language", "script"), [("nb", True), ("nb", False), ("en", True)], ids=["nb", "nb-without-script", "en"]
)
