"""How an ERP connection's fields and lists go to the CRM's, and what is filled in where actors are created."""

from __future__ import annotations

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from webapp.db import BaseModel, now
from webapp.models.connection import Connection
from webapp.models.crm import CrmListItem
from webapp.models.user import User


class ActorMapping(BaseModel):
    """An actor type of a connection: `active` means that it is synced, `missing` that the ERP no longer has it.

    Three versions, since three dialogs work on it: `version` of the field mappings, `defaults_version`, `ranks_version`.
    """

    connection_id: int

    connection = ForeignKeyField(Connection, backref="actor_mappings", on_delete="CASCADE")
    actor_type = CharField(max_length=20)
    active = BooleanField(default=False)
    missing = BooleanField(default=False)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+")
    version = IntegerField(default=1)
    defaults_version = IntegerField(default=1)
    ranks_version = IntegerField(default=1)

    class Meta:
        indexes = ((("connection", "actor_type"), True),)


class FieldMapping(BaseModel):
    """A field of an actor type: where it goes and where it is shown. There is one for every field as last read.

    `crm_key` is empty where no CRM field is chosen. `rank` orders the fields in the ERP tab and in search results.
    `items_version` is the version of its list mapping.
    """

    actor_id: int

    actor = ForeignKeyField(ActorMapping, backref="fields", on_delete="CASCADE")
    erp_key = TextField()
    crm_key = CharField(max_length=40, default="")
    to_crm = BooleanField(default=False)
    to_erp = BooleanField(default=False)
    in_search = BooleanField(default=False)
    in_tab = BooleanField(default=False)
    rank = IntegerField(default=0)
    items_version = IntegerField(default=1)

    class Meta:
        indexes = ((("actor", "erp_key"), True),)


class ListItemMapping(BaseModel):
    """An item of a mapped list field, by the ERP's key, and the CRM item it goes to.

    A row without a CRM item says that none is meant; an item without a row is still to be decided. `way_back` marks the
    one that a CRM item becomes in the ERP, where several ERP items go to it.
    """

    field_id: int
    crm_item_id: int | None

    field = ForeignKeyField(FieldMapping, backref="items", on_delete="CASCADE")
    erp_item = TextField()
    crm_item = ForeignKeyField(CrmListItem, null=True, backref="+", on_delete="CASCADE")
    way_back = BooleanField(default=False)

    class Meta:
        indexes = ((("field", "erp_item"), True),)


class DefaultRule(BaseModel):
    """What a field gets when an actor is created in the ERP.

    `use_value`: the value in `value`, a text in which template tags may stand, or the invariant text form of a value of
    the field's type. `ask`: the user is asked. `mandatory`: there must be a value in the end.
    """

    field_id: int

    field = ForeignKeyField(FieldMapping, unique=True, backref="rules", on_delete="CASCADE")
    use_value = BooleanField(default=False)
    value = TextField(default="")
    ask = BooleanField(default=False)
    mandatory = BooleanField(default=False)


class SyncRank(BaseModel):
    """A place in the sync priority: a connection's, or (without one) the CRM's own. The lowest position comes first.

    A connection without a place comes after those with one.
    """

    connection_id: int | None

    connection = ForeignKeyField(Connection, null=True, unique=True, backref="+", on_delete="CASCADE")
    position = IntegerField()
