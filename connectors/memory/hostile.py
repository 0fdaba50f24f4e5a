"""A connector that does everything a careless or malicious one may do, to prove that its host stands it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from connectors.base import Actor, ActorType, Batch, Check, Context, FieldMetadata, Found, Refused, Saved, Text
from connectors.errors import ConfigInvalid
from connectors.memory.connector import MemoryConnector
from connectors.memory.misreading import READING, Asked
from connectors.memory.miswriting import WRITING
from connectors.memory.oddities import ACTOR_FIELDS, CONFIG_FIELDS, LISTS, ROWS
from connectors.memory.store import Store, store_for

FLOOD = 100_000_000
"""How many characters the behaviour `floods` answers."""


class HostileConnector(MemoryConnector):
    """See the module; the field `behaviour` chooses what its test, its actors or its writing do. It reaches no server.

    `number` is how many actors it has where the behaviour is one of those of `misreading`.
    """

    title: ClassVar[Text] = Text('<script>alert("title")</script>')
    description: ClassVar[Text] = Text("", "Bare på norsk: <b>fet</b> & {{ 7*7 }}")
    version: ClassVar[str] = "1 <hostile>"

    @classmethod
    def config_fields(cls, context: Context) -> Sequence[FieldMetadata]:
        """Fields with odd keys, names, texts and defaults."""
        return CONFIG_FIELDS

    def checks(self) -> Sequence[Check]:
        """An innocent step, one that behaves as chosen, and one after it."""
        return [
            Check("before", Text("Before <b>it</b>"), lambda: Found(Text("", "Bare norsk <b>tekst</b>"))),
            Check("data", Text("It"), self._behaviours().get(self._text("behaviour"), _nothing)),
            Check("after", Text("After it"), lambda: Found(Text("Still here.", "Fremdeles her."))),
        ]

    def identity(self) -> str:
        """The same for all."""
        return "hostile:"

    def _store(self) -> Store:
        return store_for("hostile:", lambda: Store(ACTOR_FIELDS, ROWS, LISTS))

    def _let_in(self) -> None:
        """There is no server to sign in to."""

    def create_actor(self, actor: Actor) -> Saved | Refused:
        """As chosen."""
        if self._text("behaviour") in WRITING:
            return next(iter(self.save_actors([actor])), None)  # type: ignore[return-value]  # it may be no answer at all
        return super().create_actor(actor)

    def save_actors(self, actors: Iterable[Actor]) -> Sequence[Saved | Refused]:
        """As chosen."""
        chosen = WRITING.get(self._text("behaviour"))
        return chosen[1](list(actors)) if chosen else super().save_actors(actors)

    def _found(
        self,
        actor_type: ActorType,
        meets: Callable[[Actor], bool],
        field_keys: Sequence[str],
        limit: int,
        cursor: str,
    ) -> Iterator[Batch]:
        chosen = READING.get(self._text("behaviour"))
        if not chosen:
            return super()._found(actor_type, meets, field_keys, limit, cursor)
        number = self.config.get("number")
        have = number if isinstance(number, int) and number else 10
        return chosen[1](Asked(actor_type, field_keys, limit, cursor, have, self._text("password")))

    def _behaviours(self) -> Mapping[str, Callable[[], Found]]:
        return {
            "leaks": self._leak,
            "crashes": self._crash,
            "loops": _loop,
            "sleeps": _sleep,
            "exits": _exit,
            "prints": self._print,
            "floods": lambda: Found(Text("x" * FLOOD), detail="y" * FLOOD),
            "hangs up": _hang_up,
            "stammers": _stammer,
        }

    def _leak(self) -> Found:
        secret = self._text("password")
        raise ConfigInvalid(
            Text(f"The password “{secret}” is wrong.", f"Passordet «{secret}» er feil."),
            Text(f"Use another than {secret}.", f"Bruk et annet enn {secret}."),
            detail=f"login(password={secret!r}) <{secret}>",
            field="password",
        )

    def _crash(self) -> Found:
        raise RuntimeError(f"unexpected, with {self._text('password')} in it")

    def _print(self) -> Found:
        secret = self._text("password")
        sys.stdout.write(f"stdout {secret}\n")
        sys.stderr.write(f"stderr {secret}\n")
        os.write(1, b"\x00\xff raw bytes\n")
        return Found(Text("Printed.", "Skrevet ut."))


def _nothing() -> Found:
    return Found(Text("Nothing happened.", "Ingenting skjedde."))


def _loop() -> Found:
    while True:
        pass


def _sleep() -> Found:
    time.sleep(3600)
    return Found(Text("Slept.", "Sovet."))


def _hang_up() -> Found:
    """What a library does that makes its process a daemon."""
    os.closerange(3, 256)
    return _sleep()


def _stammer() -> Found:
    os.write(int(sys.argv[1]), b"\x00\x00\x10\x00and then nothing")
    return _sleep()


def _exit() -> Found:
    os._exit(3)
