"""Asking for an import: a preview of it, the import of what is ticked there, or that a preview is thrown away."""

from __future__ import annotations

from connectors.base import ActorType
from webapp.db import db
from webapp.errors import Problem
from webapp.models import Connection, SyncRun, User
from webapp.services import crossing, runs, sheets
from webapp.services.configuration import of_connection
from webapp.services.importing import rows, todo
from webapp.services.importing.plan import MARK, Wanted, to_params

TESTED = ("passed", "warnings")


def preview(connection: Connection, actor_type: ActorType, wanted: Wanted, user: User | None) -> SyncRun:
    """Have everything that is wanted read from the ERP and compared with the CRM. Nothing is written but the run's own rows.

    Raises `Problem`: `import_untested` where the connection's configuration hasn't passed a test, `import_nothing_mapped`
    where no field of the actor type goes to the CRM, and what `runs.request` raises.
    """
    refuse(connection, actor_type)
    return runs.request("preview", connection, user, actor_type, to_params(wanted))


def at_once(connection: Connection, actor_type: ActorType, wanted: Wanted, user: User | None) -> SyncRun:
    """Have everything that is wanted imported as it is read, without a preview; see `importing.at_once`. Raises as `preview`."""
    refuse(connection, actor_type)
    return runs.request("import", connection, user, actor_type, to_params(wanted))


def refuse(connection: Connection, actor_type: ActorType) -> None:
    """Raise the `Problem` why actors of a type can't be imported from a connection now, if there is one. Some ten queries."""
    refuse_untested(connection)
    for problem in of_connection(connection).problems.values():
        raise problem  # a stored secret that can't be read
    book = sheets.of(connection)
    sheet = book.sheets.get(actor_type)
    if sheet is None or not any(lane.goes_to_crm for lane in crossing.of(book, sheet).lanes):
        raise Problem("import_nothing_mapped", type=actor_type, name=connection.name)


def refuse_untested(connection: Connection) -> None:
    """Raise `Problem("import_untested")` where the configuration of a connection hasn't passed a test."""
    if connection.tested_state not in TESTED:
        raise Problem("import_untested", name=connection.name)


def start(preview_run: SyncRun, user: User | None) -> SyncRun:
    """Have the ticked rows of a preview imported. What an earlier import of it has done isn't done again.

    Raises `Problem`: `import_under_way` where the preview or an import of it isn't over, `import_nothing_left` where there
    is nothing to import (any more), `import_mappings_changed` where it would go otherwise by now, `import_untested`, and what
    `runs.request` raises.
    """
    connection = preview_run.connection
    assert connection is not None  # a preview is of one
    refuse_untested(connection)
    with db.atomic():
        runs.take_turn(connection)
        if preview_run.under_way or rows.under_way(preview_run):
            raise Problem("import_under_way")
        if not todo.is_left(preview_run):
            raise Problem("import_nothing_left")
        _refuse_other_mappings(connection, preview_run)
        return runs.request("import", connection, user, ActorType(preview_run.actor_type), of=preview_run)


def _refuse_other_mappings(connection: Connection, preview_run: SyncRun) -> None:
    book = sheets.of(connection)
    sheet = book.sheets.get(ActorType(preview_run.actor_type))
    if sheet is None or preview_run.params.get(MARK) not in (None, crossing.mark(crossing.of(book, sheet))):
        raise Problem("import_mappings_changed", name=connection.name)
