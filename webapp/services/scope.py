"""Scope: who may use a connection, and what they may do with it."""

from __future__ import annotations

from webapp.models import Connection, ConnectionAccess, Membership, SyncConnector, User
from webapp.services import names


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
    return sorted(found.values(), key=lambda row: names.key(row[0].name))
