"""What is worth knowing of the mappings and keeps nothing from syncing."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.errors import Problem
from webapp.services.mapping_checks import where
from webapp.services.setup import Setup


def notes(setup: Setup) -> list[Problem]:
    """The notes, actor type by actor type, in the form of `activation_case.Check`'s problems."""
    return [*_of_sheets(setup), *_of_lists(setup)]


def _of_sheets(setup: Setup) -> Iterator[Problem]:
    some = any(row.mapped for sheet in setup.synced for row in sheet.rows)
    for sheet in setup.synced:
        if some and not any(row.mapped for row in sheet.rows):
            yield Problem("note_no_direction", **where(sheet, "mappings", ()))
        if unfilled := [row for row in sheet.rows if setup.unfilled(row)]:
            yield Problem("note_unfilled", **where(sheet, "defaults", unfilled))
        if retyped := [row for row in sheet.rows if row.old_type is not None and row.mapping.crm_key]:
            yield Problem("note_retyped", **where(sheet, "mappings", retyped))


def _of_lists(setup: Setup) -> Iterator[Problem]:
    for each in setup.list_fields:
        if each.stored and each.undecided:
            at = where(setup.book.sheets[each.type], "list_mapping", [each.row])
            yield Problem("note_undecided", items=each.texts(each.undecided), **at)
