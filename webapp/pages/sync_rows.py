"""The rows of the two lists, as `sync/_connection_row.html` and `sync/_connector_row.html` show them.

A list is rendered once and kept: it is looked at far more often than its rows change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from types import SimpleNamespace
from typing import TypeAlias

from flask import current_app
from markupsafe import Markup

from webapp import config, texts
from webapp.i18n import _, language, lazy_, ngettext, when
from webapp.pages import mending
from webapp.services.overview import Arranged, ConnectorRow, Row

STATES = {
    "deleted": ("off", lazy_("Deleted %(deleted)s")),
    "waiting": ("busy", lazy_("The test is waiting for its turn")),
    "testing": ("busy", lazy_("Testing")),
    "activating": ("busy", lazy_("Testing before it becomes active")),
    "active": ("ok", lazy_("Active")),
    "active_unreachable": ("fail", lazy_("Active, but the ERP system could not be reached %(tested)s")),
    "active_warned": ("warn", lazy_("Active, with warnings in the test %(tested)s")),
    "not_activated": ("warn", lazy_("Could not be activated:")),
    "untested": ("off", lazy_("Never tested")),
    "tested": ("ok", lazy_("Inactive, tested by %(who)s %(tested)s")),
    "tested_warned": ("warn", lazy_("Inactive, tested with warnings by %(who)s %(tested)s")),
    "unreachable": ("fail", lazy_("The ERP system could not be reached %(tested)s")),
    "failed": ("fail", lazy_("The test failed %(tested)s")),
    "cancelled": ("off", lazy_("The test was cancelled")),
    "interrupted": ("warn", lazy_("The test was interrupted")),
}


SeenFrom: TypeAlias = tuple[str, date, tzinfo]
"""What the words of a row depend on: the language, the day ("yesterday") and the time zone."""


@lru_cache(maxsize=32)
def connections_html(arranged: Arranged, selected: str, toggle_url: str, seen: SeenFrom) -> Markup:
    """The rows as HTML; *selected* is the id of the row that is selected."""
    shown = (_connection(row, str(row.connection.id) == selected) for row in arranged.rows)
    return _joined(_rendered("sync/_connection_row.html", row=row, toggle_url=toggle_url) for row in shown)


@lru_cache(maxsize=32)
def connectors_html(rows: tuple[ConnectorRow, ...], selected: str, seen: SeenFrom) -> Markup:
    """The rows as HTML; *selected* is the id of the row that is selected."""
    shown = (_connector(row, str(row.id) == selected) for row in rows)
    return _joined(_rendered("sync/_connector_row.html", row=row) for row in shown)


def _joined(rows: Iterable[Markup]) -> Markup:
    return Markup("".join(rows))  # noqa: S704 - each is Markup; its own join would look at every letter again


def seen_from() -> SeenFrom:
    """What it is for the request under way."""
    zone = config.current["TIMEZONE"]
    return language(), datetime.now(zone).date(), zone


def said(rows: Sequence[Row], selected: str) -> str:
    """What a screen reader is told of the row selected, once no test of it is under way."""
    found = next((row for row in rows if str(row.connection.id) == selected and not row.under_way), None)
    if found is None:
        return ""
    state = _state(found)
    return " ".join([f"{found.connection.name}: {state.text}", *(text for text, _url in state.reasons)])


def _rendered(template: str, **context: object) -> Markup:
    # Without what every page is given: a row needs none of it.
    return Markup(current_app.jinja_env.get_template(template).render(context))  # noqa: S704 - the template has escaped it


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
    reasons = [(mending.text(reason), mending.url(each.id, reason)) for reason in row.reasons]
    return SimpleNamespace(tone=tone, text=text, reasons=reasons)


def _connector(each: ConnectorRow, selected: bool) -> SimpleNamespace:
    return SimpleNamespace(
        id=each.id,
        name=each.name,
        href=f"/sync/connectors/{each.id}",
        url=each.url,
        used_by=ngettext("%(num)s ERP connection", "%(num)s ERP connections", each.uses) if each.uses else _("None"),
        state=_connector_state(each),
        selected=selected,
        deleted=each.deleted_at is not None,
    )


def _connector_state(each: ConnectorRow) -> SimpleNamespace:
    if each.deleted_at is not None:
        tone, text = "off", _("Deleted %(deleted)s", deleted=when(each.deleted_at))
    elif each.url_tested_at is None:
        tone, text = "off", _("Never tested")
    elif each.url_answers:
        tone, text = "ok", _("Answered %(tested)s", tested=when(each.url_tested_at))
    else:
        tone, text = "fail", _("Did not answer %(tested)s", tested=when(each.url_tested_at))
    return SimpleNamespace(tone=tone, text=text)
