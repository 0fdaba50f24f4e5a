"""The sync connector dialog: add and edit."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from connectors.errors import ConnectorError
from webapp import texts
from webapp.access import administrators_only, load_connector, user
from webapp.errors import Problem, Problems
from webapp.forms.connector import ConnectorForm
from webapp.htmx import answer
from webapp.i18n import _
from webapp.models import SyncConnector
from webapp.pages import guide
from webapp.services import sync_connectors

blueprint = Blueprint("connector_dialog", __name__, url_prefix="/sync/connectors")


@blueprint.route("/new", methods=["GET", "POST"])
@administrators_only
def new() -> Response:
    """A new connector."""
    form = _form()
    if not form.sent():
        return _show(form)
    try:
        added = sync_connectors.add(*form.texts(), user())
    except (Problem, Problems) as error:
        form.show(texts.worded(error))
        return _show(form)
    flash(_("“%(name)s” is saved.", name=added.name), "success")
    return redirect(url_for("sync.index", selected=added.id, of="connector"), code=303)


@blueprint.route("/<row>", methods=["GET", "POST"])
@administrators_only
def edit(row: str) -> Response:
    """What may be changed of a connector."""
    connector = load_connector(row)
    form = _form(data=_stored(connector))
    if not form.sent():
        return _show(form, connector)
    try:
        sync_connectors.change(connector, *form.texts(), form.read_version, user())
    except (Problem, Problems) as error:
        return _refused(form, connector, error)
    flash(_("“%(name)s” is saved.", name=form.name.data), "success")
    return redirect(url_for("sync.index", selected=connector.id, of="connector"), code=303)


def _refused(form: ConnectorForm, connector: SyncConnector, error: Problem | Problems) -> Response:
    if not isinstance(error, Problem) or error.code != "conflict":
        form.show(texts.worded(error))
        return _show(form, connector)
    stored = load_connector(connector.id)
    theirs = _stored(stored)
    rows = [
        (form[name].label.text, theirs[name], form[name].data)
        for name in ("name", "url", "description")
        if theirs[name] != form[name].data
    ]
    form.version.data = str(stored.version)  # OK again stores ours over theirs, which have now been seen
    return _show(form, stored, conflict={"text": texts.problem(error), "rows": rows}, status=422)


@blueprint.post("/ask")
@administrators_only
def test_url() -> Response:
    """Ask the connector at the URL typed whether it answers; nothing is stored."""
    form = _form()
    connector = load_connector(request.args["row"]) if request.args.get("row") else None
    try:
        said = texts.text(sync_connectors.test_url(form.url.data or ""))
        result = {"tone": "ok", "text": _("It answers: %(what)s", what=said)}
    except (ConnectorError, Problem) as error:
        words = texts.connector_error(error) if isinstance(error, ConnectorError) else texts.problem(error)
        result = {"tone": "fail", "text": words}
    return _show(form, connector, result=result)


def _form(**kwargs: object) -> ConnectorForm:
    return ConnectorForm([(url, texts.text(title)) for url, title, _about in sync_connectors.offered()], **kwargs)


def _stored(connector: SyncConnector) -> dict[str, object]:
    return {
        "name": connector.name,
        "url": connector.url,
        "description": connector.description,
        "version": connector.version,
    }


def _show(form: ConnectorForm, connector: SyncConnector | None = None, status: int = 0, **more: object) -> Response:
    row = connector.id if connector else None
    context = SimpleNamespace(
        title=_("Edit sync connector") if connector else _("Add sync connector"),
        form=form,
        url=SimpleNamespace(
            ok=url_for("connector_dialog.edit", row=row) if row else url_for("connector_dialog.new"),
            cancel=url_for("sync.index", selected=row, of="connector" if row else None),
            test=url_for("connector_dialog.test_url", row=row),
        ),
        help_url=guide.at("sync-connectors#edit" if connector else "sync-connectors#add"),
        suggestions=form.offered,
        used_by=[each.name for each in sync_connectors.used_by(connector)] if connector else None,
        about=texts.text(sync_connectors.description_of(connector)) if connector else "",
        problems=form.problems(),
        result=more.get("result"),
    )
    refused = 422 if form.problems() else 200
    conflict = more.get("conflict")
    return answer("connector/page.html", "connector/_url-result.html", status or refused, d=context, conflict=conflict)
