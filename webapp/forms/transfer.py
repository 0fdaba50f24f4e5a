"""Bringing a document, and what somebody agrees to before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, SelectField, TextAreaField

from webapp.forms.base import BaseForm
from webapp.i18n import _, lazy_


class BringForm(BaseForm):
    """A document as a file or as text."""

    file = FileField(lazy_("File"), render_kw={"accept": ".yaml,.yml,text/yaml,application/yaml"})
    document = TextAreaField(
        lazy_("Or its text"), render_kw={"rows": 8, "spellcheck": "false", "autocomplete": "off", "class": "code"}
    )


class TargetForm(BaseForm):
    """Where the document goes; *targets* are (id, name) pairs. Not bound: what was chosen stands in the address."""

    target = SelectField(lazy_("Import into"), validate_choice=False)
    keep = BooleanField(lazy_("Configuration"))

    def __init__(self, targets: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(bound=False, **kwargs)
        self.target.choices = {"new": _("A new ERP connection")} | {str(row): name for row, name in targets}


class ImportForm(BaseForm):
    """What is agreed to, and the state of things that the page was made from."""

    target = HiddenField()
    keep = HiddenField()
    seen = HiddenField()
    create = BooleanField(lazy_("CRM lists"))
    leave_out = BooleanField(lazy_("What doesn't fit"))
