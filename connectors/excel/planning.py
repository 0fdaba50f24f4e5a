"""What saving actors comes to, decided before the workbook is touched: answers that are clear already, and edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.accepting import refusal
from connectors.base import UNKNOWN, Actor, ActorType, Context, Refused, Saved, Text, Unknown, Value
from connectors.excel.convention import ID, MODIFIED, PARENT_ID_COLUMN, PARENT_TYPE_COLUMN
from connectors.excel.edits import Edit
from connectors.excel.keys import next_key
from connectors.excel.reading import Placed, Reader
from connectors.excel.sheets import ActorSheet, Layout
from connectors.excel.storable import stored_form, why_not

Known = dict[tuple[ActorType, str], Placed]


@dataclass(frozen=True, slots=True)
class Planned:
    """An edit that stands for one actor; `key` is the actor's, a new one where it is created."""

    type: ActorType
    key: str
    edit: Edit


Step = Saved | Refused | Planned


def plan_changes(layout: Layout, context: Context, actors: Sequence[Actor]) -> list[Step]:
    """For each actor what saving it comes to. One that changes nothing is saved already."""
    known = _known(layout, context, actors)
    return [_plan_change(layout, known, actor) for actor in actors]


def plan_new(layout: Layout, actor: Actor) -> Refused | Planned:
    """What creating *actor* comes to; its key is the next free one."""
    sheet = layout.sheet(actor.type)
    if sheet is None:
        return Refused(actor.erp_key, no_sheet(actor.type))
    values = {key: form for key, value in actor.values.items() if (form := stored_form(value)) is not UNKNOWN}
    refused = _value_refusal(layout, sheet, replace(actor, values=values), new=True) or _parent_refusal(layout, sheet, actor)
    if refused:
        return refused
    key = next_key(sheet.table.keys.rows)
    cells: dict[int, Value] = {sheet.special[ID]: key} | _cells(sheet, values) | _parent_cells(sheet, actor)
    last = max(sheet.table.keys.rows.values(), default=sheet.header + 1) - 1
    edit = Edit(sheet.name, cells, _stamps(sheet), last=last if sheet.count else sheet.header, bare=not sheet.count)
    return Planned(actor.type, key, edit)


def no_sheet(type_: ActorType) -> Text:
    """Why nothing can be done with an actor type."""
    return Text(f"The workbook has no sheet “{type_}”.", f"Arbeidsboken har ikke noe ark «{type_}».")


def _known(layout: Layout, context: Context, actors: Sequence[Actor]) -> Known:
    known: Known = {}
    for type_ in dict.fromkeys(actor.type for actor in actors):
        sheet = layout.sheet(type_)
        wanted = {actor.erp_key for actor in actors if actor.type is type_}
        if sheet is not None and not wanted.isdisjoint(sheet.table.keys.rows):
            reader = Reader(layout.workbook, sheet, context)
            known |= {(type_, one.erp_key): (row, one) for row, one in reader.actors() if one.erp_key in wanted}
    return known


def _plan_change(layout: Layout, known: Known, actor: Actor) -> Step:
    sheet = layout.sheet(actor.type)
    if sheet is None:
        return Refused(actor.erp_key, no_sheet(actor.type))
    if (actor.type, actor.erp_key) not in known or actor.erp_key in sheet.table.keys.repeated:
        return _key_refusal(sheet, actor)
    row, before = known[actor.type, actor.erp_key]
    changed = replace(actor, values=_changed(before, actor))
    moved = bool(actor.parent_key) and (actor.parent_type, actor.parent_key) != (before.parent_type, before.parent_key)
    refused = _value_refusal(layout, sheet, changed) or (_parent_refusal(layout, sheet, actor) if moved else None)
    if refused:
        return refused
    if not changed.values and not moved:
        return Saved(before)
    known[actor.type, actor.erp_key] = row, replace(before, values={**before.values, **changed.values})
    cells = _cells(sheet, changed.values) | (_parent_cells(sheet, actor) if moved else {})
    return Planned(actor.type, actor.erp_key, Edit(sheet.name, cells, _stamps(sheet), row))


def _changed(before: Actor, actor: Actor) -> Mapping[str, Value | Unknown]:
    """What differs from the workbook. A value that the caller doesn't know either is left alone."""
    given = {key: value for key, value in actor.values.items() if not _same(before.values.get(key, UNKNOWN), value)}
    stored = {key: stored_form(value) for key, value in given.items() if value is not UNKNOWN}
    return {key: value for key, value in stored.items() if not _same(before.values.get(key, UNKNOWN), value)}


def _same(one: Value | Unknown, other: Value | Unknown) -> bool:
    return type(one) is type(other) and one == other


def _value_refusal(layout: Layout, sheet: ActorSheet, actor: Actor, new: bool = False) -> Refused | None:
    refused = refusal(replace(actor, erp_key="") if new else actor, sheet.fields)
    if refused:
        return replace(refused, erp_key=actor.erp_key)
    found = why_not(actor.values, sheet.fields, layout.lists)
    return Refused(actor.erp_key, found[1], found[0]) if found else None


def _key_refusal(sheet: ActorSheet, actor: Actor) -> Refused:
    if rows := sheet.table.keys.repeated.get(actor.erp_key):
        where = ", ".join(map(str, rows))
        return Refused(
            actor.erp_key,
            Text(
                f"The key “{actor.erp_key}” stands more than once in “{sheet.name}” (rows {where}).",
                f"Nøkkelen «{actor.erp_key}» står flere ganger i «{sheet.name}» (rad {where}).",
            ),
        )
    return Refused(
        actor.erp_key,
        Text(
            f"The sheet “{sheet.name}” has no row with the key “{actor.erp_key}”.",
            f"Arket «{sheet.name}» har ingen rad med nøkkelen «{actor.erp_key}».",
        ),
    )


def _parent_refusal(layout: Layout, sheet: ActorSheet, actor: Actor) -> Refused | None:
    if not actor.parent_key:
        return None
    if not sheet.has_parents:
        reason = Text(
            f"The sheet “{sheet.name}” has no column “{PARENT_ID_COLUMN}”.",
            f"Arket «{sheet.name}» mangler kolonnen «{PARENT_ID_COLUMN}».",
        )
        return Refused(actor.erp_key, reason)
    parents = layout.sheet(actor.parent_type or ActorType.CUSTOMER)
    if parents is None or actor.parent_key not in parents.table.keys.rows:
        reason = Text(
            f"There is no {actor.parent_type} with the key “{actor.parent_key}”.",
            f"Det finnes ingen {actor.parent_type} med nøkkelen «{actor.parent_key}».",
        )
        return Refused(actor.erp_key, reason)
    return None


def _cells(sheet: ActorSheet, values: Mapping[str, Value | Unknown]) -> dict[int, Value]:
    places = {column.field.key: column.place for column in sheet.columns}
    return {places[key]: value for key, value in values.items() if not isinstance(value, Unknown)}


def _parent_cells(sheet: ActorSheet, actor: Actor) -> dict[int, Value]:
    cells: dict[int, Value] = {}
    if actor.parent_key:
        cells[sheet.special[PARENT_ID_COLUMN]] = actor.parent_key
        if PARENT_TYPE_COLUMN in sheet.special:
            cells[sheet.special[PARENT_TYPE_COLUMN]] = str(actor.parent_type or ActorType.CUSTOMER)
    return cells


def _stamps(sheet: ActorSheet) -> Mapping[int, datetime]:
    place = sheet.special.get(MODIFIED)
    return {} if place is None else {place: datetime.now(UTC).replace(microsecond=0)}
