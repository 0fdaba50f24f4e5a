"""What an import would make of actors: new records, updates, nothing, a question to a person, or nothing that can be."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import Actor, FieldType, Text
from connectors.process import Fault
from connectors.table import keys_of
from webapp.crm import adding, register
from webapp.crm.fields import ENTITY_OF, Entity
from webapp.crm.register import Record
from webapp.models import Link
from webapp.models.stored import text_data
from webapp.services import actor_facts, crossing, linking, unlinking
from webapp.services.importing.intake import Arrived, Intake
from webapp.services.importing.matching import Found, Matching, Unlinked
from webapp.services.importing.notes import Note
from webapp.services.importing.plain import Plain
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
    deleted: Collection[tuple[str, str]]
    """The types and keys of those whose company is deleted in the CRM."""


class Classifier:
    """For all actors of one preview or import. Its queries are so and so many a batch, whatever is in the batch."""

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

    def classify(self, actors: Sequence[Actor], hold: bool = False) -> tuple[Plain, list[tuple[int, RowData]]]:
        """Those of *actors* that become new records just as they are, and a row for each of the others, with its place.

        *hold*: the companies that they belong to, and their links, stay until the transaction ends.
        """
        known = self._known(actors, hold)
        keys = keys_of(actors)
        places = [place for place, key in enumerate(keys) if key not in known.links]
        fresh = actors if len(places) == len(actors) else [actors[place] for place in places]
        plain, others = self._fresh(fresh, known)
        there = [(place, self._linked(actors[place], known)) for place, key in enumerate(keys) if key in known.links]
        return plain.at(places), [*there, *((places[place], row) for place, row in others)]

    def _fresh(self, actors: Sequence[Actor], known: _Known) -> tuple[Plain, list[tuple[int, RowData]]]:
        """The same for actors without a link."""
        found, ready, titles = self._matched(actors, known), self._readying.read(actors), self._telling.titles(actors)
        parents = self._company_ids(actors, known)
        plain = Plain(range(len(actors)), keys_of(actors), titles, parents, ready.stored, ready.agreed)
        apart = {*ready.odd, *found, *self._lost(actors, parents)}
        others = [(place, self._unlinked(actors[place], found.get(place), known)) for place in sorted(apart)]
        return plain.without(apart), others

    def _company_ids(self, actors: Sequence[Actor], known: _Known) -> list[int | None]:
        if self._entity is Entity.COMPANY:
            return [None] * len(actors)
        return [_parent(actor, known) for actor in actors]

    def _lost(self, actors: Sequence[Actor], parents: Sequence[int | None]) -> list[int]:
        """The places of those that belong to a company which isn't known, or must belong to one and don't."""
        if self._entity is Entity.COMPANY:
            return []
        must = self._entity is Entity.PERSON
        return [place for place, id_ in enumerate(parents) if id_ is None and (must or actors[place].parent_key)]

    def _known(self, actors: Sequence[Actor], hold: bool) -> _Known:
        links = linking.of_actors(self._connection, self._sheet.type, keys_of(actors))
        records = register.get(self._entity, [link.record_id for link in links.values()])
        parents = self._parents(actors)
        companies = (register.get_held if hold else register.get)(Entity.COMPANY, [link.record_id for link in parents.values()])
        if hold:  # companies first and then links, as whoever undoes an import does: else each would wait for the other
            held = {link.id for link in unlinking.hold(parents.values())}
            parents = {place: link for place, link in parents.items() if link.id in held}
        ids = {place: link.record_id for place, link in parents.items()}
        there = {place: id_ for place, id_ in ids.items() if id_ in companies and companies[id_].deleted_at is None}
        return _Known(links, records, there, ids.keys() - there.keys())

    def _parents(self, actors: Sequence[Actor]) -> dict[tuple[str, str], Link]:
        if self._entity is Entity.COMPANY:
            return {}
        keys = list(dict.fromkeys(actor.parent_key for actor in actors if actor.parent_key))
        found = {type_: linking.of_actors(self._connection, type_, keys) for type_ in _COMPANY_TYPES}
        typed = {(type_.value, key): link for type_, links in found.items() for key, link in links.items()}
        return {("", key): link for (_type, key), link in reversed(typed.items())} | typed

    def _matched(self, actors: Sequence[Actor], known: _Known) -> dict[int, Found]:
        """What those are like that are like something, by their places."""
        if not self._matching.possible:
            return {}
        best = self._matching.best([Unlinked(self._telling.facts(actor), _parent(actor, known)) for actor in actors])
        return {place: found for place, found in enumerate(best) if found is not None}

    # ---- one actor

    def _linked(self, actor: Actor, known: _Known) -> RowData:
        """An actor with a link. A record that is deleted has kept it: nothing is brought to it until it is restored."""
        arrived, link = self._intake.read(actor), known.links[actor.erp_key]
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
        fault = self._fault(actor, texts, parent, known)
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

    def _fault(self, actor: Actor, texts: Mapping[str, str], parent: int | None, known: _Known) -> Note | None:
        """Why a new record can't be made of an actor."""
        for key in self._mandatory:
            if not texts.get(key, "").strip():
                return "name_missing", {"crm": key}
        if self._entity is not Entity.PERSON or parent is not None:
            return None
        if not actor.parent_key:
            return "parent_unknown", {}
        return "parent_deleted" if _place(actor) in known.deleted else "parent_missing", {"parent": actor.parent_key}

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
    return known.parents.get(_place(actor)) if actor.parent_key else None


def _place(actor: Actor) -> tuple[str, str]:
    return actor.parent_type.value if actor.parent_type else "", actor.parent_key
