"""`comparable` for thousands of texts at once: what can be done to all of them in one text is, and the rest one by one.

What `comparable` makes of a text is what counts; nothing here decides anything of its own, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from webapp.sync.comparable import (
    LONGEST,
    comparable_email,
    comparable_name,
    comparable_phone,
    comparable_vat,
    letters_and_digits,
    organisation_number,
    without_form,
)

_OTHERS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_BLANK = {code: None for code in _OTHERS}
_QUOTES = {**_OTHERS, ord("'"): None, ord("`"): None}
_SINGLE = re.compile(r"(?<![a-z0-9])[a-z0-9](?![a-z0-9])")
_ADDRESSES = re.compile(r"(?:(?:[!-9;-?A-~]+@[!-9;-?A-~]+)?\n)*")
_LONGEST_ADDRESS = 255


def names(texts: Sequence[str]) -> list[str]:
    """Each as `comparable_name` makes it."""
    return _made(texts, _names, comparable_name)


def _names(lines: str) -> list[str]:
    plain = lines.lower().replace("a/s", "as").translate(_QUOTES)
    if not _SINGLE.search(plain):
        return [without_form(line.split()) for line in plain.split("\n")]
    pairs = zip(plain.split("\n"), lines.split("\n"), strict=True)
    return [comparable_name(text) if _SINGLE.search(line) else without_form(line.split()) for line, text in pairs]


def organisation_numbers(texts: Sequence[str], vats: Sequence[str]) -> list[str]:
    """The organisation number in each of *texts*, or else in the VAT number beside it."""
    return [
        (organisation_number(text) if text else "") or (organisation_number(vat) if vat else "")
        for text, vat in zip(texts, vats, strict=True)
    ]


def vat_numbers(texts: Sequence[str], known: Sequence[str]) -> list[str]:
    """Each as `comparable_vat` makes it; *known*: the valid organisation numbers beside them, "" where there is none."""
    plain = _made(texts, lambda lines: lines.upper().translate(_BLANK).split("\n"), letters_and_digits)
    return [
        number if number and line.removeprefix("NO").removesuffix("MVA") == number else comparable_vat(line) if line else ""
        for line, number in zip(plain, known, strict=True)
    ]


def emails(texts: Sequence[str]) -> list[str]:
    """Each as `comparable_email` makes it."""
    return _made(texts, _emails, comparable_email)


def _emails(lines: str) -> list[str]:
    if _ADDRESSES.fullmatch(f"{lines}\n"):
        return [each if len(each) <= _LONGEST_ADDRESS else "" for each in lines.lower().split("\n")]
    return [comparable_email(text) if text else "" for text in lines.split("\n")]


def phones(texts: Sequence[str]) -> list[str]:
    """Each as `comparable_phone` makes it."""
    return [comparable_phone(text) if text else "" for text in texts]


def _made(texts: Sequence[str], together: Callable[[str], list[str]], one: Callable[[str], str]) -> list[str]:
    """Those of plain ASCII, a line each, are made *together*; the others one by one."""
    if not texts:
        return []
    lines = "\n".join(texts)
    if lines.isascii() and lines.count("\n") == len(texts) - 1 and max(map(len, texts)) <= LONGEST:
        return together(lines)
    odd = {place: one(text) for place, text in enumerate(texts) if not text.isascii() or "\n" in text or len(text) > LONGEST}
    made = together("\n".join("" if place in odd else text for place, text in enumerate(texts)))
    return [odd.get(place, each) for place, each in enumerate(made)]
