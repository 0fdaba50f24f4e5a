"""What saving an ERP connection has changed: the connection as it was beside the connection as it is, for the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.base import FieldMetadata, FieldType, Text
from connectors.redaction import redact
from webapp.models import Connection, ConnectionAccess, ConnectionList, Group, User
from webapp.models.stored import list_of
from webapp.services import audit
from webapp.services.audit import Change
from webapp.services.configuration import Configuration, of_connection

EVERYONE = Text("Everyone", "Alle")
RIGHTS = {
    (True, True): Text("may connect and create in the ERP", "kan knytte til og opprette i ERP"),
    (True, False): Text("may connect, not create in the ERP", "kan knytte til, ikke opprette i ERP"),
    (False, True): Text("may create in the ERP, not connect", "kan opprette i ERP, ikke knytte til"),
    (False, False): Text("may neither connect nor create", "kan verken knytte til eller opprette"),
}


@dataclass(frozen=True)
class Seen:
    """A connection at one moment; of one that isn't there yet, nothing.

    `scope`: what each entry that counts is called and may do, by the entry. `configuration` holds secrets as well: it is for
    comparing only, and is gone with the request.
    """

    row: Connection | None = None
    scope: Mapping[str, tuple[Text | str, Text]] = field(default_factory=dict)
    configuration: Configuration | None = None
    lists: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


def seen(connection: Connection | None) -> Seen:
    """A connection as it is stored now. 5 queries."""
    if connection is None:
        return Seen()
    stored = Connection.get_by_id(connection.id)
    lists = ConnectionList.select().where(ConnectionList.connection == stored)
    return Seen(stored, dict(_scope(stored)), of_connection(stored), {each.name: list_of(each.items) for each in lists})


def _scope(row: Connection) -> Iterator[tuple[str, tuple[Text | str, Text]]]:
    entries = (
        ConnectionAccess.select(ConnectionAccess, User, Group)
        .left_outer_join(User, on=(ConnectionAccess.user == User.id))
        .switch(ConnectionAccess)
        .left_outer_join(Group, on=(ConnectionAccess.group == Group.id))
    )
    for each in entries.where(ConnectionAccess.connection == row):
        name = each.user.name if each.user else each.group.name if each.group else EVERYONE
        if (name is EVERYONE) is bool(row.everyone):
            yield f"{each.user_id} {each.group_id}", (name, RIGHTS[each.may_connect, each.may_create])


def note(before: Seen, connection: Connection, user: User | None) -> None:
    """Record what is different from *before*, in the transaction that has stored it."""
    after = seen(connection)
    for area, changes in (
        ("connection", _own(before.row, connection)),
        ("configuration", _configuration(before, after)),
        ("scope", scope_changes(before.scope, after.scope)),
        ("activation", _active(before.row, after.row)),
    ):
        audit.note(area, user, changes, connection)


def _own(before: Connection | None, after: Connection) -> Iterator[Change]:
    if before is None:
        yield Change("created", after.name)
        yield Change("connector", "", None, after.connector.name)
    elif before.name != after.name:
        yield Change("name", "", before.name, after.name)
    if (old := before.description if before else "") != after.description:
        yield Change("description", "", old, after.description)


def _active(before: Connection | None, after: Connection | None) -> Iterator[Change]:
    old, new = bool(before and before.active), bool(after and after.active)
    if old != new:
        yield Change("active", "", old, new)


def scope_changes(
    before: Mapping[str, tuple[Text | str, Text]], after: Mapping[str, tuple[Text | str, Text]]
) -> Iterator[Change]:
    """Who may do something else than before; None is who isn't named."""
    for entry in dict.fromkeys([*before, *after]):
        old, new = before.get(entry), after.get(entry)
        name = new[0] if new else old[0] if old else ""
        rights = old[1] if old else None, new[1] if new else None
        if rights[0] != rights[1]:
            yield Change("rights", name, *rights)


def _configuration(before: Seen, after: Seen) -> Iterator[Change]:
    """Values by the names of their fields. Of a secret only that it is another one; and none is in another's value."""
    old, new = before.configuration, after.configuration
    fields = {each.key: each for seen_ in (old, new) if seen_ for each in seen_.fields}
    secret = {each.key for seen_ in (old, new) if seen_ for each in seen_.fields if each.type is FieldType.PASSWORD}
    hidden = [text for seen_ in (old, new) if seen_ for text in seen_.secrets]
    for key, each in fields.items():
        pair = _text(old, key), _text(new, key)
        if pair[0] == pair[1] or each.type is FieldType.LABEL:
            continue
        if key in secret:
            yield Change("secret" if pair[1] else "secret_cleared", each.name)
        else:
            yield Change("value", each.name, _shown(before, each, hidden), _shown(after, each, hidden))


def _text(configuration: Configuration | None, key: str) -> str:
    return configuration.texts.get(key, "") if configuration else ""


def _shown(seen_: Seen, each: FieldMetadata, hidden: Sequence[str]) -> Any:
    """A value as the record keeps it: a list's item by its name, none of the secrets in a text."""
    value = seen_.configuration.values.get(each.key) if seen_.configuration else None
    item = seen_.lists.get(each.list_name, {}).get(str(value)) if each.type is FieldType.LIST else None
    return item or (redact(value, hidden) if isinstance(value, str) else value)


def note_gone(group: Group, user: User) -> None:
    """Record that *group*, which is about to be deleted, will be in no scope any more, those of deleted connections too."""
    own = (ConnectionAccess.group == group) & ~Connection.everyone
    for entry in ConnectionAccess.select(ConnectionAccess, Connection).join(Connection).where(own):
        rights = RIGHTS[entry.may_connect, entry.may_create]
        audit.note("scope", user, [Change("rights", group.name, rights, None)], entry.connection)
