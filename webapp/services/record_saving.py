"""Storing values of records, with their journal: the one way in which anything in the register changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import ActorType
from webapp.crm import register
from webapp.crm.fields import Entity
from webapp.crm.register import Draft, Stored
from webapp.db import db
from webapp.services import journal
from webapp.services.journal import Entry, Origin


def save(
    entity: Entity,
    drafts: Sequence[Draft],
    origin: Origin,
    rule: str = "typed",
    rules: Mapping[str, str] | None = None,
    actor: tuple[ActorType, str] | None = None,
) -> list[Stored]:
    """Store *drafts* and note what changed, in one transaction; the answers in the drafts' order (see `crm.register.save`).

    *rule*: why the values are as they are (`journal.RULES`); *rules*: the same for single fields, by key.
    *actor*: the one (type and key) that the change has to do with.
    """
    known = rules or {}
    with db.atomic():
        answers = register.save(entity, drafts, origin.user, origin.at)
        entries = [_entry(entity, each, rule, known, *(actor or (None, ""))) for each in answers if each.changed]
        journal.note(origin, entries)
    return answers


def _entry(entity: Entity, stored: Stored, rule: str, rules: Mapping[str, str], type_: ActorType | None, key: str) -> Entry:
    changes = {key: (old, new, rules.get(key, rule)) for key, (old, new) in stored.changed.items()}
    return Entry(entity, stored.id, changes, actor_type=type_, erp_key=key)
