"""Finding records for the register's own screens: by words, by items of lists, by links, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.models import Person, Project


@dataclass(frozen=True, slots=True)
class Belonging:
    """How many persons and projects a company has; deleted ones don't count."""

    persons: int
    projects: int


def belonging(company_id: int) -> Belonging:
    """What belongs to a company. Two queries."""
    persons, projects = (
        table.select().where(table.company == company_id, table.deleted_at.is_null()).count() for table in (Person, Project)
    )
    return Belonging(persons, projects)
