"""The list mappings of a connection: every mapped list field with the ERP's items, the CRM's, and where each goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peewee import JOIN

from connectors.base import ActorType, FieldMetadata, Text
from webapp.crm import lists
from webapp.models import ActorMapping, AuditEvent, Connection, CrmListItem, FieldMapping, ListItemMapping
from webapp.services.sheets import Book, Row
from webapp.sync.list_choices import NO_SELECTION, Choices, ItemChoice, stuck, unreached


@dataclass(frozen=True)
class ListField:
    """A list field of the ERP that is mapped to a list field of the CRM.

    `items` are the ERP's as last read, `crm_items` names by key. `stored` has what is decided; `gone` the names of CRM items
    that are no longer in the CRM's list, by the ERP item that went there: that one is to be decided anew.
    `was_read`: whether the ERP's list could be read at all.
    """

    connection: Connection
    type: ActorType
    row: Row
    items: Mapping[str, Text]
    crm_items: Mapping[str, str]
    stored: Choices
    gone: Mapping[str, str]
    was_read: bool = True

    @property
    def id(self) -> int:
        """The id of its `FieldMapping`."""
        return int(self.row.mapping.id)

    @property
    def field(self) -> FieldMetadata:
        """The ERP's field."""
        return self.row.field

    @property
    def crm_field(self) -> FieldMetadata:
        """The CRM's field."""
        assert self.row.crm is not None  # a list field is mapped
        return self.row.crm

    @property
    def back(self) -> bool:
        """Whether values go from the CRM to the ERP too, so that each CRM item needs its way back."""
        return bool(self.row.mapping.to_erp)

    @cached_property
    def missing(self) -> list[str]:
        """The items that the ERP had and has no more, by key."""
        return [key for key in (*self.stored, *self.gone) if key not in self.items]

    @cached_property
    def known(self) -> list[str]:
        """The keys of all items: the ERP's in its order, then those that it has lost."""
        return [*self.items, *self.missing]

    @cached_property
    def undecided(self) -> list[str]:
        """The items for which nothing is decided, or what was decided is gone, by key."""
        return [key for key in self.items if key not in self.stored]

    @cached_property
    def unselected(self) -> list[str]:
        """The items that are decided to go to no CRM item, by key."""
        return [key for key, each in self.stored.items() if each.crm == NO_SELECTION]

    @cached_property
    def stuck(self) -> list[str]:
        """The names of the CRM items that have no way back as it is stored, where the field needs one."""
        return [self.crm_items[key] for key in stuck(self.stored, self.items)] if self.back else []

    def unreached(self, choices: Choices) -> list[str]:
        """The names of the CRM items that have no item of the ERP by these *choices*, where the field needs one."""
        keys = unreached(choices, self.items, self.crm_items) if self.back else []
        return [self.crm_items[key] for key in keys]

    def texts(self, keys: Iterable[str]) -> list[Text]:
        """What these items are called."""
        return [self.text(key) for key in keys]

    def text(self, key: str) -> Text:
        """What an item is called; its key, where the ERP no longer says."""
        known = self.items.get(key, Text(""))
        return known if known.en or known.nb else Text(key)


def fields(book: Book) -> list[ListField]:
    """Every mapped list field of a connection. Two queries."""
    rows = [(sheet.type, row) for sheet in book.sheets.values() for row in sheet.rows if row.is_list]
    crm = lists.items(row.crm.list_name for _type, row in rows if row.crm)
    stored = _stored(book.connection)
    return [_field(book, type_, row, crm, stored.get(row.mapping.id, ())) for type_, row in rows]


_Stored = tuple[str, int | None, bool, str | None]


def _stored(connection: Connection) -> dict[int, list[_Stored]]:
    """What is stored, by the id of the field mapping: ERP item, CRM item, way back, the CRM item's name."""
    wanted = (ListItemMapping.field, ListItemMapping.erp_item, ListItemMapping.crm_item, ListItemMapping.way_back)
    query = ListItemMapping.select(*wanted, CrmListItem.name).join(FieldMapping).join(ActorMapping)
    query = query.switch(ListItemMapping).join(CrmListItem, JOIN.LEFT_OUTER)
    found: dict[int, list[_Stored]] = {}
    mine = query.where(ActorMapping.connection == connection).order_by(ListItemMapping.id)
    rows: Any = mine.tuples()  # there can be thousands, and as objects they would cost ten times as much
    for field_id, erp_item, crm_item, way_back, name in rows:
        found.setdefault(field_id, []).append((erp_item, crm_item, bool(way_back), name))
    return found


def _field(book: Book, type_: ActorType, row: Row, crm: Mapping[str, Mapping[str, str]], stored: Sequence[_Stored]) -> ListField:
    assert row.crm is not None
    crm_items = crm[row.crm.list_name]
    choices: dict[str, ItemChoice] = {}
    gone: dict[str, str] = {}
    for erp_item, crm_item, way_back, name in stored:
        key = NO_SELECTION if crm_item is None else str(crm_item)
        if key in crm_items or crm_item is None:
            choices[erp_item] = ItemChoice(key, way_back)
        else:
            gone[erp_item] = name or ""
    read = book.lists.get(row.field.list_name)
    return ListField(book.connection, type_, row, read or {}, crm_items, choices, gone, read is not None)


def last_saved(connection: Connection) -> AuditEvent | None:
    """The last change of a list mapping of *connection*. One query."""
    mine = (AuditEvent.connection == connection) & (AuditEvent.area == "lists")
    newest = AuditEvent.select().where(mine).order_by(AuditEvent.id.desc()).limit(1)
    return next(iter(newest), None)
