"""What is wrong with an actor that can't be used, in words."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from connectors.base import Text
from connectors.soundness import LONGEST_KEY, is_text

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SHOWN = 100  # characters of a key or a title

NO_KEY = Text("It has no key.", "Den har ingen nøkkel.")
TWICE = Text(
    "Another record in the same answer has the same key; that one is used.",
    "En annen post i samme svar har samme nøkkel; den brukes.",
)
CONTROL = Text("Its key holds control characters.", "Nøkkelen inneholder kontrolltegn.")
LONG = Text(f"Its key is longer than {LONGEST_KEY} characters.", f"Nøkkelen er lengre enn {LONGEST_KEY} tegn.")
PARENT = Text("The key of what it belongs to can't be used.", "Nøkkelen til det den hører til, kan ikke brukes.")
SECRET = Text(
    "Its key holds a password of the connection, which must not be shown.",
    "Nøkkelen inneholder et av koblingens passord, som ikke skal vises.",
)
SHAPE = Text("What the connector answered is no record.", "Det connectoren svarte, er ikke en post.")
TOO_LARGE = Text("It is too large: more than a million characters.", "Den er for stor: mer enn en million tegn.")


def has_control(text: str) -> bool:
    """Whether *text* holds characters that no key may have."""
    return _CONTROL.search(text) is not None


def short(text: str) -> str:
    """*text*, no longer than anybody needs to know what is meant."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def shown_key(key: Any) -> str:
    """A key that is none, as far as it can be shown."""
    return key if is_text(key) and len(key) <= LONGEST_KEY and not has_control(key) else short(_cleared(key))


def _cleared(key: Any) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", key[: _SHOWN + 1]) if isinstance(key, str) else ""


def key_reason(key: Any, known: Container[str]) -> Text | None:
    """Why *key* can't be an actor's; None where it can. *known*: those that have stood in this answer before."""
    if not isinstance(key, str) or not key.strip():
        return NO_KEY
    if has_control(key):
        return CONTROL
    if len(key) > LONGEST_KEY:
        return LONG
    return TWICE if key in known else None


def parent_reason(key: Any) -> Text | None:
    """Why *key* can't be that of a parent; None where it can, as where there is none."""
    return None if isinstance(key, str) and len(key) <= LONGEST_KEY and not has_control(key) else PARENT


def impossible(field: Any, type_: str) -> Text:
    """A value of a type that the protocol doesn't have."""
    key = short(field) if is_text(field) else "?"
    return Text(
        f"The value of “{key}” is of a type that can't be carried ({type_[:60]}).",
        f"Verdien av «{key}» har en type som ikke kan overføres ({type_[:60]}).",
    )
