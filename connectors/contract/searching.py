"""The contract's part on searching: by text, by parent, by every operator, and in pages."""
# ruff: noqa: D102 - the tests' names are the sentences

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

import pytest

from connectors.base import (
    PARENT_KEY,
    PARENT_TYPE,
    Actor,
    ActorType,
    Batch,
    Connector,
    FieldMetadata,
    FieldType,
    Operator,
    Restriction,
    Value,
)
from connectors.contract.case import Case, actors_of, everybody, field_keys, keys_of, searchables
from connectors.contract.configuration import check_words
from connectors.contract.reading import NOBODY
from connectors.errors import ConnectorError, SearchRefused
from connectors.matching import OPERATORS, predicate

_SOME: dict[FieldType, Value] = {
    FieldType.CHECKBOX: True,
    FieldType.INTEGER: 7,
    FieldType.DOUBLE: 7.5,
    FieldType.DATETIME: datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
}
_MANY = 1_000_000


class SearchingContract(Case):
    """A search finds what `connectors.matching` says, all of it, once, and says no in words."""

    def test_pages_with_a_cursor_cover_everything_once(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                ask = partial(connector.search_actors, actor_type, "", [], 3)
                pages = list(paged(ask))
                assert all(len(page) <= 3 for page in pages), "a page holds more than the limit"
                assert sorted(key for page in pages for key in page) == keys_of(everybody(connector, actor_type))

    def test_changes_come_in_pages_too(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                ask = partial(connector.actors_changed_since, "", actor_type, [], 3)
                pages = list(paged(ask))
                assert all(len(page) <= 3 for page in pages), "a page holds more than the limit"
                assert sorted(key for page in pages for key in page) == keys_of(everybody(connector, actor_type))

    def test_a_cursor_that_is_none_is_no_unexpected_error(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                with suppress(ConnectorError):
                    actors_of(connector.search_actors(actor_type, "", [], cursor="nonsense"))

    def test_a_simple_search_ignores_case(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                for actor, text in some_texts(connector, actor_type):
                    found = [keys_of(by_text(connector, actor_type, one)) for one in (text.upper(), text.lower())]
                    assert actor.erp_key in found[0], f"{text.upper()!r} doesn't find {actor.erp_key}"
                    assert found[0] == found[1], f"{text!r}: case makes a difference"

    def test_a_simple_search_for_nothing_there_finds_nobody(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                assert by_text(connector, actor_type, NOBODY) == []

    def test_every_operator_of_every_searchable_field_finds_the_right_actors(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                fields, actors = searchables(connector, actor_type), everybody(connector, actor_type)
                for restriction in restrictions(fields.values(), actors):
                    right = predicate([restriction], fields)
                    found = by_restrictions(connector, actor_type, [restriction])
                    assert keys_of(found) == keys_of(filter(right, actors)), f"{actor_type}: {restriction}"

    def test_several_restrictions_must_all_hold(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                fields, actors = searchables(connector, actor_type), everybody(connector, actor_type)
                some = list(restrictions(fields.values(), actors))[::5]
                for both in pairwise(some):
                    found = by_restrictions(connector, actor_type, both)
                    assert keys_of(found) == keys_of(filter(predicate(both, fields), actors)), f"{both}"
                assert keys_of(by_restrictions(connector, actor_type, [])) == keys_of(actors)

    def test_a_search_that_cannot_be_asked_is_refused_in_words(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                for restriction in forbidden(searchables(connector, actor_type).values()):
                    with pytest.raises(SearchRefused) as refusal:
                        by_restrictions(connector, actor_type, [restriction])
                    check_words(refusal.value, str(restriction))
                assert keys_of(everybody(connector, actor_type)) == keys_of(by_text(connector, actor_type, " "))

    def test_a_search_within_a_parent_stays_there(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                actors = everybody(connector, actor_type)
                for parent in families(actors):
                    family = [actor for actor in actors if (actor.parent_type, actor.parent_key) == parent]
                    assert keys_of(within(connector, actor_type, *parent, "")) == keys_of(family)
                    one = keys_of(within(connector, actor_type, *parent, family[0].erp_key.upper()))
                    assert family[0].erp_key in one or not one
                    assert set(one) <= set(keys_of(family))

    def test_a_parent_that_is_not_there_has_nobody(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                assert within(connector, actor_type, ActorType.CUSTOMER, NOBODY, "") == []


def paged(ask: Callable[[str], Iterator[Batch]]) -> Iterator[list[str]]:
    """The keys of all actors, page by page, as *ask* answers them from each cursor on."""
    cursor, used = "", {""}
    while True:
        batches = list(ask(cursor))
        yield keys_of(actors_of(batches))
        cursor = batches[-1].cursor if batches else ""
        if not cursor:
            return
        assert cursor not in used, f"the same cursor comes twice: {cursor!r}"
        used.add(cursor)


def by_text(connector: Connector, actor_type: ActorType, text: str) -> list[Actor]:
    """The actors that a simple search finds."""
    return actors_of(connector.search_actors(actor_type, text, field_keys(connector, actor_type), limit=_MANY))


def by_restrictions(connector: Connector, actor_type: ActorType, asked: Sequence[Restriction]) -> list[Actor]:
    """The actors that an advanced search finds."""
    return actors_of(connector.search_advanced(actor_type, asked, [], limit=_MANY))


def within(connector: Connector, actor_type: ActorType, parent: ActorType, key: str, text: str) -> list[Actor]:
    """The actors that a search within a parent finds."""
    return actors_of(connector.search_by_parent(actor_type, parent, key, text, [], limit=_MANY))


def families(actors: Sequence[Actor]) -> list[tuple[ActorType, str]]:
    """Up to four parents."""
    parents = {(actor.parent_type, actor.parent_key) for actor in actors}
    return [(type_, key) for type_, key in sorted(parents, key=str) if type_ is not None][:4]


def some_texts(connector: Connector, actor_type: ActorType) -> Iterator[tuple[Actor, str]]:
    """Some actors, each with the beginning of one of its texts."""
    keys = [field.key for field in connector.actor_fields(actor_type) if field.type is FieldType.TEXT]
    for actor in everybody(connector, actor_type)[:3]:
        texts = [value for key in keys if isinstance(value := actor.values[key], str)]
        yield from ((actor, text.strip()[:12].strip()) for text in texts[:2] if text.strip())


def restrictions(fields: Iterable[FieldMetadata], actors: Sequence[Actor]) -> Iterator[Restriction]:
    """For each field a restriction with every operator of its type, its operands taken from the actors."""
    for field in fields:
        operands = sorted(set(operands_from(field, actors)), key=str) or [_SOME.get(field.type, "a")]
        for operator in OPERATORS[field.type]:
            yield Restriction(field.key, operator, tuple(chosen(operator, operands)))


def operands_from(field: FieldMetadata, actors: Sequence[Actor]) -> Iterator[Value]:
    """The values that *field* has among the actors; of texts only a piece, so that `contains` has work to do."""
    for actor in actors:
        parents = {PARENT_KEY: actor.parent_key or None, PARENT_TYPE: actor.parent_type}
        value = parents[field.key] if field.key in parents else actor.values.get(field.key)
        if isinstance(value, str) and field.type is FieldType.TEXT:
            yield value[: len(value) // 2 + 1].swapcase()
        elif isinstance(value, str | int | float | datetime):
            yield value


def chosen(operator: Operator, operands: list[Value]) -> list[Value]:
    """As many of *operands* as *operator* takes, from the middle."""
    middle = operands[len(operands) // 2]
    if operator is Operator.BETWEEN:
        return sorted([operands[len(operands) // 4], middle], key=lambda value: value)  # type: ignore[arg-type,return-value]
    return operands[:2] if operator in (Operator.ONE_OF, Operator.NOT_ONE_OF) else [middle]


def forbidden(fields: Iterable[FieldMetadata]) -> Iterator[Restriction]:
    """Restrictions that can't be asked: an unknown field, and for each field a wrong operator and a wrong operand."""
    yield Restriction(NOBODY, Operator.EQUALS, ("x",))
    for field in fields:
        allowed = OPERATORS[field.type]
        wrong = next(operator for operator in Operator if operator not in allowed)
        yield Restriction(field.key, wrong, (_SOME.get(field.type, "a"),))
        yield Restriction(field.key, allowed[0], (None,))
        if Operator.BETWEEN in allowed:
            yield Restriction(field.key, Operator.BETWEEN, (_SOME.get(field.type, "a"),))
