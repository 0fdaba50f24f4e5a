"""Field mappings: where each ERP field goes."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_connection, load_sheet, user
from webapp.errors import Problem, Problems
from webapp.forms.mappings import Entered, entered, pressed
from webapp.htmx import answer, go_to, is_fragment
from webapp.i18n import _
from webapp.models import Connection
from webapp.pages.mappings import empty, page
from webapp.services import mapping_saving, mappings, readings, sheets
from webapp.services.sheets import Book, Sheet

blueprint = Blueprint("mappings", __name__, url_prefix="/sync/connections/<row>/mappings")
PAGE, SHEET = "mappings/page.html", "mappings/_sheet.html"
AT_ONCE = 0.5
"""Seconds that a page waits for a reading: most are done then."""


@blueprint.get("")
@administrators_only
def index(row: str) -> Response:
    """The first actor type; where there is none yet, why."""
    connection = load_connection(row)
    first = next(iter(sheets.of(connection).sheets), None)
    if first is not None:
        return go_to(url_for("mappings.sheet", row=row, actor_type=first.value))
    return answer("mappings/empty.html", "mappings/_empty.html", p=empty(connection))


@blueprint.post("/read")
@administrators_only
def read(row: str) -> Response:
    """Have the fields read where none are known."""
    connection = load_connection(row)
    _read(connection)
    return go_to(url_for("mappings.index", row=row))


@blueprint.get("/<actor_type>")
@administrators_only
def sheet(row: str, actor_type: str) -> Response:
    """One actor type as stored."""
    book, shown = load_sheet(row, actor_type)
    return _show(book, shown)


@blueprint.post("/<actor_type>")
@administrators_only
def save(row: str, actor_type: str) -> Response:
    """Store all that stands on the page."""
    book, shown = load_sheet(row, actor_type)
    on_page = entered(request.form, shown.by_key)
    wanted = mapping_saving.Wanted(on_page.choices, on_page.active, on_page.version, on_page.gone, on_page.as_of)
    try:
        mapping_saving.save(book.connection, shown.type, wanted, user())
    except (Problem, Problems) as error:
        return _show(*load_sheet(row, actor_type), on_page, 422, error)
    flash(_("The mappings of “%(actor)s” are saved.", actor=texts.actor(shown.type)), "success")
    return go_to(url_for("mappings.sheet", row=row, actor_type=actor_type))


@blueprint.get("/<actor_type>/<any(change, bulk, refresh, reading):press>")
@administrators_only
def again(row: str, actor_type: str, press: str) -> Response:
    """The address of a page after a press opened anew: the dialog as it is stored."""
    load_sheet(row, actor_type)
    return go_to(url_for("mappings.sheet", row=row, actor_type=actor_type))


@blueprint.post("/<actor_type>/change")
@administrators_only
def change(row: str, actor_type: str) -> Response:
    """What stands on the page with an arrow pressed or another CRM field chosen, made to fit. Stores nothing."""
    book, shown = load_sheet(row, actor_type)
    on_page = pressed(entered(request.form, shown.by_key), request.form.get("press", ""))
    if "of" not in request.args or not is_fragment():
        return _show(book, shown, on_page)
    return answer(PAGE, "mappings/_changed.html", p=page(book, shown, on_page, of=request.args["of"]))


@blueprint.post("/<actor_type>/bulk")
@administrators_only
def bulk(row: str, actor_type: str) -> Response:
    """Set something for all fields that the filter shows. Stores nothing."""
    book, shown = load_sheet(row, actor_type)
    on_page = entered(request.form, shown.by_key)
    standing = mappings.standing(shown, on_page.choices)
    changed = mappings.in_bulk(shown, standing, on_page.shown, request.form.get("bulk", ""))
    return _show(book, shown, replace(on_page, choices=changed))


@blueprint.post("/<actor_type>/refresh")
@administrators_only
def refresh(row: str, actor_type: str) -> Response:
    """Have the fields read again; what stands on the page stays."""
    book, shown = load_sheet(row, actor_type)
    on_page = entered(request.form, shown.by_key)
    unsaved = mappings.differing(shown, on_page.choices) or on_page.active != shown.actor.active
    _read(book.connection)
    return _after_reading(row, actor_type, on_page, bool(unsaved))


@blueprint.post("/<actor_type>/reading")
@administrators_only
def reading(row: str, actor_type: str) -> Response:
    """How far a reading is, asked by the page while it goes on."""
    book, shown = load_sheet(row, actor_type)
    on_page = entered(request.form, shown.by_key)
    if is_fragment() and readings.last(book.connection).under_way:
        return answer(PAGE, "mappings/_reading.html", p=page(book, shown, on_page))
    return _after_reading(row, actor_type, on_page, bool(on_page.unsaved))


def _after_reading(row: str, actor_type: str, on_page: Entered, unsaved: bool) -> Response:
    """The page with what the reading has found; as it comes first, where nothing on it would be lost."""
    book, shown = load_sheet(row, actor_type)
    if not unsaved and not readings.last(book.connection).under_way:
        return go_to(url_for("mappings.sheet", row=row, actor_type=actor_type))
    return answer(PAGE, "mappings/_read.html", p=page(book, shown, on_page))


def _read(connection: Connection) -> None:
    readings.request(connection, user())
    readings.wait(connection, AT_ONCE)


def _show(
    book: Book, shown: Sheet, on_page: Entered | None = None, status: int = 200, error: Problem | Problems | None = None
) -> Response:
    return answer(PAGE, SHEET, status, p=page(book, shown, on_page, error=error))
