"""The question before an import without a preview: what is taken, and what happens to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp import texts
from webapp.i18n import _
from webapp.pages import guide, import_order
from webapp.pages.import_preview import asked_for
from webapp.pages.imports import Args, kept
from webapp.services.importing.plan import Wanted
from webapp.services.sheets import Book, Sheet


def page(book: Book, sheet: Sheet, wanted: Wanted, args: Args) -> SimpleNamespace:
    """The question. No query."""
    what, blanks = asked_for(wanted)
    facts = {"what": what, "actor": texts.actor(sheet.type), "name": book.connection.name}
    return SimpleNamespace(
        title=_("Import without a preview?"),
        of=_("%(actor)s from “%(name)s”: %(what)s.", **facts),
        happens=[
            _("What isn't in the CRM yet is created there and linked."),
            _("What is linked gets the ERP's values where the mappings say so. %(blanks)s", blanks=blanks),
            _("What may exist already is left for you to decide on, in a preview of its own."),
            _("What can't be imported is left there too, with the reason."),
            *filter(None, [import_order.told(sheet.entity)]),
        ],
        start=_address("import_at_once.carry_out", book, sheet, args),
        cancel=search(book, sheet, args),
        help=guide.at("import#at-once"),
    )


def search(book: Book, sheet: Sheet, args: Args) -> str:
    """The address of the search that it comes from."""
    return _address("imports.sheet", book, sheet, args)


def _address(endpoint: str, book: Book, sheet: Sheet, args: Args) -> str:
    here: dict[str, Any] = {"row": book.connection.id, "actor_type": sheet.type.value}
    return url_for(endpoint, **here, **kept(args))
