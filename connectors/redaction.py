"""Removing secrets from texts by value: whatever a connector says, a known secret is not in it."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
_SHORTEST = 3  # removing single letters by value would spoil every text and hide nothing


def redact(text: str, secrets: Iterable[str]) -> str:
    """*text* without any of *secrets*, as they are and as they stand in addresses, JSON, HTML and Python's own texts."""
    for form in forms_of(secrets):
        text = text.replace(form, HIDDEN)
    return text


def forms_of(secrets: Iterable[str]) -> list[str]:
    """What must not stand in a text for none of *secrets* to show: each as it is and in other guises, the longest first."""
    forms = {form for secret in secrets for form in _forms(secret)}
    return sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)


def _forms(secret: str) -> tuple[str, ...]:
    escaped = json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], ascii(secret)[1:-1]
    percent = quote(secret, safe="")
    quoted = percent, quote(secret), quote_plus(secret), quote(percent), *map(_lower_percent, (percent, quote(secret)))
    octets = secret.encode("utf-8", "surrogatepass")
    encoded = base64.b64encode(octets).decode(), repr(octets)[2:-1]
    return secret, html.escape(secret), *escaped, *quoted, *encoded


def _lower_percent(quoted: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)


def basic(users: Iterable[str], secrets: Iterable[str]) -> list[str]:
    """Each of *secrets* with each of *users* as HTTP's basic sign-in writes them, which hides both from `redact` alone."""
    pairs = [f"{user}:{secret}" for user in users for secret in secrets]
    return [base64.b64encode(pair.encode("utf-8", "surrogatepass")).decode() for pair in pairs]
