"""Keys for new actors: the next in the row of those that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

_NUMBERED = re.compile(r"(.*?)([0-9]{1,15})$", re.DOTALL)


def next_key(keys: Collection[str]) -> str:
    """A key that nobody has: one more than the highest with the commonest beginning (10219 → 10220, C-007 → C-008)."""
    numbered = [(found[1], found[2]) for found in map(_NUMBERED.match, keys) if found]
    if not numbered:
        return _free("", 1, 1, keys)
    [(beginning, _)] = Counter(beginning for beginning, _ in numbered).most_common(1)
    highest = max((number for of, number in numbered if of == beginning), key=int)
    return _free(beginning, int(highest) + 1, len(highest), keys)


def _free(beginning: str, number: int, width: int, keys: Collection[str]) -> str:
    taken = {key.casefold() for key in keys}
    while f"{beginning}{number:0{width}d}".casefold() in taken:
        number += 1
    return f"{beginning}{number:0{width}d}"
