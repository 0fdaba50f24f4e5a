"""Selections: records of one entity kept together under a name, to be opened later.

Everybody who is signed in sees all of them, as with the register; who may change one says `changeable`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.bulk import insert_tuples
from webapp.crm import kept
from webapp.crm.fields import Entity
from webapp.db import db, first_column, held
from webapp.errors import Problem
from webapp.models import Selection, SelectionMember, SyncRun, User
from webapp.services import names

PIECE = 5_000
PAGE = 50
_LONGEST = 200


@dataclass(frozen=True)
class Listed:
    """A selection, and how many records are in it."""

    selection: Selection
    members: int


@dataclass(frozen=True)
class Page:
    """A page of selections: `count` in all, on `last` pages, of which this is `number` (from 1)."""

    rows: Sequence[Listed]
    count: int
    number: int
    last: int


def make(name: str, entity: Entity, ids: Iterable[int], user: User | None, run: SyncRun | None = None) -> Selection:
    """Keep the records *ids* together under *name*; each once. *run*: the run that has brought them.

    Two selections may have the same name. Raises `Problem` for a name that can't be used.
    """
    names.refuse_if(names.trouble(name.strip()))
    with db.atomic():
        made: Selection = Selection.create(**_called(name), entity=entity.value, made_by=user, run=run)
        add(made, ids)
    return made


def add(selection: Selection, ids: Iterable[int]) -> None:
    """Add records that aren't in it yet; call it in a transaction. One statement for each 5 000."""
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), PIECE):
        rows = [(selection.id, each) for each in wanted[start : start + PIECE]]
        insert_tuples(SelectionMember, ("selection_id", "record_id"), rows)


def extend(selection: Selection, ids: Iterable[int]) -> int:
    """Add records to a selection that holds others, or some of them; how many weren't in it.

    Raises `Problem("selection_gone")` where it has been deleted meanwhile.
    """
    with db.atomic():
        if not list(held(Selection.select(Selection.id).where(Selection.id == selection.id))):
            raise Problem("selection_gone", "selection")
        there = set(first_column(SelectionMember.select(SelectionMember.record_id).where(SelectionMember.selection == selection)))
        others = [each for each in dict.fromkeys(ids) if each not in there]
        add(selection, others)
    return len(others)


def remove(selection: Selection, ids: Sequence[int]) -> int:
    """Take records out of a selection; how many were in it. The records themselves stay as they are."""
    mine = (SelectionMember.selection == selection) & SelectionMember.record_id.in_(list(ids))
    return int(SelectionMember.delete().where(mine).execute())


def changeable(selection: Selection, user: User) -> bool:
    """Whether somebody may rename, change or delete a selection: who has made it, and administrators."""
    return bool(user.is_admin) or selection.made_by_id == user.id


def to_extend(id_: int, entity: Entity, user: User) -> Selection:
    """The selection that *user* wants to add records of *entity* to. Raises `Problem("selection_choose")` where none is
    named, and `Problem("selection_gone")` where there is none that takes them, or it isn't theirs to change."""
    if not id_:
        raise Problem("selection_choose", "selection")
    found = find(id_, entity, user)
    if found is None:
        raise Problem("selection_gone", "selection")
    return found.selection


def find(id_: int, entity: Entity, user: User) -> Listed | None:
    """The selection of *entity* with that id, if *user* may change it. Two queries."""
    found = _listed(Selection.select().where(Selection.id == id_, Selection.entity == entity.value))
    return found[0] if found and changeable(found[0].selection, user) else None


def rename(selection: Selection, name: str) -> None:
    """Give a selection another name. Raises `Problem` for one that can't be used."""
    names.refuse_if(names.trouble(name.strip()))
    Selection.update(_called(name)).where(Selection.id == selection.id).execute()


def delete(selection: Selection) -> None:
    """Delete a selection; its records stay as they are."""
    Selection.delete().where(Selection.id == selection.id).execute()


def search(entity: Entity | None, words: str, number: int, of: User | None = None) -> Page:
    """The selections of an entity (None: of all) in whose name *words* stand, the newest first. Five queries at most.

    *of*: only those that this user may change.
    """
    query = Selection.select()
    if of is not None and not of.is_admin:
        query = query.where(Selection.made_by == of)
    if entity is not None:
        query = query.where(Selection.entity == entity.value)
    plain = "".join(each for each in words[:_LONGEST] if each.isprintable()).strip()  # no database could look for the rest
    if plain:
        query = query.where(Selection.name_key.contains(names.key(plain)))
    count = query.count()
    last = max(1, -(-count // PAGE))
    number = max(1, min(number, last))
    return Page(_listed(query.order_by(Selection.id.desc()).paginate(number, PAGE)), count, number, last)


def of_run(run: SyncRun) -> list[Listed]:
    """The selections that a run has made. Four queries at most."""
    return _listed(Selection.select().where(Selection.run == run).order_by(Selection.id))


def makers(found: Iterable[Selection]) -> dict[int, str]:
    """The names of who has made these, by the user's id. One query."""
    wanted = {each.made_by_id for each in found if each.made_by_id}
    return {each.id: each.name for each in User.select(User.id, User.name).where(User.id.in_(wanted))} if wanted else {}


def _called(name: str) -> dict[str, str]:
    return {"name": name.strip(), "name_key": names.key(name.strip())}


def _listed(query: Any) -> list[Listed]:
    found = list(query)
    numbers: dict[int, int] = {}
    for entity in Entity:
        numbers |= kept.counts(entity, [each.id for each in found if each.entity == entity.value])
    return [Listed(each, numbers.get(each.id, 0)) for each in found]
