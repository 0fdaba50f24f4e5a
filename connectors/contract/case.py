"""What the contract's tests are told about a connector, and the small questions they all ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from connectors.base import (
    Actor,
    ActorType,
    Batch,
    Config,
    Connector,
    Context,
    FieldAccess,
    FieldMetadata,
    FieldType,
    Text,
    Value,
)
from connectors.matching import PARENT_FIELDS


class Case:
    """A connector and the configurations to try it with. Within one test they all reach the same ERP data.

    An autouse fixture of the subclass may start a server or make a file first. Every actor type that is to be tested
    needs at least four actors in that data; fewer prove less.
    """

    connector: ClassVar[type[Connector]]
    """The class under test."""
    writable: ClassVar[bool] = True
    """Whether the ERP behind the working configuration takes new and changed actors."""

    def working_config(self) -> Config:
        """A complete configuration whose test passes."""
        raise AssertionError("working_config() is missing")

    def wrong_configs(self) -> Sequence[Config]:
        """Complete configurations whose test must fail in words: one for each thing that can be wrong."""
        raise AssertionError("wrong_configs() is missing")

    def context(self) -> Context:
        """The limits to work within."""
        return Context(timeout=2.0)

    def secrets(self) -> Sequence[str]:
        """Values that must never show up in any text; the passwords of all configurations."""
        keys = [field.key for field in self.config_fields() if field.type is FieldType.PASSWORD]
        configs = [self.working_config(), *self.wrong_configs()]
        return [str(config[key]) for config in configs for key in keys if config.get(key)]

    def state(self) -> object:
        """Everything the ERP holds, for comparing before and after: all actors; a file's bytes say more."""
        with self.opened() as connector:
            return {actor_type: everybody(connector, actor_type) for actor_type in connector.actor_types()}

    def new_actor(self, connector: Connector, actor_type: ActorType) -> Actor | None:
        """An actor that the ERP will take as new: a copy of an existing one, None where there is none to copy."""
        model = next(iter(everybody(connector, actor_type)), None)
        return model and replace(model, erp_key="", last_modified="", values=writable_values(connector, model))

    def config_fields(self) -> Sequence[FieldMetadata]:
        """The connector's configuration fields."""
        return self.connector.config_fields(self.context())

    @contextmanager
    def opened(self, config: Config | None = None, context: Context | None = None) -> Iterator[Connector]:
        """A connector with the working configuration (or *config*), closed in the end."""
        chosen = self.working_config() if config is None else config
        with closing(self.connector(chosen, context or self.context())) as connector:
            yield connector


def actors_of(batches: Iterable[Batch]) -> list[Actor]:
    """The actors of all *batches*."""
    return [actor for batch in batches for actor in batch.actors]


def keys_of(actors: Iterable[Actor]) -> list[str]:
    """The keys of *actors*, sorted."""
    return sorted(actor.erp_key for actor in actors)


def field_keys(connector: Connector, actor_type: ActorType) -> list[str]:
    """The keys of all fields of an actor type."""
    return [field.key for field in connector.actor_fields(actor_type)]


def everybody(connector: Connector, actor_type: ActorType) -> list[Actor]:
    """All actors of a type with all their fields."""
    return actors_of(connector.search_actors(actor_type, "", field_keys(connector, actor_type), limit=1_000_000))


def searchables(connector: Connector, actor_type: ActorType) -> Mapping[str, FieldMetadata]:
    """The fields by key that a restriction may name."""
    known = {**{field.key: field for field in connector.actor_fields(actor_type)}, **PARENT_FIELDS}
    return {key: known[key] for key in connector.searchable_fields(actor_type)}


def writable_values(connector: Connector, actor: Actor) -> dict[str, Value]:
    """The values of *actor* that may be written: known ones of fields that are not read-only."""
    fields = {field.key: field for field in connector.actor_fields(actor.type)}
    return {
        key: value
        for key, value in actor.values.items()
        if value is None or isinstance(value, str | int | float | datetime)
        if fields[key].access is not FieldAccess.READ_ONLY
    }


def check_both_languages(text: Text, what: str) -> None:
    """*text* is there in English and in Norwegian."""
    assert text.en.strip(), f"{what} has no English text: {text}"
    assert text.nb.strip(), f"{what} has no Norwegian text: {text}"
