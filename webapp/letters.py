"""Letters: what makes two names the same, and what they are sorted by."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

KEPT = 200
"""The longest text whose key is kept: who signs in could otherwise fill the memory with half a megabyte a try."""

_AFTER_Z = str.maketrans({"æ": "\uffe1", "ä": "\uffe1", "ø": "\uffe2", "ö": "\uffe2", "å": "\uffe3"})


def key(text: str) -> str:
    """What makes two names equal: their letters, whatever the case and however they are composed."""
    return _kept(text) if len(text) <= KEPT else folded(text)


def folded(text: str) -> str:
    """The same, remembered nowhere: for texts of which there are very many."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


_kept = lru_cache(maxsize=10_000)(folded)


@lru_cache(maxsize=10_000)
def order(name: str) -> str:
    """What names are sorted by: the Norwegian alphabet ends with æ, ø and å, and ä and ö stand with æ and ø."""
    return in_order(name)


def in_order(name: str) -> str:
    """The same, remembered nowhere."""
    key = folded(name)
    return key if key.isascii() else key.translate(_AFTER_Z)


def folded_all(texts: Sequence[str]) -> list[str]:
    """Each as `folded` makes it; of very many at once, that is quicker together."""
    joined = "\n".join(texts)
    if joined.isascii() and joined.count("\n") == len(texts) - 1:
        return joined.lower().split("\n")  # of ASCII, folding the case is writing it small
    known = {text: folded(text) for text in set(texts)}
    return [known[text] for text in texts]


def in_order_all(keys: Sequence[str]) -> list[str]:
    """As `in_order`, of names that are folded already."""
    return [key if key.isascii() else key.translate(_AFTER_Z) for key in keys]
