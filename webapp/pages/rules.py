"""The rule matrix as the templates in `rules/` show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType, Text
from connectors.values import from_text, show_entry
from webapp import config, texts
from webapp.i18n import _, language, whole
from webapp.models import Connection
from webapp.pages import connection as connection_pages
from webapp.services import rule_matrix
from webapp.services.rule_matrix import EVENTS, Chapter
from webapp.services.rule_remarks import Said
from webapp.services.setup import Lists
from webapp.wording import rules as wording


def page(connection: Connection) -> SimpleNamespace:
    """The rules of *connection* in sentences."""
    found = rule_matrix.of(connection)
    return SimpleNamespace(
        h=connection_pages.head(connection, "rules"),
        active=connection.active,
        chapters=[_chapter(each, found.lists) for each in found.chapters],
        off=", ".join(texts.actor(each) for each in found.off),
        url=SimpleNamespace(
            mappings=url_for("mappings.index", row=connection.id),
            readiness=url_for("readiness.index", row=connection.id),
            priority=url_for("priority.index"),
        ),
    )


def _chapter(chapter: Chapter, lists: Lists) -> SimpleNamespace:
    said = _Sentences(lists)
    return SimpleNamespace(
        id=chapter.type.value.casefold(),
        title=_("ERP “%(actor)s” and CRM “%(entity)s”", actor=texts.actor(chapter.type), entity=texts.entity(chapter.entity)),
        events=[(_(wording.EVENTS[each]), said(chapter.to_crm[each]), said(chapter.to_erp[each])) for each in EVENTS],
        remarks=[(_(wording.TOPICS[topic]), said(some)) for topic, some in chapter.remarks.items()],
    )


class _Sentences:
    """Puts facts into words."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._ways: Mapping[str, Callable[[Any], str]] = {
            "pairs": lambda pair: f"{texts.fact(pair[0])} → {texts.fact(pair[1])}",
            "limits": lambda limit: f"{texts.fact(limit[0])} ({whole(limit[1])})",
            "values": lambda given: f"{texts.text(given[0].name)} = {self._value(*given)}",
        }

    def __call__(self, some: Iterable[Said]) -> list[str]:
        return [
            _(wording.SENTENCES[each.code], **{key: self._fact(key, value) for key, value in each.facts.items()}) for each in some
        ]

    def _fact(self, key: str, value: Any) -> str:
        way = self._ways.get(key)
        return ", ".join(way(each) for each in value) if way else texts.fact(value)

    def _value(self, field: FieldMetadata, stored: str) -> str:
        """A default value as people read it; a text with its tags as they stand."""
        if field.type is FieldType.LIST:
            return texts.text(self._lists.get(field.list_name, {}).get(stored) or Text(stored, stored))
        if field.type is FieldType.CHECKBOX:
            return _("Yes") if stored == "1" else _("No")
        if field.type is FieldType.TEXT:
            return _("“%(text)s”", text=stored)
        try:
            return show_entry(field, from_text(field.type, stored), language(), config.current["TIMEZONE"])
        except ValueError:  # a tag, or what no longer is of the field's type
            return stored
