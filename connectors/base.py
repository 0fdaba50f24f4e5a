"""The protocol between us and an ERP system: what a connector is, is asked and answers.

A connector is a class derived from `Connector`. The host (web pages, connection tests, the engine) makes one instance
per piece of work, asks it and closes it. Nothing here may touch a network, a file or a database.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import ClassVar, TypeAlias

Value: TypeAlias = str | int | float | bool | datetime | None
"""A value on its way: text and list keys as str, datetimes aware and in UTC, None for blank.

`UNKNOWN` is not blank: the ERP has a value there that can't be read now (a formula nobody has computed)."""


class Unknown(Enum):
    """The single value `UNKNOWN`."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people see, in both languages."""

    en: str
    nb: str = ""

    def in_language(self, language: str) -> str:
        """The text in *language* (`en` or `nb`); a missing one falls back visibly to the other."""
        return (self.nb if language == "nb" else self.en) or self.en or self.nb


class FieldType(IntEnum):
    """The eight types of the protocol, with their numbers on the wire."""

    CHECKBOX = 0
    TEXT = 1
    PASSWORD = 2
    INTEGER = 3
    DOUBLE = 4
    LIST = 5
    DATETIME = 6
    LABEL = 99


class FieldAccess(StrEnum):
    """What may be done with a field."""

    NORMAL = "normal"
    MANDATORY = "mandatory"
    READ_ONLY = "read-only"


class ActorType(StrEnum):
    """The kinds of records an ERP has; Employee and Sale exist as types and are not synced."""

    CUSTOMER = "Customer"
    SUPPLIER = "Supplier"
    PARTNER = "Partner"
    PERSON = "Person"
    PROJECT = "Project"
    EMPLOYEE = "Employee"
    SALE = "Sale"


@dataclass(frozen=True, slots=True)
class FieldMetadata:
    """A field of a configuration or of an actor.

    `list_name` names the list of a LIST field; on a TEXT field of a configuration its items are suggestions.
    `default` is the text form (see `connectors.values`); for a list it is an item's key. `max_length` 0 means no limit.
    `address` marks a configuration field that decides where secrets are sent: when it changes, kept ones don't follow.
    """

    key: str
    name: Text
    type: FieldType = FieldType.TEXT
    description: Text = Text("")
    list_name: str = ""
    default: str = ""
    max_length: int = 0
    access: FieldAccess = FieldAccess.NORMAL
    rank: int = 0
    address: bool = False

    @property
    def mandatory(self) -> bool:
        """Whether a value must be given."""
        return self.access is FieldAccess.MANDATORY

    @property
    def read_only(self) -> bool:
        """Whether nobody but the ERP (or the connector) sets the value."""
        return self.access is FieldAccess.READ_ONLY or self.type is FieldType.LABEL


@dataclass(frozen=True, slots=True)
class Actor:
    """A record of the ERP.

    `erp_key` is stable; `""` for an actor not yet created. `last_modified` is opaque, comparable within a connection.
    `values` holds the fields asked for, by key; a value the ERP has but can't tell is `UNKNOWN`.
    """

    type: ActorType
    erp_key: str
    values: Mapping[str, Value | Unknown]
    last_modified: str = ""
    parent_type: ActorType | None = None
    parent_key: str = ""


class Operator(StrEnum):
    """The operators of an advanced search; which go with which type: `connectors.matching.OPERATORS`."""

    EQUALS = "="
    IS_NOT = "isnot"
    BEGINS = "begins"
    NOT_BEGINS = "notbegins"
    CONTAINS = "contains"
    NOT_CONTAINS = "notcontains"
    ENDS = "ends"
    NOT_ENDS = "notends"
    BETWEEN = "between"
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    ONE_OF = "oneof"
    NOT_ONE_OF = "notoneof"
    BEFORE = "before"
    AFTER = "after"
    BEFORE_OR_EQUAL = "beforeOrEqual"
    AFTER_OR_EQUAL = "afterOrEqual"


PARENT_KEY = "ParentErpKey"
PARENT_TYPE = "ParentActorType"
ERP_KEY = "ErpKey"
"""Stands for an actor's own key where fields are mapped and shown; no connector has it among an actor's fields."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One criterion of an advanced search: a field's key (or `PARENT_KEY`, `PARENT_TYPE`), an operator, its operands.

    One operand; two for `between`; any number for `oneof` and `notoneof`.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """What the ERP has and can't be used as an actor, as far as it can be read, and why: what has no key of its own, say."""

    actor: Actor
    reason: Text


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of an answer: some actors, and the cursor with which the question goes on after them (`""`: the end).

    Some hundreds are a good piece; of actors with long texts fewer, since each piece is in memory as a whole. `unusable`:
    what else matches and would be missed without a word; it counts to no limit.
    """

    actors: Sequence[Actor]
    cursor: str = ""
    unusable: Sequence[Unusable] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """An actor as the ERP now has it."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class Refused:
    """An actor that the ERP would not take: why, and which field where that is known. The others are not affected."""

    erp_key: str
    reason: Text
    field: str = ""


