"""What is made from a record's values: its name, what it is sorted and found by, and what likenesses are told by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.crm.fields import Entity
from webapp.letters import folded, folded_all, in_order, in_order_all
from webapp.sync import comparable_many, likeness
from webapp.sync.comparable import comparable_person

NAME_PARTS: Mapping[Entity, tuple[str, ...]] = {
    Entity.COMPANY: ("NAME",),
    Entity.PERSON: ("FIRSTNAME", "MIDDLENAME", "LASTNAME"),
    Entity.PROJECT: ("NAME",),
}
_SEARCHED: Mapping[Entity, tuple[str, ...]] = {
    Entity.COMPANY: ("NAME", "DEPARTMENT", "NUMBER1", "NUMBER2", "ORGNR", "VATNO", "EMAIL", "PHONE", "POSTALZIP", "POSTALCITY"),
    Entity.PERSON: (
        "FIRSTNAME", "MIDDLENAME", "LASTNAME", "TITLE", "NUMBER", "EMAIL", "PHONE_DIRECT", "PHONE_MOBILE", "POSTALCITY",
    ),
    Entity.PROJECT: ("NAME", "NUMBER", "TEXT"),
}  # fmt: skip
"""The fields that a search in the register looks through."""
_NUMBERS = frozenset({"ORGNR", "VATNO", "PHONE", "PHONE_DIRECT", "PHONE_MOBILE"})
LONGEST_WORDS = 4_000


def name_of(entity: Entity, values: Mapping[str, str]) -> str:
    """What a record with these values is called; blank where nothing says it."""
    return " ".join(part for key in NAME_PARTS[entity] if (part := values.get(key)))


def _searched(entity: Entity, values: Mapping[str, str]) -> list[str]:
    """What a search looks through; numbers without their blanks too, since they are typed either way."""
    texts = {each: text for each in _SEARCHED[entity] if (text := values.get(each))}
    closed = ("".join(text.split()) for each, text in texts.items() if each in _NUMBERS and " " in text)
    return [*texts.values(), *filter(None, closed)]


def columns(entity: Entity, values: Mapping[str, str]) -> dict[str, str]:
    """The columns beside `values`, by name."""
    name = name_of(entity, values)
    facts = likeness.facts(values)
    return {
        "name": name[:400],
        "sort_key": in_order(name)[:400],
        "words": folded("\n".join(_searched(entity, values)))[:LONGEST_WORDS],
        "org_number": facts.org_number,
        "vat_number": facts.vat_number,
        "email": facts.email,
        "phone": next(iter(facts.phones), ""),
        "match_name": facts.name,
    }


# ---- the same of many records at once, told faster: what is made above is what counts


def columns_of(entity: Entity, texts: Mapping[str, Sequence[str]], count: int) -> dict[str, Sequence[str]]:
    """As `columns`, of *count* records: *texts* has their values by key, one for each, "" for blank, and so has the answer."""
    blank = [""] * count
    small = {key: folded_all(texts[key]) for key in _SEARCHED[entity] if key in texts}
    names, sorted_by = _names(NAME_PARTS[entity], texts, small, blank)
    org_numbers = comparable_many.organisation_numbers(texts.get("ORGNR", blank), texts.get("VATNO", blank))
    return {
        "name": [name[:400] for name in names],
        "sort_key": [name[:400] for name in in_order_all(sorted_by)],
        "words": _words(texts, small, blank),
        "org_number": org_numbers,
        "vat_number": comparable_many.vat_numbers(texts["VATNO"], org_numbers) if "VATNO" in texts else blank,
        "email": comparable_many.emails(texts.get("EMAIL", blank)),
        "phone": _phones(texts, blank),
        "match_name": _match_names(texts, blank),
    }


Many = Mapping[str, Sequence[str]]


def _names(parts: Sequence[str], texts: Many, small: Many, blank: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What the records are called, and that folded."""
    there = [part for part in parts if part in texts]
    if len(there) <= 1:
        return (texts[there[0]], small[there[0]]) if there else (blank, blank)
    names = _joined(texts, parts)
    return names, folded_all(names)


def _joined(texts: Many, parts: Sequence[str]) -> list[str]:
    return [" ".join(filter(None, row)) for row in zip(*(texts[part] for part in parts if part in texts), strict=True)]


def _words(texts: Many, small: Many, blank: Sequence[str]) -> Sequence[str]:
    spaced = [texts[key] for key in small if key in _NUMBERS and " " in "".join(texts[key])]
    closed = [["".join(text.split()) if " " in text else "" for text in each] for each in spaced]
    found = [*small.values(), *map(folded_all, closed)]
    if all(map(all, found)) and sum(max(map(len, each), default=0) + 1 for each in found) <= LONGEST_WORDS:
        return list(map("\n".join, zip(*found, strict=True))) or blank
    return ["\n".join(filter(None, row))[:LONGEST_WORDS] for row in zip(*found, strict=True)]


def _phones(texts: Many, blank: Sequence[str]) -> Sequence[str]:
    columns = [comparable_many.phones(texts[key]) for key in likeness.PHONES if key in texts]
    return columns[0] if len(columns) == 1 else [next(filter(None, row), "") for row in zip(blank, *columns, strict=True)]


def _match_names(texts: Many, blank: Sequence[str]) -> Sequence[str]:
    names = comparable_many.names(texts.get("NAME", blank))
    if not any(part in texts for part in NAME_PARTS[Entity.PERSON]):
        return names
    persons = _joined(texts, NAME_PARTS[Entity.PERSON])
    return [name or comparable_person(person) for name, person in zip(names, persons, strict=True)]
