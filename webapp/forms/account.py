"""What users may change of their own account."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, SelectField, StringField

from webapp.forms.base import BaseForm, Required, stripped
from webapp.i18n import NAMES, _, lazy_


def language_field() -> Any:
    """A choice of language; empty leaves it to the browser. Languages stand in their own words."""
    return SelectField(lazy_("Language"), choices={"": "", **NAMES}, validate_choice=False)


def name_browser(field: Any) -> None:
    """Give the empty choice its words, in the language of the request."""
    field.choices = {"": _("As the browser asks"), **NAMES}


class AccountForm(BaseForm):
    """Name and language."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "name"})
    language = language_field()
    version = HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        name_browser(self["language"])


class PasswordForm(BaseForm):
    """A new password for oneself."""

    present = PasswordField(lazy_("Present password"), [Required()], render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        lazy_("New password"),
        [Required()],
        description=lazy_("At least 10 characters. Your other sessions end; this one goes on."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(lazy_("New password again"), [Required()], render_kw={"autocomplete": "new-password"})
