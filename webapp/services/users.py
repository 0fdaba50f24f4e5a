"""Users: who may sign in, with which rights and in which language. Nobody is ever deleted, so history keeps its names."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from peewee import JOIN
from werkzeug.security import check_password_hash, generate_password_hash

from connectors.base import Text
from webapp.db import db, now
from webapp.errors import Problem
from webapp.i18n import LANGUAGES, NAMES
from webapp.models import Group, Membership, User
from webapp.services import audit, names, rows
from webapp.services.audit import Change

USERNAME_LIMIT = 100
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
HASH_METHOD = "scrypt"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another one on paper


def add(
    username: str,
    name: str,
    password: str,
    is_admin: bool = False,
    language: str = "",
    groups: Iterable[int] = (),
    by: User | None = None,
) -> User:
    """A new user who can sign in at once; *groups* are ids of groups.

    Raises `Problem` or `Problems`, each with its field: names that are blank, too long or taken, a password that is
    too short, an unknown language or group.
    """
    username, name = username.strip(), name.strip()
    with rows.storing(username, "username_taken", "username"):
        names.refuse_if(
            _username_trouble(username),
            names.trouble(name),
            password_trouble(username, password),
            _language_trouble(language),
        )
        user = User.create(
            username=username,
            username_key=names.key(username),
            name=name,
            password_hash=generate_password_hash(password, HASH_METHOD),
            session_key=secrets.token_hex(16),
            is_admin=is_admin,
            language=language,
            changed_by=by,
        )
        put_in_groups(user, groups)
        audit.note("users", by, [Change("created", name), *_differences(User(name=name), user, [], _group_names(user))])
    return user


def change(user: User, name: str, is_admin: bool, language: str, groups: Iterable[int], version: int, by: User) -> None:
    """Store new values of *user*, who was read at *version*.

    Raises `Problem("conflict")` where somebody saved meanwhile, `Problem("last_admin", "is_admin")` where nobody could
    administer any longer, and what `add` raises.
    """
    name = name.strip()
    with db.atomic():
        names.refuse_if(
            names.trouble(name),
            _language_trouble(language),
            None if is_admin else _last_admin(user, "is_admin"),
        )
        with _noted(user, by):
            _store(user, version, by, name=name, is_admin=is_admin, language=language)
            put_in_groups(user, groups)


def change_own(user: User, name: str, language: str, version: int) -> None:
    """Store what users may say of themselves. Raises as `change` does."""
    name = name.strip()
    names.refuse_if(names.trouble(name), _language_trouble(language))
    with db.atomic(), _noted(user, user):
        _store(user, version, user, name=name, language=language)


def set_password(user: User, password: str, by: User) -> None:
    """Give *user* a new password and end all sessions begun with the old one; the caller renews its own.

    Raises `Problem` on the field `password` where it is too short, too long or the user name.
    """
    names.refuse_if(password_trouble(user.username, password))
    user.password_hash = generate_password_hash(password, HASH_METHOD)
    user.session_key = secrets.token_hex(16)
    with db.atomic():
        _store(user, user.version, by, password_hash=user.password_hash, session_key=user.session_key)
        audit.note("users", by, [Change("password", user.name)])


def change_own_password(user: User, present: str, password: str) -> None:
    """Give *user* a new password, knowing the present one.

    Raises `Problem("password_wrong", "present")`, and what `set_password` raises.
    """
    if not check_password_hash(user.password_hash, present):
        raise Problem("password_wrong", "present")
    set_password(user, password, user)


def deactivate(user: User, by: User) -> None:
    """Let *user* sign in no longer; running sessions end.

    Raises `Problem("own_account")` and `Problem("last_admin")`.
    """
    with db.atomic():
        if user == by:
            raise Problem("own_account")
        names.refuse_if(_last_admin(user))
        with _noted(user, by):
            _store(user, user.version, by, active=False, session_key=secrets.token_hex(16))


def reactivate(user: User, by: User) -> None:
    """Let *user* sign in again, with the password of before."""
    with db.atomic(), _noted(user, by):
        _store(user, user.version, by, active=True)


def make_password() -> str:
    """A password that can be read out: four groups of four letters and figures."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def put_in_groups(user: User, groups: Iterable[int]) -> None:
    """Make *groups* (ids) the groups of *user*. Raises `Problem("group_gone", "groups")` for one that isn't there."""
    wanted = set(groups)
    if Group.select().where(Group.id.in_(wanted)).count() != len(wanted):
        raise Problem("group_gone", "groups")
    present = {group.id for group in groups_of(user)}
    Membership.delete().where(Membership.user == user, Membership.group.in_(present - wanted)).execute()
    if added := [{"user": user, "group": group} for group in sorted(wanted - present)]:
        Membership.insert_many(added).execute()


