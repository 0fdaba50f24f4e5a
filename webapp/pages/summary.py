"""What a connection syncs, in a line an actor type, and whether it is ready, as `sync/_summary.html` shows it."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages.mending import shortened
from webapp.services import readiness, readings
from webapp.services.readiness import Readiness
from webapp.services.sheets import Sheet


def summary(connection: Connection) -> SimpleNamespace:
    """The summary of *connection*. A constant number of queries."""
    found, reading = readiness.of(connection), readings.last(connection).under_way
    return SimpleNamespace(
        name=connection.name,
        state=SimpleNamespace(tone="busy", text=_("Reading the fields from the ERP")) if reading else state(found),
        url=url_for("readiness.index", row=connection.id),
        # What hasn't been read yet would only seem to be empty.
        lines=[_line(sheet) for sheet in found.setup.book.sheets.values() if sheet.rows or not reading],
        poll_url=url_for("sync.summary", selected=connection.id) if reading else "",
    )


def state(found: Readiness) -> SimpleNamespace:
    """Whether a connection is ready, in a few words."""
    missing = found.missing
    if found.connection.active:
        wrong = ngettext("Active, but %(num)s thing is not in order", "Active, but %(num)s things are not in order", missing)
        return SimpleNamespace(tone="warn", text=wrong) if missing else SimpleNamespace(tone="ok", text=_("Active and in order"))
    lacking = ngettext("Not ready: %(num)s thing is missing", "Not ready: %(num)s things are missing", missing)
    return SimpleNamespace(tone="warn", text=lacking) if missing else SimpleNamespace(tone="ok", text=_("Ready to sync"))


def _line(sheet: Sheet) -> SimpleNamespace:
    mapped = [texts.text(row.field.name) for row in sheet.rows if row.mapped]
    return SimpleNamespace(
        label=_("%(actor)s – %(entity)s", actor=texts.actor(sheet.type), entity=texts.entity(sheet.entity)),
        url=url_for("mappings.sheet", row=sheet.actor.connection_id, actor_type=sheet.type.value),
        on=sheet.actor.active,
        fields=", ".join(shortened(mapped)),
        text=_said(sheet, mapped),
    )


def _said(sheet: Sheet, mapped: list[str]) -> str:
    if not sheet.actor.active:
        return _("Not synced")
    return ngettext("%(num)s field", "%(num)s fields", len(mapped)) if mapped else _("No field has a direction")
