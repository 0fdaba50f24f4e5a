"""A document as it fits a connection here: what would be stored, and which pieces of it can't be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base import ActorType, FieldMetadata, Text
from webapp.errors import Problem
from webapp.services.sheets import Book, Row
from webapp.services.transfer.document import Document


@dataclass(frozen=True)
class Agreed:
    """What the user has agreed to: that missing CRM items are created, that what doesn't fit is left out, and that the
    configuration stays as it is here."""

    create: bool = False
    leave_out: bool = False
    keep_configuration: bool = False


@dataclass(frozen=True)
class Misfit:
    """A piece that doesn't fit: of which actor type and field (both blank where it is of neither), and why."""

    problem: Problem
    type: str = ""
    of: Text | str = ""


@dataclass
class Fit:
    """A document as it would be stored: complete, and without what doesn't fit. `stored` is what there is now.

    `misfits` can be left out, `musts` can't. `new_items`: names that CRM lists don't have, by the list's key; they are in
    `wanted` only where creating them is agreed.
    """

    stored: Document
    wanted: Document
    book: Book | None
    configuration_fields: Mapping[str, FieldMetadata] = field(default_factory=dict)
    misfits: list[Misfit] = field(default_factory=list)
    new_items: dict[str, list[str]] = field(default_factory=dict)
    musts: list[Misfit] = field(default_factory=list)

    def row(self, type_: str, key: str) -> Row | None:
        """A field as last read."""
        sheet = self.book.sheets.get(ActorType(type_)) if self.book else None
        return sheet.by_key.get(key) if sheet else None

    def name(self, type_: str, key: str) -> Text | str:
        """What a field is called; its key where nothing has been read of it."""
        row = self.row(type_, key)
        return row.field.name if row and row.field.name.en else key

    def refusals(self, agreed: Agreed) -> list[Misfit]:
        """What keeps the document from being stored."""
        found = self.musts if agreed.leave_out else [*self.musts, *self.misfits]
        if self.new_items and not agreed.create and not agreed.leave_out:
            found.append(Misfit(Problem("transfer_items_missing")))
        return found
