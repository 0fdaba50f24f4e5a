"""Copy, export and import of a connection."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from urllib.parse import quote

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from webapp import texts
from webapp.access import administrators_only, load_connection, load_draft, user
from webapp.errors import Problem, Problems
from webapp.forms.transfer import BringForm
from webapp.i18n import _, language, ngettext
from webapp.models import Connection, ConnectionDraft
from webapp.pages import transfer as pages
from webapp.services import drafts
from webapp.services.transfer import applying, document, opening, reading, writing
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Agreed

blueprint = Blueprint("transfer", __name__, url_prefix="/sync/transfer")


@blueprint.get("")
@administrators_only
def index() -> Response:
    """Where a document is brought, and connections are exported and copied."""
    return _start(BringForm())


@blueprint.post("")
@administrators_only
def bring() -> Response:
    """Read a document, and go on to what it would change."""
    form = BringForm()
    try:
        draft = opening.begin(reading.read(_brought()), user(), language())
    except (Problem, Problems) as error:
        return _start(form, texts.worded(error))
    return redirect(url_for("transfer.compare", token=draft.token), code=303)


def _brought() -> bytes:
    """The file chosen, else the text pasted. Raises `Problem("transfer_nothing")`."""
    data = b""
    if file := request.files.get("file"):
        with closing(file):  # a large one is a file of the system's
            data = file.stream.read(reading.SIZE_LIMIT + 1)
    data = data or request.form.get("document", "").encode("utf-8", "replace")
    if not data.strip():
        raise Problem("transfer_nothing", "document")
    return data


def _start(form: BringForm, problems: list[tuple[str, str]] | None = None) -> Response:
    if problems:
        said = ngettext("%(num)s problem, told above.", "%(num)s problems, told above.", len(problems))
        at = "file" if request.files.get("file") else "document"  # where it was brought
        problems = [(at, text) for _field, text in problems]
        form.refuse(at, said if len(problems) > 1 else problems[0][1])
    page = pages.start(problems or ())
    return make_response(render_template("transfer/index.html", page=page, form=form), 422 if problems else 200)


@blueprint.get("/<token>")
@administrators_only
def compare(token: str) -> Response:
    """What a document would change in the connection chosen."""
    draft, given = _load(token)
    if draft is None:
        return _closed()
    target = _target(request.args, given)
    agreed = Agreed(keep_configuration=target is not None and "keep" in request.args)
    return _compared(draft, given, target, agreed)


@blueprint.post("/<token>")
@administrators_only
def store(token: str) -> Response:
    """Store a document; where its configuration has to be tested, go on to the dialog."""
    draft, given = _load(token)
    if draft is None:
        return _closed()
    form = request.form
    target = _target(form, given)
    keep = target is not None and bool(form.get("keep"))
    agreed = Agreed("create" in form, "leave_out" in form, keep)
    try:
        return _stored(draft, given, target, agreed)
    except (Problem, Problems) as error:
        return _compared(draft, given, target, agreed, error)


def _stored(draft: ConnectionDraft, given: Document, target: Connection | None, agreed: Agreed) -> Response:
    found = applying.compare(given, target, agreed)
    if target is None or found.needs_test:
        applying.refuse(found, request.form.get("seen", ""))
        return _dialog(given, target, agreed)
    different = applying.apply(target, given, agreed, request.form.get("seen", ""), user())
    drafts.discard(draft)
    said = ngettext("“%(name)s” is imported: %(num)s change.", "“%(name)s” is imported: %(num)s changes.", len(different),
                    name=given["name"])  # fmt: skip
    flash(said, "success")
    return redirect(url_for("sync.index", selected=target.id), code=303)


def _dialog(given: Document, target: Connection | None, agreed: Agreed) -> Response:
    """On to the connection dialog, filled in."""
    trouble: ConnectorError | None = None
    if target is None:
        opened, trouble = opening.open_new(given, agreed, user(), language())
    else:
        opened = opening.open_changed(given, target, agreed, user(), language())
    if trouble is not None:
        flash(texts.connector_error(trouble), "warning")
    return redirect(url_for("connection_dialog.draft_page", token=opened.token), code=303)


def _compared(
    draft: ConnectionDraft,
    given: Document,
    target: Connection | None,
    agreed: Agreed,
    error: Problem | Problems | None = None,
) -> Response:
    found = applying.compare(given, target, agreed)
    page = pages.comparison(draft.token, given, target, found, error)
    return make_response(render_template("transfer/compare.html", page=page), 422 if error else 200)


def _load(token: str) -> tuple[ConnectionDraft | None, Document]:
    """The import of that token, None where it has been closed or has expired; 404 where it is another dialog's draft."""
    draft = load_draft(token)
    if draft is None:
        return None, {}
    given = opening.load(draft)
    if given is None:
        abort(404)
    return draft, given


def _target(asked: Mapping[str, str], given: Document) -> Connection | None:
    """The connection that is asked for; at first the one that the document is of."""
    chosen = asked.get("target")
    if chosen is None:
        return opening.matching(given)
    return None if chosen == "new" else load_connection(chosen)


def _closed() -> Response:
    flash(_("That import has been closed, or was open for more than an hour. Choose the file again."), "warning")
    return redirect(url_for("transfer.index"), code=303)


# ---- one connection


@blueprint.post("/copy/<row>")
@administrators_only
def copy(row: str) -> Response:
    """The dialog of a new connection like this one."""
    source = load_connection(row)
    draft = opening.copy(source, _("Copy of %(name)s", name=source.name), user(), language())
    return redirect(url_for("connection_dialog.draft_page", token=draft.token), code=303)


@blueprint.get("/export/<row>")
@administrators_only
def export(row: str) -> Response:
    """A connection's document as a file."""
    connection = load_connection(row)
    response = make_response(writing.as_yaml(document.of(connection)))
    name = writing.file_name(connection)
    plain = name if name.isascii() else f"connection-{connection.id}.yaml"
    response.headers["Content-Type"] = "text/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
