"""Storing the mappings of a document that fits: rows by key, whether or not the ERP's fields have been read yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from webapp.crm import lists
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.db import now
from webapp.errors import Problem
from webapp.models import ActorMapping, Connection, DefaultRule, FieldMapping, ListItemMapping, User
from webapp.services import audit, crm_lists, names, priorities
from webapp.services.transfer.difference import Different
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Fit
from webapp.sync.choices import Choice

PARTS = ("crm_key", "to_crm", "to_erp", "in_search", "in_tab", "rank")
VERSIONS = {"mappings": "version", "defaults": "defaults_version", "ranks": "ranks_version"}
"""Which version of an `ActorMapping` counts the changes of an area."""
_AT_ONCE = 500  # rows in one statement: databases take so many parameters and no more


def store(connection: Connection, fit: Fit, different: Sequence[Different], create: bool, user: User | None) -> None:
    """Store the actor types and the priority of `fit.wanted`, in the caller's transaction, and note what is *different*.

    With *create*, CRM items that are missing are created. Raises `Problem("transfer_changed")` where somebody has saved at
    the same moment.
    """
    if create:
        for list_key, wanted in fit.new_items.items():
            crm_lists.add_items(list_key, wanted, user)
    crm = all_fields()
    items = _items(crm)
    for type_, wanted in fit.wanted["actor types"].items():
        stored = fit.stored["actor types"].get(type_, {"fields": {}})
        if wanted != stored:
            areas = {each.area for each in different if each.type == type_}
            relisted = [key for key in wanted["order"] if _listed(wanted, key) != _listed(stored, key)]
            _Actor(connection, type_, areas, user).store(wanted, relisted, crm[ENTITY_OF[type_]], items)
    if fit.wanted.get("priority") != fit.stored.get("priority"):
        _store_place(connection, fit.wanted["priority"], user)
    noted = [each for each in different if each.area != "priority"]  # that one notes itself
    for (area, type_), some in groupby(noted, key=lambda each: (each.area, each.type)):
        audit.note(area, user, [each.change for each in some], connection, type_)


def _items(crm: Mapping[Any, Fields]) -> dict[str, dict[str, int]]:
    """The ids of the CRM's items by what makes their names equal, by list. One query."""
    keys = [each.list_name for fields in crm.values() for each in fields.values() if each.list_name]
    return {key: {names.key(name): int(id_) for id_, name in some.items()} for key, some in lists.items(keys).items()}


def _store_place(connection: Connection, place: int, user: User | None) -> None:
    there = priorities.keys(priorities.order())
    own = str(connection.id)
    others = [key for key in there if key != own]
    priorities.save([*others[: place - 1], own, *others[place - 1 :]], there, user)


