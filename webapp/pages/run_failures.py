"""The rows that a run couldn't carry through, with the reasons: as a table, and as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from types import SimpleNamespace

from flask import url_for

from connectors.base import ActorType
from webapp import texts
from webapp.crm.fields import ENTITY_OF
from webapp.errors import Problem
from webapp.i18n import _, whole
from webapp.models import SyncRun
from webapp.pages import import_notes
from webapp.pages.values import shortened
from webapp.services import run_log, sending, sheets
from webapp.services.importing.notes import Note
from webapp.services.run_log import Failed
from webapp.services.sheets import Sheet
from webapp.wording.importing import NOTES


def page(run: SyncRun, number: int) -> SimpleNamespace:
    """A page of them. A constant number of queries."""
    found = run_log.failed(run, number)
    sheet = _sheet(run)
    return SimpleNamespace(
        title=_("Not taken back") if run.kind == "undo" else _("Not linked") if run.kind == "link" else _("Not imported"),
        count=whole(found.count),
        rows=[_row(each, run, sheet) for each in found.rows],
        place=_("Page %(page)s of %(pages)s", page=whole(found.number), pages=whole(found.last)) if found.last > 1 else "",
        earlier=url_for("runs.show", row=run.id, page=found.number - 1) if found.number > 1 else "",
        later=url_for("runs.show", row=run.id, page=found.number + 1) if found.number < found.last else "",
        export=url_for("runs.failures", row=run.id),
    )


def heads() -> Sequence[str]:
    """The columns of the exported file."""
    return (_("ERP key"), _("Name in the ERP"), _("CRM id"), _("Name in the CRM"), _("Why"))


def cells(run: SyncRun) -> Iterator[Sequence[str]]:
    """The rows of the exported file, read a batch at a time."""
    sheet, batches = _sheet(run), run_log.all_failed(run)
    while rows := sending.piece(partial(next, batches, None)):
        for each in rows:
            crm = str(each.record_id) if each.record_id else ""
            yield (each.erp_key, each.title, crm, each.record_name, " ".join(_reasons(each, sheet)))


def _row(row: Failed, run: SyncRun, sheet: Sheet | None) -> SimpleNamespace:
    entity = ENTITY_OF[ActorType(run.actor_type)] if run.actor_type else None
    linked = entity and row.record_id and row.record_name
    return SimpleNamespace(
        title=shortened(row.title) or shortened(row.erp_key) or "–",
        key=shortened(row.erp_key),
        record=shortened(row.record_name),
        url=url_for("records.show", entity=entity.value, row=row.record_id) if entity and linked else "",
        reasons=_reasons(row, sheet),
    )


def _sheet(run: SyncRun) -> Sheet | None:
    """Whose names fields are told by."""
    if run.connection is None or not run.actor_type:
        return None
    return sheets.of(run.connection).sheets.get(ActorType(run.actor_type))


def _reasons(row: Failed, sheet: Sheet | None) -> list[str]:
    return [_reason(each, sheet) for each in row.problems]


def _reason(note: Note, sheet: Sheet | None) -> str:
    """A run keeps what an import has to say of a row, or the problem that stood in the way."""
    code, facts = note
    if code in NOTES:
        return import_notes.sentence(note, sheet)
    return texts.problem(Problem(code, **facts))
