"""Why a connection isn't ready to sync: what is refused, and what to do next."""

from __future__ import annotations

WORDING: dict[str, str] = {}
