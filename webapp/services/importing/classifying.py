"""What an import would make of actors: new records, updates, nothing, a question to a person, or nothing that can be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import Actor, FieldType, Text
from connectors.process import Fault
from webapp.crm import adding, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import Record
from webapp.models import Link
from webapp.models.stored import text_data
from webapp.services import actor_facts, crossing, linking
from webapp.services.importing.intake import Arrived, Intake
from webapp.services.importing.matching import Found, Matching, Unlinked
from webapp.services.importing.notes import Note
from webapp.services.importing.ready import Readying
from webapp.services.sheets import Book, Sheet

RowData = dict[str, Any]
"""A `RunRow` as it is inserted, but for its run and its position."""
_COMPANY_TYPES = [type_ for type_, entity in ENTITY_OF.items() if entity is Entity.COMPANY]
_TITLE = 400
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of a batch of actors."""

    links: Mapping[str, Link]
    records: Mapping[int, Record]
    parents: Mapping[tuple[str, str], int]
    """The ids of linked companies by the actor's type and key."""


class Classifier:
    """For all actors of one preview. Its queries are so and so many a batch, whatever is in the batch."""

    def __init__(self, book: Book, sheet: Sheet, keep_blanks: bool = False) -> None:
        self._connection = book.connection
        self._sheet = sheet
        self._entity = sheet.entity
        self._keep_blanks = keep_blanks
        self._intake = Intake([lane for lane in crossing.of(book, sheet).lanes if lane.goes_to_crm])
        self._telling = actor_facts.of(book, sheet)
        self._matching = Matching(book.connection, sheet.entity)
        self._mandatory = [field.key for field in sheet.crm_fields.values() if field.mandatory]
        self._readying = Readying(sheet.entity, self._intake.lanes, self._mandatory)
        self._ticks = {field.key for field in sheet.crm_fields.values() if field.type is FieldType.CHECKBOX}
        self._erp_keys = {lane.crm.key: lane.key for lane in self._intake.lanes}

    @property
    def field_keys(self) -> list[str]:
        """The fields to ask the ERP for."""
        return list(dict.fromkeys([*(self._erp_keys.values()), *self._telling.erp_keys]))

    def rows(self, actors: Sequence[Actor]) -> list[RowData]:
        """A row for each of *actors*, in their order."""
        known = self._known(actors)
        fresh = [actor for actor in actors if actor.erp_key not in known.links]
        made = iter(self._fresh(fresh, known))
        return [
            self._linked(actor, self._intake.read(actor), known.links[actor.erp_key], known)
            if actor.erp_key in known.links
            else next(made)
            for actor in actors
        ]

    def _fresh(self, actors: Sequence[Actor], known: _Known) -> list[RowData]:
        """The rows of actors without a link."""
        found, ready, titles = self._matched(actors, known), self._readying.read(actors), self._telling.titles(actors)
        return [
            self._unlinked(actor, best, known)
            if whole is None or best is not None or not self._has_place(actor, known)
            else _NEW
            | {
                "erp_key": actor.erp_key,
                "title": title,
                "parent_id": _parent(actor, known),
                "prepared": whole.prepared,
                "agreed": whole.agreed,
            }
            for actor, whole, best, title in zip(actors, ready, found, titles, strict=True)
        ]

    def _has_place(self, actor: Actor, known: _Known) -> bool:
        """Whether the company is known that an actor belongs to, if it belongs to any."""
        if self._entity is Entity.COMPANY or _parent(actor, known) is not None:
            return True
        return self._entity is Entity.PROJECT and not actor.parent_key

    def _known(self, actors: Sequence[Actor]) -> _Known:
        links = linking.of_actors(self._connection, self._sheet.type, [actor.erp_key for actor in actors])
        records = register.get(self._entity, [link.record_id for link in links.values()])
        return _Known(links, records, self._parents(actors))

    def _parents(self, actors: Sequence[Actor]) -> dict[tuple[str, str], int]:
        if self._entity is Entity.COMPANY:
            return {}
        keys = list(dict.fromkeys(actor.parent_key for actor in actors if actor.parent_key))
        found = {type_: linking.of_actors(self._connection, type_, keys) for type_ in _COMPANY_TYPES}
        typed = {(type_.value, key): link.record_id for type_, links in found.items() for key, link in links.items()}
        return {("", key): id_ for (_type, key), id_ in reversed(typed.items())} | typed

    def _matched(self, actors: Sequence[Actor], known: _Known) -> list[Found | None]:
        if not self._matching.possible:
            return [None] * len(actors)
        return self._matching.best([Unlinked(self._telling.facts(actor), _parent(actor, known)) for actor in actors])

    # ---- one actor

    def _linked(self, actor: Actor, arrived: Arrived, link: Link, known: _Known) -> RowData:
        """An actor with a link. A record that is deleted has kept it: nothing is brought to it until it is restored."""
        record = known.records.get(link.record_id)
        row = self._row(actor, "linked", arrived.notes, record_id=link.record_id)
        if record is None or record.deleted_at is not None:
            return row
        changes = self._changes(record, arrived)
        row |= {"version": record.version, "agreed": _encode(arrived.agreed), "problems": _encode(arrived.notes)}
        if changes:
            row |= {"kind": "update", "ticked": True, "changes": _encode(changes)}
        return row

    def _unlinked(self, actor: Actor, found: Found | None, known: _Known) -> RowData:
        parent, arrived = _parent(actor, known), self._intake.read(actor)
        texts = {key: text for key, text in arrived.texts.items() if text}
        fault = self._fault(actor, texts, parent)
        if fault:
            return self._row(actor, "fault", [fault])
        if self._entity is Entity.PROJECT and actor.parent_key and parent is None:
            arrived.notes.append(("company_unknown", {"parent": actor.parent_key}))
        prepared = adding.prepared(self._entity, texts)
        if found is not None:
            return self._row(actor, "duplicate", [], parent_id=parent, prepared=prepared) | self._possibly(found, arrived)
        agreed = _encode(arrived.agreed)
        return self._row(actor, "new", arrived.notes, ticked=True, parent_id=parent, prepared=prepared, agreed=agreed)

    def _possibly(self, found: Found, arrived: Arrived) -> RowData:
        """What is said of an actor that may be a record."""
        changes = self._changes(found.record, arrived)
        reasons = [(each.code, each.percent) for each in found.likeness.reasons]
        return {
            "record_id": found.record.id,
            "version": found.record.version,
            "reasons": _encode(reasons),
            "problems": _encode(arrived.notes),
            "changes": _encode(changes),
            "agreed": _encode(arrived.agreed),
        }

    def _fault(self, actor: Actor, texts: Mapping[str, str], parent: int | None) -> Note | None:
        """Why a new record can't be made of an actor."""
        for key in self._mandatory:
            if not texts.get(key, "").strip():
                return "name_missing", {"crm": key}
        if self._entity is Entity.PERSON and parent is None:
            return ("parent_missing", {"parent": actor.parent_key}) if actor.parent_key else ("parent_unknown", {})
        return None

    def _changes(self, record: Record, arrived: Arrived) -> dict[str, tuple[str, str, str]]:
        """What changes in a record; what doesn't go there after all is taken out of what arrives."""
        changes: dict[str, tuple[str, str, str]] = {}
        for key, text in list(arrived.texts.items()):
            before = record.texts.get(key, "") or ("0" if key in self._ticks else "")
            if before == text:
                continue
            if not text.strip() and (self._keep_blanks or key in self._mandatory):
                arrived.agreed.pop(self._erp_keys[key], None)
                if key in self._mandatory:
                    arrived.notes.append(("name_kept", {"field": self._erp_keys[key], "crm": key}))
                continue
            changes[key] = (before, text, "from_erp")
        return changes

    def _row(self, actor: Actor, kind: str, notes: Sequence[Note], **more: Any) -> RowData:
        problems = _encode(notes) if notes else "[]"
        return {
            **BLANK,
            "erp_key": actor.erp_key,
            "title": self._telling.title(actor),
            "kind": kind,
            "problems": problems,
            **more,
        }


