"""The rules of a connection as facts: what happens on each event, in each direction, for each actor type.

Nothing here is decided: it says what the mappings, list mappings, defaults and the sync priority come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.base import ActorType
from webapp.crm.fields import Entity
from webapp.models import Connection
from webapp.services import priorities, rule_remarks
from webapp.services.rule_remarks import Said
from webapp.services.setup import Lists, Setup
from webapp.services.sheets import Row, Sheet

EVENTS = ("created", "changed", "blank", "deleted")


@dataclass(frozen=True)
class Chapter:
    """The rules of an actor type that is synced.

    `to_crm` and `to_erp` say by event what happens on that side, `remarks` by topic what else is to be known.
    """

    type: ActorType
    entity: Entity
    to_crm: Mapping[str, Sequence[Said]]
    to_erp: Mapping[str, Sequence[Said]]
    remarks: Mapping[str, Sequence[Said]]


@dataclass(frozen=True)
class Matrix:
    """All rules of a connection. `off` are the actor types that are not synced, `lists` the ERP's lists."""

    connection: Connection
    chapters: Sequence[Chapter]
    off: Sequence[ActorType]
    lists: Lists


def of(connection: Connection) -> Matrix:
    """The rules of *connection*. A constant number of queries."""
    setup = Setup(connection)
    crm_wins = _crm_wins(connection)
    off = [type_ for type_, sheet in setup.book.sheets.items() if not sheet.actor.active]
    return Matrix(connection, [_chapter(setup, sheet, crm_wins) for sheet in setup.synced], off, setup.book.lists)


def _crm_wins(connection: Connection) -> bool:
    places = [None if each is None else each.id for each in priorities.order()]
    return connection.id not in places or places.index(None) < places.index(connection.id)


def _chapter(setup: Setup, sheet: Sheet, crm_wins: bool) -> Chapter:
    to_crm = [row for row in sheet.rows if row.crm is not None and row.mapping.to_crm]
    to_erp = [row for row in sheet.rows if row.crm is not None and row.mapping.to_erp]
    return Chapter(
        sheet.type,
        sheet.entity,
        {
            "created": [*_created_in_erp(sheet, to_crm)],
            "changed": [Said("rule_changed_crm", pairs=_to_crm(to_crm))] if to_crm else [Said("rule_nothing")],
            "blank": [*_blank_in_erp(to_crm)],
            "deleted": [Said("rule_deleted_in_erp")],
        },
        {
            "created": [*_created_in_crm(setup, sheet, to_erp)],
            "changed": [Said("rule_changed_erp", pairs=_to_erp(to_erp))] if to_erp else [Said("rule_nothing")],
            "blank": [*_blank_in_crm(to_erp)],
            "deleted": [Said("rule_deleted_in_crm")],
        },
        rule_remarks.of(setup, sheet, crm_wins),
    )


def _to_crm(rows: Sequence[Row]) -> list[tuple[object, object]]:
    return [(row.field.name, row.crm.name) for row in rows if row.crm]


def _to_erp(rows: Sequence[Row]) -> list[tuple[object, object]]:
    return [(row.crm.name, row.field.name) for row in rows if row.crm]


def _created_in_erp(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Said]:
    yield Said("rule_new_in_erp", actor=sheet.type)
    if rows:
        yield Said("rule_new_gets", pairs=_to_crm(rows))
    unset = [
        each.name for each in sheet.crm_fields.values() if each.mandatory and each.key not in {r.mapping.crm_key for r in rows}
    ]
    if unset:
        yield Said("rule_crm_lacks", fields=unset)


def _created_in_crm(setup: Setup, sheet: Sheet, rows: Sequence[Row]) -> Iterator[Said]:
    yield Said("rule_new_in_crm", entity=sheet.entity)
    if rows:
        yield Said("rule_new_gets", pairs=_to_erp(rows))
    there = [row for row in sheet.rows if not row.missing and not row.field.read_only]
    given = [row for row in there if (rule := setup.rules.get(row.mapping.id)) and rule.use_value]
    for code, some in (
        ("rule_default", [row for row in given if not row.mapping.to_erp]),
        ("rule_default_blank", [row for row in given if row.mapping.to_erp]),
    ):
        if some:
            yield Said(code, values=[(row.field, setup.rules[row.mapping.id].value) for row in some])
    if asked := [row.field.name for row in there if (rule := setup.rules.get(row.mapping.id)) and rule.ask]:
        yield Said("rule_asked", fields=asked)
    yield from _demanded(setup, there)


def _demanded(setup: Setup, there: Sequence[Row]) -> Iterator[Said]:
    """What must have a value, and what can't get one."""
    rules = setup.rules
    must = [row for row in there if row.field.mandatory or (row.mapping.id in rules and rules[row.mapping.id].mandatory)]
    if given := [row.field.name for row in must if row.mapping.to_erp or setup.has_default(row)]:
        yield Said("rule_must", fields=given)
    if lacking := [row.field.name for row in must if not (row.mapping.to_erp or setup.has_default(row))]:
        yield Said("rule_cannot", fields=lacking)


def _blank_in_erp(rows: Sequence[Row]) -> Iterator[Said]:
    kept = [row for row in rows if row.crm and row.crm.mandatory]
    blank = [row.crm.name for row in rows if row.crm and not row.crm.mandatory]
    if blank or not rows:
        yield Said("rule_blank_crm", fields=blank) if blank else Said("rule_nothing")
    if kept:
        yield Said("rule_kept_crm", fields=[row.crm.name for row in kept if row.crm])


def _blank_in_crm(rows: Sequence[Row]) -> Iterator[Said]:
    kept = [row for row in rows if row.field.mandatory]
    blank = [row.field.name for row in rows if not row.field.mandatory]
    if blank or not rows:
        yield Said("rule_blank_erp", fields=blank) if blank else Said("rule_nothing")
    if kept:
        yield Said("rule_kept_erp", fields=[row.field.name for row in kept])
