"""A group and who is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, StringField

from webapp.forms.base import BaseForm, Required, Ticks, stripped
from webapp.i18n import lazy_


class GroupForm(BaseForm):
    """A name and members; *users* are names to choose from, by id."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    members = Ticks(lazy_("Members"))
    version = HiddenField()

    def __init__(self, users: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.members.choices = dict(users)  # type: ignore[arg-type]
