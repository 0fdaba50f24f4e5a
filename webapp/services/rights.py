"""What a user may do with a connection: see its ERP values, connect to its actors, create actors in its ERP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.crm.fields import ENTITY_OF, Entity
from webapp.errors import Problem
from webapp.letters import order
from webapp.models import ActorMapping, Connection, User
from webapp.services import scope


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody in a connection's scope may do."""

    connection: Connection
    may_connect: bool = False
    may_create: bool = False

    @property
    def may_search(self) -> bool:
        """Whether they may look for actors: also to create one, which takes a search first."""
        return self.may_connect or self.may_create


@dataclass(frozen=True, slots=True)
class Named:
    """Connections as somebody may be told of them: the names of those they may know of, and how many others there are."""

    names: Sequence[str] = ()
    others: int = 0


def of_user(user: User) -> list[Rights]:
    """The active connections in whose scope *user* is, by name. One query."""
    return [Rights(*each) for each in scope.visible_to(user)]


def connections_for(user: User, entity: Entity) -> list[Connection]:
    """The connections that sync an actor type to *entity* whose links somebody may know of, by name: an administrator all,
    others those in whose scope they are. Two queries at most."""
    if not user.is_admin:
        return [each.connection for each in for_entity(user, entity)]
    types = [type_.value for type_, of in ENTITY_OF.items() if of is entity]
    syncing = ActorMapping.select(ActorMapping.connection).where(ActorMapping.active, ActorMapping.actor_type.in_(types))
    found = Connection.select().where(Connection.deleted_at.is_null(), Connection.id.in_(syncing))
    return sorted(found, key=lambda each: order(each.name))


def known_to(user: User) -> frozenset[int] | None:
    """The ids of the connections whose actors and links somebody may know of; None for all, as an administrator. One query."""
    return None if user.is_admin else frozenset(each.connection.id for each in of_user(user))


def named(user: User, connections: Iterable[int]) -> Named:
    """These connections (by id) as *user* may be told of them, by name. Two queries at most."""
    known, ids = known_to(user), set(connections)
    mine = ids if known is None else ids & known
    names = [each.name for each in Connection.select(Connection.name).where(Connection.id.in_(list(mine)))]
    return Named(sorted(names, key=order), len(ids) - len(mine))


def for_entity(user: User, entity: Entity) -> list[Rights]:
    """Those of `of_user` that sync an actor type to *entity*: its ERP tab has a panel for each. Two queries, or one."""
    theirs = of_user(user)
    if not theirs:
        return []
    types = [type_.value for type_, of in ENTITY_OF.items() if of is entity]
    synced = ActorMapping.select(ActorMapping.connection).where(ActorMapping.active, ActorMapping.actor_type.in_(types))
    ids = {row.connection_id for row in synced.where(ActorMapping.connection.in_([each.connection.id for each in theirs]))}
    return [each for each in theirs if each.connection.id in ids]


def on(user: User, connection_id: int) -> Rights | None:
    """What *user* may do on an active connection; None where it isn't theirs to see. One query."""
    return next((each for each in of_user(user) if each.connection.id == connection_id), None)


def hidden(connections: Iterable[int], entity: Entity) -> set[int]:
    """Those of these connections (by id) that no ERP tab of *entity* has a panel for: they are switched off or deleted, or don't
    sync it any more. What is linked there stays linked. One query."""
    ids, types = set(connections), [type_.value for type_, of in ENTITY_OF.items() if of is entity]
    shown = ActorMapping.select(ActorMapping.connection).join(Connection)
    shown = shown.where(Connection.active, Connection.deleted_at.is_null(), ActorMapping.active)
    return ids - {row.connection_id for row in shown.where(Connection.id.in_(list(ids)), ActorMapping.actor_type.in_(types))}


def to_disconnect(user: User, connection_id: int, entity: Entity) -> Rights | None:
    """As `on`; an administrator may also take away what no ERP tab shows. Two queries at most."""
    if user.is_admin and hidden([connection_id], entity):
        found = Connection.get_or_none(Connection.id == connection_id)
        return Rights(found, may_connect=True) if found else None
    return on(user, connection_id)


def demand_connect(rights: Rights) -> None:
    """Raises `Problem("may_not_connect")`."""
    if not rights.may_connect:
        raise Problem("may_not_connect", name=rights.connection.name)


def demand_search(rights: Rights) -> None:
    """Raises `Problem("may_not_connect")`."""
    if not rights.may_search:
        demand_connect(rights)


def demand_create(rights: Rights) -> None:
    """Raises `Problem("may_not_create")`."""
    if not rights.may_create:
        raise Problem("may_not_create", name=rights.connection.name)
