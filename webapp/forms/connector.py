"""The sync connector dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from webapp.forms.base import BaseForm, Required, stripped
from webapp.i18n import lazy_


class ConnectorForm(BaseForm):
    """Name, URL and description of a connector; *offered* are (url, title) pairs suggested for the URL."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    url = StringField(
        lazy_("URL"),
        [Required()],
        [stripped],
        description=lazy_("plugin:// and the name of an installed connector. Choose one from the list or type it."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    description = TextAreaField(lazy_("Description"), filters=[stripped], render_kw={"rows": 3})
    version = HiddenField()

    def __init__(self, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = list(offered)

    def texts(self) -> tuple[str, str, str]:
        """Name, URL and description as typed."""
        return self.name.data or "", self.url.data or "", self.description.data or ""
