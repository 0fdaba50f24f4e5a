"""Finding the CRM item that has the name of an ERP's item. Nothing here knows a database."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from connectors.base import Text

SHORTEST = 3
"""Letters that a name needs to be looked for within others: “a” stands in nearly all of them."""
_APART = "\n"  # no name has it left, see `folded`


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """What makes two names equal: their letters, whatever the case and however they are composed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """The same without accents and blanks."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(bare.casefold().split())


def by_name(erp: Mapping[str, Text], crm: Mapping[str, str], taken: Container[str] = ()) -> dict[str, str]:
    """For which of the ERP's items (texts by key) there is one CRM item (names by key) of its name: its key, by the item's.

    The same name comes first; then the same without case, accents and blanks, where only one has it; then one name that
    stands within the other, where that is so of these two alone and the CRM item is not *taken* by others.
    """
    found = by_equal_name(erp, crm)
    used = set(found.values())
    free = {key: name for key, name in crm.items() if key not in used and key not in taken}
    return found | _within(_left(erp, found), free)


def by_equal_name(erp: Mapping[str, Text], crm: Mapping[str, str]) -> dict[str, str]:
    """As `by_name`, without names that only stand within others."""
    found = _equal(erp, _unique((plain(name), key) for key, name in crm.items()), plain)
    return found | _equal(_left(erp, found), _unique((folded(name), key) for key, name in crm.items()), folded)


def _left(erp: Mapping[str, Text], found: Mapping[str, str]) -> dict[str, Text]:
    return {key: text for key, text in erp.items() if key not in found}


def _unique(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(named)
    count = Counter(name for name, _key in pairs)
    return {name: key for name, key in pairs if name and count[name] == 1}


def _equal(erp: Mapping[str, Text], crm: Mapping[str, str], fold: object) -> dict[str, str]:
    """The CRM items that one of an item's two texts names; where they name different ones, none."""
    found: dict[str, str] = {}
    for key, text in erp.items():
        hits = {crm[name] for name in (fold(text.en), fold(text.nb)) if name in crm}  # type: ignore[operator]
        if len(hits) == 1:
            found[key] = hits.pop()
    return found


def _within(erp: Mapping[str, Text], crm: Mapping[str, str]) -> dict[str, str]:
    ours = [(key, name) for key, text in erp.items() for name in {folded(text.en), folded(text.nb)}]
    theirs = [(key, folded(name)) for key, name in crm.items()]
    edges = set(_contained(ours, theirs)) | {(key, crm_key) for crm_key, key in _contained(theirs, ours)}
    of_erp, of_crm = Counter(key for key, _ in edges), Counter(key for _, key in edges)
    return {key: crm_key for key, crm_key in edges if of_erp[key] == of_crm[crm_key] == 1}


def _contained(parts: Sequence[tuple[str, str]], wholes: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Which names stand within which: (key of the part, key of the whole), for a part at most two, since one alone counts.

    All wholes are searched as one text: comparing each with each in Python would take seconds for thousands.
    """
    text = _APART.join(name for _key, name in wholes)
    starts = [0, *accumulate(len(name) + 1 for _key, name in wholes)]
    for key, part in parts:
        if len(part) < SHORTEST:
            continue
        hits: set[str] = set()
        at = text.find(part)
        while at >= 0 and len(hits) < 2:
            whole = bisect_right(starts, at) - 1
            hits.add(wholes[whole][0])
            at = text.find(part, starts[whole + 1])
        yield from ((key, hit) for hit in hits)
