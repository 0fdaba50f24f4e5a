"""A group and who is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, StringField

from webapp.forms.base import BaseForm, Required, Ticks, stripped
from webapp.i18n import lazy_


class GroupForm(BaseForm):
    """A name and members; *users* are (id, name) pairs to choose from."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    members = Ticks(lazy_("Members"))
    version = HiddenField()

    def __init__(self, users: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.members.choices = list(users)
