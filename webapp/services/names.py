"""What people call things: checked once, for users, groups, connectors and connections alike."""

from __future__ import annotations

import unicodedata

from webapp.errors import Problem, Problems
from webapp.letters import KEPT, key, order

__all__ = ["LIMIT", "key", "order", "refuse_if", "trouble"]

LIMIT = KEPT

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Cf too, but parts of visible characters in several scripts


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
