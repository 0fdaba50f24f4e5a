"""The defaults of an actor type, as `defaults/edit.html` shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from webapp import texts
from webapp.errors import Problem, Problems
from webapp.forms.config_fields import html_name
from webapp.i18n import _, language
from webapp.models import Connection
from webapp.pages import connection as pages
from webapp.pages import default_rows, default_words, mending
from webapp.services import defaults
from webapp.services.default_lists import Lists
from webapp.services.sheets import Book, Sheet
from webapp.sync.wishes import Wish


@dataclass(frozen=True)
class State:
    """What a page shows beside what is stored: what was posted, and what came of it."""

    wishes: Mapping[str, Wish] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    error: Problem | Problems | None = None
    version: int | None = None
    only: bool = False


def page(book: Book, sheet: Sheet, lists: Lists, user_name: str, state: State = State()) -> dict[str, Any]:
    """The page of *sheet*, filled in as *state* says. One query."""
    connection = book.connection
    found = defaults.of_connection(connection)
    stored = stored_wishes(sheet, found.get(sheet.actor.id, {}))
    wishes = stored | {key: each for key, each in state.wishes.items() if key in stored}
    errors, problems = _errors(sheet, state.error)
    conflict = isinstance(state.error, Problem) and state.error.code == "conflict"
    return {
        "h": pages.head(connection, "defaults"),
        "tabs": pages.tabs(connection, "defaults.edit", _counts(book, found), sheet.type),
        "title": texts.actor(sheet.type),
        "rows": default_rows.rows(sheet, wishes, errors, lists),
        "lost": default_rows.lost(sheet, found.get(sheet.actor.id, {}), state.dropped, lists),
        "tags": default_words.tags(user_name),
        "problems": problems,
        "conflict": _conflict(sheet, state.error, stored, wishes, lists) if conflict else None,
        "unsaved": bool(state.wishes),
        "version": sheet.actor.defaults_version if conflict or state.version is None else state.version,
        "only": state.only,
        "items_url": url_for("defaults.items", row=connection.id, actor_type=sheet.type.value),
        "theirs_url": url_for("defaults.edit", row=connection.id, actor_type=sheet.type.value),
        "cancel_url": url_for("sync.index", selected=connection.id),
    }


def nothing(connection: Connection) -> dict[str, Any]:
    """The page of a connection whose fields have not been read."""
    return {"h": pages.head(connection, "defaults"), "mappings_url": url_for("mappings.index", row=connection.id)}


def stored_wishes(sheet: Sheet, rules: Mapping[str, Any]) -> dict[str, Wish]:
    """What stands in the controls of each field that can have a rule, as it is stored."""
    return {
        row.field.key: defaults.wish(row.field, defaults.plain(rules.get(row.field.key)), language())
        for row in sheet.rows
        if defaults.why_not(row) is None
    }


def _counts(book: Book, found: Mapping[int, Mapping[str, Any]]) -> dict[Any, str]:
    return {type_: str(len(found.get(each.actor.id, ())) or "") for type_, each in book.sheets.items()}


def _errors(sheet: Sheet, error: Problem | Problems | None) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """What is wrong: words by the place that a problem names, and what the summary says, each with the control's id."""
    by_place: dict[str, str] = {}
    summary: list[tuple[str, str]] = []
    for each in error.problems if isinstance(error, Problems) else []:
        part, _colon, key = each.field.partition(":")
        row = sheet.by_key.get(key) if part in ("value", "mandatory") else None
        if row is None:
            summary.append(("", mending.text(each)))
            continue
        words = texts.problem(each)
        by_place[each.field] = words
        target = f"{part}-{html_name(key)}" if defaults.why_not(row) is None else ""
        summary.append((target, _("%(field)s: %(text)s", field=default_words.name(row), text=words)))
    return by_place, summary


def _conflict(
    sheet: Sheet, error: Any, stored: Mapping[str, Wish], wishes: Mapping[str, Wish], lists: Lists
) -> Mapping[str, Any]:
    rows = []
    for key, theirs in stored.items():
        row = sheet.by_key[key]
        both = default_words.said(row, theirs, lists), default_words.said(row, wishes[key], lists)
        if both[0] != both[1]:
            rows.append((default_words.name(row), *both))
    hint = _("Save stores yours over theirs. You can still change them first.")
    return {"text": texts.problem(error), "rows": rows, "hint": hint}
