"""Runs as `runs/` shows them: the list, and one with how far it is, what came of it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.crm import aftermath
from webapp.crm.aftermath import OfLinking
from webapp.crm.fields import Entity
from webapp.forms.base import row_id
from webapp.i18n import _, ngettext, when, whole
from webapp.models import Connection, SyncRun
from webapp.models.stored import text_of
from webapp.pages import run_failures, run_words
from webapp.services import import_runs, run_log, selections, undoing
from webapp.wording.runs import AGAIN, BROKEN, KINDS, STATES, TONES

NOBODY = -1  # as an id: no row has it


def listing(args: Mapping[str, str]) -> SimpleNamespace:
    """The list, as an address asks for it. A constant number of queries."""
    given: dict[str, Any] = {name: text[:20] for name in ("connection", "kind") if (text := args.get(name, ""))}
    connection = (row_id(given["connection"]) or NOBODY) if "connection" in given else None
    kind = given.get("kind", "")
    if kind not in {"", *KINDS}:
        connection, kind = NOBODY, ""  # what names nothing finds nothing
    runs, count, number = run_log.search(connection, kind, row_id(args.get("page")) or 1)
    connections = {each.id: each for each in run_log.connections()}
    named = {str(id_): run_words.connection(each) for id_, each in connections.items()}
    pages = max(1, -(-count // run_log.PAGE))
    return SimpleNamespace(
        list=url_for("runs.index"),
        rows=[_row(each, connections) for each in runs],
        filtered=bool(given),
        heading=_("Found") if given else _("All"),
        count=whole(count),
        said=ngettext("%(num)s run found.", "%(num)s runs found.", count),
        place=_("Page %(page)s of %(pages)s", page=whole(number), pages=whole(pages)) if pages > 1 else "",
        newer=url_for("runs.index", **given, page=number - 1) if number > 1 else "",
        older=url_for("runs.index", **given, page=number + 1) if number < pages else "",
        connections=_options(named, given.get("connection", "")),
        kinds=_options({code: _(words) for code, words in KINDS.items()}, given.get("kind", "")),
    )


def _options(choices: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    """(value, label, chosen). What was asked for and isn't offered is shown all the same: it is why nothing is found."""
    offered = dict(choices) | ({} if chosen in {"", *choices} else {chosen: _("(unknown)")})
    return [(value, label, value == chosen) for value, label in offered.items()]


def _row(run: SyncRun, connections: Mapping[int, Connection]) -> SimpleNamespace:
    connection = connections.get(run.connection_id or 0)
    return SimpleNamespace(
        at=run.created_at.isoformat(timespec="seconds"),
        when=when(run.created_at),
        url=url_for("runs.show", row=run.id),
        title=run_words.title(run),
        connection=run_words.connection(connection) if connection else "",
        who=run.user_name or "kobling",
        outcome=run_words.progress(run) if run.under_way else run_words.outcome(run),
        took=run_words.took(run),
        tone=TONES[run.state],
        state=_(STATES[run.state]),
    )


def page(run: SyncRun, number: int = 1) -> SimpleNamespace:
    """One run. A constant number of queries."""
    here: dict[str, Any] = {"row": run.id}
    connection = run.connection
    asked = _("Asked for by %(who)s %(when)s.", who=run.user_name or "kobling", when=when(run.created_at))
    time = run_words.took(run)
    took = _("It took %(time)s.", time=time) if time else ""
    shown = SimpleNamespace(
        title=run_words.title(run),
        of=_("It takes back: %(what)s", what=run_words.title(run.of)) if run.kind == "undo" and run.of else "",
        name=run_words.connection(connection) if connection else "",
        url=url_for("sync.index", selected=connection.id) if connection and not connection.deleted_at else "",
        asked=f"{asked} {took}",
        tone=TONES[run.state],
        state=_(STATES[run.state]),
        list=url_for("runs.index"),
        outcome=run_words.outcome(run),
        under_way=run.under_way,
        progress=_progress(run, here) if run.under_way else None,
    )
    return shown if run.under_way else _ended(shown, run, number)


def _progress(run: SyncRun, here: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        text=run_words.progress(run),
        done=min(run.done, run.total or 0),
        total=run.total if run.state == "running" else None,
        cancelling=run.cancel,
        hint=_("You can leave this page: the run goes on, and is found again under Runs."),
        poll=url_for("runs.show", **here),
        show=url_for("runs.show", **here),
        cancel=url_for("runs.cancel", **here),
    )


