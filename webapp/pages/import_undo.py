"""What undoing an import takes back and what it leaves, as `imports/undo.html` shows it."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from connectors.base import ActorType
from webapp.crm import aftermath
from webapp.crm.aftermath import OfImport
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.i18n import _, ngettext, when
from webapp.models import SyncRun
from webapp.pages import run_words


def page(imported: SyncRun) -> SimpleNamespace:
    """The question, with what there is to take back as things stand now. Six queries, however much it is."""
    assert imported.connection is not None  # an import is from one
    entity = ENTITY_OF[ActorType(imported.actor_type)]
    found = aftermath.of_import(entity, imported)
    name = run_words.connection(imported.connection)
    facts = {"name": name, "who": imported.user_name or "kobling", "when": when(imported.created_at)}
    return SimpleNamespace(
        of=_("The import from “%(name)s” by %(who)s %(when)s.", **facts),
        goes=_goes(found, entity) or [_("Nothing any more.")],
        stays=_stays(found, entity),
        cancel=url_for("runs.show", row=imported.id),
        help=url_for("help.page", name="import", _anchor="import"),
    )


def _goes(found: OfImport, entity: Entity) -> list[str]:
    lines = [_created(found.made, entity)] if found.made else []
    if found.updated:
        lines.append(
            ngettext(
                "%(num)s that it updated gets its values back.", "%(num)s that it updated get their values back.", found.updated
            )
        )
    if found.changed:
        lines.append(
            ngettext(
                "%(num)s that it updated has been changed since: it gets back those values that are still the imported ones.",
                "%(num)s that it updated have been changed since: they get back those values that are still the imported ones.",
                found.changed,
            )
        )
    if found.links:
        lines.append(ngettext("The link that it made is removed.", "The %(num)s links that it made are removed.", found.links))
    return lines


def _created(number: int, entity: Entity) -> str:
    if entity is Entity.PERSON:
        return ngettext("%(num)s person that it created is deleted.", "%(num)s persons that it created are deleted.", number)
    if entity is Entity.PROJECT:
        return ngettext("%(num)s project that it created is deleted.", "%(num)s projects that it created are deleted.", number)
    return ngettext("%(num)s company that it created is deleted.", "%(num)s companies that it created are deleted.", number)


def _stays(found: OfImport, entity: Entity) -> list[str]:
    lines = [_kept(found.kept, entity)] if found.kept else []
    if found.links and entity is Entity.COMPANY and found.updated + found.changed + found.joined:
        lines.append(_("Links to companies that were there before, where persons are linked under them."))
    if found.lost:
        lines.append(
            ngettext(
                "%(num)s that it updated has been deleted since, and stays so.",
                "%(num)s that it updated have been deleted since, and stay so.",
                found.lost,
            )
        )
    if found.deleted:
        lines.append(
            ngettext("%(num)s that it created is deleted already.", "%(num)s that it created are deleted already.", found.deleted)
        )
    if found.back:
        lines.append(
            ngettext(
                "%(num)s has been taken back already, by an undo that didn't come to its end.",
                "%(num)s have been taken back already, by an undo that didn't come to its end.",
                found.back,
            )
        )
    return [*lines, _("Everything in the ERP: nothing is written there.")]


def _kept(number: int, entity: Entity) -> str:
    if entity is not Entity.COMPANY:
        return ngettext(
            "%(num)s that it created: somebody has changed it since, or it is linked on another connection too.",
            "%(num)s that it created: somebody has changed them since, or they are linked on another connection too.",
            number,
        )
    return ngettext(
        "%(num)s company that it created: somebody has changed it since, it is linked on another connection too, or it has "
        "persons or projects by now.",
        "%(num)s companies that it created: somebody has changed them since, they are linked on another connection too, or they "
        "have persons or projects by now.",
        number,
    )
