"""What a connector's process asks the ERP for pages and readings: its types, fields and lists, a few records, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.base import ERP_KEY, Actor, Connector, FieldMetadata, FieldType
from connectors.errors import ConnectorError, LoginRefused
from connectors.fitting import shortened_actor
from connectors.process import ActorTypeRead, Done, Event, ListRead, Question, RecordsRead, UsageRead
from connectors.soundness import sound_actors, sound_counts, sound_fields, sound_items, sound_keys, sound_types

LONGEST_LIST = 5_000


def survey(connector: Connector, question: Question, secrets: Sequence[str]) -> Iterator[Event]:
    """Every actor type with its fields, then every list that a field names; a list that can't be read stops nothing."""
    lists: dict[str, None] = {}
    for actor_type in sound_types(connector.actor_types()):
        fields = [each for each in sound_fields(connector.actor_fields(actor_type)) if _carries(each)]
        lists |= dict.fromkeys(each.list_name for each in fields if each.type is FieldType.LIST and each.list_name)
        yield ActorTypeRead(actor_type, fields, sound_keys(connector.searchable_fields(actor_type)))
    for name in lists:
        yield _list(connector, name)
    yield Done()


def _carries(field: FieldMetadata) -> bool:
    """Whether a field has a value that can go anywhere."""
    return field.type not in (FieldType.LABEL, FieldType.PASSWORD) and field.key != ERP_KEY


def _list(connector: Connector, name: str) -> ListRead:
    try:
        return ListRead(name, sound_items(name, dict(list(connector.list_items(name).items())[:LONGEST_LIST])))
    except LoginRefused:
        raise  # every further list would try the same sign-in again
    except ConnectorError as error:
        return ListRead(name, {}, error.text)


def records(connector: Connector, question: Question, secrets: Sequence[str]) -> Iterator[Event]:
    """Some actors in which the text stands, the ERP's own order; to look at, their texts cut."""
    found: list[Actor] = []
    for batch in connector.search_actors(question.actor_type, question.text, question.field_keys, question.limit):
        found += sound_actors(batch.actors)
        if len(found) >= question.limit:
            break
    yield RecordsRead([shortened_actor(actor, secrets) for actor in found[: question.limit]])


def items(connector: Connector, question: Question, secrets: Sequence[str]) -> Iterator[Event]:
    """A list's items as they are now. Raises what the connector raises."""
    found = dict(list(connector.list_items(question.list_name).items())[:LONGEST_LIST])
    yield ListRead(question.list_name, sound_items(question.list_name, found))


def usage(connector: Connector, question: Question, secrets: Sequence[str]) -> Iterator[Event]:
    """How many actors have each item of a list field."""
    yield UsageRead(sound_counts(connector.list_usage(question.actor_type, question.field_keys[0])))


ANSWERS: Mapping[str, Callable[[Connector, Question, Sequence[str]], Iterator[Event]]] = {
    "survey": survey,
    "records": records,
    "items": items,
    "usage": usage,
}
"""How each kind of task that asks the ERP is answered."""
