"""The selection that records are added to, chosen among the newest or by a part of its name."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp.access import user
from webapp.crm.fields import Entity
from webapp.i18n import _, ngettext, when, whole
from webapp.services import selections
from webapp.services.selections import PAGE, Listed


def choice(entity: Entity, chosen: int, words: str) -> SimpleNamespace:
    """As `records/_selections.html` shows it: the one chosen first, then the newest that *words* find, of those that the user
    may change. At most eight queries.

    *chosen*: its id, 0 for none.
    """
    words = words.strip()[:200]
    found = selections.search(entity, words, 1, of=user())
    here = selections.find(chosen, entity, user()) if chosen else None
    offered = [*([here] if here else []), *(each for each in found.rows if each.selection.id != chosen)]
    makers = selections.makers(each.selection for each in offered)
    return SimpleNamespace(
        chosen=chosen if here else 0,
        options=[(each.selection.id, each.selection.name, _about(each, makers)) for each in offered],
        words=words,
        said=_said(found.count, words),
        more_url=url_for("selections.choices", entity=entity.value),
        none=not words and not offered,
    )


def _about(found: Listed, makers: dict[int, str]) -> str:
    """How many records it has, when it was made, and by whom where that is somebody else."""
    held = ngettext("%(num)s record", "%(num)s records", found.members)
    by = found.selection.made_by_id
    who = "" if by == user().id else makers.get(by or 0, "kobling")
    return ", ".join(each for each in (held, when(found.selection.made_at), who) if each)


def _said(count: int, words: str) -> str:
    if count > PAGE:
        shown, of = PAGE, whole(count)
        return _("The newest %(shown)s of %(of)s are shown. Write more of the name to see others.", shown=shown, of=of)
    if not words:
        return ""
    if not count:
        return _("No selection that you may change has this in its name.")
    return ngettext("%(num)s selection found.", "%(num)s selections found.", count)
