"""What has become of what a run did in the register: how much of it somebody has touched since. For any number of records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL, Case, fn

from webapp.crm.fields import Entity
from webapp.crm.register import TABLES
from webapp.models import FieldChange, Link, Person, Project, SyncRun


@dataclass(frozen=True, slots=True)
class OfImport:
    """What an import has left, as it is now.

    Of the records that it `made`, those that are as it left them; those that are `kept` since somebody has changed them, or they
    are linked elsewhere or have members; and those `deleted` since. Of the records that were there, those that it `updated` and
    nobody has changed since; `changed` ones, of which only a look at each value tells what can go back; those it only `joined`
    to their actor; and those that are `lost`: deleted since. `links`: its links, without those of kept records. `back`: records
    that an undo before has been through.
    """

    made: int = 0
    kept: int = 0
    deleted: int = 0
    updated: int = 0
    changed: int = 0
    joined: int = 0
    lost: int = 0
    back: int = 0
    links: int = 0


@dataclass(frozen=True, slots=True)
class OfLinking:
    """The `links` that a run has made and that are still there, and those of `persons` under them that aren't its own."""

    links: int
    persons: int


def of_import(entity: Entity, run: SyncRun) -> OfImport:
    """As the rules of `services.importing.remnants` would have it now. Three queries, the first over all that the run did."""
    undone = [each.id for each in SyncRun.select(SyncRun.id).where(SyncRun.of == run, SyncRun.kind == "undo")]
    record = TABLES[entity]
    mine = (FieldChange.run == run) & (FieldChange.kind == "imported")
    became = FieldChange.select(_became(entity, record, run, undone).alias("became"))
    became = became.join(record, JOIN.LEFT_OUTER, on=(record.id == FieldChange.record_id)).where(mine)
    each = became.cte("each", materialized=True)  # else SQLite looks at each record twice, once to group them
    rows: Any = each.select_from(each.c.became, fn.COUNT(SQL("*"))).group_by(each.c.became).tuples()
    found = Counter(dict(rows))
    stays_linked = found.pop("kept_link", 0)
    found["kept"] += stays_linked
    return OfImport(**found, links=Link.select().where(Link.run == run).count() - stays_linked)


def _became(entity: Entity, record: Any, run: SyncRun, undone: list[int]) -> Any:
    """What has become of a record: an attribute of `OfImport`, or `kept_link` of a kept one that has a link of the run."""
    here = (Link.entity == entity.value) & (Link.record_id == FieldChange.record_id)
    own = fn.EXISTS(Link.select(Link.id).where(here, Link.run == run))
    kept = (record.version > 1) | fn.EXISTS(Link.select(Link.id).where(here, Link.run.is_null() | (Link.run != run)))
    if entity is Entity.COMPANY:
        for table in (Person, Project):
            members = table.select(table.id).where(table.company == FieldChange.record_id, table.deleted_at.is_null())
            kept |= fn.EXISTS(members)
    of_new = Case(None, [(record.deleted_at.is_null(False), "deleted"), (~kept, "made"), (own, "kept_link")], "kept")
    cases = [
        (record.created_at == FieldChange.at, of_new),
        (record.id.is_null() | record.deleted_at.is_null(False), "lost"),
        (FieldChange.changes == "{}", "joined"),
        (record.changed_at > FieldChange.at, "changed"),
    ]
    if undone:
        again = FieldChange.alias()
        same = (again.entity == entity.value) & (again.record_id == FieldChange.record_id) & again.run.in_(undone)
        cases.insert(0, (fn.EXISTS(again.select(again.id).where(same)), "back"))
    return Case(None, cases, "updated")


def of_linking(run: SyncRun) -> OfLinking:
    """Two queries."""
    company = Link.alias()
    above = (company.entity == Entity.COMPANY.value) & (company.record_id == Person.company)
    query = Link.select().join(Person, on=(Person.id == Link.record_id))
    query = query.join(company, on=(above & (company.connection == Link.connection)))
    others = (Link.entity == Entity.PERSON.value) & (company.run == run) & (Link.run.is_null() | (Link.run != run))
    return OfLinking(Link.select().where(Link.run == run).count(), query.where(others).count())
