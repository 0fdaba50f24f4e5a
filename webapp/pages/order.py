"""A list whose order can be changed, as `settings/_order.html` shows it: the fields of an actor type, the sync priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from webapp.i18n import _
from webapp.services import ordering


@dataclass(frozen=True)
class Entry:
    """A thing in the list: the `name` by which a form sends it, what it is called and more about it in words."""

    name: str
    label: str
    about: str = ""
    tags: Sequence[str] = field(default=())
    lost: bool = False


def order(entries: Sequence[Entry], shown: Sequence[str], press: str = "") -> SimpleNamespace:
    """The list in the order *shown* (names), which is stored as that of *entries*; *press* is the move just made."""
    by_name = {each.name: each for each in entries}
    shown = ordering.merged(shown, list(by_name))
    how, _blank, name = press.partition(" ")
    return SimpleNamespace(
        rows=[by_name[each] for each in shown],
        changed=shown != list(by_name),
        pressed=press,
        said=_said(by_name[name].label, shown.index(name) + 1, len(shown)) if name in by_name and how in ordering.MOVES else "",
        pattern=_said("{name}", "{place}", len(shown)),
    )


def posted(form: Any, entries: Sequence[Entry]) -> tuple[list[str], str]:
    """The order that a form holds (names), the move that was pressed in it carried out; and that move, or ""."""
    wanted = ordering.merged(form.getlist("order"), [each.name for each in entries])
    press = str(form.get("move", ""))
    how, _blank, name = press.partition(" ")
    return ordering.moved(wanted, name, how), press


def conflict(text: str, entries: Sequence[Entry], shown: Sequence[str]) -> Mapping[str, Any]:
    """Somebody else's order, which *entries* have now, and the one *shown*: both places of what stands elsewhere."""
    theirs = {each.name: place for place, each in enumerate(entries, 1)}
    labels = {each.name: each.label for each in entries}
    yours = enumerate(ordering.merged(shown, list(theirs)), 1)
    rows = [(labels[name], theirs[name], place) for place, name in yours if theirs[name] != place]
    return {"text": text, "rows": rows, "hint": _("Save stores yours over theirs. You can still change them first.")}


def _said(name: str, place: int | str, count: int) -> str:
    return _("%(name)s is number %(place)s of %(count)s. Not saved yet.", name=name, place=place, count=count)
