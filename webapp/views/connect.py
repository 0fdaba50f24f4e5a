"""Connecting a record to an actor: searching, comparing side by side, linking."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from connectors.base import ActorType
from connectors.errors import ConnectorError, OutcomeUnknown
from webapp import texts
from webapp.access import load_record, load_rights, user
from webapp.crm.register import Record
from webapp.errors import Problem, Problems
from webapp.forms.connect import posted
from webapp.htmx import answer
from webapp.i18n import language
from webapp.models import Connection
from webapp.pages import connect_compare, connect_search
from webapp.pages.connect_compare import Pair, State
from webapp.services import calls, connect_case, connecting, criteria, rights, sheets
from webapp.services import connect_search as searching
from webapp.services.configuration import of_connection
from webapp.services.connect_case import Case, Picks
from webapp.services.connecting import HalfDone
from webapp.services.rights import Rights
from webapp.services.samples import Trouble

blueprint = Blueprint("connect", __name__, url_prefix="/crm")
ENTITY = "<any(company, person, project):entity>"


@blueprint.get(f"/{ENTITY}/<row>/erp/<connection>/search")
@login_required
def search(entity: str, row: str, connection: str) -> Response:
    """The hits for the record's name, or for what is asked for; the criteria alone where a row comes or goes."""
    record, may = load_record(entity, row), load_rights(connection)
    rights.demand_search(may)
    where = searching.place(may.connection, record)
    if not where.open:
        return answer("connect/search.html", "connect/_search.html", **connect_search.closed(record, may, where))
    book = sheets.of(may.connection)
    sheet = book.sheets[_type(where.types)]
    rows = criteria.read(sheet, book.lists, request.args, language())
    ask = connect_search.asked(request.args, rows, searching.words(record))
    _asked_again(may.connection)
    waits = criteria.pressed(request.args) or bool(rows.problems)
    found = None if waits else searching.search(book, sheet, record, where, ask.search, ask.first)
    page = connect_search.page(record, may, book, sheet, where, ask, found)
    fragment = "criteria/_criteria.html" if criteria.pressed(request.args) else "connect/_search.html"
    return answer("connect/search.html", fragment, 422 if rows.problems else 200, criteria=page["s"].criteria, **page)


@blueprint.route(f"/{ENTITY}/<row>/erp/<connection>/compare", methods=["GET", "POST"])
@login_required
def compare(entity: str, row: str, connection: str) -> Response:
    """Both sides of what differs; *Connect* writes what is picked and links the two."""
    record, may = _loaded(entity, row, connection)
    type_ = _type(searching.place(may.connection, record).types)
    pair = Pair(record, may.connection, type_, request.args.get("key", ""), "tab" in request.args)
    _asked_again(may.connection)
    try:
        case = connect_case.open_(may.connection, record, type_, pair.key)
    except (Problem, ConnectorError) as why:
        return _refused(pair, why)
    if request.method == "GET":
        return _page(pair, case, State(connect_case.picked(case, None)))
    given = Picks(*posted(request.form, [row.key for row in case.rows]))
    if all_from := request.form.get("do", ""):
        return _page(pair, case, State(connect_case.picked(case, given, all_from)))
    return _connected(pair, case, given)


def _connected(pair: Pair, case: Case, given: Picks) -> Response:
    try:
        connecting.connect(case, given, user())
    except (HalfDone, OutcomeUnknown) as error:
        written = connect_case.for_erp(case, given.picks)
        return make_response(render_template("connect/half.html", **connect_compare.half(pair, case, written, error)))
    except (Problem, Problems, ConnectorError) as error:
        return _failed(pair, case, given, error)
    flash(connect_compare.done(case, given.picks, pair), "success")
    return redirect(url_for("erp_tab.index", entity=pair.record.entity.value, row=pair.record.id), code=303)


def _failed(pair: Pair, case: Case, given: Picks, error: Problem | Problems | ConnectorError) -> Response:
    """Nothing is stored: the dialog again, where that helps."""
    if isinstance(error, Problem) and error.code == "record_changed":
        flash(texts.problem(error), "warning")
        return redirect(pair.url, code=303)
    if isinstance(error, Problem) and error.code not in connecting.OF_VALUES:
        return _refused(pair, error)
    state = connect_compare.after(case, given, error)
    return _page(pair, case, state, 200 if isinstance(error, ConnectorError) else 422)


def _refused(pair: Pair, why: Trouble) -> Response:
    """The two can't be connected, or the ERP doesn't answer, which is no broken page."""
    status = 200 if isinstance(why, ConnectorError) else 422
    return make_response(render_template("connect/refused.html", **connect_compare.refused(pair, why)), status)


def _page(pair: Pair, case: Case, state: State, status: int = 200) -> Response:
    return make_response(render_template("connect/compare.html", **connect_compare.page(pair, case, state)), status)


def _loaded(entity: str, row: str, connection: str) -> tuple[Record, Rights]:
    """The record, and the connection, to which the user must be allowed to connect."""
    record, may = load_record(entity, row), load_rights(connection)
    rights.demand_connect(may)
    return record, may


def _type(offered: Sequence[ActorType]) -> ActorType:
    """The actor type that the address names, else the first; 404 where it isn't synced to such a record."""
    wanted = request.args.get("type", "") or next(iter(offered), "")
    found = next((each for each in offered if each == wanted), None)
    return found or abort(404)


def _asked_again(connection: Connection) -> None:
    """What has failed a moment ago is tried anew where somebody asks for just that, or presses *Connect*."""
    if "again" in request.args or request.method == "POST":
        calls.forget(of_connection(connection))
