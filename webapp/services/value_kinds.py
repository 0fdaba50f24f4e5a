"""What kind of thing real values are: organisation numbers, e-mail addresses, postal codes … Pure; each test is a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.base import Unknown, Value

FEWEST = 3
"""Fewer values than this tell nothing."""
SHARE = 0.8
"""The share of values that must be of a kind."""
_LONGEST = 500  # letters: nothing longer is any of these
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
_URL = re.compile(
    r"(https?://\S+|www\.\S+\.\S+|[a-z0-9-]+(\.[a-z0-9-]+)*\.(no|com|net|org|se|dk|de|eu|example)(/\S*)?)", re.IGNORECASE
)
_PHONE = re.compile(r"((\+|00)\d[\d \-()]{6,20}|[2-9](\s?\d){7})")
_MOBILE = re.compile(r"(\+47|0047)?\s?[49](\s?\d){7}")
_VAT = re.compile(r"(NO\s?)?\d{3}\s?\d{3}\s?\d{3}\s?MVA|(?!NO)[A-Z]{2}\s?[0-9A-Z]{0,2}\d{7,10}[0-9A-Z]{0,2}", re.IGNORECASE)
_BORN = range(1925, 2006)


def organisation_number(text: str) -> bool:
    """Nine digits, the last one a check digit by MOD11."""
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not re.fullmatch(r"[89]\d{8}", digits, re.ASCII):
        return False
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11 == 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what tells it, for which CRM fields it speaks, and how loud, from 0 to 1.

    `plausible` is the milder test: where most values of a field fail even that, they speak against these CRM fields.
    """

    is_one: Callable[[Value], bool]
    crm_keys: tuple[str, ...]
    weight: float
    plausible: Callable[[Value], bool] | None = None
    also: tuple[str, ...] = ()
    """Further CRM fields for which only `plausible` counts."""


def _text(test: Callable[[str], object]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, str) and len(value) <= _LONGEST and bool(test(value.strip()))


def _number_or_text(test: Callable[[str], object]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, str | int) and not isinstance(value, bool) and bool(test(str(value).strip()))


def _at_least(digits: int) -> Callable[[Value], bool]:
    return _number_or_text(lambda text: sum(each.isdigit() for each in text) >= digits)


KINDS: Mapping[str, Kind] = {
    "orgnr": Kind(_number_or_text(organisation_number), ("ORGNR",), 0.85, _at_least(6)),
    "vat": Kind(_text(_VAT.fullmatch), ("VATNO",), 0.9, _at_least(6)),
    "email": Kind(_text(_EMAIL.fullmatch), ("EMAIL",), 0.85, _text(lambda text: "@" in text)),
    "url": Kind(_text(_URL.fullmatch), ("URL",), 0.8, _text(lambda text: "." in text and "@" not in text)),
    "mobile": Kind(_number_or_text(_MOBILE.fullmatch), ("PHONE_MOBILE",), 0.68),
    "phone": Kind(
        _number_or_text(_PHONE.fullmatch), ("PHONE", "PHONE_DIRECT"), 0.65, _at_least(5),
        ("PHONE_MOBILE", "PHONE_PRIVATE", "PHONE_OTHER", "FAX"),
    ),
    "zip": Kind(
        _text(lambda text: re.fullmatch(r"\d{4}", text, re.ASCII)), ("POSTALZIP",), 0.65,
        _number_or_text(lambda text: len(text) <= 10 and any(each.isdigit() for each in text)), ("STREETZIP",),
    ),
    "born": Kind(lambda value: isinstance(value, datetime) and value.year in _BORN, ("BIRTHDATE",), 0.62),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What values say of a CRM field: for it (above 0) or against (`against`); `hits` of `total` values are of `kind`."""

    score: float = 0.0
    kind: str = ""
    hits: int = 0
    total: int = 0
    against: bool = False


def evidence(values: Iterable[Value | Unknown], crm_key: str) -> Evidence:
    """What these values say of *crm_key*; blanks say nothing."""
    said = [each for each in values if each is not None and each != "" and not isinstance(each, Unknown)]
    if len(said) < FEWEST:
        return Evidence()
    found = [_of_kind(said, name) for name, kind in KINDS.items() if crm_key in kind.crm_keys]
    best = max(found, key=lambda each: each.score, default=Evidence())
    return Evidence(against=True) if best.score == 0 and _implausible(said, crm_key) else best


def _of_kind(values: Sequence[Value], name: str) -> Evidence:
    hits = sum(1 for each in values if KINDS[name].is_one(each))
    share = hits / len(values)
    return Evidence(KINDS[name].weight * share, name, hits, len(values)) if share >= SHARE and hits >= FEWEST else Evidence()


def _implausible(values: Sequence[Value], crm_key: str) -> bool:
    tests = [kind.plausible for kind in KINDS.values() if kind.plausible and crm_key in (*kind.crm_keys, *kind.also)]
    return any(sum(1 for each in values if test(each)) * 2 < len(values) for test in tests)
