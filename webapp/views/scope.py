"""The scope chooser: two panes, users and groups, and what each may do. It works on a dialog's draft."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.access import administrators_only, load_draft
from webapp.htmx import answer, go_to
from webapp.i18n import _
from webapp.models import ConnectionDraft
from webapp.services import drafts, scope

blueprint = Blueprint("scope", __name__, url_prefix="/sync/drafts/<token>/scope")
ACTIONS = ("add", "remove", "all_available", "all_chosen", "ok", "cancel")


@blueprint.get("")
@administrators_only
def chooser(token: str) -> Response:
    """The chooser with the draft's scope."""
    draft = load_draft(token)
    if draft is None:
        return _closed()
    return _show(draft, _own(draft))


@blueprint.post("/add")
@administrators_only
def add(token: str) -> Response:
    """Move what is ticked on the left to the right."""
    return _moved(token, lambda chosen: chosen | {value: scope.rights() for value in request.form.getlist("available")})


@blueprint.post("/remove")
@administrators_only
def remove(token: str) -> Response:
    """Move what is ticked on the right to the left."""
    picked = set(request.form.getlist("picked"))
    return _moved(token, lambda chosen: {value: each for value, each in chosen.items() if value not in picked})


@blueprint.post("/all-available")
@administrators_only
def all_available(token: str) -> Response:
    """Tick everybody on the left."""
    return _moved(token, lambda chosen: chosen, tick_left=True)


@blueprint.post("/all-chosen")
@administrators_only
def all_chosen(token: str) -> Response:
    """Tick everybody on the right."""
    return _moved(token, lambda chosen: chosen, tick_right=True)


@blueprint.post("/ok")
@administrators_only
def ok(token: str) -> Response:
    """Take the choice over into the dialog."""
    draft = load_draft(token)
    if draft is None:
        return _closed()
    chosen = _posted()
    if draft.everyone:
        drafts.set_scope(draft, {**draft.scope, "everyone": chosen.get("everyone", scope.rights(False, False))})
    else:
        drafts.set_scope(draft, {**draft.scope, "entries": scope.known({"entries": chosen})})
    return go_to(url_for("connection_dialog.draft_page", token=token))


@blueprint.post("/cancel")
@administrators_only
def cancel(token: str) -> Response:
    """Back to the dialog; the scope stays as it was."""
    return go_to(url_for("connection_dialog.draft_page", token=token))


def _moved(token: str, change: Any, tick_left: bool = False, tick_right: bool = False) -> Response:
    draft = load_draft(token)
    if draft is None:
        return _closed()
    return _show(draft, change(_posted()), tick_left, tick_right)


def _posted() -> dict[str, dict[str, bool]]:
    """The right pane as posted: rights by value, in order."""
    connect, create = set(request.form.getlist("connect")), set(request.form.getlist("create"))
    return {value: scope.rights(value in connect, value in create) for value in request.form.getlist("entry")}


def _own(draft: ConnectionDraft) -> dict[str, dict[str, bool]]:
    return dict(draft.scope["entries"])


def _show(draft: ConnectionDraft, chosen: dict[str, Any], tick_left: bool = False, tick_right: bool = False) -> Response:
    people = scope.candidates()
    kinds = {True: _("group"), False: _("user")}
    left = [each for each in people if each.value not in chosen]
    context = SimpleNamespace(
        title=_("Scope: rights for everyone") if draft.everyone else _("Scope: specific users + groups"),
        everyone=draft.everyone,
        groups=[_entry(each, tick_left) for each in left if each.is_group],
        users=[_entry(each, tick_left) for each in left if not each.is_group],
        chosen=[
            _entry(each, tick_right, kind=kinds[each.is_group], **_rights(chosen[each.value]))
            for each in people
            if each.value in chosen
        ],
        url=SimpleNamespace(**{name: url_for(f"scope.{name}", token=draft.token) for name in ACTIONS}),
        problem="",
    )
    if draft.everyone:
        context.chosen = [{"value": "everyone", "name": _("Everyone"), **_rights(draft.scope["everyone"])}]
    return answer("scope/page.html", "scope/_chooser.html", c=context)


def _entry(each: scope.Somebody, ticked: bool, **more: Any) -> dict[str, Any]:
    return {"value": each.value, "name": each.name, "hint": each.hint, "ticked": ticked, **more}


def _rights(each: dict[str, bool]) -> dict[str, bool]:
    return {"may_connect": each["connect"], "may_create": each["create"]}


def _closed() -> Response:
    flash(_("That dialog has been closed, or was open for more than an hour. Open it again."), "warning")
    return redirect(url_for("sync.index"), code=303)
