"""A record's history, and *Why this value?*, as `history/` shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from flask import url_for

from connectors.base import FieldMetadata, FieldType
from connectors.values import from_text
from webapp import texts
from webapp.access import user
from webapp.crm import lists
from webapp.crm.fields import Fields, fields
from webapp.crm.register import Record
from webapp.i18n import _, ngettext, when, whole
from webapp.pages import actor_values, record_head, values
from webapp.services import histories, linking, records, rights
from webapp.services.histories import Mapped, Told
from webapp.wording.erp_tab import NAMED
from webapp.wording.history import KINDS, WHY

NOTHING = "–"
SHOWN = 6
"""More changed fields than this are folded."""

Items = Mapping[str, tuple[str, bool]]
Erp = Mapping[tuple[int, str, str], FieldMetadata]


def page(record: Record, number: int) -> SimpleNamespace:
    """The tab *History*. A constant number of queries."""
    entries, count, number = histories.page(record, number, rights.known_to(user()))
    crm, items = fields(record.entity), _items(entries, fields(record.entity))
    erp = histories.erp_fields({each.connection_id for each in entries if each.side == "erp" and each.connection_id})
    pages = max(1, -(-count // histories.PAGE))

    def address(to: int) -> str:
        return url_for("history.index", entity=record.entity.value, row=record.id, page=to)

    return SimpleNamespace(
        head=record_head.head(record, record_head.HISTORY),
        count=whole(count),
        rows=[_row(each, crm, erp, items) for each in entries],
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if number < pages else "",
        place=_("Page %(page)s of %(pages)s", page=whole(number), pages=whole(pages)) if pages > 1 else "",
    )


def _row(entry: Told, crm: Fields, erp: Erp, items: Items) -> SimpleNamespace:
    lines = [_line(key, entry, _field(key, entry, crm, erp), items) for key in entry.changes]
    return SimpleNamespace(
        at=entry.at.isoformat(timespec="seconds"),
        when=when(entry.at),
        who=_who(entry),
        run=url_for("runs.show", row=entry.run_id) if entry.run_id and user().is_admin else "",
        what=_(KINDS.get(entry.kind, entry.kind)),
        where=_("Written in “%(name)s”", name=entry.connection_name) if entry.side == "erp" else _connection(entry),
        actor=_actor(entry),
        lines=lines,
        summary=ngettext("%(num)s field", "%(num)s fields", len(lines)) if len(lines) > SHOWN else "",
    )


def _field(key: str, entry: Told, crm: Fields, erp: Erp) -> FieldMetadata | None:
    if entry.side == "crm":
        return crm.get(key)
    return erp.get((entry.connection_id or 0, entry.actor_type.value if entry.actor_type else "", key))


def _line(key: str, entry: Told, field: FieldMetadata | None, items: Items) -> SimpleNamespace:
    before, after, _rule = entry.changes[key]
    return SimpleNamespace(
        name=texts.text(field.name) if field else _("Company") if key == records.COMPANY else key,
        before=shown(field, before, items),
        after=shown(field, after, items),
    )


def shown(field: FieldMetadata | None, text: str, items: Items) -> str:
    """The text form of a value as people read it; a dash for blank."""
    if text == "" or field is None:
        return values.shortened(text) or NOTHING
    if field.type is FieldType.LIST:
        return str(items.get(text, (text, False))[0])
    try:
        return actor_values.shown(field, from_text(field.type, text), {}) or NOTHING
    except ValueError:  # of a time when the field was of another type
        return values.shortened(text)


def _items(entries: Iterable[Told], crm: Fields) -> Items:
    """The CRM list items that *entries* name. One query."""
    of_lists = {key for key, each in crm.items() if each.type is FieldType.LIST}
    sides = (change[:2] for each in entries if each.side == "crm" for key, change in each.changes.items() if key in of_lists)
    return lists.items_by_key(text for pair in sides for text in pair if text)


def _who(entry: Told) -> str:
    return entry.user_name or "kobling"


def _connection(entry: Told) -> str:
    return _("an ERP system outside your scope") if entry.hidden else entry.connection_name


def _quoted(entry: Told) -> str:
    """The connection within a sentence: its name has quotation marks, what stands for one that isn't told has none."""
    return _connection(entry) if entry.hidden else _("“%(name)s”", name=entry.connection_name)


def _actor(entry: Told) -> str:
    if not entry.erp_key:
        return ""
    return f"{texts.actor(entry.actor_type)} {entry.erp_key}" if entry.actor_type else entry.erp_key


def _within(entry: Told) -> str:
    """The actor within a sentence."""
    words = NAMED.get(entry.actor_type) if entry.actor_type else None
    return _(words, key=entry.erp_key) if words and entry.erp_key else _actor(entry)


def why(record: Record, field: FieldMetadata) -> SimpleNamespace:
    """Why a field of a record has the value it has: the last change with its reason, those before, and what syncs it."""
    known = rights.known_to(user())
    entries = histories.of_field(record, field.key, known)
    items = _items(entries, {field.key: field})
    links, mappings = linking.of_record(record.entity, record.id), histories.mappings(record, field.key, known)
    erp = histories.erp_fields({each.connection.id for each in mappings})
    return SimpleNamespace(
        head=record_head.head(record, "", "history#why"),
        name=texts.text(field.name),
        value=shown(field, record.texts.get(field.key, ""), items),
        back=url_for("records.show", entity=record.entity.value, row=record.id),
        history=url_for("history.index", entity=record.entity.value, row=record.id),
        entries=[_reason(each, field, items) for each in entries],
        mappings=[_mapping(each, erp, each.connection.id in links) for each in mappings],
        synced_by_none=_synced_by_none(known is None),
    )


def _synced_by_none(all_are_known: bool) -> str:
    """That nothing syncs a field, as far as the one who asks may know."""
    return _("No ERP connection syncs the field.") if all_are_known else _("No ERP connection in your scope syncs the field.")


def _reason(entry: Told, field: FieldMetadata, items: Items) -> SimpleNamespace:
    before, after, rule = entry.changes[field.key]
    facts: dict[str, Any] = {"who": _who(entry), "connection": _quoted(entry), "key": _within(entry)}
    words = WHY.get(f"{rule} {entry.kind}") or WHY.get(rule, "")
    return SimpleNamespace(
        at=entry.at.isoformat(timespec="seconds"),
        when=when(entry.at),
        before=shown(field, before, items),
        after=shown(field, after, items),
        why=_(words, **facts) if words else _(KINDS.get(entry.kind, entry.kind)),
        run=url_for("runs.show", row=entry.run_id) if entry.run_id and user().is_admin else "",
    )


def _mapping(mapped: Mapped, erp: Erp, linked: bool) -> SimpleNamespace:
    both = mapped.to_crm and mapped.to_erp
    ways = _("both ways") if both else _("from the ERP to the CRM") if mapped.to_crm else _("from the CRM to the ERP")
    actor = mapped.actor_type
    field = erp.get((mapped.connection.id, actor.value, mapped.erp_key))
    url = url_for("mappings.sheet", row=mapped.connection.id, actor_type=actor.value) if user().is_admin else ""
    return SimpleNamespace(
        connection=mapped.connection.name,
        field=texts.text(field.name) if field else mapped.erp_key,
        ways=ways,
        state=_linked(linked, mapped.connection.active),
        url=url,
    )


def _linked(linked: bool, active: bool) -> str:
    if not active:
        return _("not active")
    return _("linked") if linked else _("not linked")