class _Actor:
    """An actor type that is stored."""

    def __init__(self, connection: Connection, type_: str, areas: Iterable[str], user: User | None) -> None:
        mine = (ActorMapping.connection == connection) & (ActorMapping.actor_type == type_)
        self.row = ActorMapping.get_or_none(mine) or ActorMapping.create(connection=connection, actor_type=type_)
        self.areas, self.user = areas, user
        self.fields = {each.erp_key: each for each in FieldMapping.select().where(FieldMapping.actor == self.row)}

    def store(self, wanted: Document, relisted: Sequence[str], crm: Fields, items: Mapping[str, Mapping[str, int]]) -> None:
        """The actor type, its fields in their order, and what hangs on them; *relisted* have another list mapping now."""
        self._store_row(bool(wanted.get("active")))
        self._add([key for key in wanted["order"] if key not in self.fields])
        ranks = {key: rank for rank, key in enumerate(wanted["order"], 1)}
        changed = [each for key, each in self.fields.items() if _put(each, wanted["fields"].get(key, {}), ranks.get(key))]
        if changed:
            FieldMapping.bulk_update(changed, PARTS, batch_size=100)  # type: ignore[no-untyped-call]
        self._store_items({key: wanted["fields"].get(key, {}) for key in relisted}, crm, items)
        self._store_rules(wanted["fields"])

    def _store_row(self, active: bool) -> None:
        row = self.row
        versions = {VERSIONS[area]: getattr(ActorMapping, VERSIONS[area]) + 1 for area in self.areas if area in VERSIONS}
        same = [getattr(ActorMapping, each) == getattr(row, each) for each in VERSIONS.values()]
        values = {"active": active, "changed_at": now(), "changed_by": self.user, **versions}
        if not ActorMapping.update(values).where(ActorMapping.id == row.id, *same).execute():
            raise Problem("transfer_changed")

    def _add(self, keys: Sequence[str]) -> None:
        """Rows for fields that have none yet."""
        for begin in range(0, len(keys), _AT_ONCE):
            FieldMapping.insert_many([{"actor": self.row, "erp_key": key} for key in keys[begin : begin + _AT_ONCE]]).execute()
        if keys:
            self.fields = {each.erp_key: each for each in FieldMapping.select().where(FieldMapping.actor == self.row)}

    def _store_items(self, wanted: Mapping[str, Document], crm: Fields, items: Mapping[str, Mapping[str, int]]) -> None:
        """Where the items of these fields go, in place of what was stored."""
        ids = [self.fields[key].id for key in wanted]
        for begin in range(0, len(ids), _AT_ONCE):
            some = ids[begin : begin + _AT_ONCE]
            FieldMapping.update(items_version=FieldMapping.items_version + 1).where(FieldMapping.id.in_(some)).execute()
            ListItemMapping.delete().where(ListItemMapping.field.in_(some)).execute()
        rows = [row for key, each in wanted.items() for row in _item_rows(self.fields[key].id, each, crm, items)]
        for begin in range(0, len(rows), _AT_ONCE):
            ListItemMapping.insert_many(rows[begin : begin + _AT_ONCE]).execute()

    def _store_rules(self, wanted: Mapping[str, Document]) -> None:
        """Defaults, in place of what was stored."""
        DefaultRule.delete().where(
            DefaultRule.field.in_(FieldMapping.select(FieldMapping.id).where(FieldMapping.actor == self.row))
        ).execute()
        rows = [_rule(self.fields[key].id, each["default"]) for key, each in wanted.items() if "default" in each]
        for begin in range(0, len(rows), _AT_ONCE):
            DefaultRule.insert_many(rows[begin : begin + _AT_ONCE]).execute()


def _listed(actor: Document, key: str) -> list[Any]:
    """What a field's list mapping is made of. What a document can't say, since the CRM field is gone, is no difference."""
    field = actor["fields"].get(key, {})
    return [field.get(part) for part in ("crm", "items", "way back")]


def as_choice(key: str, field: Document) -> Choice:
    """A field of a document as the dialogs choose it."""
    way = field.get("direction", "")
    return Choice(
        erp_key=key,
        crm_key=field.get("crm", ""),
        to_crm=way in ("to CRM", "both"),
        to_erp=way in ("to ERP", "both"),
        in_search=field.get("in search", False),
        in_tab=field.get("in tab", False),
    )


def _put(mapping: FieldMapping, field: Document, rank: int | None) -> bool:
    """Fill in a field's row; whether that has changed anything."""
    choice = as_choice(mapping.erp_key, field)
    wanted = {part: getattr(choice, part) for part in ("crm_key", "to_crm", "to_erp", "in_search", "in_tab")}
    wanted["rank"] = mapping.rank if rank is None else rank
    if all(getattr(mapping, part) == value for part, value in wanted.items()):
        return False
    for part, value in wanted.items():
        setattr(mapping, part, value)
    return True


def _item_rows(field: int, wanted: Document, crm: Fields, items: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    if "items" not in wanted:
        return []
    there, back = items[crm[wanted["crm"]].list_name], set(wanted.get("way back", ()))
    return [
        {"field": field, "erp_item": key, "crm_item": None if name is None else there[names.key(name)], "way_back": key in back}
        for key, name in wanted["items"].items()
    ]


def _rule(field: int, default: Document) -> dict[str, Any]:
    return {
        "field": field,
        "use_value": "value" in default,
        "value": default.get("value", ""),
        "ask": default.get("ask", False),
        "mandatory": default.get("mandatory", False),
    }
