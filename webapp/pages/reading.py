"""The last reading of a connection's fields in words: where it stands, why it failed, what was different."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from connectors.base import Text
from webapp import texts
from webapp.i18n import _, ngettext, when
from webapp.models import Connection
from webapp.pages import change_words
from webapp.services import readings
from webapp.services.audit import Change

NAMED = 8
"""So many names of what is new or lost are told, the others counted."""


def reading(connection: Connection) -> SimpleNamespace:
    """What `mappings/_reading.html` shows. `state`: never, busy, failed or done. One query."""
    last = readings.last(connection)
    state = "busy" if last.under_way else last.state
    return SimpleNamespace(
        state=state,
        title=_title(state, when(last.at)),
        text=" ".join(part for part in (texts.text(last.error), texts.text(last.remedy)) if part),
        detail=last.detail,
        changes=[_line(code, of, names) for code, of, names in last.changes if code != "first"],
    )


def _title(state: str, at: str) -> str:
    if state == "busy":
        return _("Reading the fields from the ERP")
    if state == "failed":
        lost = _("The fields could not be read from the ERP")  # with its worker, at no time
        return _("The fields could not be read from the ERP %(when)s", when=at) if at else lost
    return _("Fields read %(when)s", when=at) if state == "done" else _("The fields have never been read from the ERP")


def _line(code: str, of: str, names: Sequence[Text]) -> str:
    told: list[Text | str] = list(names[:NAMED])
    if len(names) > NAMED:
        told.append(ngettext("%(num)s more", "%(num)s more", len(names) - NAMED))
    return change_words.sentence(Change(code, of, None, told))
