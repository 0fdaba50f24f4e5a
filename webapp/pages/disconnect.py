"""The question before a record is disconnected, as `erp_tab/disconnect.html` shows it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from connectors.base import ActorType
from webapp.crm.register import Record
from webapp.i18n import _, ngettext
from webapp.models import Link
from webapp.pages.values import shortened
from webapp.services import disconnecting
from webapp.services.disconnecting import Losing
from webapp.wording.erp_tab import NAMED


def page(record: Record, link: Link) -> dict[str, Any]:
    """What is asked, what goes, and what stays."""
    return {
        "title": _("Disconnect “%(name)s” from %(actor)s?", name=shortened(record.name), actor=_actor(link)),
        "connection": link.connection.name,
        "key": link.erp_key,
        "losing": _persons(disconnecting.losing(link)),
        "cancel_url": url_for("erp_tab.index", entity=record.entity.value, row=record.id),
    }


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
