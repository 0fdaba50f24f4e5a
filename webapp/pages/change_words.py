"""Changes in words, as the record of changes shows and exports them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.base import ActorType
from webapp import texts
from webapp.i18n import _, language
from webapp.services.audit import Change
from webapp.wording.auditing import AREAS, WHAT

NOTHING = "–"


def area(code: str) -> str:
    """What an area is called."""
    return _(AREAS.get(code, code))


def what(change: Change) -> str:
    """What kind of change it is."""
    return _(WHAT.get(change.what, change.what))


def of(change: Change) -> str:
    """What a change concerns; empty where it is the thing itself."""
    about = texts.fact(change.of)
    if change.what.startswith(("types_", "fields_")) and about in {each.value for each in ActorType}:
        return texts.actor(about)
    return about


def value(given: Any) -> str:
    """An old or a new value."""
    if isinstance(given, bool):
        return _("yes") if given else _("no")
    if isinstance(given, int):
        return str(given)  # a port, a year or a rank: nothing that is counted
    if isinstance(given, float):
        return str(given).replace(".", ",") if language() == "nb" else str(given)
    if isinstance(given, Mapping):
        return ", ".join(f"{key}: {value(part)}" for key, part in given.items()) or NOTHING
    if isinstance(given, list | tuple):
        return ", ".join(map(value, given)) or NOTHING
    return texts.fact(given) if given is not None and given != "" else NOTHING


def sentence(change: Change) -> str:
    """A change in one line: “Direction of “Name”: none → both”, “New fields (Customer): A, B”, “Created: Sales”."""
    kind, about = what(change), of(change)
    sides = [each for each in (change.old, change.new) if each is not None and each != []]
    if not sides:
        return f"{kind}: {about}" if about else kind
    if len(sides) == 1 and isinstance(sides[0], list):
        return f"{kind} ({about}): {value(sides[0])}" if about else f"{kind}: {value(sides[0])}"
    subject = _("%(what)s of “%(of)s”", what=kind, of=about) if about else kind
    return f"{subject}: {value(change.old)} → {value(change.new)}"
