"""One module = one blueprint = one screen."""

from __future__ import annotations

from flask import Flask, request, url_for
from flask_login import current_user

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
    import_preview,
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

CONNECTION_PAGES = (mappings, mapping_aids, list_mapping, defaults, ranks, rules, readiness, workbench, imports, import_preview)
SETTINGS = (sync, connector_dialog, connection_dialog, scope, *CONNECTION_PAGES, priority, transfer, changes)
REGISTER = (records, history, erp_tab, connect, create_actor, selections)
SCREENS = (home, auth, account, *SETTINGS, crm_fields, crm_lists, users, groups, *REGISTER, runs, help)


def register(app: Flask) -> None:
    """Put every screen into the application."""
    for screen in SCREENS:
        app.register_blueprint(screen.blueprint)
    failures.register(app)


def navigation() -> list[tuple[str, str, bool]]:
    """What the head of the page offers this user: label, address, whether it is where we are."""
    return [(label, url_for(endpoint), _current(endpoint)) for label, endpoint in _entries()]


def _entries() -> list[tuple[str, str]]:
    help_ = (_("Help"), "help.index")
    if not current_user or not current_user.is_authenticated:
        return [help_]
    if current_user.is_admin:
        return [(_("Settings and maintenance"), "sync.index"), help_]
    return [(_("My ERP connections"), "home.index"), help_]


def _current(endpoint: str) -> bool:
    here = request.blueprint or ""
    settings = {screen.blueprint.name for screen in (*SETTINGS, crm_fields, crm_lists, users, groups)}
    return here in settings if endpoint == "sync.index" else here == endpoint.split(".")[0]
