"""The rows of the link workbench: a record of the CRM beside the actor of the ERP that it may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import url_for

from webapp.crm import pairings, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.pairings import Place
from webapp.crm.register import Record
from webapp.i18n import _, ngettext, when
from webapp.models import Link, LinkSuggestion
from webapp.pages.likeness_words import reasons
from webapp.sync.likeness import Reason


def suggested(place: Place, found: Sequence[tuple[int, int]], reachable: bool) -> list[SimpleNamespace]:
    """Records with the likest actor each, and the others. Three queries at most."""
    ids = [id_ for id_, _best in found]
    records = register.get(ENTITY_OF[place.type], ids)
    by_record: dict[int, list[LinkSuggestion]] = defaultdict(list)
    for each in pairings.suggestions(place, ids):
        by_record[each.record_id].append(each)
    companies = companies_of(records)
    shown = [id_ for id_ in ids if by_record[id_] and id_ in records]
    return [_of_record(place, records[id_], by_record[id_], companies, reachable) for id_ in shown]


def _of_record(
    place: Place, record: Record, found: Sequence[LinkSuggestion], companies: Mapping[int, Record], reachable: bool
) -> SimpleNamespace:
    best, *others = found
    return SimpleNamespace(
        crm=crm(place, record, companies, reachable),
        best=actor(best),
        others=[actor(each) for each in others],
        more=ngettext("%(num)s more", "%(num)s more", len(others)) if others else "",
    )


def rejected(place: Place, found: Sequence[LinkSuggestion], reachable: bool) -> list[SimpleNamespace]:
    """Suggestions that somebody has rejected. Two queries at most."""
    records = register.get(ENTITY_OF[place.type], [each.record_id for each in found])
    companies = companies_of(records)
    return [
        SimpleNamespace(crm=crm(place, records[each.record_id], companies, reachable), best=actor(each))
        for each in found
        if each.record_id in records
    ]


def without(place: Place, found: Sequence[Any], reachable: bool) -> list[SimpleNamespace]:
    """Records that nothing is suggested for. One query at most."""
    records = {each.id: each for each in pairings.records(found, place)}
    companies = companies_of(records)
    return [SimpleNamespace(crm=crm(place, each, companies, reachable)) for each in records.values()]


def linked(place: Place, found: Sequence[Link], reachable: bool) -> list[SimpleNamespace]:
    """Links there are. Two queries at most."""
    records = register.get(ENTITY_OF[place.type], [each.record_id for each in found])
    companies = companies_of(records)
    return [
        SimpleNamespace(
            crm=crm(place, records[each.record_id], companies, reachable),
            title=each.title or each.erp_key,
            key=each.erp_key,
            when=when(each.made_at),
        )
        for each in found
        if each.record_id in records
    ]


MAKERS: Mapping[str, Callable[[Place, Any, bool], list[SimpleNamespace]]] = {
    "suggested": suggested,
    "without": without,
    "rejected": rejected,
    "linked": linked,
}
"""What makes the rows of each list."""


def actor(found: LinkSuggestion) -> SimpleNamespace:
    """An actor that is suggested."""
    return SimpleNamespace(
        id=found.id,
        title=found.title,
        key=found.erp_key,
        details=found.details,
        score=found.score,
        reasons=reasons([Reason(code, percent) for code, percent in found.reasons]),
    )


def crm(place: Place, record: Record, companies: Mapping[int, Record], reachable: bool) -> SimpleNamespace:
    """The record's side: its name, what tells it from others as `actor_facts.Telling.details` does, and where it is."""
    entity = ENTITY_OF[place.type].value
    company = companies.get(record.company_id or 0)
    texts = record.texts
    there = " ".join(part for key in ("POSTALZIP", "POSTALCITY") if (part := texts.get(key)))
    return SimpleNamespace(
        name=record.name or _("(no name)"),
        details=", ".join(part for part in (company.name if company else "", there, texts.get("ORGNR", "")) if part),
        url=url_for("erp_tab.index" if reachable else "records.show", entity=entity, row=record.id),
    )


def companies_of(records: Mapping[int, Record]) -> Mapping[int, Record]:
    """The companies of persons and projects. One query where there are any."""
    return register.get(Entity.COMPANY, [each.company_id for each in records.values() if each.company_id])
