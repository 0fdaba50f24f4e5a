"""The ways in which each step of a seed is walked."""

from __future__ import annotations

import pytest

WAYS = pytest.mark.parametrize(("language", "script"), [("nb", True), ("en", False)], ids=["nb", "en-without-script"])
