"""The sync priority, as `priority/edit.html` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from webapp.i18n import _
from webapp.models import Connection
from webapp.pages import order
from webapp.pages.order import Entry
from webapp.services import priorities


def page(
    ranked: Sequence[Connection | None],
    seen: Sequence[str] | None = None,
    shown: Sequence[str] | None = None,
    press: str = "",
    conflict: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The page of the order *ranked*, as it is *shown* (names; None: as stored). *seen*: the order that the page began with."""
    stored = priorities.keys(ranked)
    return {
        "order": order.order(entries(ranked), shown if shown is not None else stored, press),
        "seen": stored if seen is None else seen,
        "conflict": conflict,
        "theirs_url": url_for("priority.index"),
        "cancel_url": url_for("sync.index"),
    }


def entries(ranked: Sequence[Connection | None]) -> list[Entry]:
    """The connections and the CRM in the order that is stored."""
    return [_entry(key, row) for key, row in zip(priorities.keys(ranked), ranked, strict=True)]


def _entry(key: str, row: Connection | None) -> Entry:
    if row is None:
        return Entry(key, "CRM", _("The CRM itself: what is changed here wins over the connections below it."))
    return Entry(key, row.name, row.description.partition("\n")[0][:200], () if row.active else (_("not active"),))
