"""What is imported first, told where persons or projects are: the companies that they belong to."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.crm.fields import Entity
from webapp.i18n import _
from webapp.services import linking
from webapp.services.sheets import Book, Sheet


def told(entity: Entity) -> str:
    """What becomes of those whose company isn't linked; blank for companies themselves."""
    if entity is Entity.PERSON:
        return _(
            "A person is imported into the company that is linked to the person's customer or supplier. Import the companies "
            "first; a person without one can't be imported."
        )
    if entity is Entity.PROJECT:
        return _(
            "A project that belongs to a customer or supplier in the ERP is imported into the company that is linked to it. "
            "Import the companies first; otherwise the project is imported without one, and doesn't get it later."
        )
    return ""


def message(book: Book, sheet: Sheet) -> SimpleNamespace | None:
    """The same above the search: a warning where no company is linked yet, and where companies are imported. A query at most."""
    text = told(sheet.entity)
    if not text:
        return None
    first = next((type_ for type_, each in book.sheets.items() if each.entity is Entity.COMPANY and each.rows), None)
    if first is None or linking.any_on(book.connection, Entity.COMPANY):
        return SimpleNamespace(tone="", text=text, url="", label="")
    none = _("No company is linked on “%(name)s” yet.", name=book.connection.name)
    return SimpleNamespace(
        tone="warning",
        text=f"{none} {text}",
        url=url_for("imports.sheet", row=book.connection.id, actor_type=first.value),
        label=_("Go to %(actor)s", actor=texts.actor(first)),
    )
