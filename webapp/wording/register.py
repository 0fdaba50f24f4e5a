"""The register, its history and selections: what is refused, and what to do next."""

from __future__ import annotations

WORDING: dict[str, str] = {}
