"""How a connection is set up, as activation, the rule matrix and the summary judge it: each part is read when asked for, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.base import Text
from webapp.crm import lists as crm_lists
from webapp.models import ActorMapping, Connection, DefaultRule, FieldMapping, ListItemMapping
from webapp.services import mapping_rules, readings, sheets
from webapp.services.sheets import Book, Row, Sheet
from webapp.sync.carry import ListPair
from webapp.sync.list_choices import NO_SELECTION, ItemChoice, stuck

Lists = Mapping[str, Mapping[str, Text]]
"""The ERP's lists: texts by item key, by the list's name."""


@dataclass(frozen=True)
class ListField:
    """A list field that is synced, and which items its list mapping has.

    `items` are the ERP's, None where its list has never been read; `crm_items` the CRM's names by key. `pairs` has nothing
    that goes to an item that the CRM no longer has.
    """

    sheet: Sheet
    row: Row
    items: Mapping[str, Text] | None
    crm_items: Mapping[str, str]
    pairs: Sequence[ListPair]

    @cached_property
    def undecided(self) -> list[Text]:
        """ERP items of which nobody has said yet where they go."""
        known = {pair.erp_item for pair in self.pairs}
        return [text for key, text in (self.items or {}).items() if key not in known]

    @cached_property
    def unselected(self) -> list[Text]:
        """ERP items that are mapped to no selection."""
        return [self.text(pair.erp_item) for pair in self.pairs if pair.crm_item is None]

    @cached_property
    def gathered(self) -> dict[str, list[ListPair]]:
        """The pairs of each CRM item to which several ERP items go."""
        coming: dict[str, list[ListPair]] = {}
        for pair in self.pairs:
            if pair.crm_item is not None:
                coming.setdefault(pair.crm_item, []).append(pair)
        return {key: group for key, group in coming.items() if len(group) > 1}

    @cached_property
    def ambiguous(self) -> list[str]:
        """CRM items to which ERP items go without one that the ERP still has being the way back."""
        choices = {pair.erp_item: ItemChoice(pair.crm_item or NO_SELECTION, pair.way_back) for pair in self.pairs}
        return [self.crm_items[key] for key in stuck(choices, self.items or {})]

    @cached_property
    def without_way_back(self) -> list[str]:
        """CRM items that no ERP item stands for."""
        coming = {pair.crm_item for pair in self.pairs}
        return [name for key, name in self.crm_items.items() if key not in coming]

    def text(self, erp_item: str) -> Text:
        """An ERP item as people read it; one that the ERP no longer has by its key."""
        return (self.items or {}).get(erp_item) or Text(erp_item, erp_item)


@dataclass(frozen=True)
class Setup:
    """All parts together: eleven queries, however many fields and items there are."""

    connection: Connection

    @cached_property
    def book(self) -> Book:
        """The mappings."""
        return sheets.of(self.connection)

    @cached_property
    def synced(self) -> list[Sheet]:
        """The actor types that are switched on."""
        return [sheet for sheet in self.book.sheets.values() if sheet.actor.active]

    @cached_property
    def reading(self) -> readings.Reading:
        """The last reading of the ERP's fields."""
        return readings.last(self.connection)

    @cached_property
    def rules(self) -> dict[int, DefaultRule]:
        """The default rules by the id of their `FieldMapping`."""
        own = DefaultRule.select().join(FieldMapping).join(ActorMapping).where(ActorMapping.connection == self.connection)
        return {each.field_id: each for each in own}

    def has_default(self, row: Row) -> bool:
        """Whether a field has a default value, or the user is asked for one."""
        rule = self.rules.get(row.mapping.id)
        return rule is not None and bool(rule.use_value or rule.ask)

    def unfilled(self, row: Row) -> bool:
        """Whether the ERP demands a field that gets no value when an actor is created there."""
        demanded = row.field.mandatory and not row.missing and row.mapped
        return demanded and not row.mapping.to_erp and not self.has_default(row)

    @cached_property
    def other_writers(self) -> dict[tuple[str, str], list[mapping_rules.Writer]]:
        """Which other connections write a CRM field; see `mapping_rules.other_writers`."""
        return mapping_rules.other_writers(self.connection)

    @cached_property
    def list_fields(self) -> list[ListField]:
        """The synced list fields of the actor types that are switched on. Two queries."""
        rows = [(sheet, row) for sheet in self.synced for row in sheet.rows if row.mapped and row.is_list]
        crm_items = crm_lists.items(row.crm.list_name for _sheet, row in rows if row.crm)
        pairs = self._pairs()
        return [self._list_field(sheet, row, crm_items, pairs.get(row.mapping.id, ())) for sheet, row in rows]

    def _list_field(
        self, sheet: Sheet, row: Row, crm_items: Mapping[str, Mapping[str, str]], pairs: Sequence[ListPair]
    ) -> ListField:
        there = crm_items[row.crm.list_name] if row.crm else {}
        live = [pair for pair in pairs if pair.crm_item is None or pair.crm_item in there]
        return ListField(sheet, row, self.book.lists.get(row.field.list_name), there, live)

    def _pairs(self) -> dict[int, list[ListPair]]:
        own = ListItemMapping.select().join(FieldMapping).join(ActorMapping).where(ActorMapping.connection == self.connection)
        found: dict[int, list[ListPair]] = {}
        for each in own.order_by(ListItemMapping.id):
            crm_item = None if each.crm_item_id is None else str(each.crm_item_id)
            found.setdefault(each.field_id, []).append(ListPair(each.erp_item, crm_item, each.way_back))
        return found
