"""The connection dialog: add, test, save, edit.

Every button posts the whole form to an address of its own; what was typed is kept on the server first, whatever happens.
"""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from webapp.access import administrators_only, load_connection, load_draft, user
from webapp.errors import Problem, Problems
from webapp.forms.base import row_id
from webapp.forms.config_fields import clear_name, html_name
from webapp.htmx import answer, go_to, is_fragment, turn
from webapp.i18n import _, language
from webapp.models import ConnectionDraft, SyncConnector
from webapp.pages.dialog import dialog
from webapp.services import calls, connection_test, connections, drafts, sync_connectors

blueprint = Blueprint("connection_dialog", __name__, url_prefix="/sync")
AT_ONCE = 1.0  # seconds that a page waits for a test, so that most are answered in one go
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@blueprint.get("/connections/new")
@administrators_only
def new() -> Response:
    """A new connection; where there is one connector only, it is chosen already."""
    draft = drafts.begin(user(), language())
    connectors = sync_connectors.live()
    error = drafts.choose_connector(draft, connectors[0]) if len(connectors) == 1 else None
    return _show(draft, error=error)


@blueprint.get("/connections/<row>")
@administrators_only
def edit(row: str) -> Response:
    """A saved connection, as stored."""
    return _show(drafts.begin(user(), language(), load_connection(row)))


@blueprint.get("/drafts/<token>")
@administrators_only
def draft_page(token: str) -> Response:
    """A dialog under way."""
    if saved := drafts.saved_from(token, user()):  # the way back led here
        return go_to(url_for("sync.index", selected=saved))
    draft = load_draft(token)
    return _show(draft) if draft is not None else _closed()


@blueprint.post("/drafts/<token>/change")
@blueprint.post("/drafts/<token>/status", endpoint="status")
@blueprint.post("/drafts/<token>/connector", endpoint="connector")
@administrators_only
def change(token: str) -> Response:
    """Something was typed; how far the test has come; use the connector chosen (without script)."""
    draft, error = _posted(token)
    return _show(draft, error=error)


@blueprint.post("/drafts/<token>/unlock")
@administrators_only
def unlock(token: str) -> Response:
    """Clear Active, which opens the configuration fields (without script)."""
    draft, error = _posted(token, unlock=True)
    return _show(draft, error=error)


@blueprint.post("/drafts/<token>/lists")
@administrators_only
def lists(token: str) -> Response:
    """Ask the connector anew for the lists of its configuration fields."""
    draft, error = _posted(token)
    calls.forget()
    return _show(draft, error=error or (drafts.ask_again(draft) if draft.connector_id else None))


@blueprint.post("/drafts/<token>/test")
@administrators_only
def test(token: str) -> Response:
    """Test exactly these values."""
    draft, error = _posted(token)
    if error is not None:
        return _show(draft, 422, error)
    try:
        run = connection_test.start_draft(draft, user(), confirmed="confirm" in request.form)
    except (Problem, Problems) as problem:
        return _show(draft, 422, problem)
    connection_test.wait(run, AT_ONCE)
    present = drafts.renewed(draft)
    return _show(present) if present is not None else _closed()


@blueprint.post("/drafts/<token>/cancel-test")
@administrators_only
def cancel_test(token: str) -> Response:
    """End the test under way."""
    draft, error = _posted(token)
    for run in drafts.cancel_tests(draft):
        connection_test.wait(run, AT_ONCE)
    present = drafts.renewed(draft)
    return _show(present, error=error) if present is not None else _closed()


@blueprint.post("/drafts/<token>/ok")
@administrators_only
def ok(token: str) -> Response:
    """Save, if the rules allow it."""
    draft, error = _posted(token)
    if error is not None:
        return _show(draft, 422, error)
    try:
        saved = connections.save(draft, user())
    except (Problem, Problems) as problem:
        return _show(draft, 422, problem)
    flash(_("“%(name)s” is saved.", name=saved.name), "success")
    return go_to(url_for("sync.index", selected=saved.id))


@blueprint.post("/drafts/<token>/restore")
@administrators_only
def restore(token: str) -> Response:
    """Put the stored values back."""
    draft, _error = _posted(token)
    drafts.restore(draft)
    return _show(draft)


@blueprint.post("/drafts/<token>/keep-mine")
@administrators_only
def keep_mine(token: str) -> Response:
    """After a conflict: go on with what was typed here."""
    draft, error = _posted(token)
    drafts.keep_mine(draft)
    return _show(draft, error=error)


