"""The connection dialog's own fields. What may stand in them is for the services to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from webapp.forms.base import BaseForm, row_id
from webapp.i18n import _, lazy_


class ConnectionForm(BaseForm):
    """Name, connector, scope, description, Active; and hidden: which connection, as of which version, whose fields.

    *connectors* are (id, name) pairs to choose from, None for a saved connection, whose connector is fixed.
    """

    active = BooleanField(lazy_("Active"))
    name = StringField(lazy_("Name"))
    connector = SelectField(lazy_("ERP Sync Connector"), coerce=row_id, validate_choice=False)
    scope = RadioField(lazy_("Scope"), validate_choice=False)
    description = TextAreaField(lazy_("Description"), render_kw={"rows": 3})
    connection = HiddenField()
    version = HiddenField()
    fields_of = HiddenField()
    shown = HiddenField()

    def __init__(self, connectors: Sequence[tuple[int, str]] | None, **kwargs: Any) -> None:
        super().__init__(bound=False, **kwargs)  # what was typed is in the draft
        self.name.flags.required = True
        self.scope.choices = {"everyone": _("Everyone"), "specific": _("Specific users + groups")}
        if connectors is None:
            del self.connector
        else:
            self.connector.flags.required = True
            self.connector.choices = {"": _("Choose a connector")} | dict(connectors)  # type: ignore[assignment]
            del self.active
