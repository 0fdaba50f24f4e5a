"""Runs in words: what each is, what came of it, how long it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp import texts
from webapp.i18n import _, duration, ngettext, whole
from webapp.models import Connection, SyncRun
from webapp.wording.runs import KINDS, LEFT

_OUTCOMES: Mapping[str, Callable[[int], str]] = {
    "created": lambda n: ngettext("%(num)s created", "%(num)s created", n),
    "updated": lambda n: ngettext("%(num)s updated", "%(num)s updated", n),
    "linked": lambda n: ngettext("%(num)s linked", "%(num)s linked", n),
    "suggested": lambda n: ngettext("%(num)s suggestion", "%(num)s suggestions", n),
    "read": lambda n: ngettext("%(num)s actor compared", "%(num)s actors compared", n),
    "unusable": lambda n: ngettext("%(num)s answer of the ERP can't be used", "%(num)s answers of the ERP can't be used", n),
    "deleted": lambda n: ngettext("%(num)s new record deleted", "%(num)s new records deleted", n),
    "reset": lambda n: ngettext("%(num)s record set back", "%(num)s records set back", n),
    "unlinked": lambda n: ngettext("%(num)s link removed", "%(num)s links removed", n),
    "persons": lambda n: ngettext("%(num)s link of a person removed with it", "%(num)s links of persons removed with them", n),
    "new": lambda n: ngettext("%(num)s new", "%(num)s new", n),
    "update": lambda n: ngettext("%(num)s to be updated", "%(num)s to be updated", n),
    "duplicate": lambda n: ngettext("%(num)s possible duplicate", "%(num)s possible duplicates", n),
    "fault": lambda n: ngettext("%(num)s that can't be imported", "%(num)s that can't be imported", n),
    "unchanged": lambda n: ngettext("%(num)s unchanged", "%(num)s unchanged", n),
    "noted": lambda n: ngettext("%(num)s with a value left out", "%(num)s with values left out", n),
    "undecided": lambda n: ngettext("%(num)s left to decide", "%(num)s left to decide", n),
    "kept": lambda n: ngettext("%(num)s not taken back", "%(num)s not taken back", n),
}
"""What rows came to, in the order in which it is told; those that failed come last."""


def title(run: SyncRun) -> str:
    """What a run does: *Import from the ERP: Customer*; or what it is: *Left by an import: Customer*."""
    words = _(LEFT) if run.is_left else kind(run.kind)
    return f"{words}: {texts.actor(run.actor_type)}" if run.actor_type else words


def kind(code: str) -> str:
    """A kind of run."""
    return _(KINDS.get(code, code))


def connection(of: Connection) -> str:
    """The name of a run's connection, which may be deleted by now."""
    return _("%(name)s (deleted)", name=of.name) if of.deleted_at else str(of.name)


def outcome(run: SyncRun) -> str:
    """How many rows came to what; blank where nothing is counted yet."""
    told = [words(number) for code, words in _OUTCOMES.items() if (number := int(run.counts.get(code, 0)))]
    return ", ".join([*told, *([_failed(run)] if run.counts.get("failed") else [])])


def _failed(run: SyncRun) -> str:
    number = int(run.counts["failed"])
    if run.kind == "link":
        return ngettext("%(num)s not linked", "%(num)s not linked", number)
    return ngettext("%(num)s not imported", "%(num)s not imported", number)


def progress(run: SyncRun) -> str:
    """How far a run is that isn't over."""
    if run.state == "waiting":
        return _("Waiting for its turn")
    if run.total:
        return _("%(done)s of %(total)s rows", done=whole(min(run.done, run.total)), total=whole(run.total))
    if run.kind == "suggest":
        return ngettext("%(num)s actor read", "%(num)s actors read", run.done)
    return ngettext("%(num)s row", "%(num)s rows", run.done)


def took(run: SyncRun) -> str:
    """How long a run took; blank for one that isn't over, or has never begun."""
    if run.started_at is None or run.finished_at is None:
        return ""
    seconds = max(0.0, (run.finished_at - run.started_at).total_seconds())
    if seconds < 60:
        return duration(seconds)
    return _("%(minutes)s min %(seconds)s s", minutes=whole(int(seconds // 60)), seconds=int(seconds % 60)).replace(" ", "\u00a0")
