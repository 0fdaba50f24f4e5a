"""The Sync screen as the templates in `sync/` show it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import request, url_for

from webapp.pages.sync_rows import connections_html, connectors_html, said
from webapp.services import overview


def page(connections_notice: str = "", connectors_notice: str = "") -> SimpleNamespace:
    """Everything on the screen, as the address asks for it: q, sort, descending, deleted, selected."""
    asked = request.values
    show_deleted = "deleted" in asked
    deleted_connectors = "deleted_connectors" in asked
    sort = asked.get("sort", "name")
    descending = "descending" in asked
    rows, total = overview.rows(show_deleted, asked.get("q", ""), sort, descending)
    connectors = overview.connector_rows(deleted_connectors)
    view: dict[str, Any] = {"q": asked.get("q") or None, "deleted": "1" if show_deleted else None}
    ordered: dict[str, Any] = view | {"sort": sort if sort != "name" else None, "descending": "1" if descending else None}
    of, selected = asked.get("of", "connection"), asked.get("selected", "")
    selected_connector, selected = (selected, "") if of == "connector" else ("", selected)
    url = _urls(view, ordered)
    return SimpleNamespace(
        connector_rows=connectors_html(connectors, selected_connector),
        connector_count=len(connectors),
        show_deleted_connectors=deleted_connectors,
        deleted_connectors_count=overview.deleted_connectors_count(),
        connection_rows=connections_html(rows, selected, url.toggle),
        selected_said=said(rows, selected),
        q=asked.get("q", ""),
        sort=sort,
        descending=descending,
        sort_url=lambda key: _sort_url(view, sort, descending, key),
        show_deleted=show_deleted,
        deleted_count=overview.deleted_count(),
        count=len(rows),
        total=total,
        poll=any(each.under_way for each in rows),
        poll_url=url_for("sync.index", **ordered, selected=selected or None),
        connections_notice=connections_notice,
        connectors_notice=connectors_notice,
        url=url,
    )


def _urls(view: dict[str, Any], ordered: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        list=url_for("sync.index"),
        refresh=url_for("sync.index", **ordered),
        add_connection=url_for("connection_dialog.new"),
        configure=url_for("sync.configure"),
        test=url_for("sync.test", **ordered),
        delete=url_for("sync.delete"),
        restore=url_for("sync.restore", **view),
        toggle=url_for("sync.toggle", **ordered),
        add_connector=url_for("connector_dialog.new"),
        edit_connector=url_for("sync.edit_connector"),
        test_url=url_for("sync.test_url", **ordered),
        delete_connector=url_for("sync.delete_connector"),
        restore_connector=url_for("sync.restore_connector"),
        deleted_connectors=url_for("sync.index", deleted_connectors="1"),
    )


def _sort_url(view: dict[str, Any], sort: str, descending: bool, key: str) -> str:
    turn = key == sort and not descending
    return url_for("sync.index", **view, sort=key, descending="1" if turn else None)
