"""How a connection is set up, as activation, the rule matrix and the summary judge it: each part is read when asked for, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from connectors.base import Text
from webapp.models import ActorMapping, Connection, DefaultRule, FieldMapping
from webapp.services import list_mappings, mapping_rules, readings, sheets
from webapp.services.list_mappings import ListField
from webapp.services.sheets import Book, Row, Sheet

Lists = Mapping[str, Mapping[str, Text]]
"""The ERP's lists: texts by item key, by the list's name."""


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
        synced = {sheet.type for sheet in self.synced}
        return [each for each in list_mappings.fields(self.book) if each.type in synced and each.row.mapped]
