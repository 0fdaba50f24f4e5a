"""How like two companies, persons or projects are: what an organisation number, an address or a name tells of them.

Pure: nothing here knows a database or an ERP. Scores go from 0 to 100; every score says what it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from webapp.sync import alike_names
from webapp.sync.comparable import comparable_email as comparable_email
from webapp.sync.comparable import comparable_name as comparable_name
from webapp.sync.comparable import comparable_person, comparable_vat, letters_and_digits
from webapp.sync.comparable import comparable_phone as comparable_phone
from webapp.sync.comparable import organisation_number as organisation_number

NAME_FROM = 75
"""The least likeness of names, in percent, that counts."""
WORTH = 45
"""The least score that is worth showing to somebody."""
SURE = 90
"""The score from which two are taken for the same without a look at each, unless somebody asks for another. A name alone, even
with its postal code, doesn't reach it; nor does what a whole house shares, an e-mail address or a telephone number."""

_WEIGHTS: Mapping[str, float] = {"org_number": 0.97, "vat_number": 0.95, "email": 0.75, "phone": 0.55, "postal_code": 0.15}
_UNLIKE: Mapping[str, float] = {"email": 0.5, "phone": 0.3}
_ANOTHER = 40
_OTHER_NAME = 40
PHONES = ("PHONE", "PHONE_DIRECT", "PHONE_MOBILE", "PHONE_PRIVATE")


@dataclass(frozen=True, slots=True)
class Facts:
    """What likeness is told by, made comparable; empty where there is nothing that can be used."""

    name: str = ""
    org_number: str = ""
    vat_number: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two are alike. `code`: org_number, vat_number, email, phone, name or postal_code; `percent`: of a name only."""

    code: str
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two are, 0 to 100, and why; the strongest reason first."""

    score: int = 0
    reasons: tuple[Reason, ...] = ()


NOTHING = Likeness()


def facts(values: Mapping[str, str]) -> Facts:
    """The facts in the text forms of an entity's values, by CRM key."""
    name = comparable_name(values.get("NAME", "")) or comparable_person(
        " ".join(part for key in ("FIRSTNAME", "MIDDLENAME", "LASTNAME") if (part := values.get(key)))
    )
    vat = values.get("VATNO", "")
    return Facts(
        name=name,
        org_number=organisation_number(values.get("ORGNR", "")) or organisation_number(vat),
        vat_number=comparable_vat(vat),
        email=comparable_email(values.get("EMAIL", "")),
        phones=tuple(dict.fromkeys(number for key in PHONES if (text := values.get(key)) and (number := comparable_phone(text)))),
        postal_code=letters_and_digits(values.get("POSTALZIP", ""))[:20],
        city=_place(values.get("POSTALCITY", "")),
    )


def _place(name: str) -> str:
    return _known_place(name) if len(name) <= _LONGEST_PLACE else comparable_name(name)


_LONGEST_PLACE = 40
_known_place = lru_cache(maxsize=5_000)(comparable_name)
"""There are fewer places than companies in them."""


def likeness(one: Facts, other: Facts) -> Likeness:
    """How like two are; the same both ways round. Each reason takes away a part of the doubt that those before it have left.

    The same organisation number says nearly all; two different ones that are both valid say that the two are not the same,
    whatever else they share.
    """
    names = alike_names.percent(one.name, other.name)
    reasons = sorted(_reasons(one, other, names), key=lambda reason: -_weight(reason))
    if not reasons or [each.code for each in reasons] == ["postal_code"]:
        return NOTHING
    unlike = bool(one.name and other.name) and names < _OTHER_NAME
    score = _score([_UNLIKE.get(each.code, _weight(each)) if unlike else _weight(each) for each in reasons])
    return Likeness(min(score, _ANOTHER) if _others(one, other) else score, tuple(reasons))


def _reasons(one: Facts, other: Facts, names: int) -> Iterable[Reason]:
    if one.org_number and one.org_number == other.org_number:
        yield Reason("org_number")
    elif one.vat_number and one.vat_number == other.vat_number:
        yield Reason("vat_number")
    if one.email and one.email == other.email:
        yield Reason("email")
    if one.phones and not set(one.phones).isdisjoint(other.phones):
        yield Reason("phone")
    if names >= NAME_FROM:
        yield Reason("name", names)
    if one.postal_code and one.postal_code == other.postal_code:
        yield Reason("postal_code")


def _weight(reason: Reason) -> float:
    """How much of the doubt a reason takes away; a name from 40 % at the least likeness that counts to 80 %."""
    if reason.code == "name":
        return 0.4 + 0.4 * (reason.percent - NAME_FROM) / (100 - NAME_FROM)
    return _WEIGHTS[reason.code]


def _score(weights: Sequence[float]) -> int:
    return round(100 * (1 - reduce(lambda doubt, weight: doubt * (1 - weight), sorted(weights), 1.0)))


def _others(one: Facts, other: Facts) -> bool:
    """Whether their numbers say that they are two: different organisation numbers, or different VAT numbers of one country."""
    if one.org_number and other.org_number:
        return one.org_number != other.org_number
    vat, other_vat = one.vat_number, other.vat_number
    return vat[:2].isalpha() and vat[:2] == other_vat[:2] and vat != other_vat
