"""The rows of a preview as people read them: what an import makes of an actor, field by field, and what there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace

from flask import url_for

from connectors.base import FieldType, Text
from connectors.values import from_text
from webapp.crm import lists
from webapp.i18n import _, ngettext
from webapp.pages import actor_values, import_notes, likeness_words
from webapp.pages.values import shortened
from webapp.services.importing.rows import IMPORTED, Row
from webapp.services.sheets import Sheet
from webapp.sync.likeness import Reason
from webapp.wording.importing import KINDS

Items = Mapping[str, Mapping[str, Text]]
TONES = {"new": "ok", "update": "ok", "linked": "off", "duplicate": "warn", "fault": "fail"}
NAMED = 3
"""How many of the fields that change are named before they are unfolded."""


def rows(found: Sequence[Row], sheet: Sheet | None) -> list[SimpleNamespace]:
    """A page of rows. One query."""
    items = _items(found, sheet)
    return [_row(each, sheet, items) for each in found]


def _items(found: Iterable[Row], sheet: Sheet | None) -> Items:
    """The items of the CRM's lists in these rows, by list."""
    changed = {key for row in found for key, _before, _after in row.changes}
    fields = sheet.crm_fields.values() if sheet else ()
    wanted = {each.list_name for each in fields if each.type is FieldType.LIST and each.key in changed}
    known = lists.items(wanted) if wanted else {}
    return {name: {key: Text(text, text) for key, text in some.items()} for name, some in known.items()}


def _row(row: Row, sheet: Sheet | None, items: Items) -> SimpleNamespace:
    notes = [import_notes.sentence(each, sheet) for each in row.problems]
    return SimpleNamespace(
        id=row.id,
        title=shortened(row.title) or shortened(row.erp_key) or "–",
        key=shortened(row.erp_key),
        kind=_(KINDS[row.kind]),
        tone=TONES[row.kind],
        state=row.state,
        ticked=row.ticked,
        can_tick=row.state == "open" and row.kind in IMPORTED and row.kind != "duplicate",
        choices=_choices(row) if row.kind == "duplicate" and row.state == "open" else [],
        record=_record(row, sheet),
        summary=_summary(row, sheet),
        changes=[_change(*each, sheet, items) for each in row.changes],
        notes=notes,
        loud=row.kind == "fault" or row.state == "failed",
    )


def _record(row: Row, sheet: Sheet | None) -> SimpleNamespace | None:
    if row.record_id is None or sheet is None or not row.record_name:
        return None
    url = url_for("records.show", entity=sheet.entity.value, row=row.record_id)
    return SimpleNamespace(name=shortened(row.record_name), url=url)


def _choices(row: Row) -> list[SimpleNamespace]:
    """What a possible duplicate can be said to be."""
    why = likeness_words.reasons([Reason(code, percent) for code, percent in row.reasons])
    this = _("It is this one (link and update): %(name)s – %(why)s", name=shortened(row.record_name), why=why)
    chosen = row.choice if row.ticked else "skip"
    words = (("this", this), ("another", _("It is another (create)")), ("skip", _("Skip it")))
    return [SimpleNamespace(value=value, label=label, chosen=value == chosen) for value, label in words]


def _summary(row: Row, sheet: Sheet | None) -> str:
    """What is folded away: how many fields get a value, and of those that change the first by name."""
    number = len(row.changes)
    if not number:
        return ""
    if row.kind == "new" or row.choice == "another":
        return ngettext("%(num)s field", "%(num)s fields", number)
    names = [import_notes.crm_field(key, sheet) for key, _before, _after in row.changes]
    more = "…" if number > NAMED else ""
    change = ngettext("%(num)s field changes", "%(num)s fields change", number)
    return f"{change}: {', '.join(names[:NAMED])}{more}"


def _change(key: str, before: str, after: str, sheet: Sheet | None, items: Items) -> SimpleNamespace:
    shown = (_value(key, before, sheet, items), _value(key, after, sheet, items))
    return SimpleNamespace(name=import_notes.crm_field(key, sheet), before=shown[0], after=shown[1])


def _value(key: str, text: str, sheet: Sheet | None, items: Items) -> str:
    field = sheet.crm_fields.get(key) if sheet else None
    if field is None:
        return shortened(text)
    try:
        return actor_values.shown(field, from_text(field.type, text), items)
    except ValueError:  # the field was of another kind when the preview was made
        return shortened(text)
