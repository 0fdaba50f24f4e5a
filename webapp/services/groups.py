"""Groups: several users under one name, for scopes."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import JOIN

from webapp.db import db, now
from webapp.errors import Problem
from webapp.models import Connection, ConnectionAccess, Group, Membership, User
from webapp.services import audit, connection_changes, names, rows
from webapp.services.audit import Change


def add(name: str, members: Iterable[int], by: User) -> Group:
    """A new group of these users (ids).

    Raises `Problem` or `Problems` with their fields: a name that is blank, too long or taken, a user who isn't there.
    """
    name = name.strip()
    with rows.storing(name):
        names.refuse_if(names.trouble(name), rows.taken(Group, name))
        group = Group.create(name=name, name_key=names.key(name), changed_by=by)
        put = _put_in(group, members)
        audit.note("groups", by, [Change("created", name), *put])
    return group


def change(group: Group, name: str, members: Iterable[int], version: int, by: User) -> None:
    """Store new values of *group*, which was read at *version*. Raises what `add` does, and `Problem("conflict")`."""
    name = name.strip()
    with rows.storing(name):
        names.refuse_if(names.trouble(name), rows.taken(Group, name, group))
        before = Group.get_by_id(group.id).name
        values = {"name": name, "name_key": names.key(name), "changed_at": now(), "changed_by": by}
        stored = Group.update(version=version + 1, **values).where(Group.id == group.id, Group.version == version)
        if not stored.execute():
            raise rows.conflict(group)
        renamed = [Change("name", before, before, name)] if before != name else []
        audit.note("groups", by, [*renamed, *_put_in(group, members)])


def delete(group: Group, by: User) -> None:
    """Delete *group*. Its members stay; scopes that named it no longer do."""
    with db.atomic():
        went = [Change("members_removed", group.name, [each.name for each in members(group)], None)]
        connection_changes.note_gone(group, by)
        if group.delete_instance():
            audit.note("groups", by, [Change("deleted", group.name), *(each for each in went if each.old)])


def all_groups() -> list[Group]:
    """All groups by name, each with who changed it last."""
    query = Group.select(Group, User).join(User, JOIN.LEFT_OUTER, on=(Group.changed_by == User.id))
    return sorted(query, key=lambda group: names.order(group.name))


def containing(groups: Iterable[Group], text: str) -> list[Group]:
    """Those of *groups* whose name contains *text*."""
    part = names.key(text.strip())
    return [group for group in groups if part in group.name_key]


def members_by_group() -> dict[int, list[str]]:
    """The names of the users in every group that has any, by the group's id."""
    found: dict[int, list[str]] = {}
    for membership in Membership.select(Membership, User).join(User):
        found.setdefault(membership.group_id, []).append(membership.user.name)
    return {group: sorted(users_, key=names.order) for group, users_ in found.items()}


def members(group: Group) -> list[User]:
    """Who is in *group*, by name."""
    query = User.select().join(Membership, on=Membership.user == User.id).where(Membership.group == group)
    return sorted(query, key=lambda user: names.order(user.name))


def scopes_naming(group: Group) -> list[Connection]:
    """The connections open to *group*, by name; left out are deleted ones and those that are open to everyone anyway."""
    query = Connection.select().join(ConnectionAccess).where(ConnectionAccess.group == group)
    return sorted(
        query.where(Connection.deleted_at.is_null(), ~Connection.everyone), key=lambda connection: names.order(connection.name)
    )


def _put_in(group: Group, wanted_members: Iterable[int]) -> list[Change]:
    """Make these users (ids) the members; what is different from before."""
    ids = set(wanted_members)
    wanted = {each.id: each for each in User.select().where(User.id.in_(ids))}
    if len(wanted) != len(ids):
        raise Problem("user_gone", "members")
    present = {user.id: user for user in members(group)}
    came, went = sorted(wanted.keys() - present.keys()), sorted(present.keys() - wanted.keys())
    Membership.delete().where(Membership.group == group, Membership.user.in_(went)).execute()
    if came:
        Membership.insert_many([{"user": user, "group": group} for user in came]).execute()
    added = Change("members_added", group.name, None, [wanted[each].name for each in came])
    removed = Change("members_removed", group.name, [present[each].name for each in went], None)
    return [each for each in (added, removed) if each.old or each.new]
