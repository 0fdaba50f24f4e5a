"""How an actor type's records go across: for each synced field, what brings a value to the CRM and what brings one back.

The import, the side-by-side dialog and the creation of actors use it; one for a whole batch, since making it asks the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldMetadata, FieldType, Unknown, Value
from connectors.values import to_text
from webapp.crm import lists
from webapp.crm.register import Record
from webapp.services import list_pairs
from webapp.services.list_pairs import CrmItems
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync.carry import Carried, Items, ListPair, carry
from webapp.sync.sides import alike


@dataclass(frozen=True)
class Lane:
    """A synced field: its ERP side, its CRM side, and which ways it goes. Carrying the other way is possible where its type
    and its list mapping allow it; whether it is *meant* to is `goes_to_crm` and `goes_to_erp`."""

    row: Row
    erp: FieldMetadata
    crm: FieldMetadata
    to_crm_items: Items | None = None
    to_erp_items: Items | None = None

    @property
    def key(self) -> str:
        """The ERP field's key."""
        return self.erp.key

    @property
    def goes_to_crm(self) -> bool:
        """Whether its values are synced to the CRM."""
        return bool(self.row.mapping.to_crm)

    @property
    def goes_to_erp(self) -> bool:
        """Whether its values are synced to the ERP."""
        return bool(self.row.mapping.to_erp)

    def to_crm(self, value: Value | Unknown) -> Carried:
        """An ERP value as the CRM field gets it."""
        return carry(value, self.erp, self.crm, self.to_crm_items)

    def to_erp(self, value: Value) -> Carried:
        """A CRM value as the ERP field gets it."""
        return carry(value, self.crm, self.erp, self.to_erp_items)

    def of(self, actor: Actor) -> Value | Unknown:
        """The value that an actor has; `UNKNOWN` where it wasn't answered."""
        return actor.erp_key if self.key == ERP_KEY else actor.values.get(self.key, UNKNOWN)


@dataclass(frozen=True)
class Crossing:
    """All lanes of an actor type, in the ERP's order."""

    book: Book
    sheet: Sheet
    lanes: list[Lane]

    @property
    def erp_keys(self) -> list[str]:
        """The fields to ask an ERP for."""
        return [lane.key for lane in self.lanes if lane.key != ERP_KEY]

    def crm_value(self, lane: Lane, record: Record) -> Value:
        """The value that a record has."""
        return record.value(self.sheet.crm_fields, lane.crm.key)

    def equal(self, lane: Lane, record: Record, actor: Actor, zone: tzinfo) -> bool:
        """Whether both say the same; what the ERP hasn't answered is never equal."""
        crm, erp = self.crm_value(lane, record), lane.of(actor)
        return alike(crm, erp, lane.to_erp(crm), lane.to_crm(erp), zone)

    def agreed(self, record: Record, actor: Actor, zone: tzinfo) -> dict[str, str | list[str]]:
        """What both have where they are equal, by the ERP field's key; see `models.Link`."""
        found = dict[str, str | list[str]]()
        for lane in self.lanes:
            erp = lane.of(actor)
            if not isinstance(erp, Unknown) and self.equal(lane, record, actor, zone):
                texts = [to_text(erp), to_text(self.crm_value(lane, record))]
                found[lane.key] = texts[0] if texts[0] == texts[1] else texts
        return found


def of(book: Book, sheet: Sheet) -> Crossing:
    """How the records of an actor type go across, by its mappings as they are stored. Two queries."""
    synced = [row for row in sheet.rows if row.mapped and not row.missing]
    pairs = list_pairs.pairs(sheet.actor)
    crm_items = lists.items(row.crm.list_name for row in synced if row.crm and row.crm.type is FieldType.LIST)
    lanes = [_lane(row, row.crm, pairs.get(row.mapping.id, []), book, crm_items) for row in synced if row.crm]
    return Crossing(book, sheet, lanes)


def mark(crossing: Crossing) -> str:
    """What tells how records get to the CRM from another way: the fields, and where the items of lists go."""
    said = [
        f"{lane.key}\0{lane.crm.key}\0{lane.crm.type}\0{lane.crm.max_length}\0{sorted(_goes(lane.to_crm_items))}"
        for lane in crossing.lanes
        if lane.goes_to_crm
    ]
    return hashlib.sha256("\1".join(sorted(said)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _goes(items: Items | None) -> Iterable[tuple[str, str]]:
    return ((key, item or "") for key, item in items.goes.items()) if items else ()


def _lane(row: Row, crm: FieldMetadata, pairs: Iterable[ListPair], book: Book, crm_items: CrmItems) -> Lane:
    known = list(pairs)
    there = list_pairs.to_crm(row.field, crm, known, book, crm_items)
    return Lane(row, row.field, crm, there, list_pairs.to_erp(row.field, crm, known, book, crm_items))
