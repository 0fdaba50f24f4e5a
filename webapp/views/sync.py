"""The Sync screen: the lists of connectors and connections, and what their buttons do with the row selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from webapp import texts
from webapp.access import administrators_only, load_connection, load_connector, user
from webapp.errors import Problem, Problems
from webapp.htmx import answer, is_fragment
from webapp.i18n import _
from webapp.models import TestRun
from webapp.pages import summary as summaries
from webapp.pages import sync as pages
from webapp.services import activation, connection_test, connections, sync_connectors

blueprint = Blueprint("sync", __name__, url_prefix="/sync")
AT_ONCE = 0.5  # seconds that the list waits for a test, so that quick ones are answered in one go


def on_selected(which: str) -> Callable[[Callable[[str], Response]], Callable[[], Response]]:
    """A view of the row that is selected in the list *which*; without one, the list again, which says so."""

    def decorate(view: Callable[[str], Response]) -> Callable[[], Response]:
        @wraps(view)
        def selected() -> Response:
            row = request.form.get("selected", "")
            again = _connections if which == "connections" else _connectors
            return view(row) if row else again(_("Select a row first."))

        return selected

    return decorate


@blueprint.get("")
@administrators_only
def index() -> Response:
    """Both lists; to a fragment's request the connections alone."""
    return answer("sync/index.html", "sync/_connections.html", page=pages.page())


# ---- connections


@blueprint.post("/connections/configure")
@administrators_only
@on_selected("connections")
def configure(row: str) -> Response:
    """Open the dialog of the row selected."""
    return redirect(url_for("connection_dialog.edit", row=row), code=303)


@blueprint.post("/connections/test")
@administrators_only
@on_selected("connections")
def test(row: str) -> Response:
    """Test the row selected, as stored."""
    notice, run = _tested(row, activate=False)
    return _connections(notice, row, tested=str(run.id) if run else "")


@blueprint.post("/connections/toggle")
@administrators_only
def toggle() -> Response:
    """Active on: test in the background, and active when all checks pass. Active off: at once."""
    row = request.form.get("toggle", "")
    connection = load_connection(row)
    if connection.active and "on" in request.form:  # the page meant that it should become active, and it is by now
        return _connections("", row)
    if connection.active:
        activation.deactivate(connection, user())
        return _connections("", row)
    notice, _run = _tested(row, activate=True)
    return _connections(notice, row)


def _tested(row: str, activate: bool) -> tuple[str, TestRun | None]:
    """Start a test of the connection *row*: it, or why it could not begin, in words."""
    connection = load_connection(row)
    try:
        run = connection_test.start_stored(connection, user(), activate=activate)
    except Problem as problem:
        if problem.code == "sign_in_repeated":
            return _("“%(name)s” was refused at its last sign-in. Open it and correct the values.", name=connection.name), None
        return texts.problem(problem), None
    except Problems as error:
        return " ".join(text for _field, text in texts.worded(error)), None
    return "", connection_test.wait(run, AT_ONCE)


@blueprint.post("/connections/open")
@administrators_only
@on_selected("connections")
def open_page(row: str) -> Response:
    """Go to a page of the row selected; `summary` is the one under the list."""
    connection, name = load_connection(row), request.form.get("page", "")
    if name == "summary":
        return redirect(url_for("sync.index", selected=connection.id, _anchor="summary"), code=303)
    if name not in pages.OPENED:
        abort(404)
    if name == "copy":  # begins a draft, so it is asked for by the same post
        return redirect(url_for("transfer.copy", row=connection.id), code=307)
    return redirect(url_for("transfer.export" if name == "export" else f"{name}.index", row=connection.id), code=303)


@blueprint.get("/connections/summary")
@administrators_only
def summary() -> str:
    """What the row selected syncs: a part of the list's page, for when another row is selected."""
    connection = load_connection(request.args.get("selected", ""))
    return render_template("sync/_summary.html", summary=summaries.summary(connection))


