"""The contract's part on actor types, fields, values, lists, and reading by key and by time."""
# ruff: noqa: D102 - the tests' names are the sentences

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

import pytest

from connectors.accepting import fits
from connectors.base import UNKNOWN, Actor, ActorType, Connector, FieldMetadata, FieldType
from connectors.contract.case import Case, actors_of, everybody, field_keys, keys_of, searchables
from connectors.contract.configuration import check_field, check_words
from connectors.errors import ConnectorError, ListUnknown
from connectors.matching import OPERATORS

NOBODY = "no-such-key-9471"


class ReadingContract(Case):
    """What the connector says about its ERP agrees with what it reads there."""

    def test_actor_types_and_their_fields_agree(self) -> None:
        with self.opened() as connector:
            types = connector.actor_types()
            assert types, "an ERP without actor types has nothing to sync"
            assert len(set(types)) == len(types), f"types occur twice: {types}"
            for actor_type in types:
                check_fields(connector.actor_fields(actor_type))
                for field in searchables(connector, actor_type).values():
                    assert OPERATORS[field.type], f"{field.key} is searchable and no operator goes with its type"

    def test_values_are_those_asked_for_and_of_their_types(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                fields = {field.key: field for field in connector.actor_fields(actor_type)}
                actors = everybody(connector, actor_type)
                assert len(set(keys_of(actors))) == len(actors), f"keys of {actor_type} occur twice"
                for actor in actors:
                    check_actor(actor, fields)

    def test_only_the_fields_asked_for_come_and_unknown_ones_are_left_out(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                asked = field_keys(connector, actor_type)[:1]
                for actor in actors_of(connector.search_actors(actor_type, "", [*asked, NOBODY])):
                    assert list(actor.values) == asked, f"{actor.erp_key}: {list(actor.values)}"

    def test_actors_are_found_by_key_and_unknown_keys_left_out(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                wanted = everybody(connector, actor_type)[:3]
                keys = [NOBODY, *keys_of(wanted)]
                found = actors_of(connector.get_actors(actor_type, keys, field_keys(connector, actor_type)))
                assert sorted(found, key=lambda actor: actor.erp_key) == sorted(wanted, key=lambda actor: actor.erp_key)
                assert actors_of(connector.get_actors(actor_type, [], [])) == []

    def test_count_is_the_number_of_actors_where_it_is_told(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                assert connector.count(actor_type) in (None, len(everybody(connector, actor_type)))

    def test_lists_give_all_items_and_those_asked_for(self) -> None:
        with self.opened() as connector:
            for name in list_names(connector):
                items = connector.list_items(name)
                some = list(items)[:2]
                assert all(key and (text.en or text.nb) for key, text in items.items()), f"{name} has a blank item"
                assert dict(connector.list_items(name, [*some, NOBODY])) == {key: items[key] for key in some}
                assert not connector.list_items(name, []), f"{name}: no keys asked for, no items"

    def test_an_unknown_list_is_refused_and_the_known_ones_still_answer(self) -> None:
        with self.opened() as connector:
            with pytest.raises(ListUnknown) as refusal:
                connector.list_items(NOBODY)
            check_words(refusal.value, "unknown list")
            for name in list_names(connector):
                connector.list_items(name)

    def test_a_list_value_is_an_item_of_its_list_or_shown_as_it_is(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                fields = [field for field in connector.actor_fields(actor_type) if field.type is FieldType.LIST]
                used = {field: {actor.values[field.key] for actor in everybody(connector, actor_type)} for field in fields}
                for field, values in used.items():
                    keys = [value for value in values if isinstance(value, str)]
                    assert not keys or connector.list_items(field.list_name, keys), f"no value of {field.key} is an item"

    def test_the_use_of_list_items_is_counted_right_where_it_is_told(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                fields = [field.key for field in connector.actor_fields(actor_type) if field.type is FieldType.LIST]
                for key in fields:
                    used = Counter(actor.values[key] for actor in everybody(connector, actor_type) if actor.values[key])
                    told = connector.list_usage(actor_type, key)
                    assert told is None or dict(told) == used, f"{key}: {told} is not {used}"

    def test_changes_include_the_moment_itself_and_repeat_alike(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                for actor in stamped(connector, actor_type)[:4]:
                    keys = changed(connector, actor, actor.last_modified)
                    assert actor.erp_key in keys, f"{actor.erp_key} is not among those changed on or after its own time"
                    assert keys == changed(connector, actor, actor.last_modified)

    def test_a_later_moment_never_finds_more(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                actors = stamped(connector, actor_type)
                answers = [set(changed(connector, actor, actor.last_modified)) for actor in actors[:12]]
                answers.sort(key=len, reverse=True)
                assert all(later <= earlier for earlier, later in pairwise(answers))
                if actors:
                    assert changed(connector, actors[0], "") == keys_of(everybody(connector, actor_type))

    def test_a_moment_that_is_none_is_no_unexpected_error(self) -> None:
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                with suppress(ConnectorError):
                    actors_of(connector.actors_changed_since("never", actor_type, []))


def check_fields(fields: Sequence[FieldMetadata]) -> None:
    """The fields of an actor type are described as the protocol asks for, each key once."""
    keys = [field.key for field in fields]
    assert len(set(keys)) == len(keys), f"keys occur twice: {keys}"
    for field in fields:
        check_field(field)


def check_actor(actor: Actor, fields: dict[str, FieldMetadata]) -> None:
    """*actor* has a key, a parent that is whole or none, and values of the declared types."""
    assert actor.erp_key, f"a {actor.type} has no key"
    assert bool(actor.parent_key) == bool(actor.parent_type), f"{actor.erp_key}: half a parent"
    assert set(actor.values) == set(fields), f"{actor.erp_key}: fields missing or not asked for"
    for key, value in actor.values.items():
        assert value is UNKNOWN or fits(fields[key], value), (
            f"{actor.erp_key}: {key} is {value!r}, which is no {fields[key].type.name}"
        )


def list_names(connector: Connector) -> list[str]:
    """The lists that the ERP's fields name."""
    fields = [field for actor_type in connector.actor_types() for field in connector.actor_fields(actor_type)]
    return sorted({field.list_name for field in fields if field.list_name})


def stamped(connector: Connector, actor_type: ActorType) -> list[Actor]:
    """The actors of a type that say when they were changed; an ERP that can't tell has none."""
    return [actor for actor in everybody(connector, actor_type) if actor.last_modified]


def changed(connector: Connector, actor: Actor, moment: str) -> list[str]:
    """The keys of all actors like *actor* changed on or after *moment*."""
    return keys_of(actors_of(connector.actors_changed_since(moment, actor.type, [], limit=1_000_000)))
