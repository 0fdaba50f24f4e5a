"""Which suggestions may be accepted without a look at each: pure.

A record gets the actor it is likest to, and an actor the record; where two are equally like, nobody but a person can say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggestion: its id, whom it is for, the actor's key, and the score."""

    id: int
    record_id: int
    erp_key: str
    score: int


@dataclass(frozen=True, slots=True)
class Sure:
    """What may be accepted, the likest first, and what is left since something else is as like."""

    accepted: list[Pair]
    doubtful: list[Pair]


def sure(found: Iterable[Pair]) -> Sure:
    """The pairs to accept among *found*, which come the likest first. Of each record and each actor at most one."""
    by_record: dict[int, Pair] = {}
    by_actor: dict[str, Pair] = {}
    tied_records: set[int] = set()
    tied_actors: set[str] = set()
    for each in found:
        best, wanted = by_record.setdefault(each.record_id, each), by_actor.setdefault(each.erp_key, each)
        if best is not each and best.score == each.score:
            tied_records.add(each.record_id)
        if wanted is not each and wanted.score == each.score:
            tied_actors.add(each.erp_key)
    result = Sure([], [])
    for best in by_record.values():
        tied = best.record_id in tied_records or best.erp_key in tied_actors
        if by_actor[best.erp_key] is best and not tied:
            result.accepted.append(best)
        else:
            result.doubtful.append(best)
    return result
