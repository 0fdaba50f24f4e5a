"""How like two names are, both in the form of `webapp.sync.comparable`.

Word order, a typing error, words written as one, an initial and a part left out don't make another name; another number does.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

EXACT_UP_TO = 4
"""Names of so few letters are alike only where they are the same: one letter makes another company of them."""
_PART, _INITIALS = 82.0, 88.0


def percent(one: str, other: str) -> int:
    """0 to 100, the same both ways round; 100 only where the words are the same."""
    if not one or not other:
        return 0
    words, others = one.split(), other.split()
    rest, other_rest = _without(words, others), _without(others, words)
    if not rest and not other_rest:
        return 100
    if min(len(one), len(other)) <= EXACT_UP_TO:
        return 0
    found = max(_pair(words, others), _part(words, others, rest, other_rest))
    if rest and other_rest:  # what isn't shared must be alike by itself: Per Hansen is not Ole Hansen
        found = min(found, (found + _pair(rest, other_rest)) / 2 + 10)
        found = max(found, _initials(words, rest, other_rest), _initials(others, other_rest, rest))
    return int(min(found, 99) * _numbers(words, others))


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """*words* without those that *others* has too, each as often as it is there."""
    left, rest = list(others), []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            rest.append(word)
    return rest


def _pair(words: Sequence[str], others: Sequence[str]) -> float:
    """How like they are in any order, or written as one word."""
    return max(
        fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(others))),
        fuzz.ratio("".join(words), "".join(others)),
    )


def _part(words: Sequence[str], others: Sequence[str], rest: Sequence[str], other_rest: Sequence[str]) -> float:
    """What it is worth that all of one name stands in the other: nothing for a single word, which many names begin with."""
    short = words if not rest else others if not other_rest else ()
    return _PART if len(short) >= 2 and len("".join(short)) >= 8 else 0.0


def _initials(words: Sequence[str], rest: Sequence[str], other_rest: Sequence[str]) -> float:
    """What it is worth that the rest of one name are the initials of the other's: J Hansen, and JR Hansen to Jens Roar."""
    shared = len("".join(words)) - len("".join(rest))
    fits = len(rest) == 1 and len(rest[0]) <= 3 and rest[0] == "".join(word[0] for word in other_rest)
    return _INITIALS if fits and shared >= 4 else 0.0


def _numbers(words: Sequence[str], others: Sequence[str]) -> float:
    """Storgata 12 is not Storgata 14."""
    numbers, other_numbers = ({word for word in each if word.isdigit()} for each in (words, others))
    return 0.8 if numbers and other_numbers and numbers != other_numbers else 1.0
