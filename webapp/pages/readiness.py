"""What a connection still lacks, as the templates in `readiness/` show it."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp.errors import Problem
from webapp.i18n import _, lazy_, ngettext, when
from webapp.models import Connection
from webapp.pages import connection as connection_pages
from webapp.pages import mending
from webapp.pages.summary import state
from webapp.services import readiness
from webapp.services.readiness import Finding, Readiness
from webapp.wording.activating import CONDITIONS

STATES = {
    "done": ("ok", lazy_("In order")),
    "lacking": ("warn", lazy_("Not in order")),
    "untested": ("off", lazy_("Not tested")),
    "open": ("off", lazy_("Not yet of interest")),
}


def page(connection: Connection) -> SimpleNamespace:
    """All conditions of *connection*, each with the ways to mend what is missing, and the notes."""
    found = readiness.of(connection)
    return SimpleNamespace(
        h=connection_pages.head(connection, "readiness"),
        row=connection.id,
        active=connection.active,
        state=state(found),
        conditions=[_condition(each, found) for each in found.findings],
        notes=[_reason(each, connection) for each in found.notes],
        why_off=_why_off(found),
        url=SimpleNamespace(toggle=url_for("sync.toggle"), test=url_for("sync.test")),
    )


def _why_off(found: Readiness) -> str:
    """Why it can't be activated now; a failed test isn't why, since activation tests again."""
    missing = sum(len(each.problems) for each in found.findings if each.state == "lacking" and each.key != "test")
    if not missing:
        return ""
    return ngettext("%(num)s thing has to be mended first.", "%(num)s things have to be mended first.", missing)


def _condition(finding: Finding, found: Readiness) -> SimpleNamespace:
    tone, words = STATES[finding.state]
    return SimpleNamespace(
        tone=tone,
        label=_(CONDITIONS[finding.key]),
        lacking=finding.state == "lacking",
        said=_tested(found) if finding.key == "test" and finding.state == "done" else _(words),
        reasons=[_reason(each, found.connection) for each in finding.problems],
    )


def _tested(found: Readiness) -> str:
    each = found.connection
    facts = {"who": each.tested_by.name if each.tested_by else "?", "when": when(each.tested_at)}
    return _("Tested by %(who)s %(when)s", **facts) if each.tested_at else _("In order")


def _reason(problem: Problem, connection: Connection) -> SimpleNamespace:
    return SimpleNamespace(text=mending.text(problem), links=mending.links(connection.id, problem))
