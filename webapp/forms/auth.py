"""Signing in."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField

from webapp.forms.base import BaseForm, Required, stripped
from webapp.i18n import lazy_


class SignInForm(BaseForm):
    """A name, a password, and where to go on."""

    username = StringField(
        lazy_("User name"),
        [Required()],
        [stripped],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(lazy_("Password"), [Required()], render_kw={"autocomplete": "current-password"})
    next = HiddenField()
