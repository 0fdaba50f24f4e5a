"""The register: companies, their persons, and projects. Only `webapp.crm` and `webapp.models` touch these tables.

The values of an entity's fields lie together, by key, in one column: those that the CRM begins with and those that an
administrator adds are one kind of thing, and a whole batch is one statement. What is searched, sorted or compared has a
column beside it, made from the values by `webapp.crm.derived`.
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from webapp.db import BaseModel, now
from webapp.models.user import User


class Record(BaseModel):
    """What the three have in common.

    `values`: the fields' values by key in their invariant text form; blank ones are not in it. `name`: what it is called;
    `sort_key`: the name as names are sorted; `words`: all that a search looks through, without case. `org_number`,
    `vat_number`, `email`, `phone`, `match_name`: what a likeness is told by, made comparable; empty where there is none.
    Deleting is soft.
    """

    created_by_id: int | None
    changed_by_id: int | None

    values = JSONField(default=dict)
    name = CharField(max_length=400, default="")
    sort_key = CharField(max_length=400, default="")
    words = TextField(default="")
    org_number = CharField(max_length=60, default="")
    vat_number = CharField(max_length=60, default="")
    email = CharField(max_length=255, default="")
    phone = CharField(max_length=60, default="")
    match_name = CharField(max_length=400, default="")
    created_at = DateTimeField(default=now)
    created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    changed_at = DateTimeField(default=now)
    changed_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="+", index=False)
    deleted_at = DateTimeField(null=True)
    version = IntegerField(default=1)


class Company(Record):
    """A company."""


class Person(Record):
    """A person of a company."""

    company_id: int

    company = ForeignKeyField(Company, backref="persons", on_delete="RESTRICT")


class Project(Record):
    """A project, of a company where it is known which."""

    company_id: int | None

    company = ForeignKeyField(Company, null=True, backref="projects", on_delete="RESTRICT")


COMPARED: dict[type[Record], tuple[str, ...]] = {
    Company: ("org_number", "vat_number", "email", "phone", "match_name"),
    Person: ("email", "phone", "match_name"),
    Project: ("match_name",),
}
"""The columns by which likenesses are found, per table; each has an index of what isn't empty."""


def _index(model: Any, *columns: str, where: Any = None) -> None:
    index = model.index(*(getattr(model, column) for column in columns), name=f"{model._meta.table_name}_{columns[0]}")
    model.add_index(index.where(where) if where is not None else index)


for _model, _columns in COMPARED.items():
    _index(_model, "sort_key", "id", where=SQL("deleted_at IS NULL"))
    _index(_model, "changed_at", "id")
    for _column in _columns:
        _index(_model, _column, where=SQL(f"{_column} <> ''"))
