"""The contract's part on creating and saving actors."""
# ruff: noqa: D102 - the tests' names are the sentences

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from connectors.base import Actor, Connector, FieldMetadata, FieldType, Refused, Saved, Value
from connectors.contract.case import (
    Case,
    actors_of,
    check_both_languages,
    everybody,
    field_keys,
    keys_of,
)
from connectors.contract.reading import NOBODY


class WritingContract(Case):
    """What is written is what is read back, and one bad record harms no other."""

    def test_a_created_actor_is_read_back(self) -> None:
        with self.opened() as connector:
            for actor in self._new_ones(connector):
                before = keys_of(everybody(connector, actor.type))
                saved = created(connector, actor)
                assert saved.erp_key, "a created actor has no key"
                assert saved.erp_key not in before, "a created actor has somebody else's key"
                found = read(connector, saved)
                assert {key: found.values[key] for key in actor.values} == dict(actor.values)
                assert (found.parent_type, found.parent_key) == (actor.parent_type, actor.parent_key)

    def test_a_created_actor_is_there_for_the_next_connector(self) -> None:
        with self.opened() as connector:
            saved = [created(connector, actor) for actor in self._new_ones(connector)]
        with self.opened() as connector:
            assert all(read(connector, actor).erp_key == actor.erp_key for actor in saved)

    def test_a_saved_change_is_read_back_and_leaves_the_rest(self) -> None:
        with self.opened() as connector:
            for actor in self._new_ones(connector):
                before = read(connector, created(connector, actor))
                for key, value in changes(connector, before):
                    [answer] = connector.save_actors([replace(before, values={key: value})])
                    assert isinstance(answer, Saved), f"{key}: {answer}"
                    before = replace(before, values={**before.values, key: value})
                    assert dict(read(connector, before).values) == dict(before.values)

    def test_a_saved_change_is_among_the_changes(self) -> None:
        with self.opened() as connector:
            for actor in self._new_ones(connector):
                saved = created(connector, actor)
                moment = read(connector, saved).last_modified
                batches = connector.actors_changed_since(moment, actor.type, [], limit=1_000_000)
                assert not moment or saved.erp_key in keys_of(actors_of(batches))

    def test_a_bad_record_is_refused_in_words_and_the_others_are_saved(self) -> None:
        with self.opened() as connector:
            for actor in self._new_ones(connector):
                good = created(connector, actor)
                good = replace(good, values=actor.values)
                for bad in bad_ones(connector, good):
                    answers = connector.save_actors([good, bad, good])
                    assert [type(answer) for answer in answers] == [Saved, Refused, Saved], f"{bad}: {answers}"
                    check_refusal(answers[1], bad)
                    assert dict(read(connector, good).values).items() >= dict(actor.values).items()

    def test_a_bad_new_actor_is_refused_and_the_corrected_one_created(self) -> None:
        with self.opened() as connector:
            for actor in self._new_ones(connector):
                before = keys_of(everybody(connector, actor.type))
                bad = replace(actor, values={**actor.values, NOBODY: "x"})
                check_refusal(connector.create_actor(bad), bad)
                assert keys_of(everybody(connector, actor.type)) == before, "a refused actor is there all the same"
                assert created(connector, actor).erp_key

    def test_what_cannot_be_written_is_refused_in_words(self) -> None:
        if self.writable:
            return  # the rule is about connectors that only read
        before = self.state()
        with self.opened() as connector:
            for actor_type in connector.actor_types():
                for actor in everybody(connector, actor_type)[:1]:
                    check_refusal(connector.save_actors([actor])[0], actor)
                    check_refusal(connector.create_actor(replace(actor, erp_key="")), replace(actor, erp_key=""))
        assert self.state() == before

    def _new_ones(self, connector: Connector) -> Iterator[Actor]:
        """A new actor of each type; none where nothing can be written."""
        types = connector.actor_types() if self.writable else ()
        made = (self.new_actor(connector, actor_type) for actor_type in types)
        return (actor for actor in made if actor is not None)


def created(connector: Connector, actor: Actor) -> Actor:
    """*actor* as the ERP took it."""
    answer = connector.create_actor(actor)
    assert isinstance(answer, Saved), f"{actor.type} is refused: {answer}"
    return answer.actor


def read(connector: Connector, actor: Actor) -> Actor:
    """*actor* as the ERP has it now, with all fields."""
    found = actors_of(connector.get_actors(actor.type, [actor.erp_key], field_keys(connector, actor.type)))
    assert len(found) == 1, f"{actor.erp_key} is there {len(found)} times"
    return found[0]


def changes(connector: Connector, actor: Actor) -> Iterator[tuple[str, Value]]:
    """Another value for some fields of *actor* that may be written."""
    for field in connector.actor_fields(actor.type):
        value = actor.values[field.key]
        if field.read_only:
            continue
        if field.type is FieldType.TEXT and isinstance(value, str):
            yield field.key, shortened(f"Ærlig {value}", field)
        elif field.type is FieldType.CHECKBOX:
            yield field.key, value is not True
        elif field.type is FieldType.INTEGER and isinstance(value, int):
            yield field.key, value + 1


def bad_ones(connector: Connector, good: Actor) -> Iterator[Actor]:
    """Changes that no ERP can take: of somebody who isn't there, of unknown and read-only fields, too long, wrong type."""
    yield replace(good, erp_key=NOBODY)
    yield replace(good, values={NOBODY: "x"})
    for field in connector.actor_fields(good.type):
        if field.read_only:
            yield replace(good, values={field.key: "x"})
        elif field.type is FieldType.TEXT and field.max_length:
            yield replace(good, values={field.key: "x" * (field.max_length + 1)})
        elif field.type in (FieldType.INTEGER, FieldType.DOUBLE, FieldType.DATETIME):
            yield replace(good, values={field.key: "x"})
        elif field.mandatory:
            yield replace(good, values={field.key: None})


def check_refusal(answer: Saved | Refused, actor: Actor) -> None:
    """*answer* says in both languages why *actor* is refused, and of whom it speaks."""
    assert isinstance(answer, Refused), f"taken although it is bad: {actor}"
    assert answer.erp_key == actor.erp_key, f"the refusal speaks of {answer.erp_key!r}"
    check_both_languages(answer.reason, f"refusal of {actor.erp_key!r}")


def shortened(text: str, field: FieldMetadata) -> str:
    """*text* as long as *field* may hold it."""
    return text[: field.max_length] if field.max_length else text
