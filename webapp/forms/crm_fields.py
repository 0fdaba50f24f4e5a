"""A field that an administrator adds to the CRM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField

from connectors.base import FieldType
from webapp.forms.base import BaseForm, Required, stripped
from webapp.i18n import _, lazy_


class FieldForm(BaseForm):
    """What can be said of a field; *lists* are names by key. `seen`: the values whose consequences the page has shown."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    list = SelectField(lazy_("List"), validate_choice=False, description=lazy_("For the type list only."))
    max_length = StringField(
        lazy_("Max. length"),
        filters=[stripped],
        description=lazy_("For the type text only. Longer values from the ERP are cut. Empty means no limit."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    read_only = BooleanField(lazy_("Read-only"), description=lazy_("Sync and import from the ERP never write the field."))
    version = HiddenField()
    seen = HiddenField()

    def __init__(self, lists: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        choices = {"": _("(No selection)"), **lists}
        self["list"].choices = choices  # type: ignore[attr-defined]

    @property
    def length(self) -> int | None:
        """The length typed: 0 for no limit, None for what is no number."""
        text = str(self["max_length"].data).replace(" ", "").replace("\u00a0", "") or "0"
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class NewFieldForm(FieldForm):
    """A field that isn't there yet; *types* are names of types by their numbers."""

    type = SelectField(lazy_("Type"), validate_choice=False, description=lazy_("It can't be changed later."))

    def __init__(self, types: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.type.choices = dict(types)

    @property
    def chosen_type(self) -> FieldType | None:
        """The type chosen, None for one that doesn't exist."""
        return next((each for each in FieldType if str(int(each)) == self["type"].data), None)
