"""Which CRM field an ERP field most likely means: names, values and the items of lists weighed together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.base import FieldMetadata, FieldType, Text, Unknown, Value
from webapp.crm.fields import Entity
from webapp.services.mapping_rules import offered
from webapp.services.name_likeness import likeness, squeezed
from webapp.services.value_kinds import FEWEST, evidence
from webapp.sync.carry import can_carry

ENOUGH = 0.6
"""The score from which a suggestion is made."""
_TELLING = 0.5  # a likeness of names below this isn't worth a word
_SAME_ITEMS = 0.8
_AS_TEXT = {FieldType.CHECKBOX: 0.4, FieldType.DATETIME: 0.5, FieldType.DOUBLE: 0.6, FieldType.LIST: 0.7}

Values = Mapping[str, Sequence[Value | Unknown]]
"""Values of a few records by the ERP field's key."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: known, same, like, own_key (of names), a kind of `value_kinds`, or items; what the words for it need."""

    code: str
    name: str = ""
    label: str = ""
    hits: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A CRM field for an ERP field, the reasons, and how sure they make us, from 0 to 1."""

    erp: FieldMetadata
    crm: FieldMetadata
    score: float
    reasons: tuple[Reason, ...]


def rank(
    entity: Entity,
    fields: Sequence[FieldMetadata],
    crm_fields: Mapping[str, FieldMetadata],
    values: Values,
    erp_items: Mapping[str, Mapping[str, Text]],
    crm_items: Mapping[str, Mapping[str, str]],
) -> list[Suggestion]:
    """For each of *fields* at most one of *crm_fields*, each of them once: the best pair first, then the best of the rest."""
    pairs = [
        judge(entity, erp, crm, values.get(erp.key, ()), erp_items.get(erp.list_name, {}), crm_items.get(crm.list_name, {}))
        for erp in fields
        for crm in offered(erp, crm_fields.values())
    ]
    best: dict[str, Suggestion] = {}
    taken: set[str] = set()
    for pair in sorted((each for each in pairs if each.score >= ENOUGH), key=lambda each: -each.score):  # equal ones in order
        if pair.erp.key not in best and pair.crm.key not in taken:
            best[pair.erp.key] = pair
            taken.add(pair.crm.key)
    return [best[each.key] for each in fields if each.key in best]


def judge(
    entity: Entity,
    erp: FieldMetadata,
    crm: FieldMetadata,
    values: Sequence[Value | Unknown],
    erp_items: Mapping[str, Text],
    crm_items: Mapping[str, str],
) -> Suggestion:
    """How well one ERP field goes with one CRM field. Values that can't be the CRM field's speak against it."""
    named = likeness(entity, erp, crm)
    said = evidence(values, crm.key) if erp.type is not FieldType.LIST else evidence((), crm.key)
    same = _same_items(erp_items, crm_items) if erp.type is crm.type is FieldType.LIST else None
    score = 1 - (1 - named.score) * (1 - said.score) * (1 - (_SAME_ITEMS * same.hits / same.total if same else 0))
    reasons = [Reason(named.how, named.name, named.label)] if named.score >= _TELLING else []
    reasons += [Reason(said.kind, hits=said.hits, total=said.total)] if said.score else []
    reasons += [same] if same else []
    return Suggestion(erp, crm, round(score * _fit(erp, crm) * (0.5 if said.against else 1), 4), tuple(reasons))


def _same_items(erp_items: Mapping[str, Text], crm_items: Mapping[str, str]) -> Reason | None:
    """The items of both lists that are called the same, where that is at least half of the ERP's."""
    there = {squeezed(name) for name in crm_items.values()}
    hits = sum(1 for text in erp_items.values() if {squeezed(text.en), squeezed(text.nb)} & there - {""})
    return Reason("items", hits=hits, total=len(erp_items)) if hits >= FEWEST and hits * 2 >= len(erp_items) else None


def _fit(erp: FieldMetadata, crm: FieldMetadata) -> float:
    """How well the types go together: a value that can't come from the ERP, or only as its text, is seldom what is meant."""
    if not can_carry(erp.type, crm.type):
        return 0.5
    return _AS_TEXT.get(erp.type, 1.0) if crm.type is FieldType.TEXT else 1.0
