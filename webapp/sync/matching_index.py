"""An index of the records that have no link, past which an ERP's actors are led one by one: each record keeps the likest few.

Pure. Memory grows with the records, not with the actors, of which nothing is kept but what is among the likest of a record.
An actor is compared only with the records that share a number or an address with it, or enough letters of the name: which
those are, three letters in a row tell (`_grams`), the rarest first, so that neither a word that all names have nor a single
typing error matters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz import fuzz, process

from webapp.sync.likeness import NAME_FROM, WORTH, Facts, Likeness, likeness

BEST = 3
"""How many actors each record keeps."""
_SHARED_BY = 200
"""A number or an address that more records have tells nothing of one of them."""
_RARE = 8
"""So many of a name's rarest three letters are looked up."""
_ROOM = 500
"""About how many records those may name together."""
_MUCH = 4
"""Who shares so many of them may have the same name with a part left out, or with an initial."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor, as far as it is told to people who choose. `details` are kept as they come."""

    key: str
    title: str
    details: str
    likeness: Likeness


class MatchingIndex:
    """Records by id; see the module."""

    def __init__(self, records: Mapping[int, Facts], rejected: Mapping[int, Collection[str]] | None = None) -> None:
        """*rejected*: by the record's id, the keys of the actors that it isn't."""
        self._records = records
        self._rejected = rejected or {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._grams: dict[str, list[int]] = defaultdict(list)
        self._forms = {form: {id_: form(facts.name) for id_, facts in records.items()} for form in (_sorted, _joined)}
        self._best: dict[int, list[Candidate]] = {}
        for id_, facts in records.items():
            for each in _marks(facts):
                self._exact[each].append(id_)
            for each in _grams(facts.name):
                self._grams[each].append(id_)

    def add(self, key: str, title: str, details: str, facts: Facts) -> None:
        """Lead an actor past the records."""
        for id_ in self._candidates(facts):
            found = likeness(self._records[id_], facts)
            if found.score >= WORTH and key not in self._rejected.get(id_, ()):
                self._keep(id_, Candidate(key, title, details, found))

    def best(self) -> Iterator[tuple[int, list[Candidate]]]:
        """The records that something is like, with up to `BEST` actors each, the likest first."""
        return iter(self._best.items())

    def _keep(self, id_: int, candidate: Candidate) -> None:
        kept = self._best.setdefault(id_, [])
        if len(kept) < BEST or candidate.likeness.score > kept[-1].likeness.score:
            kept.append(candidate)
            kept.sort(key=_rank)
            del kept[BEST:]

    def _candidates(self, facts: Facts) -> Iterable[int]:
        """The ids of the records that are worth a comparison."""
        lists = (self._exact.get(each, ()) for each in _marks(facts))
        near = self._near(facts.name, self._sharing(facts.name)) if facts.name else ()
        return {*chain.from_iterable(each for each in lists if len(each) <= _SHARED_BY), *near}

    def _near(self, name: str, sharing: Mapping[int, int]) -> Iterable[int]:
        """Those of *sharing* whose name may be like enough; a first look that errs on the side of a comparison."""
        near: list[int] = []
        for form in (_sorted, _joined):
            ids = list(sharing)
            forms = list(map(self._forms[form].__getitem__, ids))
            found = process.extract(form(name), forms, scorer=fuzz.ratio, score_cutoff=NAME_FROM, limit=None)
            near += [ids[place] for _form, _score, place in found]
        much = [id_ for id_, shared in sharing.items() if shared >= _MUCH]  # a part left out, an initial
        whole = list(map(self._forms[_sorted].__getitem__, much))
        found = process.extract(_sorted(name), whole, scorer=fuzz.token_set_ratio, score_cutoff=NAME_FROM, limit=None)
        return [*near, *(much[place] for _name, _score, place in found)]

    def _sharing(self, name: str) -> Mapping[int, int]:
        """The records that share some of the name's rarest three letters (nearly all where it has few), and how many."""
        there = sorted((found for each in _grams(name) if (found := self._grams.get(each))), key=len)
        chosen: list[list[int]] = []
        room = _ROOM
        for each in islice(there, _RARE):
            if chosen and len(each) > room:
                break
            chosen.append(each)
            room -= len(each)
        least = 3 if len(chosen) > 6 else 2 if len(chosen) > 2 else 1
        return {id_: shared for id_, shared in Counter(chain.from_iterable(chosen)).items() if shared >= least}


def _sorted(name: str) -> str:
    return " ".join(sorted(name.split()))


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _rank(candidate: Candidate) -> tuple[int, str]:
    return -candidate.likeness.score, candidate.key


def _marks(facts: Facts) -> Iterator[str]:
    """The numbers and addresses, each with a letter that tells which it is."""
    for letter, text in (("o", facts.org_number), ("v", facts.vat_number), ("e", facts.email)):
        if text:
            yield letter + text
    for phone in facts.phones:
        yield "p" + phone


def _grams(name: str) -> set[str]:
    """Every three letters in a row of each word, its beginning and its end being letters too."""
    return {f" {word} "[at : at + 3] for word in name.split() for at in range(len(word))}
