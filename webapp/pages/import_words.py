"""What an import of the ticked rows will do, in a sentence."""

from __future__ import annotations

from webapp.crm.fields import Entity
from webapp.i18n import _, ngettext
from webapp.services.importing.rows import ToDo


def sentence(todo: ToDo, entity: Entity) -> str:
    """“212 companies are created, 14 updated, 5 linked. Nothing is written in the ERP.”"""
    if not todo.rows:
        return _("No row is ticked or decided, so there is nothing to import.")
    parts = [_created(todo.create, entity)] if todo.create else []
    if todo.update:
        parts.append(ngettext("%(num)s that is linked is updated", "%(num)s that are linked are updated", todo.update))
    if todo.link:
        parts.append(
            ngettext("%(num)s that exists is linked and updated", "%(num)s that exist are linked and updated", todo.link)
        )
    return _("%(what)s. Nothing is written in the ERP.", what=", ".join(parts))


def _created(number: int, entity: Entity) -> str:
    if entity is Entity.PERSON:
        return ngettext("%(num)s person is created", "%(num)s persons are created", number)
    if entity is Entity.PROJECT:
        return ngettext("%(num)s project is created", "%(num)s projects are created", number)
    return ngettext("%(num)s company is created", "%(num)s companies are created", number)
