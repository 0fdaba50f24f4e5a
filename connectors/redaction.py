"""Removing secrets from texts by value: whatever a connector says, a known secret is not in it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
_SHORTEST = 3  # removing single letters by value would spoil every text and hide nothing


def redact(text: str, secrets: Iterable[str]) -> str:
    """*text* without any of *secrets*, as they are and as they stand in addresses, JSON, HTML and Python's own texts."""
    forms = {form for secret in secrets for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) >= _SHORTEST:
            text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> tuple[str, ...]:
    escaped = json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], ascii(secret)[1:-1]
    return secret, quote(secret, safe=""), quote(secret), quote_plus(secret), html.escape(secret), *escaped
