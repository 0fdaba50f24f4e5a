"""What is said between us and a connector's process: tasks go in, events come out. `connectors.work` carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from connectors.base import Actor, ActorType, FieldMetadata, Refused, Restriction, Saved, TestStep, Text
from connectors.checking import Started

Kind: TypeAlias = Literal["test", "describe", "survey", "records", "items", "usage", "search", "get", "stream", "create", "save"]
"""What a child can do; see `Task`."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the ERP, or given to it.

    `text` is searched for, blank finds all; within `parent` (type and key) where there is one. `restrictions` make it an
    advanced search, without the text. At most `limit` actors are answered, those after `cursor`, which an earlier answer
    told. `get` asks for `erp_keys`, and so does a stream where there are any. `actors` are to be created (one) or saved.
    """

    actor_type: ActorType = ActorType.CUSTOMER
    field_keys: tuple[str, ...] = ()
    list_name: str = ""
    text: str = ""
    limit: int = 10
    restrictions: tuple[Restriction, ...] = ()
    parent: tuple[ActorType, str] | None = None
    cursor: str = ""
    erp_keys: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is to do.

    `test`: a connection test; `describe`: say which configuration fields there are, and the items of their lists;
    `survey`: say which actor types, fields and lists the ERP has. By `question`: `records`, some actors to look at;
    `items`, a list's items; `usage`, how many actors have each item of a list field (the first of `field_keys`);
    `search`, a page of actors; `get`, those with these keys; `stream`, all that match or have these keys; `create` and
    `save`, write actors.
    `values` are configuration values in their invariant text form; `secrets`, those among them that must never show.
    `seconds` ends the child should the host have died.
    """

    kind: Kind
    url: str
    values: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()
    folders: tuple[Path, ...] = ()
    timeout: float = 10.0
    max_bytes: int = 100_000_000
    seconds: int = 120
    question: Question = Question()


@dataclass(frozen=True, slots=True)
class Described:
    """The end of a task that went its way: what the connector says of itself.

    `lists` has the items of each list that a configuration field names; `list_problems` why others couldn't be read.
    """

    version: str
    fields: Sequence[FieldMetadata]
    lists: Mapping[str, Mapping[str, Text]]
    list_problems: Mapping[str, Text]
    identity: str = ""


@dataclass(frozen=True, slots=True)
class ActorTypeRead:
    """An actor type that the ERP has, with its fields; `searchable` are the keys that a restriction may name."""

    actor_type: ActorType
    fields: Sequence[FieldMetadata]
    searchable: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list's items, or why they couldn't be read."""

    name: str
    items: Mapping[str, Text]
    problem: Text = Text("")


@dataclass(frozen=True, slots=True)
class Fault:
    """An actor in an answer that can't be used: why, and as far as they can be told its key and what it is called."""

    erp_key: str
    reason: Text
    title: str = ""


@dataclass(frozen=True, slots=True)
class ActorsRead:
    """A piece of an answer: actors, and the faults among them. `untold`: how many more faults there were than are told.
    `size`: how many bytes it has come as."""

    actors: Sequence[Actor]
    faults: Sequence[Fault] = ()
    untold: int = 0
    size: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """The actors asked for, or where they don't go in one event the last of them; the next page's cursor ("": there is none)."""

    actors: Sequence[Actor]
    cursor: str = ""
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an actor that was to be created or saved; of several in their order, one event each."""

    answers: Sequence[Saved | Refused]


@dataclass(frozen=True, slots=True)
class UsageRead:
    """How many actors have each item of a list field; None where the connector can't tell."""

    counts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a survey or a stream that went its way."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a test in which some step failed: after a refused sign-in nothing more must be asked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The end of a task that could not be carried out: an error of the connector's own kind; `field` is what is at fault."""

    error: str
    text: Text
    remedy: Text = Text("")
    detail: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The end of a task whose connector broke: a fault in its code, or its process is gone."""

    detail: str


Event: TypeAlias = (
    Started
    | TestStep
    | Described
    | ActorTypeRead
    | ListRead
    | ActorsRead
    | RecordsRead
    | UsageRead
    | Stored
    | Done
    | Ended
    | Failed
    | Crashed
)
