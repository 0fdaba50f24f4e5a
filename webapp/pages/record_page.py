"""A record as its own page shows it: what it has in groups, what is blank folded away, who changed it last."""

from __future__ import annotations

from types import SimpleNamespace

from flask import url_for

from connectors.base import FieldMetadata
from webapp import texts
from webapp.access import user
from webapp.crm.fields import Entity, fields, is_long
from webapp.crm.register import Record
from webapp.errors import Problem
from webapp.i18n import _, when
from webapp.pages import disconnect, record_values
from webapp.pages.record_groups import grouped
from webapp.pages.record_head import DETAILS, head
from webapp.pages.record_values import Items
from webapp.services import records, rights


def page(record: Record) -> SimpleNamespace:
    """The context of `records/show.html`. Three queries beside the head's."""
    known = fields(record.entity)
    items = record_values.items_of([record], known)
    groups = [(title, [_row(record, each, items) for each in some]) for title, some in grouped(record.entity, known)]
    entity, row = record.entity.value, record.id
    return SimpleNamespace(
        head=head(record, DETAILS),
        groups=[(title, there) for title, rows in groups if (there := [each for each in rows if each.text])],
        blank=[each for _title, rows in groups for each in rows if not each.text],
        deleted=record.deleted_at is not None,
        changed=_changed(record),
        edit_url=url_for("records.edit", entity=entity, row=row),
        delete_url=url_for("records.delete", entity=entity, row=row) if user().is_admin else "",
        restore_url=url_for("records.restore", entity=entity),
        here=url_for("records.show", entity=entity, row=row),
        row=row,
    )


def _row(record: Record, field: FieldMetadata, items: Items) -> SimpleNamespace:
    text = record_values.shown(record, field, items)
    return SimpleNamespace(
        name=texts.text(field.name),
        text=text,
        lines=is_long(field),
        url=record_values.address(field, text),
        why=why_url(record.entity, record.id, field.key),
        key=field.key,
    )


def why_url(entity: Entity, row: int, key: str) -> str:
    """Where it is told why a value is what it is."""
    return url_for("history.why", entity=entity.value, row=row, key=key)


def _changed(record: Record) -> str:
    by = records.changed_by(record)
    at = when(record.changed_at)
    if record.deleted_at is not None:
        return _("Deleted %(when)s by %(who)s", when=at, who=by) if by else _("Deleted %(when)s", when=at)
    return _("Changed %(when)s by %(who)s", when=at, who=by) if by else _("Changed %(when)s", when=at)


def deletion(record: Record, problem: Problem | None) -> SimpleNamespace:
    """The context of `records/delete.html`; *problem*: why it can't be deleted now, with the ways to what is in its way."""
    entity, row = record.entity.value, record.id
    ways: list[tuple[str, str]] = []
    if problem and problem.code == "record_linked":
        seen = rights.for_entity(user(), record.entity)
        ways = [(_("ERP"), url_for("erp_tab.index", entity=entity, row=row))] if seen else []
    elif problem and problem.code == "record_hidden":
        ways = disconnect.ways(record)
    elif problem:
        ways = [(_("Persons"), url_for("records.persons", row=row)), (_("Projects"), url_for("records.projects", row=row))]
    return SimpleNamespace(
        name=record.name or _("(no name)"),
        problem=texts.problem(problem) if problem else "",
        ways=ways,
        back=url_for("records.show", entity=entity, row=row),
    )
