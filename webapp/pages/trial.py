"""The trial of a mapping as `mapping_aids/_try.html` shows it: fields as rows, records as columns."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import url_for

from connectors.base import FieldMetadata, FieldType, Unknown
from connectors.values import to_text
from webapp import config, texts
from webapp.i18n import _, ngettext
from webapp.pages import aids
from webapp.pages.values import shortened, shown
from webapp.services.sheets import Book, Sheet
from webapp.services.trial import Cell, Line, Trial, mark
from webapp.sync.carry import Outcome
from webapp.wording.aids import MARKS


def panel(book: Book, sheet: Sheet, trial: Trial, text: str) -> SimpleNamespace:
    """The whole panel; *text* is what was searched for."""
    trouble = aids.trouble(trial.trouble) if trial.trouble else None
    return SimpleNamespace(
        text=text,
        said=trouble.text if trouble else _said(trial, text),
        tone=("ok" if trial.whole == len(trial.records) else "warn") if trial.records else "",
        trouble=trouble,
        records=[SimpleNamespace(key=shortened(key), name=shortened(name)) for key, name in trial.records],
        lines=[_line(book, sheet, trial, line) for line in trial.lines],
        outward=_named(trial.plan.outward),
        undirected=_named(trial.plan.undirected),
        url=aids.urls(book, sheet),
    )


def _named(fields: Sequence[FieldMetadata]) -> str:
    return ", ".join(texts.text(each.name) for each in fields)


def _said(trial: Trial, text: str) -> str:
    """What came of all records, in a sentence or two."""
    if not trial.plan.read:
        return _("No field goes from the ERP to the CRM yet. Switch on the arrow › of those that should, and try again.")
    if not trial.records:
        return _("No record in the ERP contains “%(text)s”.", text=text) if text else _("There are no records in the ERP yet.")
    total = len(trial.records)
    if trial.whole == total:
        return ngettext("%(num)s record arrives whole.", "All %(num)s records arrive whole.", total)
    lost = ", ".join(_counted(code, number) for code, number in sorted(trial.marks.items()))
    return _("%(whole)s of %(total)s records arrive whole; %(lost)s.", whole=trial.whole, total=total, lost=lost)


def _counted(code: str, number: int) -> str:
    """How many values a mark stands at, in words."""
    if code == Outcome.TRUNCATED:
        return ngettext("%(num)s value is cut", "%(num)s values are cut", number)
    if code == Outcome.LIST_MISS:
        return ngettext("%(num)s list item has no mapping", "%(num)s list items have no mapping", number)
    if code == "no_text":
        return ngettext("%(num)s list item is unknown", "%(num)s list items are unknown", number)
    if code == Outcome.UNCONVERTIBLE:
        return ngettext("%(num)s value can't be carried over", "%(num)s values can't be carried over", number)
    if code == Outcome.UNKNOWN:
        return ngettext("%(num)s value can't be read now", "%(num)s values can't be read now", number)
    return ngettext("%(num)s value is missing that the CRM needs", "%(num)s values are missing that the CRM needs", number)


def _line(book: Book, sheet: Sheet, trial: Trial, line: Line) -> SimpleNamespace:
    return SimpleNamespace(
        erp=texts.text(line.way.erp.name),
        crm=texts.text(line.way.crm.name),
        lost=sum(not cell.whole for cell in line.cells),
        lists_url=_lists_url(book, sheet, line),
        cells=[_cell(trial, line, cell) for cell in line.cells],
    )


def _lists_url(book: Book, sheet: Sheet, line: Line) -> str:
    """Where the items that have no mapping get one; a CRM field that isn't saved yet has its list mapping after that."""
    missed = any(cell.carried.outcome is Outcome.LIST_MISS for cell in line.cells)
    if not missed or line.way.crm.type is not FieldType.LIST or line.way.mapping.crm_key != line.way.crm.key:
        return ""
    return url_for("list_mapping.field", row=book.connection.id, actor_type=sheet.type.value, field=line.way.mapping.id)


def _cell(trial: Trial, line: Line, cell: Cell) -> SimpleNamespace:
    tone, words = MARKS.get(mark(line.way, cell), ("", ""))
    carried = _carried(trial, line, cell)
    came = _came(trial, line, cell)
    return SimpleNamespace(
        came=came, carried=carried, same=came == carried and not words, tone=tone, mark=_marked(trial, words, line, cell)
    )


def _marked(trial: Trial, words: str, line: Line, cell: Cell) -> str:
    if not words:
        return ""
    facts = {"limit": line.way.crm.max_length, "length": _length(trial, line, cell)}
    return _(words, **facts, type=texts.field_type(line.way.crm.type))


def _length(trial: Trial, line: Line, cell: Cell) -> int:
    """How long a text was before it was cut."""
    item = trial.erp_items.get(line.way.erp.list_name, {}).get(str(cell.value))
    if item and line.way.erp.type is FieldType.LIST:
        return len(item.in_language(config.current["LANGUAGE"]))
    return 0 if isinstance(cell.value, Unknown) else len(to_text(cell.value))


def _came(trial: Trial, line: Line, cell: Cell) -> str:
    """The value as the ERP has it, an item by its text."""
    items = trial.erp_items.get(line.way.erp.list_name, {})
    if line.way.erp.type is FieldType.LIST and isinstance(cell.value, str) and cell.value in items:
        return texts.text(items[cell.value])
    return shown(cell.value)


def _carried(trial: Trial, line: Line, cell: Cell) -> str:
    """The value as the CRM gets it, an item by its name; blank where it gets none."""
    items = trial.crm_items.get(line.way.crm.list_name, {})
    if line.way.crm.type is FieldType.LIST:
        return items.get(str(cell.carried.value), "")
    return shown(cell.carried.value)
