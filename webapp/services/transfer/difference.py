"""What storing a document would change, piece by piece: shown before an import, and noted in the record of changes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import ActorType, FieldType, Text
from connectors.values import from_text, to_text
from webapp.crm.fields import ENTITY_OF, Fields, all_fields
from webapp.services import ordering
from webapp.services.audit import Change
from webapp.services.connection_changes import EVERYONE, RIGHTS, scope_changes
from webapp.services.list_saving import NO_SELECTION_TEXT
from webapp.services.transfer.document import Document
from webapp.services.transfer.fits import Fit

AREAS = ("connection", "configuration", "scope", "mappings", "lists", "defaults", "ranks", "priority")
"""The areas of `services.audit` that a document speaks of, in their order."""
SAVED = Text("saved", "lagret")


@dataclass(frozen=True)
class Different:
    """One thing that would be different. `type` is the actor type that it belongs to, or blank."""

    area: str
    change: Change
    type: str = ""


def between(fit: Fit) -> list[Different]:
    """What storing `fit.wanted` in place of `fit.stored` changes, area by area. One query."""
    found = [*_own(fit), *_configuration(fit), *_scope(fit), *_Types(fit).all(), *_priority(fit)]
    return sorted(found, key=lambda each: AREAS.index(each.area))


def _own(fit: Fit) -> Iterator[Different]:
    for what in ("name", "description"):
        old, new = fit.stored.get(what, ""), fit.wanted.get(what, "").strip()
        if old != new:
            yield Different("connection", Change(what, "", old, new))


def _configuration(fit: Fit) -> Iterator[Different]:
    for key in changed_values(fit):
        old, new = (each.get("configuration", {}).get(key) for each in (fit.stored, fit.wanted))
        field = fit.configuration_fields.get(key)
        yield Different("configuration", Change("value", field.name if field else key, _shown(old), _shown(new)))


def _shown(value: Any) -> Any:
    return SAVED if isinstance(value, Mapping) else value


def changed_values(fit: Fit) -> list[str]:
    """The configuration fields, by key, for which the document has another value than what is stored."""
    stored, wanted = fit.stored.get("configuration", {}), fit.wanted.get("configuration", {})
    fields = fit.configuration_fields
    return [key for key, value in wanted.items() if key in fields and not _same(fields[key].type, stored.get(key, ""), value)]


def _same(type_: FieldType, old: Any, new: Any) -> bool:
    """Whether two values are the same one, however they are written; a reference to a secret is to the one that is stored."""
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        return isinstance(old, Mapping) and isinstance(new, Mapping)
    return as_text(type_, old) == as_text(type_, new)


def as_text(type_: FieldType, value: Any) -> str:
    """A value of a document in its invariant text form; what is no value of the type stays as it is written."""
    text = to_text(value)
    try:
        return to_text(from_text(type_, text))
    except (ValueError, OverflowError):
        return text


def _scope(fit: Fit) -> Iterator[Different]:
    old, new = (_entries(each.get("scope", {})) for each in (fit.stored, fit.wanted))
    for change in scope_changes(old, new):
        yield Different("scope", change)


def _entries(scope: Document) -> dict[str, tuple[Text | str, Text]]:
    if "everyone" in scope:
        return {"": (EVERYONE, _rights(scope["everyone"]))}
    return {f"{kind} {name}": (name, _rights(each)) for kind, some in scope.items() for name, each in some.items()}


def _rights(words: list[str]) -> Text:
    return RIGHTS["connect" in words, "create" in words]


def _priority(fit: Fit) -> Iterator[Different]:
    old, new = fit.stored.get("priority"), fit.wanted.get("priority")
    if new is not None and old is not None and old != new:
        yield Different("priority", Change("place", fit.wanted["name"], old, new))


class _Types:
    """What is different in the actor types."""

    def __init__(self, fit: Fit) -> None:
        self.fit, self.crm = fit, all_fields()

    def all(self) -> Iterator[Different]:
        """Of all of them."""
        for type_, wanted in self.fit.wanted["actor types"].items():
            stored = self.fit.stored["actor types"].get(type_, {"order": [], "fields": {}})
            for area, change in self.of(type_, stored, wanted):
                yield Different(area, change, type_)

    def of(self, type_: str, stored: Document, wanted: Document) -> Iterator[tuple[str, Change]]:
        """Of one of them."""
        old, new = bool(stored.get("active")), bool(wanted.get("active"))
        if old != new:
            yield "mappings", Change("types_active", type_, old, new)
        for key in sorted(stored["fields"].keys() | wanted["fields"].keys()):
            yield from self.field(type_, key, stored["fields"].get(key, {}), wanted["fields"].get(key, {}))
        was_there, is_there = set(stored["order"]), set(wanted["order"])
        before = [key for key in stored["order"] if key in is_there]
        after = [key for key in wanted["order"] if key in was_there]
        for key, was, place in ordering.places(before, after):
            yield "ranks", Change("place", self.fit.name(type_, key), was, place)

    def field(self, type_: str, key: str, stored: Document, wanted: Document) -> Iterator[tuple[str, Change]]:
        """Of a field."""
        name, crm = self.fit.name(type_, key), self.crm[ENTITY_OF[ActorType(type_)]]
        old, new = _mapping(stored, crm), _mapping(wanted, crm)
        yield from (("mappings", Change(what, name, old[what], new[what])) for what in old if old[what] != new[what])
        for what, of, was, now in self.items(type_, key, stored, wanted):
            yield "lists", Change(what, of, was, now)
        old, new = _default(stored), _default(wanted)
        yield from (("defaults", Change(what, name, old[what], new[what])) for what in old if old[what] != new[what])

    def items(self, type_: str, key: str, stored: Document, wanted: Document) -> Iterator[tuple[str, Text, Any, Any]]:
        """Where its items go, and which are the way back."""
        old, new = stored.get("items", {}), wanted.get("items", {})
        for item in dict.fromkeys([*old, *new]):
            if (was := _goes(old, item)) != (now := _goes(new, item)):
                yield "list_item", self.item(type_, key, item), was, now
        before, after = set(stored.get("way back", ())), set(wanted.get("way back", ()))
        for item in sorted(before ^ after):
            yield "way_back", self.item(type_, key, item), item in before, item in after

    def item(self, type_: str, key: str, item: str) -> Text:
        """An item with its field, since two fields can have items of the same name."""
        row = self.fit.row(type_, key)
        items = self.fit.book.lists.get(row.field.list_name, {}) if row and self.fit.book else {}
        text = items.get(item) or Text(item)
        name = self.fit.name(type_, key)
        field = name if isinstance(name, Text) else Text(name)
        en, nb = (f"{field.in_language(each)}: {text.in_language(each) or item}" for each in ("en", "nb"))
        return Text(en, nb)


def _mapping(field: Document, crm: Fields) -> dict[str, Any]:
    way = field.get("direction", "")
    chosen = crm.get(field.get("crm", ""))
    return {
        "crm_key": chosen.name if chosen else field.get("crm"),
        "to_crm": way in ("to CRM", "both"),
        "to_erp": way in ("to ERP", "both"),
        "in_search": field.get("in search", False),
        "in_tab": field.get("in tab", False),
    }


def _default(field: Document) -> dict[str, Any]:
    rule = field.get("default", {})
    return {
        "default_value": rule.get("value"),
        "default_ask": rule.get("ask", False),
        "default_mandatory": rule.get("mandatory", False),
    }


def _goes(items: Mapping[str, str | None], item: str) -> Text | str | None:
    if item not in items:
        return None
    return NO_SELECTION_TEXT if items[item] is None else items[item]
