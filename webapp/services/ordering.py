"""Moving things in a list: what the order of fields and the sync priority share. Pure; things are named by their keys."""

from __future__ import annotations

from collections.abc import Sequence

MOVES = ("top", "up", "down", "bottom")


def moved(keys: Sequence[str], key: str, how: str) -> list[str]:
    """*keys* with *key* moved one place or all the way (one of `MOVES`); as they are where it isn't among them."""
    if key not in keys or how not in MOVES:
        return list(keys)
    at, rest = keys.index(key), [each for each in keys if each != key]
    to = {"top": 0, "up": max(at - 1, 0), "down": at + 1, "bottom": len(rest)}[how]
    return [*rest[:to], key, *rest[to:]]


def merged(wanted: Sequence[str], there: Sequence[str]) -> list[str]:
    """The keys that are *there* in the order *wanted*; those that nobody has placed come last, in the order they had."""
    known = set(there)
    placed = dict.fromkeys(each for each in wanted if each in known)
    return [*placed, *(each for each in there if each not in placed)]


def places(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """The fewest moves that make *before* into *after*, as (key, old place, new place), counted from 1.

    Both have the same keys. What stays in order among itself has not been moved, though its places have shifted.
    """
    old = {key: place for place, key in enumerate(before)}
    stayed = _most_in_order([old[key] for key in after])
    return [(key, old[key] + 1, place + 1) for place, key in enumerate(after) if old[key] not in stayed]


def _most_in_order(numbers: Sequence[int]) -> set[int]:
    """The longest rising part of *numbers*, which are all different; of several the one with most at their own places."""
    best: list[tuple[tuple[int, int], set[int]]] = []
    for place, number in enumerate(numbers):
        lower = [best[at] for at in range(place) if numbers[at] < number]
        (length, own), part = max(lower, key=lambda each: each[0], default=((0, 0), set()))
        best.append(((length + 1, own + (number == place)), part | {number}))
    return max(best, key=lambda each: each[0], default=((0, 0), set()))[1]
