"""The rows of the mappings dialog, as `mappings/_row.html` shows them: one for each ERP field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType
from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.forms.mappings import Entered
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages.crm_options import Options
from webapp.services import mapping_rules, mappings
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync.choices import Choice
from webapp.wording import names


@dataclass
class _Around:
    """What the rows of a page have in common."""

    book: Book
    sheet: Sheet
    choices: Mapping[str, Choice]
    entered: Entered
    options: Options
    clashes: Mapping[str, Sequence[str]]
    others: Mapping[tuple[str, str], Sequence[Connection]]
    undecided: Mapping[str, int]
    named: Mapping[str, str]


def rows(book: Book, sheet: Sheet, choices: Mapping[str, Choice], entered: Entered) -> list[SimpleNamespace]:
    """All rows with *choices* in them; those that the filter leaves out are hidden. Two queries."""
    around = _Around(
        book=book,
        sheet=sheet,
        choices=choices,
        entered=entered,
        options=Options(sheet.crm_fields),
        clashes=mappings.clashes(choices.values()),
        others=mapping_rules.other_writers(book.connection),
        undecided=mappings.undecided(sheet, book.lists),
        named={row.field.key: texts.text(row.field.name) or row.field.key for row in sheet.rows},
    )
    return [_row(around, row, choices[row.field.key]) for row in sheet.rows]


def _row(around: _Around, row: Row, choice: Choice) -> SimpleNamespace:
    key, name = row.field.key, around.named[row.field.key]
    crm = around.sheet.crm_fields.get(choice.crm_key)
    words = " ".join((name, key if not row.is_key else "", texts.text(crm.name) if crm else "")).casefold()
    mapped = choice.to_crm or choice.to_erp
    clashing = choice.to_crm and choice.crm_key in around.clashes
    return SimpleNamespace(
        key=key,
        n=html_name(key),
        name=name,
        about=texts.text(row.field.description),
        kind=_kind(around.book, row),
        tags=_tags(row),
        missing=row.missing,
        options=around.options.of(row.field, choice.crm_key),
        arrows=[_arrow(row, choice, crm, name, each) for each in (Direction.TO_ERP, Direction.TO_CRM)],
        in_search=choice.in_search,
        searchable=row.searchable,
        in_tab=choice.in_tab,
        clashing=clashing,
        notes=[*_notes(around, row, choice, clashing), *_cleared(around, row, choice)],
        words=words,
        mapped=mapped,
        hidden=around.entered.text.casefold() not in words or (around.entered.only_mapped and not mapped),
    )


def _kind(book: Book, row: Row) -> str:
    """The type in a line: "text, 80 characters", "list, 3 values"."""
    kind = texts.field_type(row.field.type) if row.field.type in names.TYPES else "–"
    size = ""
    if row.field.type is FieldType.LIST:
        size = ngettext("%(num)s value", "%(num)s values", len(book.lists.get(row.field.list_name, ())))
    elif row.field.max_length:
        size = ngettext("%(num)s character", "%(num)s characters", row.field.max_length)
    return ", ".join(part for part in (kind, size) if part)


def _tags(row: Row) -> list[str]:
    tags = {
        _("key"): row.is_key,
        _("mandatory"): row.field.mandatory,
        _("read-only"): row.field.read_only and not row.is_key,
        _("missing in ERP"): row.missing,
    }
    found = [tag for tag, shown in tags.items() if shown]
    if row.old_type is not None and not row.missing:
        was, now = texts.field_type(row.old_type), texts.field_type(row.field.type)
        found.append(_("was %(was)s, is now %(now)s", was=was, now=now))
    return found


_SIGNS = {Direction.TO_CRM: "›", Direction.TO_ERP: "‹"}


def _arrow(row: Row, choice: Choice, crm: FieldMetadata | None, name: str, direction: Direction) -> SimpleNamespace:
    problem = why_not(row.field, row.missing, crm, direction)
    label = _("ERP to CRM: %(name)s", name=name) if direction is Direction.TO_CRM else _("CRM to ERP: %(name)s", name=name)
    why = texts.problem(problem) if problem else ""
    return SimpleNamespace(part=direction.value, sign=_SIGNS[direction], on=getattr(choice, direction), label=label, why=why)


def _notes(around: _Around, row: Row, choice: Choice, clashing: bool) -> list[SimpleNamespace]:
    """What has to be said of a field's CRM field, each with how loud it is, and the way to where it is mended."""
    crm = around.sheet.crm_fields.get(choice.crm_key)
    found = []
    if choice.crm_key and crm is None:
        found.append(_note("caution", _("This CRM field no longer exists. Choose another.")))
    if clashing:
        rest = [around.named[key] for key in around.clashes[choice.crm_key] if key != row.field.key]
        said = _("Also written by %(names)s. Only one may write it before the connection can be activated.", names=_quoted(rest))
        found.append(_note("caution", said))
    if others := around.others.get((around.sheet.type.value, choice.crm_key)):
        names_ = _quoted(sorted({each.name for each in others}))
        found.append(_note("hint", _("Also written by the ERP connection %(names)s.", names=names_)))
    if crm is not None and row.field.type is crm.type is FieldType.LIST:
        found.append(_list_note(around, row, crm))
    return found


def _list_note(around: _Around, row: Row, crm: FieldMetadata) -> SimpleNamespace:
    """How far the list mapping is; it is that of the stored CRM field, so another one has to be saved first."""
    if row.crm is None or row.crm.list_name != crm.list_name:
        return _note("hint", _("The list mapping can be made when this is saved."))
    left = around.undecided.get(row.field.key, 0)
    said = ngettext("List mapping: %(num)s value missing", "List mapping: %(num)s values missing", left)
    place: dict[str, Any] = {"row": around.book.connection.id, "actor_type": around.sheet.type.value}
    url = url_for("list_mapping.field", field=row.mapping.id, **place)
    return _note("hint", said if left else _("List mapping: complete"), url)


def _cleared(around: _Around, row: Row, choice: Choice) -> list[SimpleNamespace]:
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
    """*kind*: caution or hint."""
    return SimpleNamespace(kind=kind, text=text, url=url)


def _quoted(names_: Sequence[str]) -> str:
    return ", ".join(_("“%(name)s”", name=each) for each in names_)
