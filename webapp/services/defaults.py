"""Default rules: what a field gets when an actor is created in the ERP. What there is, and how an entry becomes a rule.

The activation, the rule matrix, the export and the creation of actors ask `rules`; `default_saving` stores them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.base import FieldMetadata, FieldType
from connectors.values import EntryProblem, from_text, read_entry, show_entry, to_text
from webapp import config
from webapp.errors import Problem
from webapp.models import ActorMapping, Connection, DefaultRule, FieldMapping
from webapp.services.default_lists import Lists
from webapp.services.sheets import Row, Sheet
from webapp.sync import tags
from webapp.sync.wishes import Wish

TYPES = frozenset(FieldType) - {FieldType.PASSWORD, FieldType.LABEL}
"""The types of fields that can have a default."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A default rule; `value` is a text with tags, or the invariant text form of a value of the field's type."""

    use: bool = False
    value: str = ""
    ask: bool = False
    mandatory: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it is a rule at all."""
        return self.use or self.ask or self.mandatory


def rules(actor: ActorMapping) -> dict[str, DefaultRule]:
    """The rules of an actor type by the ERP field's key, also those of fields that are gone or read-only now. One query."""
    found = DefaultRule.select(DefaultRule, FieldMapping).join(FieldMapping).where(FieldMapping.actor == actor)
    return {each.field.erp_key: each for each in found}


def of_connection(connection: Connection) -> dict[int, dict[str, DefaultRule]]:
    """The same for all actor types of a connection, by the `ActorMapping`'s id. One query."""
    found = DefaultRule.select(DefaultRule, FieldMapping).join(FieldMapping).join(ActorMapping)
    by_actor: dict[int, dict[str, DefaultRule]] = {}
    for each in found.where(ActorMapping.connection == connection):
        by_actor.setdefault(each.field.actor_id, {})[each.field.erp_key] = each
    return by_actor


def plain(rule: DefaultRule | None) -> Rule:
    """A rule as a value that can be compared; one that says nothing where there is none."""
    return Rule(rule.use_value, rule.value, rule.ask, rule.mandatory) if rule else Rule()


def why_not(row: Row) -> Problem | None:
    """Why a field can have no rule, if it can't. Codes: default_missing, default_key, default_read_only."""
    if row.is_key:
        return Problem("default_key")
    if row.missing:
        return Problem("default_missing")
    return Problem("default_read_only") if row.field.read_only or row.field.type not in TYPES else None


def wish(field: FieldMetadata, rule: Rule, language: str) -> Wish:
    """A stored rule as it stands in the controls. A value that no longer fits the field's type stands there as it is."""
    try:
        entry = rule.value if _whole_day(field, rule.value) else _shown(field, rule.value, language)
    except ValueError:
        entry = rule.value
    return Wish(rule.use, entry, rule.ask, rule.mandatory or field.mandatory)


def read(row: Row, wanted: Wish, stored: Wish, lists: Lists, language: str) -> Iterator[Rule | Problem]:
    """The rule that *wanted* is, where *stored* stood in the controls before; and what is wrong with it.

    The fields of the problems are `at("value", …)` and `at("mandatory", …)`.
    """
    field, value = row.field, ""
    if wanted.use:
        try:
            value = _value(field, wanted.entry, lists, language)
        except Problem as problem:
            yield Problem(problem.code, at("value", field.key), **problem.facts)
    elif wanted.entry.strip() not in ("", stored.entry):
        yield Problem("default_unticked", at("value", field.key))
    given = wanted.use or wanted.ask
    if wanted.mandatory and not given and not field.mandatory:
        yield Problem("default_mandatory", at("mandatory", field.key))
    yield Rule(wanted.use, value, wanted.ask, given if field.mandatory else wanted.mandatory)


def at(part: str, key: str) -> str:
    """The control of a field as the field of a problem: *part* is value or mandatory."""
    return f"{part}:{key}"


def _value(field: FieldMetadata, entry: str, lists: Lists, language: str) -> str:
    """The stored form of an entry. Raises `Problem`."""
    if _whole_day(field, entry):
        return entry
    if field.type is FieldType.TEXT and (unknown := tags.unknown_tags(entry)):
        raise Problem("default_tags", tags=unknown, known=[f"{{{tag}}}" for tag in tags.TAGS])
    try:
        value = read_entry(field, entry, language, config.current["TIMEZONE"])
    except EntryProblem as problem:
        raise Problem(problem.code, "", **problem.facts) from None
    if value in (None, ""):
        raise Problem("default_blank")
    if field.type is FieldType.LIST and not lists.knows(field.list_name, str(value)):
        raise Problem("list", entry=str(value))
    return to_text(value)


def _whole_day(field: FieldMetadata, text: str) -> bool:
    return field.type is FieldType.DATETIME and text == tags.TODAY


def _shown(field: FieldMetadata, text: str, language: str) -> str:
    return show_entry(field, from_text(field.type, text), language, config.current["TIMEZONE"])


def lost(sheet: Sheet, found: Mapping[str, DefaultRule]) -> list[Row]:
    """The fields that have a rule and can have none (any more)."""
    return [row for row in sheet.rows if row.field.key in found and why_not(row)]