def groups_of(user: User) -> list[Group]:
    """The groups *user* is in, by name."""
    query = Group.select().join(Membership).where(Membership.user == user)
    return sorted(query, key=lambda group: names.order(group.name))


def all_users() -> list[User]:
    """All users by name, each with who changed it last."""
    by = User.alias()
    query = User.select(User, by).join(by, JOIN.LEFT_OUTER, on=(User.changed_by == by.id))
    return sorted(query, key=lambda user: names.order(user.name))


def containing(users: Iterable[User], text: str) -> list[User]:
    """Those of *users* whose name or user name contains *text*."""
    part = names.key(text.strip())
    return [user for user in users if part in names.key(user.name) or part in user.username_key]


def version_of(user: User) -> int:
    """The version of *user* that is stored now."""
    return int(User.get_by_id(user.id).version)


def groups_by_user() -> dict[int, list[str]]:
    """The names of the groups of every user who is in one, by the user's id."""
    found: dict[int, list[str]] = {}
    for membership in Membership.select(Membership, Group).join(Group):
        found.setdefault(membership.user_id, []).append(membership.group.name)
    return {user: sorted(groups, key=names.order) for user, groups in found.items()}


def password_trouble(username: str, password: str, field: str = "password") -> Problem | None:
    """What is wrong with *password*, if anything."""
    if len(password) < SHORTEST_PASSWORD:
        return Problem("password_short", field, limit=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return Problem("password_long", field, limit=LONGEST_PASSWORD)
    return Problem("password_is_username", field) if names.key(password) == names.key(username) else None


def _username_trouble(username: str) -> Problem | None:
    if any(letter.isspace() for letter in username):
        return Problem("username_blanks", "username")
    if found := names.trouble(username, "username", USERNAME_LIMIT):
        return found
    taken = User.select().where(User.username_key == names.key(username)).exists()
    return Problem("username_taken", "username", name=username) if taken else None


def _language_trouble(language: str) -> Problem | None:
    return None if language in ("", *LANGUAGES) else Problem("language_unknown", "language")


def _last_admin(user: User, field: str = "") -> Problem | None:
    """A problem where no other active administrator is left; the rows stay locked until the transaction ends."""
    query = User.select().where(User.is_admin, User.active)
    # SQLite knows no locks on rows and needs none: its transactions are alone from their start.
    left = list(query.for_update() if db.obj.for_update else query)
    return Problem("last_admin", field) if left == [user] else None


_LANGUAGE_NAMES = {"": Text("as the browser asks", "som nettleseren ber om"), **NAMES}


@contextmanager
def _noted(user: User, by: User) -> Iterator[None]:
    """Note what is different of *user* afterwards; within a transaction."""
    before, groups = User.get_by_id(user.id), _group_names(user)
    yield
    audit.note("users", by, _differences(before, User.get_by_id(user.id), groups, _group_names(user)))


def _differences(before: User, after: User, groups_before: list[str], groups_after: list[str]) -> list[Change]:
    """What is different of a user; never the password."""
    pairs = [
        ("name", before.name, after.name),
        ("is_admin", before.is_admin, after.is_admin),
        ("active", before.active, after.active),
        ("language", _LANGUAGE_NAMES[before.language], _LANGUAGE_NAMES[after.language]),
        ("groups", groups_before, groups_after),
    ]
    return [Change(what, before.name, old, new) for what, old, new in pairs if old != new]


def _group_names(user: User) -> list[str]:
    return [group.name for group in groups_of(user)]


def _store(user: User, version: int, by: User, **values: object) -> None:
    values.update(version=version + 1, changed_at=now(), changed_by=by)
    if not User.update(values).where(User.id == user.id, User.version == version).execute():
        raise rows.conflict(user)
    for name, value in values.items():
        setattr(user, name, value)
