"""The rows of the list of connections, as `sync/_connection_row.html` shows them.

A row is rendered once and kept: a list is looked at far more often than its rows change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from types import SimpleNamespace

from flask import current_app
from markupsafe import Markup

from webapp import config, texts
from webapp.i18n import _, language, lazy_, when
from webapp.services.overview import Row

STATES = {
    "deleted": ("off", lazy_("Deleted %(deleted)s")),
    "waiting": ("busy", lazy_("The test is waiting for its turn")),
    "testing": ("busy", lazy_("Testing")),
    "activating": ("busy", lazy_("Testing before it becomes active")),
    "active": ("ok", lazy_("Active")),
    "active_unreachable": ("fail", lazy_("Active, but the ERP system could not be reached %(tested)s")),
    "not_activated": ("warn", lazy_("Not active:")),
    "untested": ("off", lazy_("Never tested")),
    "tested": ("ok", lazy_("Inactive, tested by %(who)s %(tested)s")),
    "unreachable": ("fail", lazy_("The ERP system could not be reached %(tested)s")),
    "failed": ("fail", lazy_("The test failed %(tested)s")),
}


def rows_html(rows: Sequence[Row], selected: str, toggle_url: str) -> Markup:
    """The rows as HTML; *selected* is the id of the row that is selected."""
    zone = config.current["TIMEZONE"]
    seen_from = (language(), datetime.now(zone).date(), zone)
    return Markup("").join(_row_html(row, str(row.connection.id) == selected, toggle_url, seen_from) for row in rows)


def said(rows: Sequence[Row], selected: str) -> str:
    """What a screen reader is told of the row selected, once no test of it is under way."""
    found = next((row for row in rows if str(row.connection.id) == selected and not row.under_way), None)
    if found is None:
        return ""
    state = _state(found)
    return " ".join([f"{found.connection.name}: {state.text}", *state.reasons])


@lru_cache(maxsize=2000)
def _row_html(row: Row, selected: bool, toggle_url: str, seen_from: tuple[str, date, tzinfo]) -> Markup:
    """A row as seen in a language, on a day ("yesterday"), from a time zone: what its words depend on."""
    template = current_app.jinja_env.get_template("sync/_connection_row.html")
    return Markup(template.render(row=_connection(row, selected), toggle_url=toggle_url))  # noqa: S704 - a template's


def _connection(row: Row, selected: bool) -> SimpleNamespace:
    each = row.connection
    return SimpleNamespace(
        id=each.id,
        name=each.name,
        href=f"/sync/connections/{each.id}",  # what url_for would say, which a hundred rows would wait for
        connector=each.connector,
        scope=_scope(row),
        description=each.description,
        active=each.active,
        last_sync=when(each.last_sync_at) or _("never"),
        state=_state(row),
        selected=selected,
        deleted=each.deleted_at is not None,
        toggle_label=_("Active: %(name)s", name=each.name),
    )


def _scope(row: Row) -> str:
    if row.scope is None:
        return _("Everyone")
    return ", ".join(row.scope) or _("Nobody")


def _state(row: Row) -> SimpleNamespace:
    tone, words = STATES[row.state]
    each = row.connection
    facts = {
        "who": each.tested_by or "?",
        "tested": when(each.tested_at),
        "deleted": when(each.deleted_at),
    }
    text = _(words, **facts) if "%(" in words else _(words)
    if row.under_way and row.step.en:
        text = f"{text}: {texts.text(row.step)}"
    return SimpleNamespace(tone=tone, text=text, reasons=[texts.problem(reason) for reason in row.reasons])
