"""The values that a new actor gets: what the CRM has goes before a default, and what is asked for stands in a form first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from connectors.base import FieldType, Value
from connectors.values import EntryProblem, from_text, read_entry, show_entry, to_text
from webapp.crm.register import Record
from webapp.errors import Problem, Problems
from webapp.services import defaults
from webapp.services.crossing import Crossing, Lane
from webapp.services.defaults import Rule
from webapp.services.record_entries import LONGEST, day_of
from webapp.services.sheets import Row
from webapp.sync import tags
from webapp.sync.carry import Carried, Outcome

CRM, DEFAULT, ASKED = "from_crm", "default", "asked"
"""Where a value comes from, as the journal names it (`journal.RULES`)."""
_LOST = frozenset({Outcome.LIST_MISS, Outcome.UNCONVERTIBLE, Outcome.TRUNCATED})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T00:00(:00)?)?")


@dataclass(frozen=True)
class Planned:
    """A field of the new actor before anybody is asked: its value, and where it comes from ("" where there is none).

    `lost`: the CRM's value is cut (`TRUNCATED`), or can't be carried at all and so isn't the one here. `mandatory`: without a
    value nothing is created.
    """

    row: Row
    value: Value = None
    rule: str = ""
    asked: bool = False
    mandatory: bool = False
    lost: Outcome | None = None

    @property
    def key(self) -> str:
        """The ERP field's key."""
        return self.row.field.key


@dataclass(frozen=True)
class Sent:
    """A field with the value that the ERP is given, and where that comes from."""

    row: Row
    value: Value
    rule: str


def plan(crossing: Crossing, rules: Mapping[str, Rule], record: Record, facts: Mapping[str, str]) -> list[Planned]:
    """The fields that *record*'s actor gets values in, is asked for or must have, in rank order.

    *rules*: the default rules by the ERP field's key; *facts*: what their template tags stand for, by name.
    """
    lanes = {lane.key: lane for lane in crossing.lanes if lane.goes_to_erp}
    found = [
        _planned(row, rules.get(row.field.key, Rule()), _carried(lanes.get(row.field.key), crossing, record), facts)
        for row in crossing.sheet.ranked
        if defaults.why_not(row) is None
    ]
    return [each for each in found if each.rule or each.asked or each.mandatory or each.lost]


def _planned(row: Row, rule: Rule, carried: Carried, facts: Mapping[str, str]) -> Planned:
    value, source = carried.value if carried.written else None, CRM
    if _blank(value):
        value, source = _default(row, rule, facts), DEFAULT
    lost = carried.outcome if carried.outcome in _LOST else None
    mandatory = rule.mandatory or row.field.mandatory
    return Planned(row, None if _blank(value) else value, "" if _blank(value) else source, rule.ask, mandatory, lost)


def _carried(lane: Lane | None, crossing: Crossing, record: Record) -> Carried:
    """The CRM's value as the ERP gets it. A check box that nobody has touched is none."""
    if lane is None or not (lane.crm.key == "ID" or record.texts.get(lane.crm.key)):
        return Carried(None, Outcome.BLANK)
    return lane.to_erp(crossing.crm_value(lane, record))


def _default(row: Row, rule: Rule, facts: Mapping[str, str]) -> Value:
    if not rule.use:
        return None
    if row.field.type is FieldType.TEXT:
        text = tags.expand(rule.value, facts)
        return text[: row.field.max_length] if row.field.max_length else text
    if row.field.type is FieldType.DATETIME and rule.value == tags.TODAY:
        return datetime.fromisoformat(facts["today"]).replace(tzinfo=UTC)
    try:
        return from_text(row.field.type, rule.value)
    except ValueError:  # stored when the field was of another type
        return None


def mark(planned: Sequence[Planned]) -> str:
    """What tells these values from others, for knowing later whether a page still shows what would be sent."""
    said = "\0".join(f"{each.key}\1{to_text(each.value)}\1{each.rule}\1{each.asked}" for each in planned)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entry(planned: Planned, language: str, zone: tzinfo) -> str:
    """What stands in the control of a field that is asked for."""
    value = planned.value
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        if day := day_of(value, zone):
            return f"{day}T00:00"
        try:
            return show_entry(planned.row.field, value, language, zone)
        except OverflowError:  # the first and the last day there is
            return show_entry(planned.row.field, value, language, UTC)
    return show_entry(planned.row.field, value, language, zone)


def read(
    planned: Sequence[Planned],
    entries: Mapping[str, str],
    knows: Callable[[str, str], bool],
    language: str,
    zone: tzinfo,
) -> list[Sent]:
    """What is sent: *planned*, with what stands in the controls of the fields that are asked for (by their keys).

    *knows* says whether a list has an item. Raises `Problems` at the fields' keys: what is no value of its field, and what
    `lacking` finds.
    """
    found: list[Sent] = []
    problems: list[Problem] = []
    for each in planned:
        try:
            found += _read(each, entries.get(each.key, ""), knows, language, zone) if each.asked else _known(each)
        except Problem as problem:
            problems.append(problem)
    if problems:
        raise Problems(problems)
    return found


def _read(planned: Planned, given: str, knows: Callable[[str, str], bool], language: str, zone: tzinfo) -> Iterator[Sent]:
    field = planned.row.field
    if given.strip() == entry(planned, language, zone).strip() and planned.value is not None:
        yield from _known(planned)
        return
    if len(given) > LONGEST:
        raise Problem("too_long", field.key, length=len(given), limit=field.max_length or LONGEST)
    try:
        value = read_entry(field, given, language, UTC if _DAY.fullmatch(given.strip()) else zone)
    except EntryProblem as problem:
        facts = {name: fact[:60] if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
        raise Problem(problem.code, field.key, **facts) from None
    if field.type is FieldType.LIST and value and not knows(field.list_name, str(value)):
        raise Problem("list", field.key, entry=str(value)[:60])
    if _blank(value) and planned.mandatory:
        raise Problem("mandatory", field.key)
    if not _blank(value):
        yield Sent(planned.row, value, ASKED)


def _known(planned: Planned) -> Iterator[Sent]:
    if problem := lacking(planned):
        raise problem
    if planned.value is not None:
        yield Sent(planned.row, planned.value, planned.rule)


def lacking(planned: Planned) -> Problem | None:
    """Why a field that isn't asked for keeps the actor from being created: it must have a value, and nothing gives it one."""
    if planned.asked or not planned.mandatory or planned.value is not None:
        return None
    if planned.lost:
        return Problem("create_not_carried", planned.key)
    if planned.row.crm is not None and planned.row.mapping.to_erp:
        return Problem("create_blank", planned.key, name=planned.row.crm.name)
    return Problem("create_no_value", planned.key)


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
