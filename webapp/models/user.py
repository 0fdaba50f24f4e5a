"""Who uses the application: users, groups, who is in which, and attempts to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField

from webapp.db import BaseModel, now


class User(BaseModel):
    """Somebody who can sign in. `session_key` changes with the password, which ends sessions begun before."""

    username = CharField(max_length=100)
    username_key = CharField(max_length=100, unique=True)
    name = CharField(max_length=200)
    password_hash = CharField(max_length=300)
    session_key = CharField(max_length=64)
    is_admin = BooleanField(default=False)
    active = BooleanField(default=True)
    language = CharField(max_length=2, default="")
    created_at = DateTimeField(default=now)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField("self", null=True, on_delete="SET NULL")
    version = IntegerField(default=1)

    # What flask-login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        """A row is somebody."""
        return True

    @property
    def is_active(self) -> bool:
        """Whether the user may sign in."""
        return bool(self.active)

    @property
    def is_anonymous(self) -> bool:
        """A row isn't nobody."""
        return False

    def get_id(self) -> str:
        """What the session remembers: with the key of the session, so that a new password ends old sessions."""
        return f"{self.id}.{self.session_key}"


class Group(BaseModel):
    """Several users under one name, for scopes."""

    name = CharField(max_length=200)
    name_key = CharField(max_length=200, unique=True)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)

    class Meta:
        table_name = "user_group"  # GROUP is a word of SQL


class Membership(BaseModel):
    """A user in a group."""

    if TYPE_CHECKING:
        user_id: int
        group_id: int

    user = ForeignKeyField(User, backref="memberships", on_delete="CASCADE")
    group = ForeignKeyField(Group, backref="memberships", on_delete="CASCADE")

    class Meta:
        indexes = ((("user", "group"), True),)


class SignInAttempt(BaseModel):
    """A failed attempt to sign in, kept while it counts against its account or its address."""

    account = CharField(max_length=200, index=True)
    address = CharField(max_length=64, index=True)
    at = DateTimeField(default=now, index=True)
