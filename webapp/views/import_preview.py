"""The preview of an import: while it is read, what it would do row by row, what is ticked of it, and importing that."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Blueprint, abort, flash, request, url_for
from werkzeug.wrappers import Response

from connectors.base import ActorType
from webapp import texts
from webapp.access import administrators_only, load_connection, load_run, user
from webapp.errors import Problem
from webapp.forms.base import row_id
from webapp.htmx import answer, go_to, is_fragment
from webapp.i18n import _
from webapp.models import SyncRun
from webapp.pages import import_preview as pages
from webapp.pages.import_preview import Place
from webapp.services import import_runs, runs
from webapp.services.importing import requests, rows
from webapp.services.importing.plan import of_params

blueprint = Blueprint("import_preview", __name__, url_prefix="/sync/connections/<row>/import/previews/<run>")
WHOLE, PROGRESS, FOOT = "imports/preview.html", "imports/_progress.html", "imports/_foot.html"


@blueprint.get("")
@administrators_only
def show(row: str, run: str) -> Response:
    """How far the preview is, or a page of its rows."""
    preview = _load(row, run)
    if not preview.under_way:
        if is_fragment() and "poll" in request.args:
            return go_to(url_for("import_preview.show", row=row, run=run))
        return _page(preview, _place())
    return answer(WHOLE, PROGRESS, page=pages.page(preview, _place()))


@blueprint.post("")
@administrators_only
def save(row: str, run: str) -> Response:
    """Keep what is ticked on the page of rows, then what the button says: other rows, all of a kind, or the import."""
    preview, place = _load(row, run), _place()
    do = request.form.get("do", "")
    try:
        _keep(preview)
        if do in ("on", "off") and place.kind in rows.IMPORTED:
            rows.tick_all(preview, place.kind, do == "on", place.text)
        if do == "import":
            return go_to(url_for("runs.show", row=requests.start(preview, user()).id))
    except Problem as problem:
        return _page(preview, place, texts.problem(problem))
    if is_fragment():
        return answer(WHOLE, FOOT, page=pages.page(preview, place))
    return go_to(pages.address(preview, _next(place)))


@blueprint.post("/cancel")
@administrators_only
def cancel(row: str, run: str) -> Response:
    """Stop reading; what has been read stays, and can be imported."""
    runs.cancel(_load(row, run))
    return go_to(url_for("import_preview.show", row=row, run=run))


@blueprint.post("/discard")
@administrators_only
def discard(row: str, run: str) -> Response:
    """Throw the preview away."""
    preview = _load(row, run)
    try:
        import_runs.discard(preview)
    except Problem as problem:
        return _page(preview, Place(), texts.problem(problem))
    kept = _("What the import had left is thrown away. What it has brought stays.")
    flash(kept if preview.is_left else _("The preview was thrown away. Nothing has been imported."), "success")
    return go_to(url_for("imports.sheet", row=row, actor_type=preview.actor_type))


@blueprint.post("/again")
@administrators_only
def again(row: str, run: str) -> Response:
    """Read the same once more, as a new preview."""
    preview = _load(row, run)
    connection = load_connection(row)
    try:
        made = requests.preview(connection, ActorType(preview.actor_type), of_params(preview.params), user())
    except Problem as problem:
        return _page(preview, Place(), texts.problem(problem))
    return go_to(url_for("import_preview.show", row=row, run=made.id))


def _load(row: str, run: str) -> SyncRun:
    """The preview of that id, of that connection, or 404. Of one that is replaced there is nothing to show or to do: it leads on
    to where that is now, and says so."""
    connection, found = load_connection(row), load_run(run)
    if found.kind != "preview" or found.connection_id != connection.id:
        abort(404)
    if found.state == "replaced" and (now := pages.taken_over(found)):
        stored = _("Nothing was stored.") if request.method == "POST" else ""
        flash(f"{now.gone} {stored}", "warning")
        abort(go_to(now.url))
    return found


def _page(preview: SyncRun, place: Place, refused: str = "") -> Response:
    return answer(WHOLE, WHOLE, 422 if refused else 200, page=pages.page(preview, place, refused))


def _keep(preview: SyncRun) -> None:
    """Store what is ticked and chosen on the page of rows that was posted. Raises `Problem`."""
    form = request.form
    shown = {row_id(each) for each in form.getlist("shown")}
    ticked = shown & {row_id(each) for each in form.getlist("tick")}
    if shown:
        rows.tick(preview, sorted(shown - ticked), False)
        rows.tick(preview, sorted(ticked), True)
    for name, choice in form.items():
        if name.startswith("choice-") and choice != form.get(f"was-{name[7:]}"):
            rows.choose(preview, row_id(name[7:]), choice)


def _place() -> Place:
    """Which rows the address is about."""
    return pages.place(request.args.get("kind", ""), request.args.get("text", ""), request.args.get("page", ""))


def _next(place: Place) -> Place:
    """Which rows come now: those of the tab or the page pressed, or those that the text typed finds."""
    form = request.form
    if go := form.get("go", ""):
        asked = parse_qs(go[:2_000])
        return pages.place(*(asked.get(name, [""])[0] for name in ("kind", "text", "page")))
    if form.get("do") == "find":
        return pages.place(place.kind, form.get("text", ""), "")
    return place
