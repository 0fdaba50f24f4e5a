"""The Sync screen as the templates in `sync/` show it."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from webapp.forms.base import row_id
from webapp.i18n import _, lazy_
from webapp.pages.summary import summary
from webapp.pages.sync_rows import connections_html, connectors_html, said, seen_from
from webapp.services import connection_test, overview
from webapp.services.overview import Arranged

OPENED = {
    "mappings": lazy_("Mappings"),
    "list_mapping": lazy_("List mapping"),
    "defaults": lazy_("Defaults"),
    "ranks": lazy_("Rank fields"),
    "rules": lazy_("Rules"),
    "workbench": lazy_("Links"),
    "imports": lazy_("Import from ERP"),
    "export": lazy_("Export"),
    "copy": lazy_("Copy"),
}
"""The pages of a connection that the buttons under the list open for the row selected."""


TESTED = {
    "passed": ("success", lazy_("“%(name)s”: the test passed.")),
    "warnings": ("warning", lazy_("“%(name)s”: the test passed, with warnings.")),
    "failed": ("warning", lazy_("“%(name)s”: the test failed.")),
    "timed_out": ("warning", lazy_("“%(name)s”: the test took too long.")),
    "interrupted": ("warning", lazy_("“%(name)s”: the test was interrupted.")),
}
"""What is said when a test started from the list has ended: the row of an active connection looks as it did before."""


def page(connections_notice: str = "", connectors_notice: str = "", tested: str = "") -> SimpleNamespace:
    """Everything on the screen, as the address asks for it: q, sort, descending, deleted, selected, tested (a test)."""
    asked = request.values
    show_deleted = "deleted" in asked
    deleted_connectors = "deleted_connectors" in asked
    sort = asked.get("sort", "name")
    descending = "descending" in asked
    arranged = overview.rows(show_deleted, asked.get("q", ""), sort, descending)
    connectors = overview.connector_rows(deleted_connectors)
    view: dict[str, Any] = {"q": asked.get("q") or None, "deleted": "1" if show_deleted else None}
    ordered: dict[str, Any] = view | {"sort": sort if sort != "name" else None, "descending": "1" if descending else None}
    of, selected = asked.get("of", "connection"), asked.get("selected", "")
    selected_connector, selected = (selected, "") if of == "connector" else ("", selected)
    url, seen = _urls(view, ordered), seen_from()
    tested = tested or asked.get("tested", "")
    deleted_count, deleted_connectors_count = overview.deleted_counts()
    return SimpleNamespace(
        connector_rows=connectors_html(connectors, selected_connector, seen),
        connector_count=len(connectors),
        show_deleted_connectors=deleted_connectors,
        deleted_connectors_count=deleted_connectors_count,
        connection_rows=connections_html(arranged, selected, url.toggle, seen),
        selected_said=said(arranged.rows, selected),
        summary=_summary(arranged, selected),
        pages=[(name, _(label)) for name, label in OPENED.items()],
        q=asked.get("q", ""),
        sort=sort,
        descending=descending,
        sort_url=lambda key: _sort_url(view, sort, descending, key),
        show_deleted=show_deleted,
        deleted_count=deleted_count,
        count=len(arranged.rows),
        total=arranged.total,
        poll=any(each.under_way for each in arranged.rows),
        poll_url=_url("sync.index", **ordered, selected=selected or None, tested=tested or None),
        tested=_tested(tested),
        connections_notice=connections_notice,
        connectors_notice=connectors_notice,
        url=url,
    )


def _summary(arranged: Arranged, selected: str) -> SimpleNamespace | None:
    """The summary of the row selected, where it is in the list and not deleted. Costs nothing without one."""
    row = next((row for row in arranged.rows if selected and str(row.connection.id) == selected), None)
    connection = overview.connection(row) if row else None
    return summary(connection) if connection else None


def _tested(run_id: str) -> SimpleNamespace | None:
    """How a test has ended, for a minute. Costs nothing where none is asked for."""
    run = connection_test.ended_lately(row_id(run_id)) if run_id else None
    if run is None or run.connection is None or run.state not in TESTED:
        return None
    tone, words = TESTED[run.state]
    return SimpleNamespace(tone=tone, text=_(words, name=run.connection.name))


def _urls(view: dict[str, Any], ordered: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        list=_url("sync.index"),
        refresh=_url("sync.index", **ordered),
        add_connection=_url("connection_dialog.new"),
        configure=_url("sync.configure"),
        test=_url("sync.test", **ordered),
        cancel_test=_url("sync.cancel_test", **ordered),
        delete=_url("sync.delete"),
        restore=_url("sync.restore", **view),
        toggle=_url("sync.toggle", **ordered),
        open=_url("sync.open_page"),
        summary=_url("sync.summary"),
        priority=_url("priority.index"),
        transfer=_url("transfer.index"),
        add_connector=_url("connector_dialog.new"),
        edit_connector=_url("sync.edit_connector"),
        test_url=_url("sync.test_url", **ordered),
        delete_connector=_url("sync.delete_connector"),
        restore_connector=_url("sync.restore_connector"),
        deleted_connectors=_url("sync.index", deleted_connectors="1"),
    )


def _sort_url(view: dict[str, Any], sort: str, descending: bool, key: str) -> str:
    turn = key == sort and not descending
    return _url("sync.index", **view, sort=key, descending="1" if turn else None)


def _url(endpoint: str, **query: str | None) -> str:
    """An address with what of *query* is given."""
    return _address(endpoint, request.script_root, tuple(query.items()))


@lru_cache(maxsize=1000)  # thirty of them would be a tenth of the page's time
def _address(endpoint: str, root: str, query: tuple[tuple[str, str | None], ...]) -> str:
    given = {name: value for name, value in query if value}
    return f"{url_for(endpoint)}?{urlencode(given)}" if given else url_for(endpoint)
