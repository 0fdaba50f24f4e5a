"""What of an actor arrives in the CRM by the mappings that go there, and a note for each value that doesn't arrive whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType
from connectors.values import to_text
from webapp.services.crossing import Lane
from webapp.services.importing.notes import Note
from webapp.sync.carriers import carrier
from webapp.sync.carry import Carried, Outcome

_CODES = {
    Outcome.TRUNCATED: "value_cut",
    Outcome.LIST_MISS: "value_list_miss",
    Outcome.UNCONVERTIBLE: "value_unconvertible",
    Outcome.UNKNOWN: "value_unknown",
}
_CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\t\r\n"}
_SHOWN = 100
"""How many characters of an item's key a note names."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrives of an actor: text forms by CRM key, "" for blank.

    `agreed` as in `models.Link`: what both sides have then, by the ERP field's key.
    """

    texts: dict[str, str]
    agreed: dict[str, Any]
    notes: list[Note]


class Intake:
    """Lanes that go to the CRM, ready for many actors."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.lanes = lanes
        self._ways: list[tuple[str, str, Callable[[Any], str | Carried], bool, Lane]] = [
            (lane.key, lane.crm.key, carrier(lane.erp, lane.crm, lane.to_crm_items), lane.crm.type is FieldType.TEXT, lane)
            for lane in self.lanes
        ]

    def read(self, actor: Actor) -> Arrived:
        """What arrives of *actor*."""
        texts: dict[str, str] = {}
        agreed: dict[str, Any] = {}
        notes: list[Note] = []
        values = actor.values
        for erp_key, crm_key, carried, is_text, lane in self._ways:
            value = values.get(erp_key, UNKNOWN) if erp_key != ERP_KEY else actor.erp_key
            text = carried(value)
            if not isinstance(text, str) or (is_text and not text.isprintable()):
                noted = _noted(text, lane, value, notes)
                if noted is None:
                    continue
                text = noted
            texts[crm_key] = text
            agreed[erp_key] = text if value is text else _pair(value, text)
        return Arrived(texts, agreed, notes)


def _pair(value: Any, text: Any) -> Any:
    erp = to_text(value)
    return text if erp == text else [erp, text]


def _noted(found: str | Carried, lane: Lane, value: Any, notes: list[Note]) -> str | None:
    """The text that arrives after all, if any; what there is to say of it is added to *notes*."""
    facts = {"field": lane.key, "crm": lane.crm.key}
    if isinstance(found, Carried):
        more: dict[str, Any] = {}
        if found.outcome is Outcome.TRUNCATED:
            more = {"limit": lane.crm.max_length}
        elif found.outcome is Outcome.LIST_MISS:
            more = {"item": str(value)[:_SHOWN]}
        notes.append((_CODES[found.outcome], facts | more))
        if not found.written:
            return None
        found = to_text(found.value)
    plain = found.translate(_CONTROLS)
    if plain != found:
        notes.append(("value_cleaned", facts))
    return plain