class StepState(StrEnum):
    """How a step of a connection test ended."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check of a connection test found: a line for people, and where it is a warning what to do about it.

    `detail` is technical (English), shown folded.
    """

    text: Text
    warning: bool = False
    remedy: Text = Text("")
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One step that a connector's test consists of.

    `run` returns what it found or raises a `ConnectorError`. When a gate fails the remaining steps are skipped; when
    anything else fails (a capability) the rest goes on. The host times each step and can end it.
    """

    key: str
    title: Text
    run: Callable[[], Found]
    gate: bool = True


@dataclass(frozen=True, slots=True)
class TestStep:
    """A step of a connection test as carried out. `seconds`: duration; `field`: the configuration field at fault."""

    __test__: ClassVar[bool] = False

    key: str
    title: Text
    state: StepState
    text: Text = Text("")
    remedy: Text = Text("")
    detail: str = ""
    seconds: float = 0.0
    field: str = ""
    error: str = ""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """The limits within which a connector works.

    `folders`: the folders it may touch. `timeout`: seconds that one call on a socket may take. `max_bytes`: the most it
    reads from one file or answer. `cancelled`: asked between batches; when true, stop and raise `Cancelled`.
    """

    folders: tuple[Path, ...] = ()
    timeout: float = 10.0
    max_bytes: int = 100_000_000
    cancelled: Callable[[], bool] = field(default=_never, compare=False)


Config: TypeAlias = Mapping[str, Value]
"""Values of the configuration fields by key, complete and of the fields' types; labels are not in it."""


class Connector(abc.ABC):
    """A piece of integration code for one kind of ERP system.

    The constructor does nothing outside: it neither opens a file nor calls anybody. It may be given an incomplete
    configuration, with which only `config_fields` and `list_items` (for lists of configuration fields) are asked.
    Every method that reaches the ERP raises `connectors.errors.ConnectorError` and nothing else for what can go wrong
    outside.
    """

    title: ClassVar[Text]
    """The kind of ERP system, for people."""
    description: ClassVar[Text]
    """One or two sentences: what it connects to and what it needs."""
    version: ClassVar[str]
    """Changes whenever a passed test of the version before no longer tells anything."""
    demonstration: ClassVar[bool] = False
    """True for connectors that are offered in demonstrations and tests only."""

    def __init__(self, config: Config, context: Context) -> None:
        self.config = config
        self.context = context

    def close(self) -> None:  # noqa: B027 - having nothing to close is normal
        """Give back what was opened. Called once, also after an error."""

    # ---- configuration

    @classmethod
    @abc.abstractmethod
    def config_fields(cls, context: Context) -> Sequence[FieldMetadata]:
        """The fields needed to define a connection, in the order to show them."""

    @abc.abstractmethod
    def checks(self) -> Sequence[Check]:
        """The steps of a connection test, in order. A test writes nothing in the ERP."""

    def identity(self) -> str:
        """What system and company this configuration reaches, as a stable string ("" where that can't be told).

        Two connections with the same identity are the same ERP company: the host warns about it. Calls nobody.
        """
        return ""

    # ---- what the ERP has

    @abc.abstractmethod
    def actor_types(self) -> Sequence[ActorType]:
        """The actor types that this ERP has."""

    @abc.abstractmethod
    def actor_fields(self, actor_type: ActorType) -> Sequence[FieldMetadata]:
        """The fields of an actor type, the key not among them."""

    @abc.abstractmethod
    def searchable_fields(self, actor_type: ActorType) -> Sequence[str]:
        """Keys of the fields a restriction may name; `PARENT_KEY` and `PARENT_TYPE` too where there are parents."""

    @abc.abstractmethod
    def list_items(self, list_name: str, keys: Sequence[str] | None = None) -> Mapping[str, Text]:
        """A list's items by key, in the order to show them; all, or those of *keys* that exist.

        Lists of configuration fields may be asked for before a connection exists, with an incomplete configuration.
        Raises `ListUnknown`.
        """

    def count(self, actor_type: ActorType) -> int | None:
        """How many actors of a type there are, None where that would be slow or can't be told."""
        return None

    def list_usage(self, actor_type: ActorType, field_key: str) -> Mapping[str, int] | None:
        """How many actors have each item of a list field, by the item's key; None where that would be slow or can't be told."""
        return None

    # ---- reading: batches, each with a cursor from which the same question can go on

    @abc.abstractmethod
    def get_actors(self, actor_type: ActorType, erp_keys: Sequence[str], field_keys: Sequence[str]) -> Iterator[Batch]:
        """The actors with these keys, in any order; those that don't exist are left out."""

    @abc.abstractmethod
    def search_actors(
        self, actor_type: ActorType, text: str, field_keys: Sequence[str], limit: int = 100, cursor: str = ""
    ) -> Iterator[Batch]:
        """Actors in which some field contains *text*, case ignored; blank text finds all. At most *limit*."""

    @abc.abstractmethod
    def search_by_parent(
        self,
        actor_type: ActorType,
        parent_type: ActorType,
        parent_key: str,
        text: str,
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """As `search_actors`, within one parent."""

    @abc.abstractmethod
    def search_advanced(
        self,
        actor_type: ActorType,
        restrictions: Sequence[Restriction],
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """Actors that meet every restriction. At most *limit*. Raises `SearchRefused` for what can't be asked."""

    @abc.abstractmethod
    def actors_changed_since(
        self, timestamp: str, actor_type: ActorType, field_keys: Sequence[str], limit: int = 1000, cursor: str = ""
    ) -> Iterator[Batch]:
        """Actors changed on or after *timestamp* (an earlier `last_modified`; "" = all), so a repeat is normal."""

    # ---- writing

    @abc.abstractmethod
    def create_actor(self, actor: Actor) -> Saved | Refused:
        """Create an actor (its `erp_key` is "") and return it as stored, with its new key."""

    @abc.abstractmethod
    def save_actors(self, actors: Iterable[Actor]) -> Sequence[Saved | Refused]:
        """Change existing actors in the fields given; an answer per actor, in order. A bad one refuses only itself."""


def utc(moment: datetime) -> datetime:
    """*moment* as an aware datetime in UTC; a naive one is taken to be in UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
