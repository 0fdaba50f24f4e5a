"""The question before a record is disconnected, as `erp_tab/disconnect.html` shows it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from connectors.base import ActorType
from webapp.access import user
from webapp.crm.register import Record
from webapp.i18n import _, ngettext
from webapp.models import Link
from webapp.pages import run_words
from webapp.pages.values import shortened
from webapp.services import disconnecting, rights
from webapp.services.disconnecting import Losing
from webapp.wording.erp_tab import NAMED


def page(record: Record, link: Link) -> dict[str, Any]:
    """What is asked, what goes, and what stays."""
    return {
        "title": _("Disconnect “%(name)s” from %(actor)s?", name=shortened(record.name), actor=_actor(link)),
        "connection": run_words.connection(link.connection),
        "key": link.erp_key,
        "losing": _persons(disconnecting.losing(link)),
        "hidden": _hidden(record, link),
        "cancel_url": back(record, link),
    }


def back(record: Record, link: Link) -> str:
    """Where it goes on: the ERP tab, where that shows the connection. One query."""
    there = "records.show" if _hidden(record, link) else "erp_tab.index"
    return url_for(there, entity=record.entity.value, row=record.id)


def _hidden(record: Record, link: Link) -> bool:
    return bool(rights.hidden([link.connection_id], record.entity))


def ways(record: Record) -> list[tuple[str, str]]:
    """(words, address) of where an administrator disconnects a record on connections that no ERP tab shows. Three queries."""
    if not user().is_admin:
        return []
    here: dict[str, Any] = {"entity": record.entity.value, "row": record.id}
    return [
        (
            _("Disconnect on “%(name)s” …", name=run_words.connection(each)),
            url_for("erp_tab.disconnect", **here, connection=each.id),
        )
        for each in disconnecting.hidden(record)
    ]


def done(record: Record, link: Link) -> str:
    """That it is done."""
    return _("“%(name)s” is disconnected from %(actor)s.", name=shortened(record.name), actor=_actor(link))


def _actor(link: Link) -> str:
    return _(NAMED[ActorType(link.actor_type)], key=shortened(link.erp_key))


def _persons(lost: Losing) -> str:
    if not lost.count:
        return ""
    names = [*lost.names]
    if lost.count > len(names):
        names.append(ngettext("%(num)s more", "%(num)s more", lost.count - len(names)))
    return ngettext(
        "%(num)s person of the company is linked there too and is disconnected with it: %(names)s.",
        "%(num)s persons of the company are linked there too and are disconnected with it: %(names)s.",
        lost.count,
        names=", ".join(names),
    )
