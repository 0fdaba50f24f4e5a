"""Storing the default rules of an actor type: all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from connectors.base import FieldType
from connectors.values import from_text
from webapp.db import db
from webapp.errors import Problem, Problems
from webapp.models import ActorMapping, Connection, DefaultRule, User
from webapp.services import audit, rows
from webapp.services.default_lists import Lists
from webapp.services.defaults import Rule, at, plain, read, rules, why_not, wish
from webapp.services.sheets import Row, Sheet
from webapp.services.staying_active import kept_active
from webapp.sync.wishes import Wish


def save(
    connection: Connection,
    sheet: Sheet,
    wishes: Mapping[str, Wish],
    dropped: Collection[str],
    version: int,
    by: User,
    lists: Lists,
    language: str,
) -> None:
    """Store the rules that *wishes* are, by the ERP field's key, and take away those of *dropped* fields.

    A field that is in neither keeps its rule. Raises `Problems` with what is wrong where, or with why the connection, which
    is active, could no longer be; and `Problem("conflict")`.
    """
    stored = {key: plain(rule) for key, rule in rules(sheet.actor).items()}
    wanted = _read(sheet, wishes, stored, lists, language)
    wanted |= {row.field.key: Rule() for row in sheet.rows if row.field.key in dropped and why_not(row)}
    changed = {key: rule for key, rule in wanted.items() if rule != stored.get(key, Rule())}
    with db.atomic(), kept_active(connection):
        same = (ActorMapping.id == sheet.actor.id) & (ActorMapping.defaults_version == version)
        if not ActorMapping.update(defaults_version=version + 1).where(same).execute():
            raise rows.conflict_in("defaults", connection)
        _store(sheet, changed)
        audit.note("defaults", by, _changes(sheet, stored, changed, lists), connection, sheet.type.value)


def _read(sheet: Sheet, wishes: Mapping[str, Wish], stored: Mapping[str, Rule], lists: Lists, language: str) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    problems: list[Problem] = []
    for row in sheet.rows:
        if row.field.key not in wishes:
            continue
        if why := why_not(row):  # it could have a rule when the page was made
            problems += [Problem(why.code, at("value", row.field.key))] if _new(wishes[row.field.key], row, stored) else []
        else:
            before = wish(row.field, stored.get(row.field.key, Rule()), language)
            for each in read(row, wishes[row.field.key], before, lists, language):
                if isinstance(each, Problem):
                    problems.append(each)
                else:
                    found[row.field.key] = each
    if problems:
        raise Problems(problems)
    return found


def _new(wanted: Wish, row: Row, stored: Mapping[str, Rule]) -> bool:
    """Whether something is wanted of a field that isn't stored."""
    rule = stored.get(row.field.key, Rule())
    return any(now and not before for now, before in ((wanted.use, rule.use), (wanted.ask, rule.ask)))


def _store(sheet: Sheet, changed: Mapping[str, Rule]) -> None:
    ids = {key: sheet.by_key[key].mapping.id for key in changed}
    DefaultRule.delete().where(DefaultRule.field.in_(list(ids.values()))).execute()
    new = [
        {"field": ids[key], "use_value": rule.use, "value": rule.value, "ask": rule.ask, "mandatory": rule.mandatory}
        for key, rule in changed.items()
        if rule.says_something
    ]
    if new:
        DefaultRule.insert_many(new).execute()


def _changes(sheet: Sheet, before: Mapping[str, Rule], after: Mapping[str, Rule], lists: Lists) -> Iterable[audit.Change]:
    for key, new in after.items():
        row, old = sheet.by_key[key], before.get(key, Rule())
        values = {
            "default_value": (_told(row, old, lists), _told(row, new, lists)),
            "default_ask": (old.ask, new.ask),
            "default_mandatory": (old.mandatory, new.mandatory),
        }
        yield from (audit.Change(what, row.field.name, *both) for what, both in values.items() if both[0] != both[1])


def _told(row: Row, rule: Rule, lists: Lists) -> Any:
    """A default value as the record of changes keeps it."""
    if not rule.use:
        return None
    if row.field.type is FieldType.LIST:
        return lists.items(row.field.list_name).get(rule.value) or rule.value
    try:
        return from_text(row.field.type, rule.value)
    except ValueError:  # a tag, or a value of the type that the field had before
        return rule.value
