"""What a press on one suggestion leaves behind: the row as it is now, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace

from webapp.access import user
from webapp.crm import register
from webapp.crm.fields import ENTITY_OF
from webapp.crm.pairings import Place
from webapp.i18n import _
from webapp.models import LinkSuggestion
from webapp.pages import workbench_rows
from webapp.services import rights


def done(place: Place, press: str, found: LinkSuggestion) -> SimpleNamespace:
    """After *press* (accept, reject or restore) has done what it says. Four queries at most."""
    records = register.get(ENTITY_OF[place.type], [found.record_id])
    record = records.get(found.record_id)
    reachable = rights.on(user(), place.connection.id) is not None
    side = workbench_rows.crm(place, record, workbench_rows.companies_of(records), reachable) if record else None
    said = {
        "accept": _(
            "“%(name)s” is linked to %(title)s (%(key)s).", name=side.name if side else "–", title=found.title, key=found.erp_key
        ),
        "reject": _(
            "%(title)s (%(key)s) is no longer suggested for “%(name)s”.",
            name=side.name if side else "–",
            title=found.title,
            key=found.erp_key,
        ),
        "restore": _(
            "%(title)s (%(key)s) is suggested for “%(name)s” again.",
            name=side.name if side else "–",
            title=found.title,
            key=found.erp_key,
        ),
    }[press]
    return SimpleNamespace(press=press, crm=side, best=workbench_rows.actor(found), said=said, problem="")


def refused(id_: int, problem: str) -> SimpleNamespace:
    """After it couldn't do so."""
    return SimpleNamespace(press="", id=id_, crm=None, said="", problem=problem)
