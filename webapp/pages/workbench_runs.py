"""The run that looks for suggestions, as the workbench shows it: how far it is, or what came of the last one."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.crm.pairings import Place
from webapp.i18n import _, ngettext, when
from webapp.models import SyncRun
from webapp.models.stored import text_of
from webapp.services import suggesting_run

TONES = {"done": "ok", "partial": "warn", "failed": "fail", "interrupted": "fail", "cancelled": "off"}


def state(place: Place) -> SimpleNamespace | None:
    """The last run for the records of this actor type, None where there was none. One query."""
    run = suggesting_run.last(place)
    if run is None:
        return None
    return SimpleNamespace(
        id=run.id,
        under_way=run.under_way,
        cancelling=run.cancel,
        url=url_for("runs.show", row=run.id),
        tone=TONES.get(run.state, "busy"),
        text=_progress(run) if run.under_way else _ended(run),
    )


def _progress(run: SyncRun) -> str:
    if run.state == "waiting":
        return _("Waiting for its turn.")
    return ngettext("%(num)s actor read.", "%(num)s actors read.", run.done)


def _ended(run: SyncRun) -> str:
    read = int(run.counts.get("read", 0))
    facts = ngettext("%(num)s actor was read", "%(num)s actors were read", read)
    if run.state in ("done", "partial"):
        return _("Looked for %(when)s: %(facts)s.", when=when(run.finished_at), facts=facts)
    if run.state == "cancelled":
        return _(
            "The search of %(when)s was cancelled: %(facts)s. What was found by then is shown.",
            when=when(run.finished_at),
            facts=facts,
        )
    why = " ".join(part for key in ("text", "remedy") if run.error.get(key) and (part := texts.text(text_of(run.error[key]))))
    return _(
        "The search of %(when)s broke off: %(facts)s. What was found by then is shown. %(why)s",
        when=when(run.finished_at),
        facts=facts,
        why=why,
    )
