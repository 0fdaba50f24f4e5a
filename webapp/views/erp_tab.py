"""The ERP tab of a record: a panel for each connection in the user's scope."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import login_required
from werkzeug.wrappers import Response

from webapp.access import load_record, load_rights, load_rights_to_disconnect, user
from webapp.crm.register import Record
from webapp.htmx import answer, is_fragment
from webapp.pages import disconnect as disconnect_page
from webapp.pages import erp_tab
from webapp.services import disconnecting, erp_panels
from webapp.services.erp_panels import Panel

blueprint = Blueprint("erp_tab", __name__, url_prefix="/crm")
ENTITY = "<any(company, person, project):entity>"


@blueprint.get(f"/{ENTITY}/<row>/erp")
@login_required
def index(entity: str, row: str) -> str:
    """All panels, none of which has asked its ERP yet; 404 where there are none."""
    page = erp_tab.page(load_record(entity, row))
    if not page["panels"]:
        abort(404)
    return render_template("erp_tab/index.html", **page)


@blueprint.get(f"/{ENTITY}/<row>/erp/<connection>")
@login_required
def panel(entity: str, row: str, connection: str) -> Response:
    """One panel with what its ERP says, as a fragment and as a page; with `again`, what has failed a moment ago too."""
    record = load_record(entity, row)
    shown = _panel(record, connection)
    again = "again" in request.args
    reading = erp_panels.read(shown, again) if shown.asks else None
    p = erp_tab.panel(shown, reading, _turn(), again)
    around = {} if is_fragment() else erp_tab.around(record)
    return answer("erp_tab/panel.html", "erp_tab/_panel.html", p=p, **around)


@blueprint.route(f"/{ENTITY}/<row>/erp/<connection>/disconnect", methods=["GET", "POST"])
@login_required
def disconnect(entity: str, row: str, connection: str) -> Response | str:
    """A question that names what goes and what stays; the link goes when it is answered."""
    record = load_record(entity, row)
    rights = load_rights_to_disconnect(connection, record)
    if request.method == "GET":
        return render_template("erp_tab/disconnect.html", **disconnect_page.page(record, disconnecting.demand(rights, record)))
    link = disconnecting.disconnect(rights, record, request.form.get("key", ""), user())
    flash(disconnect_page.done(record, link), "success")
    return redirect(disconnect_page.back(record, link), code=303)


def _panel(record: Record, connection: str) -> Panel:
    found = erp_panels.one(load_rights(connection), record)
    if found is None:
        abort(404)
    return found


def _turn() -> int:
    return min(max(request.args.get("turn", 0, type=int), 0), erp_tab.MOST_TURNS)
