"""The list mappings of a connection at a glance, as `list_mapping/index.html` shows them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import url_for

from webapp import texts
from webapp.i18n import _, ngettext
from webapp.models import Connection
from webapp.pages.connection import head
from webapp.pages.list_mapping import direction, enumerated
from webapp.services.list_mappings import ListField
from webapp.services.sheets import Book

_ITEMS = 12  # of one field in the inbox; the rest is a number


def inbox(connection: Connection, book: Book, fields: Sequence[ListField], unread: dict[str, str]) -> SimpleNamespace:
    """Everything on the page; *unread* says why a list couldn't be read last time, by its name."""
    rows = [_row(each, unread) for each in fields]
    return SimpleNamespace(
        head=head(connection, "list_mapping"),
        waiting=[row for row in rows if row.items and row.synced],
        undecided=sum(row.undecided for row in rows if row.synced),
        groups=[_group(book, type_, rows) for type_ in dict.fromkeys(row.type for row in rows)],
        read=bool(book.sheets),
        mappings_url=url_for("mappings.index", row=connection.id),
    )


def _group(book: Book, type_: str, rows: Sequence[SimpleNamespace]) -> SimpleNamespace:
    sheet = next(each for each in book.sheets.values() if each.type.value == type_)
    return SimpleNamespace(
        actor=texts.actor(type_),
        id=f"lists-{type_}",
        active=sheet.actor.active and not sheet.actor.missing,
        rows=[row for row in rows if row.type == type_],
    )


def _row(shown: ListField, unread: dict[str, str]) -> SimpleNamespace:
    url = url_for("list_mapping.field", row=shown.connection.id, actor_type=shown.type.value, field=shown.id)
    return SimpleNamespace(
        type=shown.type.value,
        actor=texts.actor(shown.type),
        erp=texts.text(shown.field.name),
        crm=texts.text(shown.crm_field.name),
        direction=direction(shown),
        synced=shown.row.mapped,
        url=url,
        todo_url=f"{url}?only=1",
        states=_states(shown, unread),
        undecided=len(shown.undecided),
        items=[_item(shown, key) for key in shown.undecided[:_ITEMS]],
        more=max(len(shown.undecided) - _ITEMS, 0),
        decided=len(shown.items) - len(shown.undecided),
        total=len(shown.items),
    )


def _item(shown: ListField, key: str) -> SimpleNamespace:
    return SimpleNamespace(text=texts.text(shown.text(key)), gone=shown.gone.get(key, ""))


def _states(shown: ListField, unread: dict[str, str]) -> list[tuple[str, str]]:
    """(tone, words), the worst first."""
    reason = unread.get(shown.field.list_name, "")
    found = [] if shown.was_read else [("fail", reason or _("The list has not been read from the ERP"))]
    if shown.stuck:
        names = enumerated(shown.stuck, 3)
        found.append(("fail", _("A way back is missing for %(names)s", names=names)))
    if lost := sum(key in shown.items for key in shown.gone):
        found.append(("fail", ngettext("%(num)s item goes to a deleted CRM item", "%(num)s items go to deleted CRM items", lost)))
    if new := len(shown.undecided) - lost:
        found.append(("warn" if shown.row.mapped else "off", ngettext("%(num)s item undecided", "%(num)s items undecided", new)))
    if shown.was_read and not found:
        found.append(("ok", _("All decided") if shown.items else _("The list is empty in the ERP")))
    if shown.missing:
        found.append(("off", ngettext("%(num)s item missing in the ERP", "%(num)s items missing in the ERP", len(shown.missing))))
    return found
