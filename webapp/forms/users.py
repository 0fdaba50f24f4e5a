"""A user, as an administrator sees one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import ValidationError

from webapp.forms.account import language_field, name_browser
from webapp.forms.base import BaseForm, Required, Ticks, stripped
from webapp.i18n import _, lazy_


class UserForm(BaseForm):
    """What can be changed of a user; *groups* are names to choose from, by id."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    is_admin = BooleanField(
        lazy_("Administrator"),
        description=lazy_("Sees and changes everything under Settings and maintenance."),
    )
    language = language_field()
    groups = Ticks(lazy_("Groups"))
    version = HiddenField()

    def __init__(self, groups: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        name_browser(self["language"])
        self.groups.choices = dict(groups)  # type: ignore[arg-type]


class PasswordChoice(BaseForm):
    """A password that is made, or typed by the administrator. One that is typed is the one meant, whatever is chosen above."""

    way = RadioField(lazy_("Password"), default="make", validate_choice=False)
    password = PasswordField(
        lazy_("Typed password"),
        description=lazy_("At least 10 characters. It is not shown again."),
        render_kw={"autocomplete": "new-password", "data-chooses": "way-1"},
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.way.choices = {"make": _("Make one and show it once"), "type": _("Use the one typed below")}
        if self["password"].data:
            self.way.data = "type"

    @property
    def typed(self) -> bool:
        """Whether the administrator types the password."""
        return bool(self.way.data == "type")

    def validate_password(self, field: Any) -> None:
        """WTForms' hook: the one below is to be used, and there is none."""
        if self.typed and not field.data:
            raise ValidationError(_("Type a password, or have one made."))


class NewUserForm(PasswordChoice, UserForm):
    """A user who isn't there yet."""

    username = StringField(
        lazy_("User name"),
        [Required()],
        [stripped],
        description=lazy_("In one word; it can't be changed later."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
