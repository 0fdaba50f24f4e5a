"""The head that the pages of one connection share: where we are, the way to the other pages, and the actor types as tabs."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from flask import url_for

from connectors.base import ActorType
from webapp import texts
from webapp.i18n import _, lazy_
from webapp.models import Connection
from webapp.pages import guide

PAGES = {
    "mappings": lazy_("Mappings"),
    "list_mapping": lazy_("List mapping"),
    "defaults": lazy_("Defaults"),
    "ranks": lazy_("Rank fields"),
    "rules": lazy_("Rules"),
    "readiness": lazy_("Ready to sync"),
    "workbench": lazy_("Links"),
    "imports": lazy_("Import from ERP"),
}


_GUIDE = {
    "mappings": "mappings",
    "list_mapping": "list-mapping",
    "defaults": "defaults",
    "ranks": "rank-fields",
    "rules": "rules",
    "readiness": "activate#beforehand",
    "workbench": "links",
    "imports": "import",
}


def head(connection: Connection, page: str, to: str = "") -> SimpleNamespace:
    """The head of *page* (one of `PAGES`), as `connection_pages/_head.html` shows it; *to*: a place in the guide, where it
    isn't that page's own."""
    return SimpleNamespace(
        name=connection.name,
        title=_(PAGES[page]),
        list_url=url_for("sync.index", selected=connection.id),
        dialog_url=url_for("connection_dialog.edit", row=connection.id),
        changes_url=url_for("changes.index", connection=connection.id),
        help_url=guide.at(to or _GUIDE[page]),
        links=[(_(label), url_for(f"{name}.index", row=connection.id), name == page) for name, label in PAGES.items()],
    )


def tabs(connection: Connection, endpoint: str, types: Mapping[ActorType, str], current: ActorType) -> list[SimpleNamespace]:
    """The actor types as tabs, as `connection_pages/_tabs.html` shows them; *types* has a short count for each, or ""."""
    return [
        SimpleNamespace(
            label=texts.actor(type_),
            count=count,
            url=url_for(endpoint, row=connection.id, actor_type=type_.value),
            current=type_ is current,
        )
        for type_, count in types.items()
    ]