@blueprint.post("/drafts/<token>/take-theirs")
@administrators_only
def take_theirs(token: str) -> Response:
    """After a conflict: go on with what somebody else saved."""
    draft, _error = _posted(token)
    drafts.restore(draft)
    return _show(draft)


@blueprint.post("/drafts/<token>/scope")
@administrators_only
def scope(token: str) -> Response:
    """Keep what was typed and go to the scope chooser."""
    _posted(token)
    return go_to(url_for("scope.chooser", token=token))


@blueprint.post("/drafts/<token>/cancel")
@administrators_only
def cancel(token: str) -> Response:
    """Close the dialog; nothing of it is kept."""
    draft = load_draft(token)
    selected = draft.connection_id if draft else row_id(request.form.get("connection"))
    if draft is not None:
        drafts.discard(draft)
    return go_to(url_for("sync.index", selected=selected or None))


def _show(draft: ConnectionDraft, status: int = 200, error: Problem | Problems | ConnectorError | None = None) -> Response:
    """The dialog. After a post its address is the draft's own, so that a reload or a way back loses nothing typed."""
    own = url_for("connection_dialog.draft_page", token=draft.token)
    if request.method == "POST" and status == 200 and error is None and not is_fragment():
        return redirect(own, code=303)
    response = answer("connection/page.html", "connection/_dialog.html", status, d=dialog(draft, error))
    if is_fragment():
        response.headers["HX-Replace-Url"] = own
    return response


def _closed() -> Response:
    """Where a dialog was that is there no more: back to the lists, which say so."""
    flash(_("That dialog has been closed, or was open for more than an hour. Open it again."), "warning")
    return go_to(url_for("sync.index"))


def _posted(token: str, unlock: bool = False) -> tuple[ConnectionDraft, ConnectorError | Problem | None]:
    """The draft with what was posted kept in it; and what went wrong with the connector chosen."""
    if not _TOKEN.fullmatch(token):
        abort(404)
    draft = load_draft(token)
    if draft is None:
        if saved := drafts.saved_from(token, user()):  # OK was pressed twice
            abort(go_to(url_for("sync.index", selected=saved)))
        draft = _anew(token)
    if not drafts.keep(draft, _typed(draft, unlock), language(), turn()):
        abort(Response(status=204))  # nobody waits for it any more
    return draft, _chosen(draft)


def _anew(token: str) -> ConnectionDraft:
    """The draft of a page that was open for so long that its draft has expired: all but typed secrets is in the post."""
    row = request.form.get("connection", "")
    draft = drafts.begin(user(), language(), load_connection(row) if row else None, token)
    if row:
        draft.base_version = row_id(request.form.get("version"))
    elif shown := _live(row_id(request.form.get("fields_of"))):
        drafts.choose_connector(draft, shown)
    return draft


def _typed(draft: ConnectionDraft, unlock: bool) -> drafts.Typed:
    """What was posted. Only controls that the page showed count: an unticked check box posts nothing."""
    form = request.form
    shown = set(form.get("shown", "").split())
    keys = [data["key"] for data in draft.fields if html_name(data["key"]) in shown]
    return drafts.Typed(
        name=form.get("name", ""),
        description=form.get("description", "").replace("\r\n", "\n"),
        everyone=form.get("scope", "everyone") != "specific",
        active="active" in form and not unlock,
        entries={key: form.get(html_name(key), "") for key in keys},
        secrets={key: form.get(html_name(key), "") for key in keys},
        cleared=frozenset(key for key in keys if clear_name(key) in form),
    )


def _chosen(draft: ConnectionDraft) -> ConnectorError | Problem | None:
    """Change to the connector that was posted, if it is another one; what went wrong in that."""
    asked = row_id(request.form.get("connector"))
    if "connector" not in request.form or asked == (draft.connector_id or 0):
        return None
    found = _live(asked)
    if asked and found is None:
        gone = SyncConnector.get_or_none(SyncConnector.id == asked)
        return Problem("connector_deleted", "connector", name=gone.name if gone else "?")
    try:
        return drafts.choose_connector(draft, found)
    except Problem as problem:
        return problem


def _live(row: int) -> SyncConnector | None:
    return SyncConnector.get_or_none((SyncConnector.id == row) & SyncConnector.deleted_at.is_null())
