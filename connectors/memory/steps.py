"""The capabilities that the memory connector's test looks at: reading each type, writing, lists. None is a gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.base import ActorType, Check, Found, Text

_KINDS: Mapping[ActorType, Text] = {
    ActorType.CUSTOMER: Text("customers", "kunder"),
    ActorType.SUPPLIER: Text("suppliers", "leverandører"),
    ActorType.PERSON: Text("persons", "personer"),
    ActorType.PROJECT: Text("projects", "prosjekter"),
}


def reading_step(actor_type: ActorType, count: Callable[[ActorType], int | None]) -> Check:
    """Reading one actor type; *count* tells how many there are, or None where the user may not read them."""
    kind = _KINDS[actor_type]

    def run() -> Found:
        number = count(actor_type)
        if number is None:
            return _not_allowed(kind)
        return Found(Text(f"{number} {kind.en} found.", f"Fant {number} {kind.nb}."))

    return Check(f"read-{actor_type.value}", Text(f"Reading {kind.en}", f"Lesing av {kind.nb}"), run, gate=False)


def writing_step(may_write: Callable[[], bool]) -> Check:
    """Whether the user may write, asked without writing."""

    def run() -> Found:
        if may_write():
            return Found(Text("The user may write.", "Brukeren kan skrive."))
        return Found(
            Text("The user may only read.", "Brukeren kan bare lese."),
            warning=True,
            remedy=Text(
                "Give the user the right to write if values are to go from the CRM to the ERP system.",
                "Gi brukeren skriverettighet dersom verdier skal gå fra CRM til ERP-systemet.",
            ),
        )

    return Check("write", Text("Write access", "Skrivetilgang"), run, gate=False)


def lists_step(names: Callable[[], list[str]]) -> Check:
    """Loading the lists; *names* are those that could be loaded."""

    def run() -> Found:
        loaded = names()
        count = len(loaded)
        return Found(Text(f"{count} lists loaded.", f"{count} lister er lest."), detail=", ".join(loaded))

    return Check("lists", Text("Lists", "Lister"), run, gate=False)


def _not_allowed(kind: Text) -> Found:
    return Found(
        Text(f"The user may not read {kind.en}.", f"Brukeren kan ikke lese {kind.nb}."),
        warning=True,
        remedy=Text(
            f"Give the user the right to read {kind.en} if they are to sync.",
            f"Gi brukeren leserettighet til {kind.nb} dersom de skal synkroniseres.",
        ),
    )
