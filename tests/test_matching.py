"""Which actors are suggested for which records: the index against looking at every pair, and who gets whom."""

from __future__ import annotations

from random import Random

import pytest

from webapp.sync.likeness import WORTH, Facts, facts, likeness
from webapp.sync.matching_index import BEST, MatchingIndex
from webapp.sync.pairing import Pair, sure

FIRST = ("Nordvik", "Fjordglimt", "Bjørkås", "Granli", "Solheimsvik", "Havørna", "Lyngmo", "Elvestrand", "Storåsen", "Åsgrenda")
TRADES = ("Bygg", "Elektro", "Transport", "Regnskap", "Mekaniske", "Eiendom", "Rør og varme")


def misspelt(name: str, chance: Random) -> str:
    at = chance.randrange(1, len(name) - 2)
    return chance.choice(
        (name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :], name[:at] + "e" + name[at:])
    )


def company(chance: Random) -> Facts:
    name = misspelt(f"{chance.choice(FIRST)} {chance.choice(TRADES)}", chance) + chance.choice((" AS", ""))
    phone = {"PHONE": str(chance.randrange(22000000, 22000040))} if chance.random() < 0.4 else {}
    return facts({"NAME": name, "POSTALZIP": chance.choice(("7010", "0150"))} | phone)


def led_past(records: dict[int, Facts], actors: dict[str, Facts], rejected: dict[int, set[str]] | None = None) -> MatchingIndex:
    index = MatchingIndex(records, rejected)
    for key, told in actors.items():
        index.add(key, f"title {key}", "details", told)
    return index


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_looking_at_every_pair_finds(seed: int) -> None:
    chance = Random(seed)
    records = {number: company(chance) for number in range(60)}
    actors = {str(number): company(chance) for number in range(300)}
    found = dict(led_past(records, actors).best())
    scores = {id_: max(likeness(told, each).score for each in actors.values()) for id_, told in records.items()}
    assert {id_: best[0].likeness.score for id_, best in found.items()} == {
        id_: top for id_, top in scores.items() if top >= WORTH
    }
    assert all(1 <= len(best) <= BEST for best in found.values())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Fjordglimt Bygg", "Fjordglimt Bygg og Anlegg AS"),
        ("Fjordglimt Bygg og Anlegg AS", "Fjordglimt Bygg"),
        ("Fjordglimtbygg", "Fjordglimt Bygg AS"),
        ("Elektro Havørna", "HAVORNA ELEKTRO"),
        ("Ørneredet", "Orneredet AS"),
        ("Kvitbregt", "Kvitberget"),
        ("J. Solheimsvik", "Jens Solheimsvik"),
        ("ABB", "ABB AS"),
        ("Sameiet Storgata 12", "Sameiet Storgata 12"),
    ],
)
def test_a_name_is_found_among_many_however_it_is_written(name: str, other: str) -> None:
    records = {number: company(Random(number)) for number in range(500)} | {1000: facts({"NAME": name})}
    index = led_past(records, {"1": facts({"NAME": other})})
    assert 1000 in dict(index.best())


def test_a_record_keeps_the_likest_and_never_what_somebody_has_rejected() -> None:
    records = {1: facts({"NAME": "Nordvik Bygg", "ORGNR": "123456785"})}
    actors = {str(each): facts({"NAME": f"Nordvik Byg{'g' * each}"}) for each in range(5)}
    actors["same"] = facts({"NAME": "Helt Annet", "ORGNR": "NO 123456785 MVA"})
    [(_id, best)] = led_past(records, actors).best()
    assert best[0].key == "same"
    assert len(best) == BEST
    [(_id, rest)] = led_past(records, actors, {1: {"same"}}).best()
    assert "same" not in {each.key for each in rest}


def test_an_address_that_very_many_share_suggests_nothing_by_itself() -> None:
    records = {
        number: facts({"NAME": f"{number * 7919:x} {FIRST[number % 10]}", "EMAIL": "post@regnskap.no"}) for number in range(300)
    }
    index = led_past(records, {"1": facts({"NAME": "Ukjent", "EMAIL": "post@regnskap.no"})})
    assert not list(index.best())


@pytest.mark.parametrize(
    ("found", "accepted", "doubtful"),
    [
        ([(1, 1, "a", 97), (2, 2, "b", 95)], [1, 2], []),
        ([(1, 1, "a", 97), (2, 1, "b", 95)], [1], []),  # the second best is no matter
        ([(1, 1, "a", 97), (2, 1, "b", 97)], [], [1]),  # two actors fit equally well
        ([(1, 1, "a", 97), (2, 2, "a", 97)], [], [1, 2]),  # two records want the same one
        ([(1, 1, "a", 99), (2, 2, "a", 97)], [1], [2]),  # one fits better
        ([], [], []),
    ],
)  # fmt: skip
def test_nobody_but_a_person_chooses_between_equals(
    found: list[tuple[int, int, str, int]], accepted: list[int], doubtful: list[int]
) -> None:
    result = sure(Pair(*each) for each in found)
    assert [each.id for each in result.accepted] == accepted
    assert [each.id for each in result.doubtful] == doubtful
