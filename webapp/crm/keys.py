"""Keys of added fields and lists: made from their first name, given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set

from webapp.crm.fields import OWN
from webapp.models import CrmField, CrmList

LENGTH = 40
OWN_LIST = "x_"
"""How the keys of added lists begin; no list that the CRM begins with has such a key."""
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})
_ENDING = 6  # room for the number that tells keys of the same name apart


def field_key(name: str) -> str:
    """A key for a field of that name which no field has or has had: X_REGION, X_REGION_2 … One query."""
    stem = OWN + (_plain(name).upper() or "FIELD")
    there = CrmField.select().where(CrmField.key.startswith(stem[: LENGTH - _ENDING]))
    return _free(stem, {each.key for each in there})


def list_key(name: str) -> str:
    """A key for a list of that name which no list has: x_region, x_region_2 … One query."""
    stem = OWN_LIST + (_plain(name) or "list")
    there = CrmList.select().where(CrmList.key.startswith(stem[: LENGTH - _ENDING]))
    return _free(stem, {each.key for each in there})


def _free(stem: str, present: Set[str]) -> str:
    candidates = (stem[: LENGTH - len(end)].rstrip("_") + end for end in _endings())
    return next(key for key in candidates if key not in present)


def _plain(name: str) -> str:
    """The letters and figures of a name in plain ASCII, everything between them a low line."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _endings() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"_{number}"
        number += 1
