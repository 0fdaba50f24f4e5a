"""Creating an actor in the ERP for a record."""

from __future__ import annotations

import secrets
import time

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask_login import login_required
from werkzeug.wrappers import Response

from connectors.base import ActorType
from connectors.errors import ConnectorError, OutcomeUnknown
from webapp import texts
from webapp.access import load_record, load_rights, user
from webapp.errors import Problem, Problems
from webapp.forms.create_actor import posted
from webapp.i18n import _, language
from webapp.models import CreateIntent, Link
from webapp.pages import create_actor, create_look
from webapp.pages.create_actor import Place, State
from webapp.services import calls, create_case, create_intents, create_looking, creating, rights
from webapp.services import connect_search as searching
from webapp.services.create_case import Case
from webapp.services.creating import Created, Form, NotLinked

blueprint = Blueprint("create_actor", __name__, url_prefix="/crm")
ENTITY = "<any(company, person, project):entity>"
RECENT = 3600
"""Seconds for which a search in the ERP counts; one that a form stands on counts longer."""
LOOK_AGAIN = ("create_found", "create_not_found")


@blueprint.route(f"/{ENTITY}/<row>/erp/<connection>/create", methods=["GET", "POST"])
@login_required
def form(entity: str, row: str, connection: str) -> Response:
    """All that will be sent, with controls for what is asked for; *Create* creates the actor and links it."""
    place, link, open_ = _place(entity, row, connection)
    if elsewhere := _elsewhere(place, link, open_):
        return elsewhere
    case = create_case.open_(place.connection, place.record, _type(place), user())
    if request.method == "GET":
        return _page(place, case, State())
    entries = posted(request.form, [each.key for each in case.plan if each.asked])
    calls.forget(case.configuration)
    try:
        made = creating.create(case, Form(entries, request.form.get("mark", ""), _token()), user(), language())
    except (OutcomeUnknown, NotLinked) as error:
        return _half(place, case, error)
    except (Problem, Problems, ConnectorError) as error:
        return _failed(place, case, entries, error)
    return _done(place, made)


@blueprint.route(f"/{ENTITY}/<row>/erp/<connection>/create/look", methods=["GET", "POST"])
@login_required
def look(entity: str, row: str, connection: str) -> Response:
    """Whether an actor was created whose creation is in doubt; it is linked then, or created now, or left."""
    place, link, open_ = _place(entity, row, connection)
    intent = create_intents.of(place.connection, place.record)
    if intent is None or link is not None or not open_:
        return redirect(place.url("create_actor.form"), code=303)
    case = _case_of(place, intent)
    if request.method == "GET":
        return _looked(place, case, intent, "ask" in request.args)
    calls.forget(case.configuration)
    try:
        made = _carry_out(case, intent)
    except (OutcomeUnknown, NotLinked) as error:
        return _half(place, case, error)
    except (Problem, ConnectorError) as error:
        return _not_settled(place, case, intent, error)
    return _done(place, made) if made else _left(place)


def _carry_out(case: Case, intent: CreateIntent) -> Created | None:
    """What was pressed; None where nothing is to be created."""
    known, do = request.form.getlist("known"), request.form.get("do", "")
    if do == "connect":
        return create_looking.adopt(case, intent, request.form.get("key", ""), user())
    if do == "again":
        return create_looking.again(case, intent, known, user())
    if do != "drop":
        abort(400)
    create_looking.drop(case, intent, known)
    return None


def _place(entity: str, row: str, connection: str) -> tuple[Place, Link | None, bool]:
    """The record and the connection, on which the user must be allowed to create; the record's link, and whether there is
    anything to create."""
    record, may = load_record(entity, row), load_rights(connection)
    rights.demand_create(may)
    where = searching.place(may.connection, record)
    return Place(record, may.connection, where.types, may.may_connect), where.link, where.open


