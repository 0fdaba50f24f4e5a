"""Records of the register as people add, change, delete and restore them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.crm import finding, register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Record
from webapp.db import db
from webapp.errors import Problem
from webapp.models import User
from webapp.services import journal, linking, record_saving, rights
from webapp.services.journal import Entry, Origin
from webapp.services.rights import Named

COMPANY = "COMPANY"
"""As a field in the journal: the company that a person or a project belongs to, by its name."""


def add(entity: Entity, texts: Mapping[str, str], company_id: int | None, user: User) -> int:
    """Store a new record; its id. *company_id*: whose it is; a person needs one, a company has none.

    Raises `Problem("company_missing")` or `Problem("company_gone")`.
    """
    with db.atomic():
        owner = _owner(entity, company_id)
        [stored] = record_saving.save(entity, [Draft(texts, company_id=company_id or None)], Origin("added", user))
        _note_move(entity, stored.id, None, owner, Origin("added", user))
    return stored.id


def change(record: Record, texts: Mapping[str, str], company_id: int | None, version: int, user: User) -> None:
    """Store other values of a record that was read at *version*; values that aren't named stay.

    Raises what `add` does, `Problem("conflict")` where somebody has saved it since, and `Problem("person_linked")` where a
    person who is linked would get another company: the link is to a person of the company's actor. `person_linked_beyond`
    where *user* may not know of all the connections; `person_linked_hidden`, and `person_linked_unseen` for others than
    administrators, where no ERP tab shows any of them: the link still counts, for the connection may be switched on again.
    """
    origin = Origin("edited", user)
    moves = record.entity is not Entity.COMPANY and (company_id or None) != record.company_id
    with db.atomic():
        owner = _owner(record.entity, company_id) if moves else None
        if moves and record.entity is Entity.PERSON:
            _refuse_linked(record, user)
        company = (company_id or 0) if moves else None
        [stored] = record_saving.save(record.entity, [Draft(texts, record.id, version, company)], origin)
        if stored.conflict:
            raise conflict(record)
        if moves:
            _note_move(record.entity, record.id, record.company_id, owner, origin)


def conflict(record: Record) -> Problem:
    """The problem that somebody has changed the record since it was read: who and when, as it is stored now; or that it is
    deleted by now (record_deleted)."""
    stored = register.get(record.entity, [record.id])[record.id]
    who = changed_by(stored) or "kobling"
    if stored.deleted_at is not None:
        return Problem("record_deleted", name=record.name, who=who)
    return Problem("conflict", who=who, when=stored.changed_at)


def changed_by(record: Record) -> str:
    """The name of who has changed a record last; blank where it was the program itself. One query."""
    by = User.get_or_none(User.id == record.changed_by_id) if record.changed_by_id else None
    return by.name if by else ""


def delete(record: Record, user: User) -> None:
    """Mark a record as deleted; it can be restored.

    Raises `Problem("record_linked")` while it is linked (`record_hidden` where no ERP tab shows it), and
    `Problem("company_in_use")` while a company has persons or projects.
    """
    with db.atomic():
        register.get_held(record.entity, [record.id])  # nobody links it, or adds to it, after we have looked
        if problem := obstacle(record, user):
            raise problem
        register.delete(record.entity, [record.id], user)
        journal.note(Origin("deleted", user), [Entry(record.entity, record.id)])


def obstacle(record: Record, user: User) -> Problem | None:
    """Why a record can't be deleted now, if it can't. At most five queries."""
    if linked := _linked_on(record, user):
        facts: dict[str, Any] = {"name": record.name, "connections": linked.named}
        return Problem("record_hidden", **facts) if linked.hidden else Problem("record_linked", **facts)
    there = finding.belonging(record.id) if record.entity is Entity.COMPANY else None
    if there and (there.persons or there.projects):
        return Problem("company_in_use", name=record.name, persons=there.persons, projects=there.projects)
    return None


def restore(record: Record, user: User) -> None:
    """Bring a deleted record back. Raises `Problem("company_deleted")` where the company it belongs to is deleted."""
    with db.atomic():
        if record.company_id is not None:
            company = register.get_held(Entity.COMPANY, [record.company_id])[record.company_id]
            if company.deleted_at is not None:
                raise Problem("company_deleted", name=record.name, company=company.name)
        register.restore(record.entity, [record.id], user)
        journal.note(Origin("restored", user), [Entry(record.entity, record.id)])


def _owner(entity: Entity, company_id: int | None) -> Record | None:
    """The company that a record is to belong to, which nobody deletes until the transaction ends."""
    if not company_id:
        if entity is Entity.PERSON:
            raise Problem("company_missing", "company")
        return None
    found = register.get_held(Entity.COMPANY, [company_id]).get(company_id)
    if found is None or found.deleted_at is not None:
        raise Problem("company_gone", "company")
    return found


def _refuse_linked(record: Record, user: User) -> None:
    register.get_held(record.entity, [record.id])
    linked = _linked_on(record, user)
    if linked is None:
        return
    facts: dict[str, Any] = {"name": record.name, "connections": linked.named}
    if linked.hidden and not user.is_admin:
        raise Problem("person_linked_unseen", "company", **facts)
    if linked.hidden:
        raise Problem("person_linked_hidden", "company", **facts)
    if linked.named.others:
        raise Problem("person_linked_beyond", "company", **facts)
    raise Problem("person_linked", "company", **facts)


class _Linked(NamedTuple):
    """The connections on which a record is linked, as somebody may be told of them; `hidden`: no ERP tab shows any of them."""

    named: Named
    hidden: bool


def _linked_on(record: Record, user: User) -> _Linked | None:
    """Where a record is linked: what ERP tabs show, if they show any of it. Four queries at most."""
    there = set(linking.of_record(record.entity, record.id))
    hidden = rights.hidden(there, record.entity) if there else there
    shown = there - hidden
    return _Linked(rights.named(user, shown or hidden), not shown) if there else None


def _note_move(entity: Entity, record_id: int, before: int | None, owner: Record | None, origin: Origin) -> None:
    old = register.get(Entity.COMPANY, [before]).get(before) if before else None
    names: Any = (old.name if old else "", owner.name if owner else "", "typed")
    if names[0] != names[1]:
        journal.note(origin, [Entry(entity, record_id, {COMPANY: names})])
