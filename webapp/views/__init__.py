"""One module = one blueprint = one screen."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, request, url_for
from flask_login import current_user

from webapp import texts
from webapp.crm.fields import Entity
from webapp.i18n import _
from webapp.views import (
    account,
    auth,
    changes,
    connect,
    connection_dialog,
    connector_dialog,
    create_actor,
    crm_fields,
    crm_lists,
    defaults,
    erp_tab,
    failures,
    groups,
    help,
    history,
    home,
    import_at_once,
    import_preview,
    import_undo,
    imports,
    list_mapping,
    mapping_aids,
    mappings,
    priority,
    ranks,
    readiness,
    records,
    rules,
    runs,
    scope,
    selections,
    sync,
    transfer,
    users,
    workbench,
)

IMPORT = (imports, import_at_once, import_preview, import_undo)
CONNECTION_PAGES = (mappings, mapping_aids, list_mapping, defaults, ranks, rules, readiness, workbench, *IMPORT)
SETTINGS = (sync, connector_dialog, connection_dialog, scope, *CONNECTION_PAGES, priority, transfer, changes)
REGISTER = (records, history, erp_tab, connect, create_actor, selections)
SCREENS = (home, auth, account, *SETTINGS, crm_fields, crm_lists, users, groups, *REGISTER, runs, help)


_SETTINGS = {screen.blueprint.name for screen in (*SETTINGS, crm_fields, crm_lists, users, groups)}
_OF_RECORDS = {screen.blueprint.name for screen in (records, history, erp_tab, connect, create_actor)}


def register(app: Flask) -> None:
    """Put every screen into the application."""
    for screen in SCREENS:
        app.register_blueprint(screen.blueprint)
    failures.register(app)


def navigation() -> list[tuple[str, str, bool]]:
    """What the head of the page offers this user: label, address, whether it is where we are."""
    return [(label, _url(request.script_root, place), _current(place)) for label, place in _entries()]


def _entries() -> list[tuple[str, str]]:
    help_ = (_("Help"), "help.index")
    if not current_user or not current_user.is_authenticated:
        return [help_]
    register_ = [(texts.entities(each), f"records.{each}") for each in Entity]
    register_.append((_("Selections"), "selections.index"))
    if current_user.is_admin:
        return [*register_, (_("Runs"), "runs.index"), (_("Settings and maintenance"), "sync.index"), help_]
    return [*register_, help_]


@lru_cache(maxsize=100)  # every page asks for all of them
def _url(root: str, place: str) -> str:
    """The address of an entry, which is an endpoint or the list of an entity, for an application that stands below *root*."""
    screen, _dot, name = place.partition(".")
    return url_for("records.index", entity=name) if screen == "records" else url_for(place)


def _current(place: str) -> bool:
    here = request.blueprint or ""
    screen, _dot, name = place.partition(".")
    if screen == "records":
        shown = (request.view_args or {}).get("entity", "company")
        return here in _OF_RECORDS and shown == name
    return here in _SETTINGS if place == "sync.index" else here == screen
