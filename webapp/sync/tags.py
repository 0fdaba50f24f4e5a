"""Template tags in default values: `{user}`, `{company}`, `{number}` and `{today}`, spelt the same in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping

TAGS = ("user", "company", "number", "today")
"""The tags there are: the user's name; the CRM company's name and number (a person's or project's company); the date, as
2026-11-21."""

TODAY = "{today}"
"""As the whole default of a date: the day on which the actor is created."""

_TAG = re.compile(r"\{([^{}]*)\}")


def expand(value: str, facts: Mapping[str, str]) -> str:
    """*value* with each tag replaced by what *facts* has for its name; a tag that they don't know stays as it is.

    What a fact says is not expanded again, whatever stands in it.
    """
    return _TAG.sub(lambda found: facts.get(found[1], found[0]), value)


def unknown_tags(value: str) -> list[str]:
    """What stands in braces in *value* and is no tag, as it is written there, each once."""
    return list(dict.fromkeys(found[0] for found in _TAG.finditer(value) if found[1] not in TAGS))
