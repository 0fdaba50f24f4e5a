"""Which actors of an ERP may be the same as a record of the register, scored and explained: a short search for one record.

All records of a connection at once: `webapp.services.suggesting_run`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connectors.base import Actor, ActorType, FieldType, Operator, Restriction
from connectors.errors import SearchRefused
from connectors.process import Question
from webapp.crm.fields import Entity
from webapp.crm.register import Record
from webapp.models import LinkSuggestion
from webapp.services import actor_facts, calls, linking
from webapp.services.actor_facts import Telling
from webapp.services.configuration import Configuration, of_connection
from webapp.services.linking import Taken
from webapp.services.sheets import Book, Sheet
from webapp.sync import likeness
from webapp.sync.likeness import Facts, Likeness

LIMIT = 100
"""How many actors one search looks through."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_USUAL = frozenset((
    "norge", "norway", "norsk", "norske", "nordic", "scandinavia", "eiendom", "holding", "invest", "gruppen", "group", "bygg",
    "entreprenor", "transport", "regnskap", "advokatfirmaet", "kommune", "skole", "consulting", "service", "handel", "drift",
))  # fmt: skip
"""Words that say little about a company: many have them in their names."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An actor that may be the same as a record. `taken`: the entity that it is linked to already, if it is."""

    actor: Actor
    title: str
    details: str
    likeness: Likeness
    taken: Taken | None = None


def suggest(book: Book, record: Record, types: Sequence[ActorType] = ()) -> list[Suggestion]:
    """The actors likest to *record*, those that are free first; of *types* (of the entity's, or all that are synced).

    One short call to the ERP for each type, and a second one by the name where nothing has the organisation number. What
    somebody has rejected is left out. Raises `Problem("parent_not_linked")` for a person whose company isn't linked, what is
    wrong with the stored configuration, and what `calls.search` raises. Seven queries at most.
    """
    parent = linking.demand_parent(book.connection, record)
    configuration = of_connection(book.connection)
    for problem in configuration.problems.values():
        raise problem
    within = (ActorType(parent.actor_type), parent.erp_key) if parent else None
    facts = likeness.facts(record.texts)
    found = [
        each
        for sheet in _sheets(book, record.entity, types)
        for each in _suggested(configuration, actor_facts.of(book, sheet), record, facts, within)
    ]
    return sorted(_with_links(book, record, found), key=lambda each: (each.taken is not None, -each.likeness.score))


def _sheets(book: Book, entity: Entity, types: Sequence[ActorType]) -> list[Sheet]:
    synced = [
        sheet for sheet in book.sheets.values() if sheet.entity is entity and sheet.actor.active and not sheet.actor.missing
    ]
    return [sheet for sheet in synced if not types or sheet.type in types]


def _suggested(
    configuration: Configuration, telling: Telling, record: Record, facts: Facts, parent: tuple[ActorType, str] | None
) -> Iterator[Suggestion]:
    """Those of one actor type that are like the record in anything."""
    asked = Question(telling.sheet.type, tuple(telling.erp_keys), limit=LIMIT, parent=parent)
    for actor in _found(configuration, asked, telling, record, facts):
        alike = likeness.likeness(facts, telling.facts(actor))
        if alike.score >= likeness.WORTH:
            yield Suggestion(actor, telling.title(actor), telling.details(actor), alike)


def _found(configuration: Configuration, asked: Question, telling: Telling, record: Record, facts: Facts) -> Sequence[Actor]:
    """The actors to look at: those with the organisation number, else those with a word of the name; a parent's are few."""
    if asked.parent:
        return calls.search(configuration, asked).actors
    if by_number := _by_number(telling, facts):
        try:
            found = calls.search(configuration, replace(asked, restrictions=by_number)).actors
            if any(telling.facts(each).org_number == facts.org_number for each in found):
                return found
        except SearchRefused:
            pass  # the fields were read long ago, or it can't be asked like this; the name is another way
    word = telling_word(record.name)
    return calls.search(configuration, replace(asked, text=word)).actors if word else ()


def _by_number(telling: Telling, facts: Facts) -> tuple[Restriction, ...]:
    """The organisation number as criteria, where there is a field that can be searched for it: its digits by three, which are
    in it whether the ERP writes it in one, in groups or as a VAT number."""
    row = telling.sheet.by_key.get(telling.by_crm_key.get("ORGNR") or telling.by_crm_key.get("VATNO", ""))
    if not facts.org_number or row is None or not row.searchable or row.field.type is not FieldType.TEXT:
        return ()
    groups = dict.fromkeys(facts.org_number[start : start + 3] for start in (0, 3, 6))
    return tuple(Restriction(row.field.key, Operator.CONTAINS, (group,)) for group in groups)


def telling_word(name: str) -> str:
    """The word of a name that most likely finds it, as it is written there: a long one, unless many have it."""
    words = [word for word in _WORD.findall(name) if likeness.comparable_name(f"{word} x") != "x"]
    return max(words, key=lambda word: (likeness.comparable_name(word) not in _USUAL, len(word)), default="")


def _with_links(book: Book, record: Record, found: Sequence[Suggestion]) -> list[Suggestion]:
    """*found* with what is linked already, without what somebody has rejected."""
    rejected = _rejected(book, record)
    kept = [each for each in found if (each.actor.type.value, each.actor.erp_key) not in rejected]
    taken = {
        type_: linking.taken(book.connection, type_, [each.actor.erp_key for each in kept if each.actor.type is type_])
        for type_ in {each.actor.type for each in kept}
    }
    return [replace(each, taken=taken[each.actor.type].get(each.actor.erp_key)) for each in kept]


def _rejected(book: Book, record: Record) -> set[tuple[str, str]]:
    mine = (LinkSuggestion.connection == book.connection) & (LinkSuggestion.entity == record.entity.value)
    rows = LinkSuggestion.select(LinkSuggestion.actor_type, LinkSuggestion.erp_key)
    return {(each.actor_type, each.erp_key) for each in rows.where(
        mine, LinkSuggestion.record_id == record.id, LinkSuggestion.state == "rejected"
    )}  # fmt: skip
