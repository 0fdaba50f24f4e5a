"""The fields that a user is asked for when an actor is created in an ERP, as a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.base import FieldMetadata, Text
from webapp.forms.config_fields import EntryForm, html_name

Lists = Mapping[str, Mapping[str, Text]]


class ActorForm(EntryForm):
    """Controls by the keys of their fields, *entries* in them; those of *mandatory* must be filled in. *lists*: the ERP's, by
    name. *errors* stand at their fields."""

    def __init__(
        self,
        fields: Sequence[FieldMetadata],
        entries: Mapping[str, str],
        lists: Lists,
        mandatory: Iterable[str],
        errors: Mapping[str, str],
    ) -> None:
        known = {name: [(key, text.en, text.nb) for key, text in items.items()] for name, items in lists.items()}
        super().__init__(fields, {each.key: entries.get(each.key, "") for each in fields}, known)
        for each in fields:
            if each.key in errors:
                self.of(each.key).errors = [errors[each.key]]
        for key in mandatory:
            self.of(key).flags.required = True


def posted(form: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """What was sent for these fields, by key; nothing was for a box that isn't ticked."""
    return {key: form.get(html_name(key), "") for key in keys}
