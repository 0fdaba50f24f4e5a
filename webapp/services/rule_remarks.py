"""What else is to be known of an actor type's rules: links, conflicts, what is cut, and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.base import ActorType, FieldMetadata, FieldType
from webapp.crm.fields import Entity
from webapp.services.list_mappings import ListField
from webapp.services.setup import Setup
from webapp.services.sheets import Row, Sheet
from webapp.sync.list_choices import coming


class Said:
    """A sentence: its code, which `wording.rules` has words for, and its facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts


def of(setup: Setup, sheet: Sheet, crm_wins: bool) -> Mapping[str, Sequence[Said]]:
    """The remarks by topic, those without anything to say left out."""
    lists = [each for each in setup.list_fields if each.type is sheet.type]
    found = {
        "links": list(_links(sheet)),
        "conflicts": list(_conflicts(sheet, crm_wins)),
        "lengths": list(_lengths(sheet)),
        "lists": [said for each in lists for said in _list(each)],
    }
    return {topic: some for topic, some in found.items() if some}


def _links(sheet: Sheet) -> Iterator[Said]:
    yield Said("rule_linked")
    if sheet.entity is Entity.COMPANY:
        yield Said("rule_one_link")
    if sheet.type is ActorType.PERSON:
        yield Said("rule_person")
    if lost := [row.field.name for row in sheet.rows if row.missing and row.mapping.crm_key]:
        yield Said("rule_lost", fields=lost)


def _conflicts(sheet: Sheet, crm_wins: bool) -> Iterator[Said]:
    mapped = [row for row in sheet.rows if row.mapped]
    both = [row.field.name for row in mapped if row.mapping.to_crm and row.mapping.to_erp]
    if both:
        yield Said("rule_crm_wins", fields=both) if crm_wins else Said("rule_erp_wins", fields=both)
    if len(both) < len(mapped):
        yield Said("rule_one_way")


def _lengths(sheet: Sheet) -> Iterator[Said]:
    mapped = [row for row in sheet.rows if row.crm is not None]
    if cut := [(row.crm, row) for row in mapped if row.crm and row.mapping.to_crm and _cuts(row.field, row.crm)]:
        yield Said("rule_cut_crm", limits=[(crm.name, crm.max_length) for crm, _row in cut])
    if cut_erp := [row.field for row in mapped if row.crm and row.mapping.to_erp and _cuts(row.crm, row.field)]:
        yield Said("rule_cut_erp", limits=[(each.name, each.max_length) for each in cut_erp])


def _cuts(source: FieldMetadata, target: FieldMetadata) -> bool:
    """Whether a text of *source* may be longer than *target* takes; an item's text may have any length."""
    length = source.max_length if source.type is FieldType.TEXT else 0
    wordy = source.type in (FieldType.TEXT, FieldType.LIST) and target.type is FieldType.TEXT
    return bool(wordy and target.max_length and (not length or length > target.max_length))


def _list(each: ListField) -> Iterator[Said]:
    row, name = each.row, each.row.field.name
    if not each.was_read:
        yield Said("rule_list_unread", name=name)
        return
    said = [*_list_to_crm(each, row)] if row.mapping.to_crm else []
    said += [*_list_to_erp(each)] if row.mapping.to_erp else []
    yield from said or [Said("rule_list_whole", name=name)]


def _list_to_crm(each: ListField, row: Row) -> Iterator[Said]:
    if each.undecided:
        yield Said("rule_list_undecided", name=row.field.name, items=each.texts(each.undecided))
    if each.unselected:
        yield Said("rule_list_blank", name=row.field.name, items=each.texts(each.unselected))


def _list_to_erp(each: ListField) -> Iterator[Said]:
    gathered = {key for key, items in coming(each.stored).items() if len(items) > 1 and each.crm_items[key] not in each.stuck}
    back = [(each.crm_items[one.crm], each.text(key)) for key, one in each.stored.items() if one.way_back and one.crm in gathered]
    if back:
        yield Said("rule_list_back", name=each.row.field.name, pairs=back)
    if lacking := [*each.unreached(each.stored), *each.stuck]:
        yield Said("rule_list_no_back", name=each.row.field.name, items=lacking)
