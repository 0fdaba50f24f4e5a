"""The link workbench: everything unlinked of a connection with its best suggestion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import texts
from webapp.access import administrators_only, load_connection, user
from webapp.crm.pairings import Place
from webapp.errors import Problem
from webapp.forms import workbench as forms
from webapp.forms.base import row_id
from webapp.htmx import answer, is_fragment
from webapp.i18n import _, ngettext
from webapp.models import LinkSuggestion, User
from webapp.pages import workbench as pages
from webapp.pages import workbench_decided
from webapp.services import accepting, linking_run, runs, suggesting_run, suggestion_store
from webapp.sync.likeness import SURE, WORTH

blueprint = Blueprint("workbench", __name__, url_prefix="/sync/connections/<row>/links")


@blueprint.get("")
@administrators_only
def index(row: str) -> Response | str:
    """The first actor type that is synced; words where there is none."""
    connection = load_connection(row)
    synced = suggesting_run.types(connection)
    if not synced:
        return render_template("workbench/nothing.html", **pages.nothing(connection))
    return redirect(url_for("workbench.show", row=connection.id, actor_type=synced[0].value))


@blueprint.get("/<actor_type>")
@administrators_only
def show(row: str, actor_type: str) -> Response:
    """What there is to decide, or what has been decided."""
    return _page(_load(row, actor_type))


def _load(row: str, actor_type: str) -> Place:
    """An actor type that is synced on a connection, or 404."""
    connection = load_connection(row)
    found = next((each for each in suggesting_run.types(connection) if each.value == actor_type), None)
    if found is None:
        abort(404)
    return Place(connection, found)


def _page(place: Place, status: int = 200, said: str = "", problems: list[str] | None = None) -> Response:
    page = pages.page(place, forms.asked(request.args), said, problems)
    return answer("workbench/index.html", "workbench/_list.html", status, page=page)


@blueprint.post("/<actor_type>/find")
@administrators_only
def find(row: str, actor_type: str) -> Response:
    """Have suggestions looked for; the page says how far that is."""
    place = _load(row, actor_type)
    try:
        suggesting_run.request(place.connection, place.type, user())
    except Problem as error:
        return _page(place, 422, problems=[texts.problem(error)])
    return _page(place) if is_fragment() else redirect(url_for("workbench.show", row=row, actor_type=actor_type), code=303)


@blueprint.post("/<actor_type>/cancel")
@administrators_only
def cancel(row: str, actor_type: str) -> Response:
    """End the search for suggestions; what was found by then is shown."""
    place = _load(row, actor_type)
    last = suggesting_run.last(place)
    if last is not None and last.under_way:
        runs.cancel(last)
    return _page(place) if is_fragment() else redirect(url_for("workbench.show", row=row, actor_type=actor_type), code=303)


@blueprint.post("/<actor_type>/decide")
@administrators_only
def decide(row: str, actor_type: str) -> Response:
    """Accept or reject one suggestion, take a rejection back, or accept all that are ticked."""
    place = _load(row, actor_type)
    if "ticked" in request.form:
        return _ticked(place)
    press = next((name for name in PRESSES if name in request.form), "")
    if not press:
        return _back(place)
    id_ = row_id(request.form[press])
    try:
        done = workbench_decided.done(place, press, PRESSES[press](place, id_, user()))
    except Problem as error:
        done = workbench_decided.refused(id_, texts.problem(error))
    if not is_fragment():
        flash(done.problem or done.said, "warning" if done.problem else "success")
        return _back(place)
    context = {"done": done, "of": row_id(request.args.get("of")) or id_, "url": _urls(place), **pages.standing(place)}
    return answer("workbench/_decided.html", "workbench/_decided.html", 200, **context)


PRESSES: Mapping[str, Callable[[Place, int, User | None], LinkSuggestion]] = {
    "accept": accepting.one,
    "reject": suggestion_store.reject,
    "restore": suggestion_store.restore,
}


def _urls(place: Place) -> SimpleNamespace:
    return pages.urls(place, forms.asked(request.args))


def _back(place: Place) -> Response:
    return redirect(_urls(place).again, code=303)


def _ticked(place: Place) -> Response:
    """Accept what is ticked on the page."""
    ids = [row_id(each) for each in request.form.getlist("tick")][: pages.PAGE]
    outcome = accepting.accept(place, ids, user())
    problems = [texts.problem(problem) for _suggestion, problem in outcome.refused]
    said = ngettext("%(num)s is linked now.", "%(num)s are linked now.", len(outcome.linked))
    if not ids:
        return _page(place, 422, problems=[_("Tick the suggestions to accept first.")])
    if problems:
        return _page(place, 422, said, [said, *problems])
    if is_fragment():
        return _page(place, said=said)
    flash(said, "success")
    return _back(place)


@blueprint.route("/<actor_type>/accept-all", methods=["GET", "POST"])
@administrators_only
def accept_all(row: str, actor_type: str) -> Response:
    """Asks whether everything from a score on is to be linked; the run that does it shows how far it is."""
    place = _load(row, actor_type)
    given = request.values.get("score", str(SURE)).strip()
    least, problems = row_id(given), []
    if request.method == "POST" and _of_this_score(given, least):
        try:
            return redirect(url_for("runs.show", row=linking_run.request(place, least, user()).id), code=303)
        except Problem as error:
            problems = texts.worded(error)
    ready = linking_run.ready(place, least)
    page = pages.confirm(place, least, len(ready.accepted), len(ready.doubtful), problems)
    return make_response(render_template("workbench/accept-all.html", page=page), 422 if problems else 200)


def _of_this_score(given: str, least: int) -> bool:
    """Whether the sentence that was answered was of the score given; what is no score is refused in any case."""
    return request.form.get("asked", given) == given or not WORTH <= least <= 100
