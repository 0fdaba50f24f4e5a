"""Looking in the ERP whether an actor was created whose creation is in doubt, and what is done about it then.

Nothing is created a second time, and no doubt is cleared, before the ERP has been looked through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.base import Actor, FieldType, Operator, Restriction, Unknown, Value, utc
from connectors.errors import SearchRefused
from connectors.matching import folded
from connectors.process import Question
from connectors.values import from_text, to_text
from webapp.errors import Problem
from webapp.models import CreateIntent, User
from webapp.services import calls, create_intents, creating, linking
from webapp.services.actor_facts import NAMES
from webapp.services.create_case import Case
from webapp.services.created_values import ASKED, Sent
from webapp.services.creating import Created

LIMIT, PAGES = 100, 5
_NUMBERS = ("ORGNR", "VATNO")


@dataclass(frozen=True)
class Seen:
    """What the ERP has: `made`, the actors that have all the values sent; `similar`, others of the same name or number. None of
    them is linked. `whole`: everything that it may be was looked through."""

    made: Sequence[Actor]
    similar: Sequence[Actor]
    whole: bool


def sent_of(case: Case, intent: CreateIntent) -> list[Sent]:
    """The values that were sent, as far as their fields are still there, and where they came from as far as that can be told."""
    rules = {each.key: (to_text(each.value), each.rule) for each in case.plan}
    found = []
    for key, text in intent.sent.items():
        row = case.crossing.sheet.by_key.get(key)
        if row is None or row.missing or row.field.read_only:
            continue
        try:
            value = from_text(row.field.type, text)
        except ValueError:  # it is of another type by now
            continue
        planned, rule = rules.get(key, ("", ""))
        found.append(Sent(row, value, rule if rule and planned == text else ASKED))
    return found


def look(case: Case, intent: CreateIntent) -> Seen:
    """Search the ERP for what was sent. Two queries, and some calls; raises what `calls.search` raises."""
    sent = {each.row.field.key: each.value for each in sent_of(case, intent)}
    found: dict[str, Actor] = {}
    whole = True
    for question in _questions(case, sent):
        actors, ended = _all(case, question)
        found |= {actor.erp_key: actor for actor in actors}
        whole = whole and ended
    taken = linking.taken(case.connection, case.type, list(found))
    free = [actor for key, actor in found.items() if key not in taken and _within(case, actor)]
    made = [actor for actor in free if _has_all(actor, sent)]
    return Seen(made, [actor for actor in free if actor not in made and _named(case, actor, sent)], whole)


def adopt(case: Case, intent: CreateIntent, key: str, user: User) -> Created:
    """It was created under *key*: link it. Raises `Problem("create_not_found")` where it isn't (any more), and as
    `creating.settle` and `look` do."""
    _demand_idle(case, intent)
    actor = next((each for each in look(case, intent).made if each.erp_key == key), None)
    if actor is None:
        raise Problem("create_not_found", key=key[:100])
    return creating.settle(case, intent, actor, sent_of(case, intent), user)


def again(case: Case, intent: CreateIntent, known: Collection[str], user: User) -> Created:
    """It was not created: send the same values once more.

    *known*: the keys of those that were seen and are not it. Raises `Problem("create_found")` where there are more by now, and
    as `creating.create` does.
    """
    _demand_idle(case, intent)
    _demand_known(case, intent, known)
    intent = create_intents.take_over(intent, case.record, user)
    return creating.carry_out(case, intent, sent_of(case, intent), user)


def drop(case: Case, intent: CreateIntent, known: Collection[str]) -> None:
    """It was not created, and it is not to be. Raises as `again` does."""
    _demand_idle(case, intent)
    _demand_known(case, intent, known)
    create_intents.drop(intent)


def _demand_idle(case: Case, intent: CreateIntent) -> None:
    if create_intents.under_way(intent):
        raise create_intents.begun(case.connection, case.record)


def _demand_known(case: Case, intent: CreateIntent, known: Collection[str]) -> None:
    if any(actor.erp_key not in known for actor in look(case, intent).made):
        raise Problem("create_found", name=case.record.name)


def _questions(case: Case, sent: Mapping[str, Value]) -> Iterator[Question]:
    """By the number and by the name, since an ERP may write either in its own way; by any text where there is neither."""
    keys = dict.fromkeys([*case.crossing.erp_keys, *case.telling.erp_keys, *sent])
    asked = Question(case.type, tuple(keys), limit=LIMIT, parent=case.within)
    by_key = case.telling.by_crm_key
    ways = [[by_key[key] for key in keys_ if by_key.get(key, "") in sent] for keys_ in (_NUMBERS, NAMES)]
    ways = [way for way in ways if way] or [_longest(sent)]
    for way in ways:
        yield replace(asked, restrictions=_restrictions(case, way, sent), text=to_text(sent[way[-1]]) if way else "")


def _longest(sent: Mapping[str, Value]) -> list[str]:
    """The key of the longest text."""
    texts = {key: value for key, value in sent.items() if isinstance(value, str)}
    return [max(texts, key=lambda key: len(texts[key]))] if texts else []


def _restrictions(case: Case, keys: Sequence[str], sent: Mapping[str, Value]) -> tuple[Restriction, ...]:
    """The fields as criteria; none where one of them can't be searched."""
    rows = [case.crossing.sheet.by_key[key] for key in keys]
    if not all(row.searchable and row.field.type is FieldType.TEXT for row in rows):
        return ()
    return tuple(Restriction(row.field.key, Operator.EQUALS, (sent[row.field.key],)) for row in rows)


def _all(case: Case, question: Question) -> tuple[list[Actor], bool]:
    """What a search finds, and whether that is all of it. By the text where the criteria can't be asked."""
    found: list[Actor] = []
    for _page in range(PAGES):
        try:
            page = calls.search(case.configuration, question)
        except SearchRefused:
            if not question.restrictions:
                raise
            question = replace(question, restrictions=())
            continue
        found += page.actors
        if not page.cursor:
            return found, True
        question = replace(question, cursor=page.cursor)
    return found, False


def _within(case: Case, actor: Actor) -> bool:
    return case.within is None or (actor.parent_type, actor.parent_key) == case.within


def _has_all(actor: Actor, sent: Mapping[str, Value]) -> bool:
    return all(_same(value, actor.values.get(key)) for key, value in sent.items())


def _named(case: Case, actor: Actor, sent: Mapping[str, Value]) -> bool:
    """Whether the name or the number is the one sent: what a search by text finds may be something else."""
    keys = [case.telling.by_crm_key.get(key, "") for key in (*_NUMBERS, "NAME", "LASTNAME")]
    return any(key in sent and _same(sent[key], actor.values.get(key)) for key in keys)


def _same(sent: Value, there: Value | Unknown) -> bool:
    """Whether the ERP has what was sent; blanks around a text, its case and the spelling of accents don't count, and what can't
    be read now may be it."""
    if isinstance(there, Unknown):
        return True
    if isinstance(sent, str) and isinstance(there, str):
        return folded(sent.replace("\r\n", "\n").strip()) == folded(there.replace("\r\n", "\n").strip())
    if isinstance(sent, datetime) and isinstance(there, datetime):
        return utc(sent) == utc(there)
    return sent == there or (sent is False and there is None)
