"""The editor of a CRM list as a form, and a new list.

An item is a hidden `item` (its row's id, 0 for a new one) and a `name`, in the order of the list; `tick` has the places of
those that are ticked. A deleted item is a hidden `gone`; `back` has the ids of those that are ticked.
"""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField

from webapp.crm.list_page import Entry, ListPage, names_in
from webapp.forms.base import BaseForm, Required, row_id, stripped
from webapp.i18n import lazy_


class NewListForm(BaseForm):
    """A list that isn't there yet, with its first items."""

    name = StringField(lazy_("Name"), [Required()], [stripped], render_kw={"autocomplete": "off"})
    items = TextAreaField(lazy_("Items"), description=lazy_("One item on each line. More can be added later."))

    @property
    def names(self) -> list[str]:
        """The names typed, without blank lines."""
        return names_in(self["items"].data or "")


def posted(form: MultiDict[str, str]) -> ListPage:
    """What stood on the page. What can't be an id is 0 among the deleted ones, and a new item among the others."""
    ticked = set(form.getlist("tick"))
    pairs = zip(form.getlist("item"), form.getlist("name"), strict=False)
    return ListPage(
        title=form.get("title", "").strip(),
        live=tuple(Entry(row_id(id_), name.strip(), str(place) in ticked) for place, (id_, name) in enumerate(pairs)),
        gone=tuple(dict.fromkeys(map(row_id, form.getlist("gone")))),
        back=frozenset(map(row_id, form.getlist("back"))),
        lines=form.get("lines", ""),
    )
