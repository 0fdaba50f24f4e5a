"""Trying a mapping on real records: what the CRM would get, by the same code that syncs. Nothing is written anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from connectors.base import ERP_KEY, UNKNOWN, Actor, FieldType, Text, Unknown, Value
from webapp.crm import lists
from webapp.services import list_pairs, samples
from webapp.services.list_pairs import CrmItems
from webapp.services.sheets import Book, Sheet
from webapp.services.trial_plan import Plan, Way, plan, title_keys
from webapp.sync.carry import Carried, Items, ListPair, Outcome, carry
from webapp.sync.choices import Choice

RECORDS = 10
LONGEST_SEARCH = 200
WHOLE = frozenset({Outcome.CARRIED, Outcome.BLANK, Outcome.UNSELECTED})


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one record: as the ERP has it, and what the CRM gets. `lacking`: nothing, where the CRM must have a value."""

    value: Value | Unknown
    carried: Carried
    lacking: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is lost on the way."""
        return self.carried.outcome in WHOLE and not self.lacking


@dataclass(frozen=True, slots=True)
class Line:
    """A field that goes from the ERP to the CRM, with a cell for each record."""

    way: Way
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Trial:
    """Records of the ERP through a mapping: their keys and names, and a line per field. `trouble` says why there are none."""

    plan: Plan
    records: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    trouble: samples.Trouble | None = None
    erp_items: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    crm_items: CrmItems = field(default_factory=dict)

    @cached_property
    def whole(self) -> int:
        """How many records lose nothing."""
        return sum(all(line.cells[place].whole for line in self.lines) for place in range(len(self.records)))

    @cached_property
    def marks(self) -> Counter[str]:
        """How many values are lost or cut, by `mark`; of list items without a counterpart, how many items."""
        cells = [(line.way, cell) for line in self.lines for cell in line.cells if not cell.whole]
        values = {
            (mark(way, cell), way.erp.key, cell.value if _missed(cell) else place) for place, (way, cell) in enumerate(cells)
        }
        return Counter(code for code, _key, _value in values)


def mark(way: Way, cell: Cell) -> str:
    """What a cell is marked with: an outcome, `lacking`, or `no_text`: an item that the ERP's list doesn't have."""
    if cell.lacking:
        return "lacking"
    return "no_text" if _missed(cell) and way.crm.type is not FieldType.LIST else cell.carried.outcome.value


def _missed(cell: Cell) -> bool:
    return cell.carried.outcome is Outcome.LIST_MISS


def carry_out(book: Book, sheet: Sheet, choices: Mapping[str, Choice], text: str = "") -> Trial:
    """Up to ten records in which *text* stands, as *choices* would carry them. Without a field to read, the ERP isn't asked.

    Five queries at most; what the ERP can't or won't answer is `trouble`.
    """
    intended, titles = plan(sheet, choices), title_keys(sheet, choices)
    if not intended.read:
        return Trial(intended)
    keys = [key for key in dict.fromkeys([*(way.erp.key for way in intended.read), *titles]) if key != ERP_KEY]
    actors, trouble = samples.records(book.connection, sheet.type, keys, RECORDS, text.strip()[:LONGEST_SEARCH])
    if trouble:
        return Trial(intended, trouble=trouble)
    crm_items = lists.items(way.crm.list_name for way in intended.read if way.crm.type is FieldType.LIST)
    pairs = list_pairs.pairs(sheet.actor)
    lines = [through(way, actors, pairs.get(way.mapping.id, []), book, crm_items) for way in intended.read]
    named = [(actor.erp_key, _title(actor, titles)) for actor in actors]
    return Trial(intended, named, lines, erp_items=book.lists, crm_items=crm_items)


def through(way: Way, actors: Sequence[Actor], pairs: Sequence[ListPair], book: Book, crm_items: CrmItems) -> Line:
    """What becomes of a field's value in each record."""
    items = list_pairs.to_crm(way.erp, way.crm, pairs, book, crm_items)
    return Line(way, [_cell(way, actor, items) for actor in actors])


def _cell(way: Way, actor: Actor, items: Items | None) -> Cell:
    value = actor.erp_key if way.erp.key == ERP_KEY else actor.values.get(way.erp.key, UNKNOWN)
    carried = carry(value, way.erp, way.crm, items)
    return Cell(value, carried, lacking=way.crm.mandatory and carried.written and carried.value is None)


def _title(actor: Actor, keys: Sequence[str]) -> str:
    values = (actor.values.get(key) for key in keys)
    return " ".join(value for value in values if isinstance(value, str) and value)
