"""`comparable` for thousands of texts at once: what can be done to all of them in one text is, and the rest one by one.

What `comparable` makes of a text is what counts; nothing here decides anything of its own, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from webapp.sync.comparable import (
    FORMS,
    LONGEST,
    NOWHERE,
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
    made = _without_form(plain)
    if not _SINGLE.search(plain):
        return made
    places = zip(made, plain.split("\n"), lines.split("\n"), strict=True)
    return [comparable_name(text) if _SINGLE.search(line) else name for name, line, text in places]


def _without_form(plain: str) -> list[str]:
    """Each line as `without_form` makes it of its words. Every word stands between blanks here, so it can be taken out."""
    spaced = _replaced(" " + plain.replace("\n", " \n ") + " ", "  ", " ")
    for word in NOWHERE:
        spaced = _replaced(spaced, f" {word} ", " ")
    pairs = zip(map(str.strip, spaced.split("\n")), plain.split("\n"), strict=True)
    return [name[:400] if name and name.rpartition(" ")[2] not in FORMS else without_form(line.split()) for name, line in pairs]


def _replaced(text: str, old: str, new: str) -> str:
    """*text* without any *old* left, also where it comes about by replacing another."""
    while old in text:
        text = text.replace(old, new)
    return text


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
