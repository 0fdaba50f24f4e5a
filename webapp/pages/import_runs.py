"""The previews and imports of a connection as a list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.i18n import _, ngettext, when, whole
from webapp.models import Connection, SyncRun
from webapp.pages import run_words
from webapp.pages.runs import undone
from webapp.services import import_runs, run_log, runs
from webapp.services.import_runs import Listed
from webapp.wording import runs as wording


def listed(connection: Connection) -> list[SimpleNamespace]:
    """The newest first. Three queries."""
    return [_row(connection, each) for each in import_runs.of(connection)]


def under_way(connection: Connection) -> SimpleNamespace | None:
    """The run that keeps another from beginning, if any, and where it is seen. One query."""
    run = runs.under_way(connection)
    if run is None:
        return None
    said = _("A run of “%(name)s” is under way. Another preview can be started when it is done.", name=connection.name)
    return SimpleNamespace(text=said, url=address(connection, run))


def imported(run: SyncRun) -> SimpleNamespace:
    """The import that was made of a preview."""
    who = run.user_name or "kobling"
    said = _("Imported by %(who)s %(when)s.", who=who, when=when(run.created_at))
    if run.under_way:
        said = _("The import of this preview is under way.")
    elif run.state in wording.BROKEN:
        said = _("The import of this preview, by %(who)s %(when)s, stopped before its end.", who=who, when=when(run.created_at))
    undo = run_log.undone_by(run)
    if undo is not None:
        said = f"{said} {undone(undo).text}"
    tone = "" if run.under_way else "warning" if run.state in wording.BROKEN else "success"
    return SimpleNamespace(text=said, url=url_for("runs.show", row=run.id), under_way=run.under_way, tone=tone)


def address(connection: Connection, run: SyncRun) -> str:
    """Where a run is seen: a preview among the pages of its connection."""
    if run.kind == "preview":
        return url_for("import_preview.show", row=connection.id, run=run.id)
    return url_for("runs.show", row=run.id)


def _row(connection: Connection, each: Listed) -> SimpleNamespace:
    run = each.run
    tone, state = _state(each)
    over = not run.under_way and (each.after is None or each.after.state in wording.BROKEN)
    here: dict[str, Any] = {"row": connection.id, "run": run.id}
    return SimpleNamespace(
        when=when(run.created_at),
        at=run.created_at.isoformat(timespec="seconds"),
        url=address(connection, run),
        title=run_words.title(run),
        actor=texts.actor(run.actor_type),
        who=run.user_name or "kobling",
        tone=tone,
        state=state,
        done=whole(run.done),
        discard=url_for("import_preview.discard", **here) if _can_go(each) else "",
        undo=url_for("import_undo.confirm", **here) if over and _has_changed(run) else "",
    )


def _can_go(each: Listed) -> bool:
    """Whether a preview can be thrown away: it is read, not imported, and nothing is added to it any more."""
    return each.run.kind == "preview" and not each.run.under_way and each.after is None and not each.growing


def _has_changed(run: SyncRun) -> bool:
    """Whether there is something to undo in an import."""
    return run.kind == "import" and any(run.counts.get(each) for each in ("created", "updated", "linked"))


def _state(each: Listed) -> tuple[str, str]:
    run, after = each.run, each.after
    if after is not None and after.under_way:
        return "busy", _("Is being imported") if run.kind == "preview" else _("Is being undone")
    if each.undecided:
        return "warn", ngettext("%(num)s left to decide", "%(num)s left to decide", each.undecided)
    if after is not None and run.kind == "preview":
        if after.state in wording.BROKEN:
            return "warn", _("Imported in part")
        return "ok", _("Imported %(when)s", when=when(after.created_at))
    if after is not None and after.state in wording.BROKEN:
        return "warn", _("Undone in part")
    if after is not None:
        return "off", _("Undone %(when)s", when=when(after.created_at))
    if run.kind == "preview" and run.of_id is not None:
        return "", _("To be looked at")
    if run.kind == "preview" and run.state in ("done", "partial"):
        return "", _("Not imported yet")
    return wording.TONES[run.state], _(wording.STATES[run.state])
