"""Import from ERP: what is refused, what is wrong with a row, and what to do next."""

from __future__ import annotations

WORDING: dict[str, str] = {}