def _elsewhere(place: Place, link: Link | None, open_: bool) -> Response | None:
    """Where to go instead, where nothing can be created, where that is in doubt already, and without a search before it."""
    if link is not None:
        flash(create_actor.already(place, link), "warning")
        return redirect(place.tab, code=303)
    if not open_:  # the search says why
        return redirect(place.url("connect.search"), code=303)
    if create_intents.of(place.connection, place.record):
        if request.method == "POST":
            flash(texts.problem(create_intents.begun(place.connection, place.record)), "warning")
        return redirect(place.url("create_actor.look"), code=303)
    if -60 < int(time.time()) - _searched() < (RECENT if request.method == "GET" else 24 * RECENT):
        return None
    flash(_("Search in the ERP first: what is there already is connected, not created once more."), "warning")
    return redirect(place.url("connect.search", type=_type(place).value), code=303)


def _searched() -> int:
    """When the ERP was last searched for the record."""
    return request.args.get("searched", 0, type=int)


def _type(place: Place) -> ActorType:
    """The actor type that the address names, else the first; 404 where it isn't synced to such a record."""
    wanted = request.args.get("type", "") or next(iter(place.types), "")
    found = next((each for each in place.types if each == wanted), None)
    return found or abort(404)


def _case_of(place: Place, intent: CreateIntent) -> Case:
    """What is in doubt; 404 where the connection has no such actor type any more."""
    try:
        return create_case.open_(place.connection, place.record, ActorType(intent.actor_type), user())
    except KeyError:
        abort(404)


def _page(place: Place, case: Case, state: State, status: int = 200) -> Response:
    page = create_actor.page(place, case, _searched(), secrets.token_urlsafe(16), state)
    return make_response(render_template("create_actor/form.html", **page), status)


def _failed(place: Place, case: Case, entries: dict[str, str], error: Problem | Problems | ConnectorError) -> Response:
    """Nothing is created: the form again, or where somebody else has begun, what has become of that."""
    if isinstance(error, Problem) and error.code in ("create_begun", "link_other"):
        flash(texts.problem(error), "warning")
        return redirect(place.url("create_actor.look"), code=303)
    state = create_actor.after(entries, error)
    return _page(place, case, state, 200 if isinstance(error, ConnectorError) else 422)


def _half(place: Place, case: Case, error: OutcomeUnknown | NotLinked) -> Response:
    """The ERP may have created it, or has, and there is no link."""
    if isinstance(error, OutcomeUnknown):
        flash(texts.connector_error(error), "failure")
        return redirect(place.url("create_actor.look"), code=303)
    return make_response(render_template("create_actor/not-linked.html", **create_actor.not_linked(place, case, error)))


def _looked(place: Place, case: Case, intent: CreateIntent, ask: bool, said: Problem | None = None) -> Response:
    """What is in doubt, and where it is asked for (*ask*) what the ERP has of it, whose trouble is no broken page."""
    seen = trouble = None
    if ask and not create_intents.under_way(intent):
        calls.forget(case.configuration)
        try:
            seen = create_looking.look(case, intent)
        except ConnectorError as error:
            trouble = error
    page = create_look.page(place, case, intent, seen, trouble, said)
    return make_response(render_template("create_actor/look.html", **page), 422 if said else 200)


def _not_settled(place: Place, case: Case, intent: CreateIntent, error: Problem | ConnectorError) -> Response:
    """The ERP has something else than the page showed, or it couldn't be asked, or refused what was sent once more."""
    if isinstance(error, Problem) and error.code in LOOK_AGAIN:
        return _looked(place, case, intent, True, error)
    flash(texts.problem(error) if isinstance(error, Problem) else texts.connector_error(error), "failure")
    if create_intents.of(place.connection, place.record):
        return redirect(place.url("create_actor.look"), code=303)
    return redirect(place.url("create_actor.form", type=case.type.value, searched=int(time.time())), code=303)


def _done(place: Place, made: Created) -> Response:
    flash(create_actor.done(place, made), "success")
    return redirect(place.tab, code=303)


def _left(place: Place) -> Response:
    flash(_("Nothing is created in “%(connection)s”.", connection=place.connection.name), "success")
    return redirect(place.tab, code=303)


def _token() -> str:
    """What tells a second press of the same button from another wish."""
    return request.form.get("token", "")
