"""An ERP held in memory: actors of every type, kept as long as the process lives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from connectors.accepting import refusal
from connectors.base import Actor, ActorType, FieldMetadata, Refused, Saved, Text, Unknown, Value
from connectors.memory.data import FIELDS, LISTS, ROWS, Row

Keep = Callable[[Actor], Text | None]
"""Has an actor kept where others find it too; why not, where that is refused."""


def _nowhere(actor: Actor) -> Text | None:
    return None


class Store:
    """The actors of one ERP company; may be used by several threads.

    *rows* hold a key and the values of the type's fields; for persons the parent's type and key come after the key.
    `last_modified` is a running number of twelve digits; `kept`, how many writes there have been.
    """

    def __init__(
        self,
        fields: Mapping[ActorType, Sequence[FieldMetadata]] = FIELDS,
        rows: Mapping[ActorType, Sequence[Row]] = ROWS,
        lists: Mapping[str, Mapping[str, Text]] = LISTS,
    ) -> None:
        self.fields = fields
        self.lists = lists
        self._lock = Lock()
        self._moment = 0
        self.kept = 0
        self._actors: dict[ActorType, dict[str, Actor]] = {actor_type: {} for actor_type in fields}
        for actor_type, some in rows.items():
            for row in some:
                self._put(self._actor(actor_type, row))

    def actors(self, actor_type: ActorType) -> list[Actor]:
        """All actors of a type as they are now, by key."""
        with self._lock:
            return sorted(self._actors.get(actor_type, {}).values(), key=lambda actor: actor.erp_key)

    def create(self, actor: Actor, keep: Keep = _nowhere) -> Saved | Refused:
        """Take *actor* in under a new key, with every field it doesn't give left blank, once it is kept elsewhere too."""
        known = self._known(actor.type)
        refused = refusal(actor, known)
        if refused:
            return refused
        with self._lock:
            blank: dict[str, Value | Unknown] = dict.fromkeys(known)
            new = replace(actor, erp_key=self._new_key(actor.type), values=blank | dict(actor.values))
            return self._taken(new, keep, actor)

    def save(self, actor: Actor, keep: Keep = _nowhere) -> Saved | Refused:
        """Change the fields that *actor* carries, once they are kept elsewhere too."""
        refused = refusal(actor, self._known(actor.type))
        if refused:
            return refused
        with self._lock:
            before = self._actors.get(actor.type, {}).get(actor.erp_key)
            if before is None:
                return _gone(actor)
            return self._taken(replace(before, values={**before.values, **actor.values}), keep, actor)

    def catch_up(self, kept: Iterable[Actor | None]) -> None:
        """Take in what others have had kept meanwhile; None is somebody else's."""
        with self._lock:
            for actor in kept:
                self.kept += 1
                if actor is not None:
                    before = self._actors[actor.type].get(actor.erp_key, actor)
                    self._put(replace(actor, values={**before.values, **actor.values}))

    def _taken(self, actor: Actor, keep: Keep, asked: Actor) -> Saved | Refused:
        refused = keep(actor)
        if refused:
            return Refused(asked.erp_key, refused)
        self.kept += 1
        return Saved(self._put(actor))

    def _known(self, actor_type: ActorType) -> dict[str, FieldMetadata]:
        return {field.key: field for field in self.fields.get(actor_type, ())}

    def _put(self, actor: Actor) -> Actor:
        self._moment += 1
        stamped = replace(actor, last_modified=f"{self._moment:012d}")
        self._actors[actor.type][actor.erp_key] = stamped
        return stamped

    def _new_key(self, actor_type: ActorType) -> str:
        return f"N{self._moment + 1:06d}-{actor_type.value[:2].lower()}"

    def _actor(self, actor_type: ActorType, row: Row) -> Actor:
        parent = (ActorType(str(row[1])), str(row[2])) if actor_type is ActorType.PERSON else (None, "")
        values = row[3:] if actor_type is ActorType.PERSON else row[1:]
        by_key = dict(zip((field.key for field in self.fields[actor_type]), values, strict=True))
        return Actor(actor_type, str(row[0]), by_key, parent_type=parent[0], parent_key=parent[1])


_stores: dict[str, Store] = {}
_lock = Lock()


def store_for(identity: str, make: Callable[[], Store] = Store) -> Store:
    """The store of the ERP company *identity*, made when it is first asked for."""
    with _lock:
        if identity not in _stores:
            _stores[identity] = make()
        return _stores[identity]


def _gone(actor: Actor) -> Refused:
    key = actor.erp_key
    return Refused(key, Text(f"There is no record with the key “{key}”.", f"Det finnes ingen post med nøkkelen «{key}»."))
