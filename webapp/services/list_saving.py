"""Storing a list mapping: all of a page or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from connectors.base import Text
from webapp.db import db
from webapp.errors import Problem, Problems
from webapp.models import FieldMapping, ListItemMapping, User
from webapp.services import audit
from webapp.services.list_mappings import ListField, last_saved
from webapp.services.staying_active import kept_active
from webapp.sync.list_choices import NO_SELECTION, Choices, ItemChoice, settled, unmarked

NO_SELECTION_TEXT = Text("(No selection)", "(Ingen utvalg)")
_AT_ONCE = 500  # rows in one statement: databases take so many parameters and no more


def save(shown: ListField, chosen: Choices, strange: int, version: int, user: User) -> None:
    """Store where the items of *shown* go. Those that *chosen* doesn't name stay as they are, unless their CRM item is gone.

    *strange* is how many items were sent that neither the ERP nor the list mapping has. Raises `Problem` or `Problems`, whose
    field is the key of an item where they are one's: list_items_gone, list_crm_gone, list_typed, list_way_back, conflict, and
    what would keep an active connection from being one. Nothing is stored then.
    """
    wanted = {**shown.stored, **_kept_marks(shown, chosen)}
    _refuse(_strange(strange) + _unknown(shown, chosen) + _ambiguous(shown, wanted))
    new = {key: each for key, each in _settled(shown, wanted).items() if each.decided}
    with db.atomic(), kept_active(shown.connection):
        mine = (FieldMapping.id == shown.id) & (FieldMapping.items_version == version)
        if not FieldMapping.update(items_version=version + 1).where(mine).execute():
            raise _conflict(shown)
        _write(shown, new)
        audit.note("lists", user, _changes(shown, new), shown.connection, shown.type.value)


def _kept_marks(shown: ListField, chosen: Choices) -> Choices:
    """A field that goes one way shows no marks; those it has are kept for when it goes both ways again."""
    if shown.back:
        return chosen
    before = {key: each.crm for key, each in shown.stored.items() if each.way_back}
    return {key: replace(each, way_back=each.decided and before.get(key) == each.crm) for key, each in chosen.items()}


def _settled(shown: ListField, wanted: Choices) -> dict[str, ItemChoice]:
    return settled(wanted, shown.items) if shown.back else dict(wanted)


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise Problems(found)


def _strange(count: int) -> list[Problem]:
    return [Problem("list_items_gone", count=count)] if count else []


def _unknown(shown: ListField, chosen: Choices) -> list[Problem]:
    """What names no CRM item: a wrong name, or an item that has been deleted meanwhile, or was never in this list."""
    typed = [Problem("list_typed", key, entry=each.typed) for key, each in chosen.items() if each.typed]
    fitting = {"", NO_SELECTION, *shown.crm_items}
    return typed + [
        Problem("list_crm_gone", key, item=shown.text(key)) for key, each in chosen.items() if each.crm not in fitting
    ]


def _ambiguous(shown: ListField, wanted: Choices) -> list[Problem]:
    if not shown.back:
        return []
    return [
        Problem("list_way_back", keys[0], name=shown.crm_items[crm_item], items=[shown.text(key) for key in keys[:5]])
        for crm_item, keys in unmarked(wanted, shown.items).items()
        if crm_item in shown.crm_items
    ]


def _conflict(shown: ListField) -> Problem:
    saved = last_saved(shown.connection)
    return Problem("conflict", who=saved.user_name if saved else "–", when=saved.at if saved else "–")


def _write(shown: ListField, new: Choices) -> None:
    changed = [key for key, each in new.items() if shown.stored.get(key) != each]
    lost = [key for key in (*shown.stored, *shown.gone) if key not in new]
    own = ListItemMapping.field == shown.id
    for some in _batches(lost):
        ListItemMapping.delete().where(own, ListItemMapping.erp_item.in_(some)).execute()
    for some in _batches(changed):
        rows = [_row(shown, key, new[key]) for key in some]
        target = (ListItemMapping.field, ListItemMapping.erp_item)
        kept = (ListItemMapping.crm_item, ListItemMapping.way_back)
        ListItemMapping.insert_many(rows).on_conflict(conflict_target=target, preserve=kept).execute()


def _batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[begin : begin + _AT_ONCE] for begin in range(0, len(keys), _AT_ONCE))


def _row(shown: ListField, key: str, choice: ItemChoice) -> dict[str, object]:
    crm_item = None if choice.crm == NO_SELECTION else int(choice.crm)
    return {"field": shown.id, "erp_item": key, "crm_item": crm_item, "way_back": choice.way_back}


def _changes(shown: ListField, new: Choices) -> list[audit.Change]:
    """What is different, item by item: first where they go, then which is the way back."""
    before = {key: _said(shown, each) for key, each in shown.stored.items()} | dict(shown.gone)
    after = {key: _said(shown, each) for key, each in new.items()}
    changes = [
        audit.Change("list_item", _of(shown, key), before.get(key), after.get(key))
        for key in shown.known
        if before.get(key) != after.get(key)
    ]
    return changes + _mark_changes(shown, new)


def _mark_changes(shown: ListField, new: Choices) -> list[audit.Change]:
    before, after = ({each.crm: key for key, each in some.items() if each.way_back} for some in (shown.stored, new))
    return [
        audit.Change("way_back", _named(shown, Text(name)), _item(shown, before.get(key)), _item(shown, after.get(key)))
        for key, name in shown.crm_items.items()
        if before.get(key) != after.get(key)
    ]


def _item(shown: ListField, key: str | None) -> Text | None:
    return None if key is None else shown.text(key)


def _of(shown: ListField, key: str) -> Text:
    return _named(shown, shown.text(key))


def _named(shown: ListField, text: Text) -> Text:
    """An item together with its field: two fields can have items of the same name."""
    field = shown.field.name
    en = f"{field.in_language('en')}: {text.in_language('en')}"
    nb = f"{field.in_language('nb')}: {text.in_language('nb')}"
    return Text(en, nb)


def _said(shown: ListField, choice: ItemChoice) -> Text | str:
    return NO_SELECTION_TEXT if choice.crm == NO_SELECTION else shown.crm_items[choice.crm]
