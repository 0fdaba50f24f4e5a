"""What a careless connector may do when it is told to write."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.base import Actor, Refused, Saved, Text
from connectors.errors import RecordRefused, Unreachable


def _hangs(actors: Sequence[Actor]) -> Any:
    time.sleep(3600)


def _dies(actors: Sequence[Actor]) -> Any:
    os._exit(3)


def _away(actors: Sequence[Actor]) -> Any:
    raise Unreachable(Text("The ERP is away.", "ERP-systemet er borte."), Text("Try later.", "Prøv senere."))


def _raises(actors: Sequence[Actor]) -> Any:
    raise RecordRefused(actors[0].erp_key, Text("Not this one.", "Ikke denne."), field="name")


WRITING: Mapping[str, tuple[Text, Callable[[Sequence[Actor]], Any]]] = {
    "hangs on write": (Text("Hangs when it is to write", "Henger når den skal skrive"), _hangs),
    "dies on write": (Text("Dies when it is to write", "Dør når den skal skrive"), _dies),
    "away on write": (Text("Is away when it is to write", "Er borte når den skal skrive"), _away),
    "raises on write": (Text("Raises what it should answer", "Utløser det den skulle svare"), _raises),
    "writes without a key": (
        Text("Answers a new actor without a key", "Svarer med en ny aktør uten nøkkel"),
        lambda actors: [Saved(actor) for actor in actors],
    ),
    "forgets an answer": (Text("Answers less than was asked", "Svarer på mindre enn den ble spurt om"), lambda actors: []),
    "answers nonsense": (Text("Answers nonsense", "Svarer tull"), lambda actors: ["yes" for _ in actors]),
    "refuses without reason": (
        Text("Refuses without a reason", "Avviser uten grunn"),
        lambda actors: [Refused("somebody else", Text("")) for _ in actors],
    ),
}
"""What can be chosen, and what it answers for actors that are to be saved or created."""
