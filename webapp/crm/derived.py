"""What is made from a record's values: its name, what it is sorted and found by, and what likenesses are told by."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.crm.fields import Entity
from webapp.letters import folded, in_order
from webapp.sync import likeness

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
    return [*texts.values(), *("".join(text.split()) for each, text in texts.items() if each in _NUMBERS and " " in text)]


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
