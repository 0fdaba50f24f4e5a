"""The form of a record: a control for each of its fields, and the company that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import StringField, TextAreaField
from wtforms.widgets import DateInput, TextInput

from connectors.base import FieldMetadata, FieldType
from webapp.crm.fields import DAYS, is_long
from webapp.forms.base import row_id
from webapp.forms.config_fields import EntryForm, html_name
from webapp.i18n import language

LONGEST_WORDS = 200


@dataclass(frozen=True)
class Posted:
    """What was posted: what stands in each control, by field key; what tells it from what stood there first; the version of
    the record that the page was made from; the company chosen (0: none), and the words to look for one by.

    `finding`: companies are to be looked for: the button for it was pressed, or there are words that nothing was found by yet.
    """

    entries: Mapping[str, str]
    marks: Mapping[str, str]
    version: int
    company: int
    words: str
    finding: bool


def posted(fields: Sequence[FieldMetadata]) -> Posted:
    """What the request says of these fields. One that wasn't on the page, since it is newer than that, is left out."""
    sent, marks = request.form, _marks()
    entries = {each.key: _sent(each) for each in fields if html_name(each.key) in sent or each.key in marks}
    words = sent.get("company_words", "")[:LONGEST_WORDS]
    finding = "find" in sent or words.strip() not in ("", sent.get("company_found", ""))
    return Posted(entries, marks, row_id(sent.get("version")), row_id(sent.get("company")), words, finding)


def _sent(field: FieldMetadata) -> str:
    entry = request.form.get(html_name(field.key), "")
    return ("1" if entry else "") if field.type is FieldType.CHECKBOX else entry


def _marks() -> dict[str, str]:
    try:
        marks = json.loads(request.form.get("marks", "{}")[:200_000])
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(mark) for key, mark in marks.items()} if isinstance(marks, dict) else {}


class RecordForm(EntryForm):
    """Controls by the keys of their fields, *entries* in them. *lists*: (key, name, name) of each item, by list key."""

    def __init__(self, fields: Sequence[FieldMetadata], entries: Mapping[str, str], lists: Mapping[str, Any]) -> None:
        super().__init__(fields, {each.key: entries.get(each.key, "") for each in fields}, lists)
        self.fields = {each.key: each for each in fields}
        self.general: list[str] = []
        self.company_errors: list[str] = []

    def control(self, field: FieldMetadata, entry: str, lists: Mapping[str, Any]) -> Any:
        """A day has a control for days, and a text of several lines one for these."""
        label: dict[str, Any] = {"label": field.name.in_language(language()), "render_kw": {"autocomplete": "off"}}
        if is_long(field):
            return TextAreaField(**label)
        if field.type is FieldType.DATETIME and (field.key in DAYS or len(entry) == len("2026-11-21")):
            return _DayField(**label)
        return super().control(field, entry, lists)

    def show(self, problems: Sequence[tuple[str, str]]) -> None:
        """Show (field key, text) pairs, each at its field."""
        for key, text in problems:
            if key in self.fields:
                self.of(key).errors = [*self.of(key).errors, text]
            elif key == "company":
                self.company_errors = [*self.company_errors, text]
            else:
                self.general = [*self.general, text]

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary above the form: (id of the control, text)."""
        found = [("", text) for text in self.general] + [("company_words", text) for text in self.company_errors]
        controls = [self.of(key) for key in self.fields]
        return found + [(each.id, f"{each.label.text}: {' '.join(each.errors)}") for each in controls if each.errors]


class _DayField(StringField):
    """A day in the browser's own control; what that can't show stands in a text control instead."""

    def __call__(self, **kwargs: Any) -> Any:
        widget: Any = TextInput() if self.errors else DateInput()
        return widget(self, **kwargs)
