"""Keys of added fields: made from their first name, given once and never again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from webapp.crm.fields import OWN
from webapp.models import CrmField

LENGTH = 40
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})
_ENDING = 6  # room for the number that tells keys of the same name apart


def make_key(name: str) -> str:
    """A key for a field of that name which no field has or has had: X_REGION, X_REGION_2 … One query."""
    stem = OWN + (_plain(name) or "FIELD")
    start = stem[: LENGTH - _ENDING]
    present = {each.key for each in CrmField.select().where(CrmField.key.startswith(start))}
    candidates = (stem[: LENGTH - len(end)].rstrip("_") + end for end in _endings())
    return next(key for key in candidates if key not in present)


def _plain(name: str) -> str:
    """The letters and figures of a name as ASCII capitals, everything between them a low line."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").upper()


def _endings() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"_{number}"
        number += 1
