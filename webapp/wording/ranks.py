"""The order of fields, and sync priority: what is refused, and what to do next."""

from __future__ import annotations

WORDING: dict[str, str] = {}
