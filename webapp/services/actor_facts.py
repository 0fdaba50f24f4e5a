"""Which ERP fields say what an actor is called and what its likeness is told by, and what they say of an actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType, Text, Value
from connectors.table import column, keys_of
from connectors.values import to_text
from webapp.services.known_names import meant
from webapp.services.name_likeness import squeezed
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync import likeness
from webapp.sync.likeness import Facts

TOLD = (
    "NAME", "FIRSTNAME", "MIDDLENAME", "LASTNAME", "ORGNR", "VATNO", "EMAIL", "PHONE", "PHONE_DIRECT", "PHONE_MOBILE",
    "PHONE_PRIVATE", "POSTALZIP", "POSTALCITY",
)  # fmt: skip
"""The CRM fields that likeness is told by."""
NAMES = ("NAME", "FIRSTNAME", "MIDDLENAME", "LASTNAME")


@dataclass(frozen=True)
class Telling:
    """An actor type's fields that tell something: ERP keys by CRM key."""

    sheet: Sheet
    lists: Mapping[str, Mapping[str, Text]]

    @cached_property
    def by_crm_key(self) -> Mapping[str, str]:
        """The ERP field for each of `TOLD` that has one: the one mapped to it (whatever its direction), else one whose name
        usually stands for it."""
        rows = [row for row in self.sheet.rows if not row.missing and not row.is_key and row.field.type is not FieldType.LIST]
        mapped = {row.mapping.crm_key: row.field.key for row in rows if row.mapping.crm_key in TOLD}
        free = [row for row in rows if row.mapping.crm_key == ""]
        named = {_meant(self.sheet, row): row.field.key for row in reversed(free)}
        return {key: found for key in TOLD if (found := mapped.get(key) or named.get(key, ""))}

    @cached_property
    def title_keys(self) -> list[str]:
        """The fields that an actor's name is made of: those for the CRM's, else the first text that is searched, else any."""
        if found := [self.by_crm_key[key] for key in NAMES if key in self.by_crm_key]:
            return found
        there = [row for row in self.sheet.ranked if row.field.type is FieldType.TEXT and not row.missing and not row.is_key]
        searched = [row for row in there if row.mapping.in_search]
        return [row.field.key for row in [*searched, *there][:1]]

    @property
    def erp_keys(self) -> list[str]:
        """All the fields to ask an ERP for."""
        return list(dict.fromkeys([*self.title_keys, *self.by_crm_key.values()]))

    def title(self, actor: Actor) -> str:
        """What an actor is called; its key where nothing says it."""
        parts = [_text(actor, key) for key in self.title_keys]
        return " ".join(part for part in parts if part)[:400] or actor.erp_key[:400]

    def titles(self, actors: Sequence[Actor]) -> list[str]:
        """The same of many."""
        keys = self.title_keys
        texts: list[Any] = column(actors, keys[0]) if len(keys) == 1 and keys[0] != ERP_KEY else []
        if set(map(type, texts)) == {str} and _are_tidy(texts):
            return [text or key[:400] for text, key in zip(texts, keys_of(actors), strict=True)]
        return list(map(self.title, actors))

    def facts(self, actor: Actor) -> Facts:
        """What likeness is told by."""
        return likeness.facts({crm: _text(actor, erp) for crm, erp in self.by_crm_key.items()})

    def details(self, actor: Actor) -> str:
        """What tells actors of the same name apart: postal code and city, organisation number."""
        place = " ".join(part for key in ("POSTALZIP", "POSTALCITY") if (part := self._of(actor, key)))
        return ", ".join(part for part in (place, self._of(actor, "ORGNR")) if part)[:400]

    def _of(self, actor: Actor, crm_key: str) -> str:
        return _text(actor, self.by_crm_key[crm_key]) if crm_key in self.by_crm_key else ""


def of(book: Book, sheet: Sheet) -> Telling:
    """What tells something in an actor type. No query."""
    return Telling(sheet, book.lists)


def _meant(sheet: Sheet, row: Row) -> str:
    return meant(sheet.entity, squeezed(row.field.key)) or meant(sheet.entity, squeezed(row.field.name.en))


def _text(actor: Actor, key: str) -> str:
    value: Value | object = actor.erp_key if key == ERP_KEY else actor.values.get(key)
    if value is None or value is UNKNOWN or not isinstance(value, str | int | float):
        return ""
    return " ".join(_plain(value).split())[:1_000]


def _plain(value: str | int | float) -> str:
    """Numbers as people write them: a postal code kept as 7010.0 is 7010."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else to_text(value)


def _are_tidy(texts: Sequence[Any]) -> bool:
    """Whether nothing in *texts* would be cut, or put differently by `_text`."""
    joined = "|".join(texts)
    spaced = f"|{joined}|"
    blanks = "  " in spaced or "| " in spaced or " |" in spaced
    return joined.isprintable() and not blanks and max(map(len, texts)) <= 400
