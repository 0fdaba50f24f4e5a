"""How much what an ERP calls a field is like what the CRM calls one of its own. Pure, and the same at every time of asking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from connectors.base import ERP_KEY, FieldMetadata
from webapp.crm.fields import OWN, Entity
from webapp.services import known_names

KNOWN, SAME, OWN_KEY = 0.9, 0.95, 0.7
"""What a usual name, the same name, and the ERP's own key for a number tell by themselves, from 0 to 1."""
_SHORTEST = 4  # letters; of shorter words almost any two are alike
_LEAST = 0.7
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "ä": "a", "ö": "o", "đ": "d"})
_HUMP = re.compile(r"(?<=[a-zæøåäöü])(?=[A-ZÆØÅÄÖÜ])|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_WORD = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and which: `how` is known, same, like, own_key or blank; `name` the ERP's name of it
    and `label` the CRM's, as people see them."""

    score: float = 0.0
    how: str = ""
    name: str = ""
    label: str = ""


@lru_cache(maxsize=4096)  # every name is compared with thirty
def words(text: str) -> tuple[str, ...]:
    """A name's words: small letters and digits, `PostalCode1` as postal, code and 1."""
    apart = _HUMP.sub(" ", unicodedata.normalize("NFC", text)).casefold().translate(_LETTERS)
    plain = "".join(each for each in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(each))
    return tuple(_WORD.findall(plain.replace("e-post", "epost").replace("e-mail", "email")))


def squeezed(text: str) -> str:
    """A name without blanks, signs and capitals."""
    return "".join(words(text))


def likeness(entity: Entity, erp: FieldMetadata, crm: FieldMetadata) -> Likeness:
    """How much an ERP field's key and names are like those of *crm*."""
    if erp.key == ERP_KEY:
        return Likeness(OWN_KEY, "own_key") if crm.key in ("NUMBER2", "NUMBER") else Likeness()
    names = list(dict.fromkeys(each for each in (erp.key, erp.name.en, erp.name.nb) if each))
    usual = {name: known_names.meant(entity, squeezed(name)) for name in names}
    if known := [name for name, key in usual.items() if key == crm.key]:
        return Likeness(KNOWN, "known", known[0])
    compared = max((_compared(name, label) for name in names for label in _labels(crm)), key=lambda each: each.score)
    if crm.key.startswith(OWN) and compared.how == "same":
        return compared  # an administrator has made this field for it
    if any(usual.values()) or any(squeezed(name) in known_names.OTHER for name in names) or crm.key == "ID":
        return Likeness()  # it is known to mean something else, however alike the letters are
    return compared


def _labels(crm: FieldMetadata) -> Iterable[str]:
    """What the CRM calls a field, also without what stands in brackets after it."""
    named = [crm.name.en, crm.name.nb, *([] if crm.key.startswith(OWN) else [crm.key])]
    return dict.fromkeys(each for name in named for each in (name, _ASIDE.sub("", name).strip()) if each)


def _compared(name: str, label: str) -> Likeness:
    ours, theirs = words(name), words(label)
    if not ours or not theirs:
        return Likeness()
    if "".join(ours) == "".join(theirs):
        return Likeness(SAME, "same", name, label)
    ratio = max(_by_words(ours, theirs), _by_letters("".join(ours), "".join(theirs)))
    if _digits(ours) != _digits(theirs):
        ratio *= 0.6  # address 1 is not address 2
    return Likeness(KNOWN * ratio**2, "like", name, label)


def _by_words(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return 2 * len(set(ours) & set(theirs)) / (len(set(ours)) + len(set(theirs)))


def _by_letters(ours: str, theirs: str) -> float:
    """How many letters stand in the same order; 0 where it is less than would tell anything, which is quickly seen."""
    short = min(len(ours), len(theirs))
    if short < _SHORTEST or 2 * short < _LEAST * (len(ours) + len(theirs)):
        return 0.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LEAST else 0.0


def _digits(parts: Sequence[str]) -> set[str]:
    return {part for part in parts if part.isdigit()}
