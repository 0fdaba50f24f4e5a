"""An ERP for demonstrations and tests: records in memory behind a real sign-in over a real socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from connectors.base import (
    PARENT_KEY,
    PARENT_TYPE,
    Actor,
    ActorType,
    Batch,
    Check,
    Config,
    Connector,
    Context,
    FieldMetadata,
    Found,
    Refused,
    Restriction,
    Saved,
    Text,
)
from connectors.errors import Cancelled, ListUnknown
from connectors.matching import OPERATORS, contains, predicate
from connectors.memory.keeping import read, written
from connectors.memory.session import Session
from connectors.memory.settings import ENVIRONMENTS, FIELDS
from connectors.memory.steps import lists_step, reading_step, writing_step
from connectors.memory.store import Store, store_for
from connectors.network import address_checks
from connectors.values import to_text

BATCH = 10


class MemoryConnector(Connector):
    """See the module. Everything but `config_fields` and `identity` needs the server, which keeps what is written."""

    title: ClassVar[Text] = Text("Memory (demonstration)", "Minne (demonstrasjon)")
    description: ClassVar[Text] = Text(
        "A small ERP system in memory, for trying things out. Needs the address of a demonstration server.",
        "Et lite ERP-system i minnet, til å prøve ut ting med. Trenger adressen til en demonstrasjonsserver.",
    )
    version: ClassVar[str] = "1"
    demonstration: ClassVar[bool] = True

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._session: Session | None = None

    def close(self) -> None:
        """End the conversation with the server; a second call does nothing."""
        if self._session:
            self._session.close()
            self._session = None

    # ---- configuration

    @classmethod
    def config_fields(cls, context: Context) -> Sequence[FieldMetadata]:
        """A field of each type."""
        return FIELDS

    def checks(self) -> Sequence[Check]:
        """Address, port, sign-in and company must hold; then what may be read and written, and the lists."""
        readings = [reading_step(actor_type, self._read_check) for actor_type in self.actor_types()]
        return [
            *address_checks(self._text("server"), self.context, "server"),
            Check("sign-in", Text("Sign-in", "Pålogging"), self._sign_in_check),
            Check("company", Text("Company", "Firma"), self._company_check),
            *readings,
            writing_step(lambda: self._signed_in().may_write()),
            lists_step(self._lists_check),
        ]

    def identity(self) -> str:
        """The server, the environment and the company; passwords and users have no part in it."""
        words = (self._text("server").strip().casefold(), self._text("environment"), self._text("company"))
        return "memory:" + "/".join(words)

    # ---- what the ERP has

    def actor_types(self) -> Sequence[ActorType]:
        """Customers, suppliers, persons and projects."""
        return list(self._store().fields)

    def actor_fields(self, actor_type: ActorType) -> Sequence[FieldMetadata]:
        """The fields of a type, none of a type that this ERP doesn't have."""
        return self._store().fields.get(actor_type, ())

    def searchable_fields(self, actor_type: ActorType) -> Sequence[str]:
        """Every field that operators go with; for persons the parent too."""
        keys = [field.key for field in self.actor_fields(actor_type) if OPERATORS[field.type]]
        return [*keys, PARENT_KEY, PARENT_TYPE] if actor_type is ActorType.PERSON else keys

    def list_items(self, list_name: str, keys: Sequence[str] | None = None) -> Mapping[str, Text]:
        """Environments are asked of the server where one is given; the other lists are in memory."""
        items = self._environments() if list_name == "environment" else self._store().lists.get(list_name)
        if items is None:
            raise ListUnknown(
                Text(f"There is no list “{list_name}”.", f"Det finnes ingen liste «{list_name}»."),
                Text("Read the connector's fields again.", "Les connectorens felt på nytt."),
            )
        return items if keys is None else {key: items[key] for key in keys if key in items}

    def count(self, actor_type: ActorType) -> int | None:
        """How many actors of a type there are."""
        return len(self._store().actors(actor_type))

    def list_usage(self, actor_type: ActorType, field_key: str) -> Mapping[str, int] | None:
        """How many actors have each item."""
        actors = self._store().actors(actor_type)
        return Counter(str(actor.values[field_key]) for actor in actors if actor.values.get(field_key))

    # ---- reading

    def get_actors(self, actor_type: ActorType, erp_keys: Sequence[str], field_keys: Sequence[str]) -> Iterator[Batch]:
        """The actors with these keys, by key."""
        wanted = set(erp_keys)
        return self._found(actor_type, lambda actor: actor.erp_key in wanted, field_keys, len(wanted), "")

    def search_actors(
        self, actor_type: ActorType, text: str, field_keys: Sequence[str], limit: int = 100, cursor: str = ""
    ) -> Iterator[Batch]:
        """Actors with *text* in their key or any field."""
        return self._found(actor_type, lambda actor: contains(actor, text), field_keys, limit, cursor)

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

        def meets(actor: Actor) -> bool:
            return (actor.parent_type, actor.parent_key) == (parent_type, parent_key) and contains(actor, text)

        return self._found(actor_type, meets, field_keys, limit, cursor)

    def search_advanced(
        self,
        actor_type: ActorType,
        restrictions: Sequence[Restriction],
        field_keys: Sequence[str],
        limit: int = 100,
        cursor: str = "",
    ) -> Iterator[Batch]:
        """Actors that meet every restriction. Raises `SearchRefused`, at once."""
        fields = {field.key: field for field in self.actor_fields(actor_type)}
        return self._found(actor_type, predicate(restrictions, fields), field_keys, limit, cursor)

    def actors_changed_since(
        self, timestamp: str, actor_type: ActorType, field_keys: Sequence[str], limit: int = 1000, cursor: str = ""
    ) -> Iterator[Batch]:
        """Actors whose running number is *timestamp* or higher."""
        return self._found(actor_type, lambda actor: actor.last_modified >= timestamp, field_keys, limit, cursor)

    # ---- writing

    def create_actor(self, actor: Actor) -> Saved | Refused:
        """Create an actor under a new key."""
        self._let_in()
        return self._store().create(actor, self._keep)

    def save_actors(self, actors: Iterable[Actor]) -> Sequence[Saved | Refused]:
        """Change actors, each for itself."""
        self._let_in()
        return [self._store().save(actor, self._keep) for actor in actors]

    # ---- within

    def _store(self) -> Store:
        return store_for(self.identity())

    def _text(self, key: str) -> str:
        return to_text(self.config.get(key))

    def _let_in(self) -> None:
        """Before anything is read or written: be signed in."""
        self._signed_in()

    def _signed_in(self) -> Session:
        """The conversation with the server. One sign-in for as long as this connector lives: a repeat may lock the account."""
        if self._session is None:
            session = Session(self._text("server"), self.context)
            try:
                kept = session.sign_in(self._text("user"), self._text("password"), self._text("token"))
                self._catch_up(session, kept)
            except BaseException:
                session.close()
                raise
            self._session = session
        return self._session

    def _company(self) -> str:
        return f"{self._text('environment')}/{self._text('company')}"

    def _catch_up(self, session: Session, kept: int) -> None:
        """Learn what other processes have written since."""
        store = self._store()
        while store.kept < kept and (some := session.kept(store.kept)):
            store.catch_up([read(each, self._company(), store.fields) for each in some])

    def _keep(self, actor: Actor) -> Text | None:
        if self._session is None or self._session.keep(written(actor, self._company())):
            return None
        return Text("The user may only read.", "Brukeren kan bare lese.")

    def _environments(self) -> Mapping[str, Text] | None:
        if not self._text("server"):
            return ENVIRONMENTS
        with Session(self._text("server"), self.context) as session:
            return session.list_items("environment")

    def _found(
        self,
        actor_type: ActorType,
        meets: Callable[[Actor], bool],
        field_keys: Sequence[str],
        limit: int,
        cursor: str,
    ) -> Iterator[Batch]:
        self._go_on()
        self._let_in()
        hits = [actor for actor in self._store().actors(actor_type) if actor.erp_key > cursor and meets(actor)]
        asked = [field.key for field in self.actor_fields(actor_type) if field.key in set(field_keys)]
        end = min(limit, len(hits))
        for start in range(0, end, BATCH):
            self._go_on()
            stop = min(start + BATCH, end)
            rest = hits[stop - 1].erp_key if stop < len(hits) else ""
            yield Batch([_with_fields(actor, asked) for actor in hits[start:stop]], rest)

    def _go_on(self) -> None:
        if self.context.cancelled():
            raise Cancelled

    # ---- the steps of the test

    def _sign_in_check(self) -> Found:
        self._signed_in()
        user = self._text("user")
        return Found(Text(f"Signed in as {user}.", f"Logget på som {user}."))

    def _company_check(self) -> Found:
        number = self._text("company")
        name = self._signed_in().choose_company(number, self._text("environment"))
        return Found(Text(f"Company {number} is {name}.", f"Firma {number} er {name}."))

    def _read_check(self, actor_type: ActorType) -> int | None:
        return self.count(actor_type) if self._signed_in().may_read(actor_type) else None

    def _lists_check(self) -> list[str]:
        return [*self._store().lists, *(["environment"] if self._environments() else [])]


def _with_fields(actor: Actor, keys: Sequence[str]) -> Actor:
    return replace(actor, values={key: actor.values[key] for key in keys})
