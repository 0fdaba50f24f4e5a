"""The rows of the mappings dialog, as `mappings/_row.html` shows them: one for each ERP field."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from connectors.base import FieldMetadata, FieldType
from webapp import texts
from webapp.forms.config_fields import html_name
from webapp.forms.mappings import Entered
from webapp.i18n import _, ngettext
from webapp.pages.crm_options import Options
from webapp.pages.mapping_notes import Around, notes
from webapp.services import mapping_rules, mappings
from webapp.services.mapping_rules import Direction, why_not
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync.choices import Choice
from webapp.wording import names


def rows(book: Book, sheet: Sheet, choices: Mapping[str, Choice], entered: Entered) -> list[SimpleNamespace]:
    """All rows with *choices* in them; those that the filter leaves out are hidden. Two queries."""
    around = Around(
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


def _row(around: Around, row: Row, choice: Choice) -> SimpleNamespace:
    key, name = row.field.key, around.named[row.field.key]
    crm = around.sheet.crm_fields.get(choice.crm_key)
    words = " ".join((name, key if not row.is_key else "", texts.text(crm.name) if crm else "")).casefold()
    mapped = choice.to_crm or choice.to_erp
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
        clashing=around.clashing(choice),
        notes=notes(around, row, choice),
        words=words,
        mapped=mapped,
        hidden=around.entered.text.casefold() not in words or (around.entered.only_mapped and not mapped),
    )


def _kind(book: Book, row: Row) -> str:
    """The type in a line: "text, 80 characters", "list, 3 items"."""
    kind = texts.field_type(row.field.type) if row.field.type in names.TYPES else "–"
    size = ""
    if row.field.type is FieldType.LIST:
        size = ngettext("%(num)s item", "%(num)s items", len(book.lists.get(row.field.list_name, ())))
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
