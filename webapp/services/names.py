"""What people call things: checked once, for users, groups, connectors and connections alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from webapp.errors import Problem, Problems

LIMIT = 200
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Cf too, but parts of visible characters in several scripts

_AFTER_Z = str.maketrans({"æ": "\uffe1", "ä": "\uffe1", "ø": "\uffe2", "ö": "\uffe2", "å": "\uffe3"})


def key(name: str) -> str:
    """What makes two names equal: their letters, whatever the case and however they are composed."""
    # What is longer than any name isn't kept: who signs in could otherwise fill the memory with half a megabyte a try.
    return _kept(name) if len(name) <= LIMIT else _folded(name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


_kept = lru_cache(maxsize=10_000)(_folded)


@lru_cache(maxsize=10_000)
def order(name: str) -> str:
    """What names are sorted by: the Norwegian alphabet ends with æ, ø and å, and ä and ö stand with æ and ø."""
    return key(name).translate(_AFTER_Z)


def trouble(name: str, field: str = "name", limit: int = LIMIT) -> Problem | None:
    """What is wrong with *name* for *field*, if anything: blank, too long, control characters."""
    if not name.strip(_JOINERS + " \t"):
        return Problem("name_blank", field)
    if any(unicodedata.category(letter) in _INVISIBLE and letter not in _JOINERS for letter in name):
        return Problem("control_characters", field)
    length = max(len(name), len(key(name)))  # some letters become several without their case
    return Problem("name_too_long", field, length=length, limit=limit) if length > limit else None


def refuse_if(*found: Problem | None) -> None:
    """Raise what was found: the one `Problem`, several as `Problems`, nothing where nothing was."""
    problems = [problem for problem in found if problem]
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(problems)
