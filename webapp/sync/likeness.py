"""How like two companies, persons or projects are: what an organisation number, an address or a name tells of them.

Pure: nothing here knows a database or an ERP. Scores go from 0 to 100; every score says what it comes from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

NAME_FROM = 75
"""The least likeness of names, in percent, that counts."""

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_FORMS = frozenset((
    "as", "asa", "ans", "da", "enk", "ks", "sa", "ba", "nuf", "iks", "hf", "kf", "ltd", "limited", "plc", "inc", "llc", "llp",
    "corp", "co", "gmbh", "ag", "kg", "ug", "ab", "aps", "oy", "oyj", "bv", "nv", "sarl", "srl", "spa",
))  # fmt: skip
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})
_WORDS = re.compile(r"[^\W_]+")


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


def facts(values: Mapping[str, str]) -> Facts:
    """The facts in the text forms of an entity's values, by CRM key."""
    name = values.get("NAME") or " ".join(part for key in ("FIRSTNAME", "MIDDLENAME", "LASTNAME") if (part := values.get(key)))
    vat = values.get("VATNO", "")
    phones = (values.get(key, "") for key in ("PHONE", "PHONE_DIRECT", "PHONE_MOBILE", "PHONE_PRIVATE"))
    return Facts(
        name=comparable_name(name),
        org_number=organisation_number(values.get("ORGNR", "")) or organisation_number(vat),
        vat_number=_letters_and_digits(vat)[:60],
        email=comparable_email(values.get("EMAIL", "")),
        phones=tuple(dict.fromkeys(number for each in phones if each and (number := comparable_phone(each)))),
        postal_code=_letters_and_digits(values.get("POSTALZIP", ""))[:20],
        city=comparable_name(values.get("POSTALCITY", "")),
    )


def organisation_number(text: str) -> str:
    """The nine digits of a Norwegian organisation number, also of one written as a VAT number (NO … MVA); "" for what is none:
    the last digit is a MOD11 check digit, by the weights that the Brønnøysund Register Centre publishes."""
    digits = re.sub(r"[\s.\u00a0-]", "", text).upper().removeprefix("NO").removesuffix("MVA")
    if len(digits) != 9 or not (digits.isascii() and digits.isdigit()):
        return ""
    check = -sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return digits if check == int(digits[-1]) else ""


def comparable_name(text: str) -> str:
    """A name without case, accents, punctuation and the form of the company."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("a/s", "as").translate(_LETTERS))
    words = _WORDS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return (" ".join(word for word in words if word not in _FORMS) or " ".join(words))[:400]


def comparable_email(text: str) -> str:
    """An e-mail address without case; "" for what is none."""
    address = text.strip().casefold()
    return address if 3 <= len(address) <= 255 and "@" in address[1:-1] else ""


def comparable_phone(text: str) -> str:
    """A telephone number's digits, the Norwegian country code left out; "" where there are fewer than six."""
    digits = re.sub(r"\D", "", text.split(",")[0])
    for prefix in ("0047", "47"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 8:
            digits = digits.removeprefix(prefix)
    return digits if 6 <= len(digits) <= 20 and digits.isascii() else ""


def _letters_and_digits(text: str) -> str:
    return "".join(_WORDS.findall(text)).upper()


def likeness(one: Facts, other: Facts) -> Likeness:
    """How like two are. The same organisation number says nearly all, a name alone never that much."""
    reasons = list(_reasons(one, other))
    if not reasons or {each.code for each in reasons} == {"postal_code"}:
        return Likeness()
    base = {"org_number": 97, "vat_number": 95, "email": 80, "phone": 75}
    best = max((base.get(each.code) or _of_name(each.percent) if each.code != "postal_code" else 0) for each in reasons)
    differs = one.org_number and other.org_number and one.org_number != other.org_number
    score = best + 4 * (len(reasons) - 1) - (35 if differs else 0)
    return Likeness(max(0, min(100, score)), tuple(reasons))


def _of_name(percent: int) -> int:
    """What a name is worth: 45 at the least likeness that counts, 80 where it is the same."""
    return 45 + (percent - NAME_FROM) * 35 // (100 - NAME_FROM)


def _reasons(one: Facts, other: Facts) -> Iterable[Reason]:
    if one.org_number and one.org_number == other.org_number:
        yield Reason("org_number")
    elif one.vat_number and one.vat_number == other.vat_number:
        yield Reason("vat_number")
    if one.email and one.email == other.email:
        yield Reason("email")
    if set(one.phones) & set(other.phones):
        yield Reason("phone")
    if one.name and other.name and (percent := int(fuzz.token_sort_ratio(one.name, other.name))) >= NAME_FROM:
        yield Reason("name", percent)
    if one.postal_code and one.postal_code == other.postal_code:
        yield Reason("postal_code")
