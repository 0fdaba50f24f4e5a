"""What has to be said of a field's mapping, at its row in the mappings dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType
from webapp import texts
from webapp.forms.mappings import Entered
from webapp.i18n import _, ngettext
from webapp.pages.crm_options import Options
from webapp.services.mapping_rules import Direction, Writer, why_not
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync.choices import Choice


@dataclass
class Around:
    """What the rows of a page have in common."""

    book: Book
    sheet: Sheet
    choices: Mapping[str, Choice]
    entered: Entered
    options: Options
    clashes: Mapping[str, Sequence[str]]
    others: Mapping[tuple[str, str], Sequence[Writer]]
    undecided: Mapping[str, int]
    named: Mapping[str, str]

    def clashing(self, choice: Choice) -> bool:
        """Whether another field would write the same CRM field."""
        return choice.to_crm and choice.crm_key in self.clashes


def notes(around: Around, row: Row, choice: Choice) -> list[SimpleNamespace]:
    """The notes of a row: how loud each is (caution or hint), its text, and the way to where it is mended."""
    return [*_of_crm_field(around, row, choice), *_cleared(around, row, choice)]


def _of_crm_field(around: Around, row: Row, choice: Choice) -> list[SimpleNamespace]:
    crm = around.sheet.crm_fields.get(choice.crm_key)
    found = []
    if choice.crm_key and crm is None:
        found.append(_note("caution", _("This CRM field no longer exists. Choose another.")))
    if around.clashing(choice):
        rest = [around.named[key] for key in around.clashes[choice.crm_key] if key != row.field.key]
        said = _("Also written by %(names)s. Only one may write it before the connection can be activated.", names=_quoted(rest))
        found.append(_note("caution", said))
    if others := around.others.get((around.sheet.type.value, choice.crm_key)):
        names_ = _quoted(sorted({each.name for each in others}))
        found.append(_note("hint", _("Also written by the ERP connection %(names)s.", names=names_)))
    if crm is not None and row.field.type is crm.type is FieldType.LIST:
        found.append(_list_note(around, row, crm))
    return found


def _list_note(around: Around, row: Row, crm: FieldMetadata) -> SimpleNamespace:
    """How far the list mapping is; it is that of the stored CRM field, so another one has to be saved first."""
    if row.crm is None or row.crm.list_name != crm.list_name:
        return _note("hint", _("The list mapping can be made when this is saved."))
    left = around.undecided.get(row.field.key, 0)
    said = ngettext("List mapping: %(num)s item missing", "List mapping: %(num)s items missing", left)
    place: dict[str, Any] = {"row": around.book.connection.id, "actor_type": around.sheet.type.value}
    url = url_for("list_mapping.field", field=row.mapping.id, **place)
    return _note("hint", said if left else _("List mapping: complete"), url)


def _cleared(around: Around, row: Row, choice: Choice) -> list[SimpleNamespace]:
    """Which directions were on, and are not now, since the CRM field that is chosen doesn't allow them."""
    asked = around.entered.choices.get(row.field.key)
    crm = around.sheet.crm_fields.get(choice.crm_key)
    found = []
    for direction, label in ((Direction.TO_CRM, _("ERP to CRM")), (Direction.TO_ERP, _("CRM to ERP"))):
        problem = why_not(row.field, row.missing, crm, direction)
        if asked is not None and getattr(asked, direction) and problem is not None:
            found.append(_note("caution", _("Switched off: %(arrow)s. %(why)s", arrow=label, why=texts.problem(problem))))
    return found


def _note(kind: str, text: str, url: str = "") -> SimpleNamespace:
    return SimpleNamespace(kind=kind, text=text, url=url)


def _quoted(names_: Sequence[str]) -> str:
    return ", ".join(_("“%(name)s”", name=each) for each in names_)
