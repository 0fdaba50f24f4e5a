"""Scope: who may use a connection, and what they may do with it.

In a draft a scope is plain data: {"everyone": RIGHTS, "entries": {"group:3": RIGHTS, "user:1": RIGHTS}}, where RIGHTS is
{"connect": bool, "create": bool}. Both halves are kept, so switching between them loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.db import Statement
from webapp.models import Connection, ConnectionAccess, Group, Membership, SyncConnector, User
from webapp.services import names

_ENTRY = re.compile(r"(user|group):([0-9]{1,9})")


def visible_to(user: User) -> list[tuple[Connection, bool, bool]]:
    """The active connections in whose scope *user* is, by name: (connection, may connect, may create).

    A user is named in person, through groups, or, where the scope is everyone, by the entry that names nobody. The
    rights are the union of all entries that apply (DOMAIN: rights per scope entry).
    """
    groups = Membership.select(Membership.group).where(Membership.user == user)
    named = (ConnectionAccess.user == user) | ConnectionAccess.group.in_(groups)
    everyone = ConnectionAccess.user.is_null() & ConnectionAccess.group.is_null()
    entries = (
        ConnectionAccess.select(ConnectionAccess, Connection, SyncConnector)
        .join(Connection)
        .join(SyncConnector)
        .where(Connection.active, Connection.deleted_at.is_null())
        .where((Connection.everyone & everyone) | (~Connection.everyone & named))
    )
    found: dict[int, tuple[Connection, bool, bool]] = {}
    for entry in entries:
        _connection, connect, create = found.get(entry.connection.id, (None, False, False))
        found[entry.connection.id] = entry.connection, connect or entry.may_connect, create or entry.may_create
    return sorted(found.values(), key=lambda row: names.order(row[0].name))


@dataclass(frozen=True)
class Somebody:
    """A user or a group as the scope chooser shows them; `value` is `user:ID` or `group:ID`."""

    value: str
    name: str
    hint: str
    is_group: bool


def rights(connect: bool = True, create: bool = True) -> dict[str, bool]:
    """Rights as plain data."""
    return {"connect": connect, "create": create}


def of_new() -> dict[str, Any]:
    """The scope a new connection begins with."""
    return {"everyone": rights(), "entries": {}}


def of_connection(connection: Connection) -> dict[str, Any]:
    """A connection's scope as plain data. One query."""
    scope = of_new()
    for each in ConnectionAccess.select().where(ConnectionAccess.connection == connection):
        value = f"user:{each.user_id}" if each.user_id else f"group:{each.group_id}" if each.group_id else ""
        place = scope["entries"] if value else scope
        place[value or "everyone"] = rights(each.may_connect, each.may_create)
    return scope


def candidates() -> list[Somebody]:
    """Everybody a scope can name: groups and active users, by name. Two queries."""
    groups = [Somebody(f"group:{each.id}", each.name, "", True) for each in Group.select()]
    users = User.select().where(User.active).order_by(User.username_key)
    people = [Somebody(f"user:{each.id}", each.name, each.username, False) for each in users]
    return [each for some in (groups, people) for each in sorted(some, key=lambda each: names.order(each.name))]


def known(scope: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """The entries of a scope whose users and groups (still) exist."""
    users, groups = _ids(scope, "user"), _ids(scope, "group")
    exist = {f"user:{each.id}" for each in User.select(User.id).where(User.id.in_(users))}
    exist |= {f"group:{each.id}" for each in Group.select(Group.id).where(Group.id.in_(groups))}
    return {value: each for value, each in scope["entries"].items() if value in exist}


def names_of(scope: Mapping[str, Any]) -> list[str]:
    """The names of a scope's groups, then of its users. Two queries."""
    groups = Group.select(Group.name).where(Group.id.in_(_ids(scope, "group")))
    users = User.select(User.name).where(User.id.in_(_ids(scope, "user")))
    return [name for some in (groups, users) for name in sorted((each.name for each in some), key=names.order)]


def store(connection: Connection, everyone: bool, scope: Mapping[str, Any]) -> None:
    """Make *scope* the connection's: the entries named, and what everyone may, which counts while the scope is everyone."""
    ConnectionAccess.delete().where(ConnectionAccess.connection == connection).execute()
    rows = [_row(connection, "", scope["everyone"])]
    rows += [_row(connection, value, each) for value, each in known(scope).items()]
    ConnectionAccess.insert_many(rows).execute()


_NAMES = Statement(
    lambda: (
        ConnectionAccess.select(ConnectionAccess.connection, Group.name, User.name)
        .join(Connection)
        .switch(ConnectionAccess)
        .left_outer_join(Group)
        .switch(ConnectionAccess)
        .left_outer_join(User, on=(ConnectionAccess.user == User.id))
        .where(~Connection.everyone)
    )
)


def named() -> tuple[tuple[int, str | None, str | None], ...]:
    """Who is named in which scope: (connection, name of a group, name of a user). One query."""
    return tuple(_NAMES.rows())


def names_by_connection(entries: Iterable[tuple[int, str | None, str | None]]) -> dict[int, tuple[str, ...]]:
    """From what `named` gives: for each connection, by id, the names of its groups, then of its users."""
    found: dict[int, list[tuple[bool, str, str]]] = {}
    for connection, group, user in entries:
        if name := group or user:
            found.setdefault(connection, []).append((group is None, names.order(name), name))
    return {connection: tuple(name for _kind, _order, name in sorted(each)) for connection, each in found.items()}


def _ids(scope: Mapping[str, Any], kind: str) -> list[int]:
    """The ids of a kind; what has been made up and can be none is left out."""
    found = (_ENTRY.fullmatch(value) for value in scope["entries"])
    return [int(each[2]) for each in found if each and each[1] == kind]


def _row(connection: Connection, value: str, rights_: Mapping[str, bool]) -> dict[str, Any]:
    kind, _, row = value.partition(":")
    return {
        "connection": connection,
        "user": int(row) if kind == "user" else None,
        "group": int(row) if kind == "group" else None,
        "may_connect": rights_["connect"],
        "may_create": rights_["create"],
    }
