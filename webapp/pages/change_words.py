"""Changes in words, as the record of changes shows and exports them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from webapp import texts
from webapp.i18n import _, language
from webapp.services.audit import Change
from webapp.wording.auditing import AREAS, WHAT
from webapp.wording.names import ACTORS

NOTHING = "–"
_TYPES = frozenset(each.value for each in ACTORS)


def area(code: str, changes: Iterable[Change] = ()) -> str:
    """What an area is called, with the actor types that the changes in it belong to: “Mappings · Customer”."""
    types = dict.fromkeys(each.within for each in changes if each.within)
    return " · ".join([_(AREAS.get(code, code)), *map(_actor, types)])


def _actor(name: str) -> str:
    return texts.actor(name) if name in _TYPES else name


def what(change: Change) -> str:
    """What kind of change it is."""
    return _(WHAT.get(change.what, change.what))


def of(change: Change) -> str:
    """What a change concerns; empty where it is the thing itself."""
    about = texts.fact(change.of)
    return _actor(about) if change.what.startswith(("types_", "fields_", "directions_")) else about


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
    if change.what == "created":
        return f"{kind}: {about} ({value(change.new)})" if change.new else f"{kind}: {about}"
    if not sides:
        return f"{kind}: {about}" if about else kind
    if len(sides) == 1 and isinstance(sides[0], list):
        return f"{kind} ({about}): {value(sides[0])}" if about else f"{kind}: {value(sides[0])}"
    subject = _("%(what)s of “%(of)s”", what=kind, of=about) if about else kind
    return f"{subject}: {value(change.old)} → {value(change.new)}"
