"""From a connector's metadata to a form.

The controls have names of ours, made from the key: a connector's keys can be anything, `data` or `validate` among them,
which would break a WTForms class, or contain blanks and signs that no HTML name should have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, PasswordField, SelectField, StringField
from wtforms.form import BaseForm as PlainForm
from wtforms.widgets import DateTimeLocalInput, TextInput

from connectors.base import FieldMetadata, FieldType
from webapp.i18n import _, language


def html_name(key: str) -> str:
    """The name of a field's control."""
    return "f" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def clear_name(key: str) -> str:
    """The name of the check box that clears a secret."""
    return html_name(key) + "-clear"


class EntryForm(PlainForm):
    """Controls by the keys of their fields: `form[key]` is the control, `form.clear(key)` the one that clears a secret.

    *entries* is what stands in each; a secret's never does.
    """

    def __init__(self, fields: Sequence[FieldMetadata], entries: Mapping[str, str], lists: Mapping[str, Any]) -> None:
        self._names = {each.key: html_name(each.key) for each in fields}
        controls: dict[str, Any] = {}
        for each in fields:
            controls[html_name(each.key)] = self.control(each, entries.get(each.key, ""), lists)
            if each.type is FieldType.PASSWORD:
                controls[clear_name(each.key)] = BooleanField(_("Clear"))
        super().__init__(controls)
        self.process(None, data={html_name(key): _data(fields, key, entry) for key, entry in entries.items()})

    def control(self, field: FieldMetadata, entry: str, lists: Mapping[str, Any]) -> Any:
        """The control for a field; a form for something else may have others."""
        return _control(field, entry, lists)

    def of(self, key: str) -> Field:
        """The control of the field *key*."""
        return self._fields[self._names[key]]

    def clear(self, key: str) -> Field:
        """The check box that clears the secret *key*."""
        return self._fields[clear_name(key)]


def _data(fields: Sequence[FieldMetadata], key: str, entry: str) -> Any:
    type_ = next(each.type for each in fields if each.key == key)
    return entry not in ("", "0") if type_ is FieldType.CHECKBOX else entry


def _control(field: FieldMetadata, entry: str, lists: Mapping[str, Any]) -> Any:
    label = field.name.in_language(language())
    if field.type is FieldType.CHECKBOX:
        return _Tick(label)
    if field.type is FieldType.PASSWORD:
        return PasswordField(label, render_kw=_flags(field))
    if field.type is FieldType.LIST:
        return SelectField(label, choices=_choices(field, entry, lists), validate_choice=False, render_kw=_flags(field))
    if field.type is FieldType.DATETIME:
        return _MomentField(label, render_kw=_flags(field))
    keyboard = {FieldType.INTEGER: "numeric", FieldType.DOUBLE: "decimal"}.get(field.type)
    return StringField(label, render_kw=_flags(field) | ({"inputmode": keyboard} if keyboard else {}))


class _Tick(BooleanField):
    """A check box that posts the invariant form of true."""

    def _value(self) -> str:
        return "1"


class _MomentField(StringField):
    """A date and time in the browser's own control; what that can't show stands in a text control instead."""

    def __call__(self, **kwargs: Any) -> Any:
        widget: Any = TextInput() if self.errors else DateTimeLocalInput()
        return widget(self, **kwargs)


def _flags(field: FieldMetadata) -> dict[str, Any]:
    flags: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
    return flags | ({"required": True} if field.mandatory else {})


def _choices(field: FieldMetadata, entry: str, lists: Mapping[str, Any]) -> dict[str, str]:
    """Labels by key. An item with a blank key would be no selection, so it isn't offered."""
    items = {key: (nb if language() == "nb" else en) or en or nb for key, en, nb in lists.get(field.list_name) or () if key}
    gone = {entry: _("%(item)s (gone)", item=entry)} if entry and entry not in items else {}
    return {"": _("(No selection)")} | gone | items
