"""The form of a record under way: what stands in it, what others have stored meanwhile, and the company to choose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import request, url_for

from connectors.base import FieldMetadata, FieldType
from webapp import config, texts
from webapp.crm import lists
from webapp.crm.fields import Entity, Fields, fields
from webapp.crm.register import Record
from webapp.errors import Problem, Problems
from webapp.forms.record import RecordForm, posted
from webapp.i18n import _, language, lazy_
from webapp.pages import company_choice, disconnect, record_values
from webapp.pages.record_groups import grouped
from webapp.services import record_entries, records


class Editing:
    """A record (None: a new one of *entity*) in its form; *company*: the id of the one that a new record is for."""

    def __init__(self, entity: Entity, record: Record | None = None, company: int = 0) -> None:
        self.entity, self.record = entity, record
        self.fields: Fields = {each.key: each for each in record_entries.editable(fields(entity))}
        self.items = lists.items(each.list_name for each in self.fields.values() if each.type is FieldType.LIST)
        self.zone = config.current["TIMEZONE"]
        self.base = record_entries.shown(record, list(self.fields.values()), language(), self.zone) if record else {}
        self.sent = posted(list(self.fields.values())) if request.method == "POST" else None
        self.company = self.sent.company if self.sent else company or (record.company_id if record else None) or 0
        self.status = 200
        self._entries = self._begin()
        self._problems: list[tuple[str, str]] = []
        self._ways: list[tuple[str, str]] = []

    def _begin(self) -> dict[str, str]:
        """What stands in the controls: what was typed, and elsewhere what is stored now."""
        if self.sent is None:
            return dict(self.base)
        mine = record_entries.touched(self.sent.entries, self.sent.marks)
        return dict(self.base) | {key: self.sent.entries[key] for key in mine}

    @property
    def finding(self) -> bool:
        """Whether companies are to be looked for, and nothing is to be stored yet."""
        return self.sent is not None and self.entity is not Entity.COMPANY and self.sent.finding

    @property
    def version(self) -> int:
        """The version that these values may be stored over: where nobody has changed the same fields, the present one."""
        if self.record is None or self.sent is None:
            return 0
        return self.sent.version if self._clashes() else self.record.version

    def values(self) -> dict[str, str]:
        """The text forms of what was touched. Raises what `record_entries.read` does."""
        if self.sent is None:
            return {}
        keys = record_entries.touched(self.sent.entries, self.sent.marks)
        if self.record is None:
            keys |= {key for key, each in self.fields.items() if each.mandatory}
        entries = {key: self.sent.entries.get(key, "") for key in self.fields if key in keys}
        return record_entries.read(entries, self.fields, self.items, language(), self.zone)

    def refuse(self, error: Problem | Problems) -> None:
        """Show why it wasn't stored, all that was typed still there."""
        self.status = 422
        conflict = isinstance(error, Problem) and error.code == "conflict"
        if not (conflict and self._clashes()):  # which are shown side by side
            self._problems = texts.worded(error)
        if isinstance(error, Problem) and error.code == "person_linked_hidden" and self.record is not None:
            self._ways = disconnect.ways(self.record)

    def look(self) -> None:
        """Show the companies that the words find; where OK was pressed instead of the button for it, say what to do."""
        if "find" not in request.form:
            self.refuse(Problem("company_choose", "company"))

    def _clashes(self) -> list[str]:
        """The keys of the fields that are touched here and hold another value by now than when the page was made."""
        if self.sent is None or self.record is None or self.sent.version == self.record.version:
            return []
        marks, mine = self.sent.marks, record_entries.touched(self.sent.entries, self.sent.marks)
        same = record_entries.mark
        stored = {key: same(self.base.get(key, "")) for key in self.fields}
        blank = same("")
        return [
            key for key in self.fields if key in mine and stored[key] not in (marks.get(key, blank), same(self.sent.entries[key]))
        ]

    def _conflict(self) -> dict[str, Any]:
        clashes = self._clashes()
        if not clashes or self.record is None:
            return {}
        return {"text": texts.problem(records.conflict(self.record)), "rows": [self._sides(key) for key in clashes]}

    def _sides(self, key: str) -> tuple[str, str, str]:
        field = self.fields[key]
        return texts.text(field.name), self._said(field, self.base.get(key, "")), self._said(field, self._entries[key])

    def _said(self, field: FieldMetadata, entry: str) -> str:
        if field.type is FieldType.CHECKBOX:
            return _("Yes") if entry else _("No")
        return self._choices(field.list_name).get(entry, entry) or "–"

    def _choices(self, list_key: str) -> Mapping[str, str]:
        return self.items.get(list_key, {})

    def context(self) -> SimpleNamespace:
        """The context of `records/edit.html`."""
        form = RecordForm(list(self.fields.values()), self._entries, self._lists())
        form.show(self._problems)
        groups = [(title, [self._row(form, each) for each in some]) for title, some in grouped(self.entity, self.fields)]
        return SimpleNamespace(
            title=_("Edit %(name)s", name=self.record.name or _("(no name)")) if self.record else _(_ADD[self.entity]),
            name=self.record.name if self.record else "",
            groups=groups,
            problems=form.problems(),
            ways=self._ways,
            conflict=self._conflict(),
            version=self.record.version if self.record else 0,
            marks=json.dumps({key: record_entries.mark(self.base.get(key, "")) for key in self.fields}),
            company=self._company(form),
            cancel_url=self._cancel_url(),
            theirs_url=url_for("records.edit", entity=self.entity.value, row=self.record.id) if self.record else "",
        )

    def _row(self, form: RecordForm, field: FieldMetadata) -> SimpleNamespace:
        control = form.of(field.key)
        if field.mandatory:
            control.flags.required = True
        return SimpleNamespace(field=control, kind=field.type.name.lower())

    def _lists(self) -> dict[str, list[tuple[str, str, str]]]:
        """The items to choose from: those there are, and the deleted ones that the record has."""
        kept = record_values.items_of([self.record], self.fields) if self.record else {}
        found = {name: [(key, text, text) for key, text in items.items()] for name, items in self.items.items()}
        for each in self.fields.values():
            key = self._entries.get(each.key, "")
            if each.type is FieldType.LIST and key in kept and kept[key][1]:
                said = _("%(name)s (deleted)", name=kept[key][0])
                found[each.list_name].insert(0, (key, said, said))
        return found

    def _company(self, form: RecordForm) -> Any:
        if self.entity is Entity.COMPANY:
            return None
        words = self.sent.words if self.sent else ""
        optional = self.entity is Entity.PROJECT
        return company_choice.choice(self.company, words, optional, form.company_errors)

    def _cancel_url(self) -> str:
        if self.record is not None:
            return url_for("records.show", entity=self.entity.value, row=self.record.id)
        if self.company and self.entity is not Entity.COMPANY:
            return url_for("records.persons" if self.entity is Entity.PERSON else "records.projects", row=self.company)
        return url_for("records.index", entity=self.entity.value)


_ADD = {
    Entity.COMPANY: lazy_("Add company"),
    Entity.PERSON: lazy_("Add person"),
    Entity.PROJECT: lazy_("Add project"),
}
