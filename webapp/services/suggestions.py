"""Suggestions for ERP fields that have no CRM field yet: by what they are called, and by what a few records hold.

A suggestion chooses a CRM field and nothing else: directions stay off, and nothing is applied unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.base import ERP_KEY, FieldMetadata, FieldType
from webapp.crm import lists
from webapp.services import samples
from webapp.services.mapping_rules import offered
from webapp.services.sheets import Book, Sheet
from webapp.services.suggesting import Suggestion, rank
from webapp.sync.choices import Choice

RECORDS = 50


@dataclass(frozen=True)
class Offer:
    """What is suggested, in the ERP's order. `open`: how many fields had no CRM field; `trouble`: why no values were compared."""

    suggestions: Sequence[Suggestion]
    open: int
    trouble: samples.Trouble | None = None


def offer(book: Book, sheet: Sheet, choices: Mapping[str, Choice]) -> Offer:
    """Suggestions for the fields that have no CRM field in *choices*. One call to the ERP; five queries at most."""
    fields = [row.field for row in sheet.rows if not row.missing and not _chosen(choices, row.field.key)]
    keys = [each.key for each in fields if each.key != ERP_KEY]
    if not keys:
        return Offer(rank(sheet.entity, fields, _free(sheet, choices), {}, {}, {}), len(fields))
    actors, trouble = samples.records(book.connection, sheet.type, keys, RECORDS)
    values = {key: [actor.values.get(key) for actor in actors] for key in keys}
    crm_items = lists.items(each.list_name for each in sheet.crm_fields.values() if each.type is FieldType.LIST)
    return Offer(rank(sheet.entity, fields, _free(sheet, choices), values, book.lists, crm_items), len(fields), trouble)


def apply(sheet: Sheet, choices: Mapping[str, Choice], picked: Mapping[str, str]) -> tuple[dict[str, Choice], int]:
    """*choices* with the CRM fields that *picked* has by ERP key, and how many were taken: what doesn't fit (any more), or is
    chosen on the page already, is left out."""
    applied, taken = dict(choices), 0
    for row in sheet.rows:
        wanted = picked.get(row.field.key, "")
        free = offered(row.field, _free(sheet, applied).values()) if wanted and not row.missing else []
        if any(crm.key == wanted for crm in free) and not _chosen(applied, row.field.key):
            bare = applied.get(row.field.key, Choice(row.field.key))
            applied[row.field.key] = replace(bare, crm_key=wanted, to_crm=False, to_erp=False)
            taken += 1
    return applied, taken


def _chosen(choices: Mapping[str, Choice], key: str) -> bool:
    return key in choices and choices[key].crm_key != ""


def _free(sheet: Sheet, choices: Mapping[str, Choice]) -> dict[str, FieldMetadata]:
    taken = {each.crm_key for each in choices.values()}
    return {key: crm for key, crm in sheet.crm_fields.items() if key not in taken}
