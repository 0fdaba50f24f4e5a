"""What all forms share: words in the user's language, blanks cut away, only a real post counts as sent."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from wtforms import Form, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.i18n import _, language


class _Messages:
    """Gives WTForms our own messages (its English ones are in our catalogue)."""

    def gettext(self, message: str) -> str:
        return _(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return _(one if number == 1 else many)


class BaseForm(Form):
    """A form bound to what was posted, if anything was; one that isn't *bound* shows only the data it is given."""

    class Meta:
        def get_translations(self, form: Any) -> _Messages:
            """WTForms' hook for messages."""
            return _Messages()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """WTForms' hook for fields: labels and hints in the user's language."""
            field = unbound_field.bind(form=form, **options)
            field.label.text = _(field.label.text) if field.label.text else ""
            field.description = _(field.description) if field.description else ""
            return field

    def __init__(self, bound: bool = True, **kwargs: Any) -> None:
        self.general: list[str] = []
        super().__init__(request.form if bound and request.method == "POST" else None, **kwargs)

    def sent(self) -> bool:
        """Whether the form was posted and everything in it is right."""
        return request.method == "POST" and self.validate()

    def refuse(self, field: str, text: str) -> None:
        """Show *text* at *field*."""
        self[field].errors = [*self[field].errors, text]

    def show(self, problems: list[tuple[str, str]]) -> None:
        """Show (field, text) pairs, each at its field; what concerns none of ours is kept in `general`."""
        for field, text in problems:
            if field in self:
                self.refuse(field, text)
            else:
                self.general = [*self.general, text]

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary above the form: (id of the control, text), general troubles first."""
        return [("", text) for text in self.general] + [
            (field.id, " ".join(map(str, field.errors))) for field in self if field.errors
        ]

    @property
    def read_version(self) -> int:
        """The version of the row that the page was made from; 0, which no row has, where the post doesn't say."""
        return row_id(request.form.get("version"))

    @property
    def language(self) -> str:
        """The language the form speaks."""
        return language()


class Required:
    """A validator: something must be typed. Marks the field for the page."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """WTForms' hook: raises where *field* is blank."""
        if not str(field.data or "").strip():
            raise StopValidation(_("Fill in this field."))


class Ticks(SelectMultipleField):
    """Any number of choices as check boxes. Whether the ids chosen exist is for the services to say."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=row_id, validate_choice=False, **options)

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def row_id(text: Any) -> int:
    """The number of a row that was posted; 0, which no row has, for anything else."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def stripped(value: str | None) -> str:
    """A filter for text fields: without blanks at its ends."""
    return (value or "").strip()