def _ended(shown: SimpleNamespace, run: SyncRun, number: int) -> SimpleNamespace:
    """What came of it, and what can be done now."""
    undo = run_log.undone_by(run)
    shown.broken = _broken(run)
    shown.outcome = shown.outcome or _("Nothing was changed.")
    shown.selections = [_selection(each) for each in selections.of_run(run)]
    shown.failed = run_failures.page(run, number) if run.counts.get("failed") or run.counts.get("kept") else None
    shown.undo = _undo(run) if undoing.possible(run) else ""
    shown.undone = undone(undo) if undo else None
    shown.ways = _ways(run)
    return shown


def _broken(run: SyncRun) -> SimpleNamespace | None:
    """Why a run hasn't come to its end, and what of it stays."""
    if run.state not in BROKEN:
        return None
    told = [texts.text(text_of(run.error[name])) for name in ("text", "remedy") if run.error.get(name)]
    kind = "at_once" if run.at_once else run.kind
    parts = [_(BROKEN[run.state]), *(part for part in told if part), *([_(AGAIN[kind])] if kind in AGAIN else [])]
    return SimpleNamespace(
        tone="warning" if run.state == "cancelled" else "failure", parts=parts, detail=run.error.get("detail", "")
    )


def _selection(found: selections.Listed) -> SimpleNamespace:
    return SimpleNamespace(
        name=found.selection.name,
        url=url_for("selections.show", row=found.selection.id),
        entity=texts.entities(Entity(found.selection.entity)),
        count=whole(found.members),
    )


def _undo(run: SyncRun) -> str:
    """Where a run is undone: an import has a question of its own, since more depends on the answer."""
    if run.kind == "import":
        return url_for("import_undo.confirm", row=run.connection_id, run=run.id)
    return url_for("runs.undo", row=run.id)


def undone(undo: SyncRun) -> SimpleNamespace:
    """What became of a run, told by the one that undid it."""
    said = _("Undone by %(who)s %(when)s.", who=undo.user_name or "kobling", when=when(undo.created_at))
    if undo.under_way:
        said = _("It is being undone.")
    elif undo.state in BROKEN:
        said = _("It was undone in part only.")
    return SimpleNamespace(text=said, url=url_for("runs.show", row=undo.id))


def _ways(run: SyncRun) -> list[tuple[str, str]]:
    """(words, address) of what belongs to a run."""
    connection = run.connection
    live = connection is not None and connection.deleted_at is None
    if run.kind == "import" and run.of_id and live:
        return [(_("Open the preview"), url_for("import_preview.show", row=run.connection_id, run=run.of_id))]
    if run.kind == "import" and live and (left := import_runs.left_by(run)):
        return [(_("Look at what is left"), url_for("import_preview.show", row=run.connection_id, run=left.id))]
    if run.kind == "undo" and run.of_id:
        return [(_("Open the run that it undid"), url_for("runs.show", row=run.of_id))]
    if run.kind in ("suggest", "link") and live:
        return [(_("Open the suggestions"), url_for("workbench.show", row=run.connection_id, actor_type=run.actor_type))]
    return []


def undoing_page(run: SyncRun) -> SimpleNamespace:
    """The question before a run is undone, with what there is to take back as things stand now. Two queries for that."""
    found = aftermath.of_linking(run)
    name = run_words.connection(run.connection) if run.connection else ""
    facts = {"what": run_words.title(run), "name": name, "who": run.user_name or "kobling", "when": when(run.created_at)}
    return SimpleNamespace(
        of=_("%(what)s on “%(name)s”, by %(who)s %(when)s.", **facts),
        goes=_links_of(found, int(run.counts.get("linked", 0))),
        back=url_for("runs.show", row=run.id),
    )


def _links_of(found: OfLinking, made: int) -> list[str]:
    """What becomes of the links of a run that has *made* so many."""
    lines = [ngettext("The link that it made is removed.", "The %(num)s links that it made are removed.", found.links)]
    if not found.links:
        lines = [_("None of the links that it made is there any more.")]
    elif made > found.links:
        gone = ngettext("%(num)s that it made is gone already.", "%(num)s that it made are gone already.", made - found.links)
        lines.append(gone)
    if found.persons:
        lines.append(
            ngettext(
                "%(num)s person who is linked within a company that loses its link loses theirs too.",
                "%(num)s persons who are linked within companies that lose their links lose theirs too.",
                found.persons,
            )
        )
    return lines
