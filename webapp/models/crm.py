"""What an administrator defines of the CRM: fields of its own, and lists with their items."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField

from webapp.db import BaseModel, now
from webapp.models.user import User


class CrmList(BaseModel):
    """A list of the CRM by its `key`. Those that the CRM begins with have their names in the code and none here."""

    key = CharField(max_length=40, unique=True)
    name = CharField(max_length=200, default="")
    name_key = CharField(max_length=200, null=True, unique=True)
    built_in = BooleanField(default=False)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)


class CrmListItem(BaseModel):
    """An item of a CRM list; its id, written as text, is its key. Deleting is soft: rows that have it keep their text.

    `name_key` is empty while deleted.
    """

    list_id: int

    list = ForeignKeyField(CrmList, backref="items", on_delete="CASCADE")
    name = CharField(max_length=200)
    name_key = CharField(max_length=200, null=True)
    position = IntegerField(default=0)
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("list", "name_key"), True),)


class CrmField(BaseModel):
    """A field that an administrator has added to an entity; `type` is a `connectors.base.FieldType`.

    `read_only` keeps sync and import from writing it. `max_length` 0 means no limit. Deleting is soft; `name_key` is
    empty while deleted. `key` is given once and never again.
    """

    list_id: int | None

    entity = CharField(max_length=20)
    key = CharField(max_length=40, unique=True)
    name = CharField(max_length=200)
    name_key = CharField(max_length=200, null=True)
    type = IntegerField()
    list = ForeignKeyField(CrmList, null=True, backref="+", on_delete="RESTRICT")
    max_length = IntegerField(default=0)
    read_only = BooleanField(default=False)
    position = IntegerField(default=0)
    deleted_at = DateTimeField(null=True)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("entity", "name_key"), True),)
