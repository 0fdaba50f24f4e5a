"""What undoing an import takes back and what it leaves, as `imports/undo.html` shows it."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from connectors.base import ActorType
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.i18n import _, ngettext, when
from webapp.models import SyncRun


def page(imported: SyncRun) -> SimpleNamespace:
    """The question."""
    assert imported.connection is not None  # an import is from one
    entity = ENTITY_OF[ActorType(imported.actor_type)]
    facts = {"name": imported.connection.name, "who": imported.user_name or "kobling", "when": when(imported.created_at)}
    return SimpleNamespace(
        of=_("The import from “%(name)s” by %(who)s %(when)s.", **facts),
        goes=_goes(imported.counts, entity),
        stays=_stays(entity),
        cancel=url_for("runs.show", row=imported.id),
        help=url_for("help.page", name="import"),
    )


def _goes(counts: dict[str, int], entity: Entity) -> list[str]:
    created, updated = counts.get("created", 0), counts.get("updated", 0)
    lines = [_created(created, entity)] if created else []
    if updated:
        lines.append(
            ngettext("%(num)s that it updated gets its values back.", "%(num)s that it updated get their values back.", updated)
        )
    return [*lines, _("The links that it made are removed.")]


def _created(number: int, entity: Entity) -> str:
    if entity is Entity.PERSON:
        return ngettext("%(num)s person that it created is deleted.", "%(num)s persons that it created are deleted.", number)
    if entity is Entity.PROJECT:
        return ngettext("%(num)s project that it created is deleted.", "%(num)s projects that it created are deleted.", number)
    return ngettext("%(num)s company that it created is deleted.", "%(num)s companies that it created are deleted.", number)


def _stays(entity: Entity) -> list[str]:
    lines = [
        _("New records that somebody has changed since, or that are linked on another connection too."),
        _("Values that somebody has changed since."),
        _("Everything in the ERP: nothing is written there."),
    ]
    return [_("New companies that have got persons or projects."), *lines] if entity is Entity.COMPANY else lines
