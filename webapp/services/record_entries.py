"""Entries of a record's form: the text that stands in each control, and the values that people mean by what they write.

Only what somebody has touched is read: a value that came from an ERP may break a rule of ours, and stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo

from connectors.base import FieldMetadata, FieldType, utc
from connectors.values import EntryProblem, read_entry, show_entry, to_text
from webapp.crm.fields import Fields, is_long
from webapp.crm.register import Record
from webapp.errors import Problem, Problems

LONGEST = 100_000
"""The longest text that is taken from a form for a field without a limit of its own."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_ENDS = re.compile(r"\r\n|\r|\n")


def editable(fields: Fields) -> list[FieldMetadata]:
    """The fields that people fill in: all but the record's id. What sync may not write, people may."""
    return [each for each in fields.values() if each.key != "ID"]


def shown(record: Record, fields: Sequence[FieldMetadata], language: str, zone: tzinfo) -> dict[str, str]:
    """What stands in the controls for a record's values, by field key."""
    known = {each.key: each for each in fields}
    return {each.key: _shown(each, record, known, language, zone) for each in fields}


def _shown(field: FieldMetadata, record: Record, known: Fields, language: str, zone: tzinfo) -> str:
    value = record.value(known, field.key)
    if isinstance(value, datetime):
        day = day_of(value, zone)
        return day or show_entry(field, value, language, _safe(value, zone))
    if value is None:
        return record.texts.get(field.key, "")  # stored when the field was of another kind
    if value is False:
        return ""
    return show_entry(field, value, language, zone)


def day_of(moment: datetime, zone: tzinfo) -> str:
    """The date (2026-11-21) that a moment stands for: a midnight in UTC, as dates come from ERPs, or one in *zone*; else ""."""
    for there in (utc(moment), utc(moment).astimezone(_safe(moment, zone))):
        if there.time() == time():
            return f"{there.year:04d}-{there.month:02d}-{there.day:02d}"
    return ""


def _safe(moment: datetime, zone: tzinfo) -> tzinfo:
    """*zone*, or UTC for the first and the last day there is, which have no other time there."""
    try:
        utc(moment).astimezone(zone)
    except (OverflowError, ValueError):
        return UTC
    return zone


def mark(entry: str) -> str:
    """What tells an entry from another one, however its lines end; short, so that a page can carry it."""
    return hashlib.sha256(" ".join(entry.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def touched(entries: Mapping[str, str], marks: Mapping[str, str]) -> set[str]:
    """The keys of the entries that aren't what their page began with."""
    return {key for key, entry in entries.items() if mark(entry) != marks.get(key, mark(""))}


def read(
    entries: Mapping[str, str], fields: Fields, items: Mapping[str, Collection[str]], language: str, zone: tzinfo
) -> dict[str, str]:
    """The text forms of *entries*, by field key. *items*: the items' keys by list key.

    Raises `Problem` or `Problems`, each with its field's key: mandatory, too_long, control_characters, integer, double,
    datetime, no_such_time, checkbox, list_item_gone.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for key, entry in entries.items():
        try:
            texts[key] = _read(fields[key], entry, items, language, zone)
        except Problem as problem:
            problems.append(problem)
    if problems:
        raise problems[0] if len(problems) == 1 else Problems(problems)
    return texts


def _read(field: FieldMetadata, entry: str, items: Mapping[str, Collection[str]], language: str, zone: tzinfo) -> str:
    text = _ENDS.sub("\n" if is_long(field) else " ", entry)
    if len(text) > LONGEST:
        raise Problem("too_long", field.key, length=len(text), limit=field.max_length or LONGEST)
    date = field.type is FieldType.DATETIME and _DAY.fullmatch(text.strip())
    try:
        stored = to_text(read_entry(field, text, language, UTC if date else zone))
    except EntryProblem as error:
        raise Problem(error.code, field.key, **_short(error.facts)) from None
    if field.mandatory and not stored:
        raise Problem("mandatory", field.key)
    if stored and field.type is FieldType.LIST and stored not in items.get(field.list_name, ()):
        raise Problem("list_item_gone", field.key)
    return stored


def _short(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts for a sentence: what was typed may be as long as a form can be."""
    return {name: f"{fact[:60]}…" if isinstance(fact, str) and len(fact) > 60 else fact for name, fact in facts.items()}
