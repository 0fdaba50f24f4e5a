"""Names, numbers and addresses brought to one form in which two of them can be compared, however they were written.

Pure. Every function answers "" for what can't be used, and takes a text of any length and kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from operator import mul

LONGEST = 1_000
"""What follows after so many characters tells nothing more."""

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)  # of the check digit too: together they come to a multiple of eleven
_SUMS = tuple(
    {f"{number:03}": sum(map(mul, _WEIGHTS[place : place + 3], map(int, f"{number:03}"))) for number in range(1_000)}
    for place in (0, 3, 6)
)
"""What each three digits of a number come to: looking that up is quicker than nine times a sum."""
_SAME = frozenset(digit * 9 for digit in "0123456789")
_SHARES = frozenset(("as", "asa"))  # stands first, last or in the middle
FORMS = _SHARES | frozenset((
    "ans", "da", "enk", "ks", "sa", "ba", "nuf", "iks", "hf", "kf", "sf", "aksjeselskap", "ltd", "limited", "plc", "inc", "llc",
    "llp", "corp", "co", "gmbh", "ag", "kg", "ug", "ab", "aps", "oy", "oyj", "bv", "nv", "sarl", "srl", "spa",
))  # fmt: skip
_AND = frozenset(("og", "and", "och", "und"))
NOWHERE = _SHARES | _AND
"""Words that say nothing wherever they stand; `FORMS` only at the end."""
_LEFT_OUT = FORMS | _AND
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "aa", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "'": None, "’": None, "`": None, "´": None}
)
_WORDS = re.compile(r"[^\W_]+")
_ORGANISATION = re.compile(r"(?:ORG|ORGNR|ORGANISASJONSNUMMER)?(?:NO)?([0-9]{9})(?:MVA)?(?:FORETAKSREGISTERET)?")
_NORWEGIAN = re.compile(r"(?:NO)?([0-9]{9})(?:MVA)?")
_PHONE = re.compile(r"\+?[0-9](?:[\s().\u00a0-]*[0-9])*")


def organisation_number(text: str) -> str:
    """The nine digits of a Norwegian organisation number, also of one written as a VAT number (NO … MVA); "" for what is none:
    the last digit is a MOD11 check digit, by the weights that the Brønnøysund Register Centre publishes. Nine times the same
    digit passes that check and stands for "unknown"."""
    if len(text) == 9 and text.isascii() and text.isdigit():
        return _checked(text)
    found = _ORGANISATION.fullmatch(re.sub(r"[\s.:\-]", "", text[:LONGEST]).upper()) if text else None
    return _checked(found[1]) if found else ""


def _checked(digits: str) -> str:
    """Nine digits, if the last one goes with the others."""
    if digits in _SAME:
        return ""
    first, second, third = _SUMS
    return "" if (first[digits[:3]] + second[digits[3:6]] + third[digits[6:]]) % 11 else digits


def comparable_vat(text: str) -> str:
    """A VAT number's letters and digits; of a Norwegian one the organisation number, and nothing where its check digit is
    wrong. What is too short for a VAT number, or one digit over and over, is none."""
    plain = letters_and_digits(text)
    if norwegian := _NORWEGIAN.fullmatch(plain):
        return _checked(norwegian[1])
    digits = [letter for letter in plain if letter.isdigit()]
    return plain[:60] if len(plain) >= 8 and len(digits) >= 6 and len(set(digits)) > 1 else ""


def comparable_name(text: str) -> str:
    """A company's or a project's name without case, accents, punctuation, *and* and the form of the company."""
    return without_form(_plain(text))


def without_form(plain: Sequence[str]) -> str:
    """The same of a name's words, which are small letters and digits already."""
    if _LEFT_OUT.isdisjoint(plain):
        return " ".join(plain)[:400]
    kept = [word for word in plain if word not in NOWHERE]
    while kept and kept[-1] in FORMS:
        kept.pop()
    return " ".join(kept or [word for word in plain if word not in _AND])[:400]


def comparable_person(text: str) -> str:
    """A person's name without case, accents and punctuation. Nothing is left out: people are called As, Da and Ba."""
    return " ".join(_plain(text))[:400]


def _plain(text: str) -> Sequence[str]:
    """A name's words. Single letters in a row are one word: A. S. is AS, and J. R. is JR."""
    words = _WORDS.findall(_bare(text[:LONGEST]))
    if 1 not in map(len, words):
        return words
    runs = [(single, list(run)) for single, run in groupby(words, lambda word: len(word) == 1 and word.isalpha())]
    return [word for single, run in runs for word in (["".join(run)] if single else run)]


def _bare(text: str) -> str:
    """*text* in small letters without accents and quotes."""
    if text.isascii():
        return text.lower().replace("a/s", "as").replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFC", text).casefold().replace("a/s", "as").translate(_LETTERS)
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))


def comparable_email(text: str) -> str:
    """An e-mail address without case; "" for what is none."""
    address = text.strip().casefold().removeprefix("mailto:") if len(text) <= LONGEST else ""
    possible = 3 <= len(address) <= 255 and "@" in address[1:-1] and address.split() == [address]
    return address if possible else ""


def comparable_phone(text: str) -> str:
    """The digits of the first telephone number in *text*, the Norwegian country code left out; "" where there are fewer than
    six, or one digit over and over."""
    if text.isascii() and text.isdigit():
        digits = text[:LONGEST]
    else:
        found = _PHONE.search(text[:LONGEST].replace("(0)", ""))
        digits = re.sub(r"[^0-9]", "", found[0]) if found else ""
    digits = digits.removeprefix("00")
    if len(digits) == 10 and digits.startswith("47"):
        digits = digits.removeprefix("47")
    return digits if 6 <= len(digits) <= 20 and digits.count(digits[0]) < len(digits) else ""


def letters_and_digits(text: str) -> str:
    """*text* in capitals without blanks and punctuation."""
    return (text if text.isalnum() and len(text) <= LONGEST else "".join(_WORDS.findall(text[:LONGEST]))).upper()