BLANK: RowData = {
    "erp_key": "", "title": "", "kind": "fault", "ticked": False, "record_id": None, "version": None, "parent_id": None,
    "changes": "{}", "agreed": "{}", "prepared": "", "reasons": "[]", "problems": "[]", "choice": "", "state": "open",
}  # fmt: skip
"""A row of which nothing is known."""
_NEW = BLANK | {"kind": "new", "ticked": True}


def faulty(fault: Fault) -> RowData:
    """The row of an actor that can't be used."""
    return BLANK | {"erp_key": fault.erp_key, "title": fault.title[:_TITLE], "problems": _of_reason(fault.reason)}


def untold(number: int) -> RowData:
    """The row that stands for *number* more like that."""
    return BLANK | {"problems": _encode([("more_faults", {"number": number})])}


def gone(erp_key: str) -> RowData:
    """The row of an actor that was chosen and isn't there any more."""
    return BLANK | {"erp_key": erp_key, "title": erp_key[:_TITLE], "problems": _encode([("actor_gone", {})])}


def _of_reason(reason: Text) -> str:
    return _encode([("erp_fault", {"reason": text_data(reason)})])


def _parent(actor: Actor, known: _Known) -> int | None:
    if not actor.parent_key:
        return None
    return known.parents.get((actor.parent_type.value if actor.parent_type else "", actor.parent_key))
