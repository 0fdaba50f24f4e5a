"""What a connector says, without secrets and cut to the size that somebody reads. What is carried on: `connectors.cleaning`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.base import Actor, TestStep, Text
from connectors.checking import Started
from connectors.cleaning import storable
from connectors.process import Crashed, Described, Event, Failed, ListRead
from connectors.redaction import redact

LONGEST_TEXT = 2_000
LONGEST_DETAIL = 8_000


def fit(event: Event, secrets: Sequence[str]) -> Event:
    """*event* without secrets, and then cut to size: the other way round half a secret could stay at a cut."""
    if isinstance(event, Started | TestStep):
        event = replace(event, key=short(event.key, secrets), title=shortened(event.title, secrets))
    if isinstance(event, Failed):
        event = replace(event, field=short(event.field, secrets))
    if isinstance(event, TestStep | Failed):
        return replace(
            event,
            text=shortened(event.text, secrets),
            remedy=shortened(event.remedy, secrets),
            detail=_detail(event.detail, secrets),
        )
    if isinstance(event, ListRead):
        return replace(event, items=_clean(event.items, secrets), problem=shortened(event.problem, secrets))
    if isinstance(event, Described):
        lists = {name: _clean(items, secrets) for name, items in event.lists.items()}
        problems = {name: shortened(text, secrets) for name, text in event.list_problems.items()}
        return replace(event, lists=lists, list_problems=problems, identity=redact(event.identity, secrets))
    return Crashed(_detail(event.detail, secrets)) if isinstance(event, Crashed) else event


def _clean(items: Mapping[str, Text], secrets: Sequence[str]) -> dict[str, Text]:
    """A list's items without secrets; one whose key holds a secret can't be chosen, so it goes."""
    return {
        key: Text(redact(text.en, secrets), redact(text.nb, secrets))
        for key, text in items.items()
        if redact(key, secrets) == key
    }


def shortened_actor(actor: Actor, secrets: Sequence[str]) -> Actor:
    """An actor without secrets in its texts, each of them no longer than anybody looks at."""
    values = {key: short(value, secrets) if isinstance(value, str) else value for key, value in actor.values.items()}
    return replace(actor, erp_key=short(actor.erp_key, secrets), values=values)


def shortened(text: Text, secrets: Sequence[str]) -> Text:
    """*text* without secrets in either language, and no longer than anybody reads."""
    return Text(short(text.en, secrets), short(text.nb, secrets))


def short(text: str, secrets: Sequence[str]) -> str:
    """*text* without secrets, and no longer than anybody reads."""
    clean = redact(storable(text), secrets)
    return clean if len(clean) <= LONGEST_TEXT else clean[:LONGEST_TEXT] + "…"


def _detail(text: str, secrets: Sequence[str]) -> str:
    """Both ends of a long detail: what was tried is said first, what came of it last."""
    clean = redact(storable(text), secrets)
    half = LONGEST_DETAIL // 2
    return clean if len(clean) <= LONGEST_DETAIL else f"{clean[:half]}\n…\n{clean[-half:]}"
