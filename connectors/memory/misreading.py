"""What a careless connector may answer when it is asked for actors: each a way to try what stands behind it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count, islice
from typing import Any

from connectors.base import Actor, ActorType, Batch, Text, Unusable
from connectors.errors import Unreachable

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for actors. `number` is how many there are, `secret` what must not show."""

    type: ActorType
    keys: Sequence[str]
    limit: int
    cursor: str
    number: int
    secret: str


def _actor(asked: Asked, key: Any, name: Any = None, parent: str = "") -> Actor:
    """An actor of that key; its first field holds *name*."""
    values = {each: f"{each[:20]} {key}" for each in asked.keys}
    if name is not None and asked.keys:
        values[asked.keys[0]] = name
    return Actor(asked.type, key, values, parent_key=parent)


def _named(*names: Any) -> Callable[[Asked], Iterator[Batch]]:
    """An answer of actors with the keys 1, 2, 3 … and these in their first field, and a good one last."""

    def answer(asked: Asked) -> Iterator[Batch]:
        yield Batch([_actor(asked, str(place), name) for place, name in enumerate([*names, "Good"], 1)])

    return answer


def _keyed(*keys: Any) -> Callable[[Asked], Iterator[Batch]]:
    """An answer of actors with these keys and a good one last."""

    def answer(asked: Asked) -> Iterator[Batch]:
        yield Batch([_actor(asked, key) for key in [*keys, "good"]])

    return answer


def _many(asked: Asked) -> Iterator[Batch]:
    """As many as there are, from the cursor on, as a good connector gives them."""
    start = int(asked.cursor) if asked.cursor.isdecimal() else 0
    end = min(start + asked.limit, asked.number)
    for first in range(start, end, _BATCH):
        after = min(first + _BATCH, end)
        yield Batch([_actor(asked, str(n + 1)) for n in range(first, after)], str(after) if after < asked.number else "")


def _all_at_once(asked: Asked) -> Iterator[Batch]:
    """All there are, whatever the limit."""
    yield Batch([_actor(asked, str(n + 1)) for n in range(asked.number)])


def _faulty(asked: Asked) -> Iterator[Batch]:
    """As many as there are, none of them with a key, and one that has one."""
    yield Batch([*(_actor(asked, "") for _ in range(asked.number)), _actor(asked, "good")])


def _long(asked: Asked) -> Iterator[Batch]:
    """As many as there are, each with another name as long as a text that is carried may be."""
    yield Batch([_actor(asked, str(n + 1), str(n).rjust(65_536, "ø")) for n in range(asked.number)])


def _in_circles(asked: Asked) -> Iterator[Batch]:
    yield Batch([_actor(asked, str(n + 1)) for n in range(3)], "again")


def _trickle(asked: Asked) -> Iterator[Batch]:
    for batch in _many(asked):
        for start in range(0, len(batch.actors), 100):
            yield Batch(batch.actors[start : start + 100])


def _endless(asked: Asked) -> Iterator[Batch]:
    for n in count(1):
        yield Batch([_actor(asked, "1")], str(n))


def _half(asked: Asked) -> Iterator[Batch]:
    yield from islice(_many(asked), 1)
    os._exit(3)


def _breaks_off(asked: Asked) -> Iterator[Batch]:
    yield from islice(_many(asked), 1)
    raise Unreachable(Text("The ERP hung up.", "ERP-systemet la på."), Text("Try again.", "Prøv igjen."))


def _leaky(asked: Asked) -> Iterator[Batch]:
    yield Batch([_actor(asked, "1", f"Password: {asked.secret}"), _actor(asked, asked.secret), _actor(asked, "good")])


def _unusable(asked: Asked) -> Iterator[Any]:
    """What it can't give itself, said well, with the password, and in another shape."""
    said = Unusable(_actor(asked, "1", "First"), Text("Its row is locked.", "Raden er låst."))
    leaky = Unusable(_actor(asked, asked.secret), Text(f"It is {asked.secret}.", f"Den er {asked.secret}."))
    yield Batch([_actor(asked, "good")], "", [said, leaky, "odd"])  # type: ignore[list-item]


def _no_batch(asked: Asked) -> Iterator[Any]:
    yield [_actor(asked, "1")]


_EAST = timezone(timedelta(hours=2))
_MOMENTS = (
    datetime(1899, 12, 30, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001 - naive on purpose
    datetime(2026, 6, 1, 12, tzinfo=_EAST),
    datetime(1, 1, 1, tzinfo=_EAST),
)

READING: Mapping[str, tuple[Text, Callable[[Asked], Iterator[Any]]]] = {
    "many": (Text("Has many actors", "Har mange aktører"), _many),
    "trickle": (Text("Has many actors, in small batches", "Har mange aktører, i små deler"), _trickle),
    "all at once": (Text("Knows no limit and no pages", "Kjenner ingen grense og ingen sider"), _all_at_once),
    "odd keys": (
        Text("Actors without keys and with impossible ones", "Aktører uten nøkler og med umulige"),
        _keyed("", "  ", None, 7, ["x"], "a\0b", "a\nb", "a\ud800", "k" * 501, " 10 ", "\u202e10"),
    ),
    "twice": (Text("Actors with the same key", "Aktører med samme nøkkel"), _keyed("1", "2", "1", "1")),
    "faulty": (Text("Many actors without keys", "Mange aktører uten nøkler"), _faulty),
    "odd texts": (
        Text("Huge and broken texts", "Enorme og ødelagte tekster"),
        _named("x" * 1_000_000, "a\0b", "half \ud83e", "\u202eeht 🧾", "y" * 65_536),
    ),
    "long texts": (Text("Texts as long as may be", "Så lange tekster som det går an"), _long),
    "odd numbers": (
        Text("Numbers that are none", "Tall som ikke er tall"),
        _named(float("nan"), float("inf"), 2**63, -(2**63) + 1, 10**5000, True),
    ),
    "odd times": (Text("Times at the ends of time", "Tidspunkter ved tidens ender"), _named(*_MOMENTS)),
    "odd types": (
        Text("Values of impossible types", "Verdier av umulige typer"),
        _named(Decimal("1.5"), b"bytes", {"a": 1}, datetime.now, timedelta(1)),
    ),
    "leaky": (Text("The password in values and keys", "Passordet i verdier og nøkler"), _leaky),
    "unusable": (Text("Unusable by its own account", "Ubrukelige etter eget utsagn"), _unusable),
    "no batch": (Text("An answer of another shape", "Et svar av en annen form"), _no_batch),
    "circles": (Text("The same cursor for ever", "Samme markør i det uendelige"), _in_circles),
    "endless": (Text("An answer without an end", "Et svar uten ende"), _endless),
    "half": (Text("Dies after half an answer", "Dør etter et halvt svar"), _half),
    "breaks off": (Text("Hangs up after half an answer", "Legger på etter et halvt svar"), _breaks_off),
}
"""What can be chosen, and how it answers."""
