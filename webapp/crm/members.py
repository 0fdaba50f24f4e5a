"""What belongs to companies: their persons and projects, for many companies at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from peewee import fn

from webapp.crm.register import PIECE
from webapp.db import among
from webapp.models import Person, Project


def persons_of(company_ids: Sequence[int]) -> dict[int, int]:
    """The company of each of their persons, by the person's id, deleted ones too. A query for each 500."""
    found: dict[int, int] = {}
    for start in range(0, len(company_ids), PIECE):
        mine = among(Person.company, company_ids[start : start + PIECE])
        rows: Any = Person.select(Person.id, Person.company).where(mine).tuples()
        found |= dict(rows)
    return found


def counts(company_ids: Sequence[int]) -> Counter[int]:
    """How many persons and projects each company has that aren't deleted. Two queries for each 500."""
    found: Counter[int] = Counter()
    for table in (Person, Project):
        for start in range(0, len(company_ids), PIECE):
            mine = among(table.company, company_ids[start : start + PIECE]), table.deleted_at.is_null()
            rows: Any = table.select(table.company, fn.COUNT(table.id)).where(*mine).group_by(table.company).tuples()
            found.update(dict(rows))
    return found