@blueprint.post("/connections/cancel-test")
@administrators_only
@on_selected("connections")
def cancel_test(row: str) -> Response:
    """End the test of the row selected, and with it an activation."""
    for run in connection_test.cancel_stored(load_connection(row)):
        connection_test.wait(run, AT_ONCE)
    return _connections("", row)


@blueprint.post("/connections/delete")
@administrators_only
@on_selected("connections")
def delete(row: str) -> Response:
    """Ask whether the row selected is meant; deleting follows on the confirmation."""
    connection = load_connection(row)
    if "confirmed" not in request.form:
        return make_response(render_template("sync/delete_connection.html", connection=connection))
    connections.delete(connection, user())
    flash(_("“%(name)s” is deleted. It can be restored under Deleted.", name=connection.name), "success")
    return redirect(url_for("sync.index"), code=303)


@blueprint.post("/connections/restore")
@administrators_only
@on_selected("connections")
def restore(row: str) -> Response:
    """Take back the deletion of the row selected."""
    connection = load_connection(row, deleted=True)
    try:
        connections.restore(connection, user())
    except Problem as problem:
        return _connections(texts.problem(problem), row)
    flash(_("“%(name)s” is back, and inactive.", name=connection.name), "success")
    return redirect(url_for("sync.index", selected=row), code=303)


def _connections(notice: str, row: str = "", tested: str = "") -> Response:
    """The connections again, with a notice where there is one; *tested* is the test whose end is to be told."""
    if not is_fragment() and not notice:
        return redirect(url_for("sync.index", **_view(), selected=row or None, tested=tested or None), code=303)
    page = pages.page(connections_notice=notice, tested=tested)
    return answer("sync/index.html", "sync/_connections.html", 422 if notice else 200, page=page)


# ---- connectors


@blueprint.post("/connectors/edit")
@administrators_only
@on_selected("connectors")
def edit_connector(row: str) -> Response:
    """Open the dialog of the row selected."""
    return redirect(url_for("connector_dialog.edit", row=row), code=303)


@blueprint.post("/connectors/test-url")
@administrators_only
@on_selected("connectors")
def test_url(row: str) -> Response:
    """Ask the connector selected whether it answers."""
    connector = load_connector(row)
    notice = _answers(lambda: sync_connectors.test_url(connector.url))
    sync_connectors.note_answer(connector, not notice)
    return _connectors(notice, row)


def _answers(ask: Callable[[], object]) -> str:
    try:
        ask()
    except ConnectorError as error:
        return texts.connector_error(error)
    except Problem as problem:
        return texts.problem(problem)
    return ""


@blueprint.post("/connectors/delete")
@administrators_only
@on_selected("connectors")
def delete_connector(row: str) -> Response:
    """Ask whether the connector selected is meant, unless it is in use; deleting follows on the confirmation."""
    connector = load_connector(row)
    try:
        if "confirmed" not in request.form:
            sync_connectors.refuse_in_use(connector)
            return make_response(render_template("sync/delete_connector.html", connector=connector))
        sync_connectors.delete(connector, user())
    except Problem as problem:
        return _connectors(texts.problem(problem), row)
    flash(_("“%(name)s” is deleted. It can be restored under Deleted.", name=connector.name), "success")
    return redirect(url_for("sync.index"), code=303)


@blueprint.post("/connectors/restore")
@administrators_only
@on_selected("connectors")
def restore_connector(row: str) -> Response:
    """Take back the deletion of the connector selected."""
    connector = load_connector(row, deleted=True)
    try:
        sync_connectors.restore(connector, user())
    except Problem as problem:
        return _connectors(texts.problem(problem), row)
    flash(_("“%(name)s” is back.", name=connector.name), "success")
    return redirect(url_for("sync.index"), code=303)


def _connectors(notice: str, row: str = "") -> Response:
    """The connectors again, with a notice where there is one."""
    if not is_fragment() and not notice:
        return redirect(url_for("sync.index", **_view(), selected=row or None, of="connector"), code=303)
    status = 422 if notice else 200
    return answer("sync/index.html", "sync/_connectors.html", status, page=pages.page(connectors_notice=notice))


def _view() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if name in ("q", "sort", "descending", "deleted")}
